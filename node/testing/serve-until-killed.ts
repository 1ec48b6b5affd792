/** Child of the kill test: a whole sequencer under load, which prints block and hash of every acknowledged transaction until it is killed. */
import { once } from "node:events";
import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { mnemonicToAccount } from "viem/accounts";
import { parseGenesis } from "../../genesis/index.ts";
import { connect, privateKeySigner } from "../../sdk/index.ts";
import { startNode } from "../index.ts";
import { toHex } from "../primitives/bytes.ts";
import { errorCode } from "../primitives/error.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const account = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });
const [root, l1Url] = process.argv.slice(2) as [string, string];
const LOOPS = 8;

function end(reason: string): never {
  writeSync(1, `failed ${reason}\n`);
  process.exit(3);
}

await once(process.stdin, "data");
const node = await startNode(
  {
    ...{ role: "sequencer", data: join(root, "node"), l1Url, confirmations: 1 },
    genesis: parseGenesis(readFileSync(join(root, "genesis.json"), "utf8")),
    da: { kind: "local", path: join(root, "layer") },
    rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 10_000_000 },
    ...{ blockIntervalMs: 10, idleIntervalMs: 100, batchIntervalMs: 300, assertIntervalSeconds: 1 },
    ...{ signatureWorkers: 1, shadowRate: 0, snapshotInterval: 20 },
  },
  { sequencer: account(1), proposer: account(2) },
  { logger: pino({ level: "silent" }) },
).catch((error: unknown) => end(errorCode(error)));
node.failed.then(async ({ code }) => {
  const health = (await (await fetch(`${node.address}/health`)).json()) as { issues: { code: string }[] };
  end(`${code} ${health.issues.map((issue) => issue.code).join(",")}`);
});
const client = await connect(node.address);
const trader = client.trader(privateKeySigner(toHex(account(4).getHdKey().privateKey!)));
const order = { coin: "BTC-PERP", side: "buy", size: "0.001", price: "50000.0" } as const;

async function trade(): Promise<void> {
  for (;;) {
    const { block, hash } = await trader.batch([{ type: "order", order }, { type: "cancelAll" }]);
    writeSync(1, `${block} ${hash}\n`);
  }
}
// A refusal ends a loop: what is printed is what was acknowledged.
await Promise.allSettled(Array.from({ length: LOOPS }, trade));
await node.failed;
