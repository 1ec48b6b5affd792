/** Batches: what one DA payload holds (docs/spec/wire.md W5). */
import { NovateError } from "../error.ts";
import { Cursor, malformed } from "./cursor.ts";
import { BATCH_MAGIC, MAX_BATCH_BLOCKS, MAX_BATCH_BYTES } from "./limits.ts";
import { Sink } from "./sink.ts";

/** Throws `BATCH_TOO_LARGE`. The blocks are not read. */
export function encodeBatch(blocks: readonly Uint8Array[]): Uint8Array {
  let length = 8;
  for (const block of blocks) length += 4 + block.length;
  if (blocks.length === 0 || blocks.length > MAX_BATCH_BLOCKS || length > MAX_BATCH_BYTES) {
    throw new NovateError(
      "BATCH_TOO_LARGE",
      `expected 1..${MAX_BATCH_BLOCKS} blocks in ${MAX_BATCH_BYTES} bytes`,
      {
        blocks: blocks.length,
        length,
      },
    );
  }
  const sink = new Sink(length);
  sink.u32(BATCH_MAGIC);
  sink.u32(blocks.length);
  for (const block of blocks) {
    sink.u32(block.length);
    sink.raw(block);
  }
  return sink.finish();
}

/** The blocks of a payload, as views of it, not yet read. Throws `MALFORMED`, `FIELD_RANGE`, `TRUNCATED` or `TRAILING_BYTES`. */
export function decodeBatch(payload: Uint8Array): Uint8Array[] {
  if (payload.length > MAX_BATCH_BYTES) malformed(`at most ${MAX_BATCH_BYTES} bytes`, 0, "FIELD_RANGE");
  const cursor = new Cursor(payload);
  if (cursor.u32() !== BATCH_MAGIC) malformed("the magic NVBT", 0);
  const count = cursor.u32();
  if (count === 0 || count > MAX_BATCH_BLOCKS)
    malformed(`a count in 1..${MAX_BATCH_BLOCKS}`, 4, "FIELD_RANGE");
  const blocks: Uint8Array[] = [];
  for (let i = 0; i < count; i++) blocks.push(cursor.take(cursor.u32()));
  cursor.finish();
  return blocks;
}
