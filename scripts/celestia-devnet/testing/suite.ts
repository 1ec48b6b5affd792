/** Stands in for the tests: passes when the chain goes on for as long as it is looked at, and the token opens the bridge node. */
import { readFileSync } from "node:fs";
import { TOKEN } from "./token.ts";

/** Several times what a pipe takes that nobody reads. */
const BLOCKS = 100;
const TIMEOUT_MS = 20_000;

const { NOVATE_CELESTIA_RPC_URL: rpc = "", NOVATE_CELESTIA_SECRETS: secrets = "" } = process.env;
const { token } = JSON.parse(readFileSync(secrets, "utf8")) as { readonly token: string };
const deadline = Date.now() + TIMEOUT_MS;
let seen = { height: 0, keepsResults: false };
let first: number | undefined;
const grown = () => seen.height - (first ?? seen.height);
while (grown() < BLOCKS && Date.now() < deadline) {
  const ask = fetch(`${rpc}/height`, { signal: AbortSignal.timeout(1_000) });
  seen = await ask.then((response) => response.json() as Promise<typeof seen>).catch(() => seen);
  if (seen.height > 0) first ??= seen.height;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
process.stdout.write(`${JSON.stringify({ grown: grown(), ...seen, isToken: token === TOKEN })}\n`);
process.exitCode = grown() >= BLOCKS && seen.keepsResults && token === TOKEN ? 0 : 1;
