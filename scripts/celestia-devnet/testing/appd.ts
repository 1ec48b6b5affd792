/** Stands in for celestia-appd: says what it says, and writes a log that stops it when nobody reads. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { flag, portOf } from "./flags.ts";

const VALIDATOR = `celestia1${"q".repeat(38)}`;
const HASH = "AB".repeat(32);
const BLOCK_MS = 20;
/** What nobody reads fills the pipe's buffer at the 25th block or so, as it did with the real one. */
const LOG_BYTES_PER_BLOCK = 8_000;

const home = flag("--home");
const transfers = join(home, "transfers");
const words = process.argv.slice(2);
const command = words.slice(0, words[0] === "tx" || words[0] === "query" ? 3 : 2).join(" ");

function serve(): void {
  let height = 0;
  setInterval(() => {
    height++;
    // Blocks when the pipe is full, as the real one does: the next block waits for a reader.
    writeSync(1, `INF finalized block height=${height} ${"x".repeat(LOG_BYTES_PER_BLOCK)}\n`);
  }, BLOCK_MS);
  const config = readFileSync(join(home, "config", "config.toml"), "utf8");
  createServer((request, response) => {
    const body = request.url?.startsWith("/block")
      ? { result: { block_id: { hash: height > 0 ? HASH : "" } } }
      : { height, keepsResults: config.includes('indexer = "kv"') };
    response.end(JSON.stringify(body));
  }).listen(portOf(flag("--rpc.laddr")), "127.0.0.1");
}

if (words[0] === "init") {
  mkdirSync(join(home, "config"), { recursive: true });
  writeFileSync(join(home, "config", "config.toml"), 'indexer = "null"\ndiscard_abci_responses = true\n');
} else if (command === "keys show") process.stdout.write(`${VALIDATOR}\n`);
else if (command === "tx bank send") appendFileSync(transfers, `${words[4]} ${words[5]}\n`);
else if (command === "query bank balance") {
  const lines = existsSync(transfers) ? readFileSync(transfers, "utf8").split("\n") : [];
  process.stdout.write(lines.find((line) => line.startsWith(words[3] ?? "")) ?? "balance: 0\n");
} else if (words[0] === "start") serve();
