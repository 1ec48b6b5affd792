/** Child of the crash test: submits payloads and prints the offset of each that is included, until it is killed. */
import { writeSync } from "node:fs";
import { openLocalDa } from "../local-da.ts";

const [path, writer] = process.argv.slice(2);
const da = await openLocalDa({ path: path!, chainId: 31_337n });
for (let i = 0; ; i++) {
  const payload = new Uint8Array(20_000).fill(i);
  payload.set(new TextEncoder().encode(`${writer}:${i}:`));
  const outcome = await da.submit(payload);
  if (outcome.status !== "included") throw new Error(outcome.reason);
  writeSync(1, `${outcome.pointer.height} ${i}\n`);
}
