/** Stands in for celestia-node's program: warns before every answer when it is told of a private network, as the real one does. */
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { flag } from "./flags.ts";
import { TOKEN } from "./token.ts";

const [, command] = process.argv.slice(2);
if (process.env.CELESTIA_CUSTOM !== undefined) {
  process.stdout.write(
    "\n\nWARNING: Celestia custom network specified. Only use this option if the node is freshly created and initialized.\n",
  );
  process.stdout.write("**DO NOT** run a custom network over an already-existing node store!\n\n");
}
if (command === "init") mkdirSync(flag("--node.store"), { recursive: true });
if (command === "auth") process.stdout.write(`${TOKEN}\n`);
if (command === "start") {
  createServer((request, response) => {
    const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
    response.statusCode = isKnown ? 200 : 401;
    response.end(isKnown ? JSON.stringify({ result: `celestia1${"p".repeat(38)}` }) : "no");
  }).listen(Number(flag("--rpc.port")), "127.0.0.1");
}
