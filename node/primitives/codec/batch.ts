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
  let end = 0;
  for (const block of blocks) {
    end += block.length;
    sink.u32(end);
  }
  for (const block of blocks) sink.raw(block);
  return sink.finish();
}

/**
 * The blocks of a payload, as views of it, not yet read. Refuses exactly the payloads of which L1 can be shown a fault
 * (docs/spec/data.md). Throws `MALFORMED`, `FIELD_RANGE`, `TRUNCATED` or `TRAILING_BYTES`.
 */
export function decodeBatch(payload: Uint8Array): Uint8Array[] {
  if (payload.length > MAX_BATCH_BYTES) malformed(`at most ${MAX_BATCH_BYTES} bytes`, 0, "FIELD_RANGE");
  const cursor = new Cursor(payload);
  if (cursor.u32() !== BATCH_MAGIC) malformed("the magic NVBT", 0);
  const count = cursor.u32();
  if (count === 0 || count > MAX_BATCH_BLOCKS)
    malformed(`a count in 1..${MAX_BATCH_BLOCKS}`, 4, "FIELD_RANGE");
  const ends = new Cursor(cursor.take(4 * count));
  const blocks: Uint8Array[] = [];
  let start = 0;
  for (let i = 0; i < count; i++) {
    const end = ends.u32();
    if (end < start) malformed(`the end of block ${i} at ${start} or later`, 8 + 4 * i, "FIELD_RANGE");
    blocks.push(cursor.take(end - start));
    start = end;
  }
  cursor.finish();
  return blocks;
}
