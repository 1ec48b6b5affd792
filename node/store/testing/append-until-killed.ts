/** Child of the crash tests: appends blocks and writes each number to stdout after it is durable, until it is killed. */
import { writeSync } from "node:fs";
import { openBlockStore } from "../open.ts";
import { blockOn } from "./chain.ts";

const [path, bodyBytes] = process.argv.slice(2);
const store = await openBlockStore({ path: path! });
let parent = store.head;
const inFlight: Promise<void>[] = [];
for (;;) {
  const block = blockOn(parent, Number(bodyBytes));
  parent = block;
  const appended = store.append(block).then(
    () => void writeSync(1, `${block.number}\n`),
    (error) => {
      writeSync(1, `failed ${error.code}\n`);
      process.exit(3);
    },
  );
  inFlight.push(appended);
  if (inFlight.length > 2) await inFlight.shift();
}
