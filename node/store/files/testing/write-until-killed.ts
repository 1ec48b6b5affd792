/** Child of the crash test: writes synced rows over and over, through so small a buffer that LevelDB always makes tables meanwhile. */
import { Level } from "level";

const [path, compression] = process.argv.slice(2);
const db = new Level<string, Uint8Array>(path!, {
  valueEncoding: "view",
  compression: compression === "compressed",
  writeBufferSize: 64 * 1024,
  maxFileSize: 32 * 1024,
});
await db.open();
const value = (i: number) => new Uint8Array(4_000).fill(i);
for (let i = 0; ; i++) {
  await db.put(`row-${i % 700}`, value(i), { sync: true });
  if (i % 50 === 0) console.log(i);
}
