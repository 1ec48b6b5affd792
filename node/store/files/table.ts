/**
 * One table of LevelDB, read by its own checksums. LevelDB's binding verifies none of them, and a changed length in a
 * table can end the process that reads it; so every table is read here before LevelDB sees it.
 *
 * Format: data blocks, a filter block, the metaindex block, the index block, a footer of 48 bytes, without gaps. Behind each
 * block stand a byte for its compression and the checksum of both.
 */
import { uncompress } from "snappyjs";
import { equalBytes, viewOf } from "../../primitives/bytes.ts";
import { blockEntries } from "./block-entries.ts";
import { maskedCrc32c } from "./crc32c.ts";
import { damaged, type Extent } from "./damage.ts";
import { VarintReader } from "./varint.ts";
import type { WindowedFile } from "./windowed-file.ts";

const FOOTER_BYTES = 48;
const MAGIC = Uint8Array.of(0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb);
/** Compression and checksum. */
const TRAILER_BYTES = 5;
const UNCOMPRESSED = 0;

export interface TableLayout {
  /** The blocks that hold rows, in the order of their keys, each with its trailer. */
  readonly data: readonly Extent[];
  /** What lies between them and the index. */
  readonly meta: readonly Extent[];
  readonly index: Extent;
}

/** Where everything is. Throws `STORE_CORRUPT` with the bytes that are damaged. */
export async function tableLayout(file: WindowedFile): Promise<TableLayout> {
  const { index, metaindex } = await readFooter(file);
  const data = await handlesIn(file, index);
  const meta = await handlesIn(file, metaindex);
  return { data, meta: [...meta, metaindex], index };
}

/** Checks every byte of a table: its checksums, and that nothing lies between the blocks. Throws `STORE_CORRUPT` with the bytes that are damaged. */
export async function verifyTable(file: WindowedFile): Promise<void> {
  const { data, meta, index } = await tableLayout(file);
  let at = 0;
  for (const extent of [...data, ...meta, index]) {
    if (extent.from !== at) throw damaged(file.path, { from: at, to: extent.from }, "block after block");
    at = extent.to;
    await rawBlock(file, extent);
  }
}

/** The content of an uncompressed block, as it lies in the file. Throws `STORE_CORRUPT` when it is not what was written, or compressed. */
export async function plainBlock(file: WindowedFile, extent: Extent): Promise<Uint8Array> {
  const raw = await rawBlock(file, extent);
  const content = raw.subarray(0, -TRAILER_BYTES);
  if (raw[content.length] === UNCOMPRESSED) return content;
  throw damaged(file.path, extent, "a block without compression");
}

/** A block with its trailer, whose checksum is right. */
async function rawBlock(file: WindowedFile, extent: Extent): Promise<Uint8Array> {
  const raw = await file.bytes(extent);
  const summed = raw.length - 4;
  if (viewOf(raw).getUint32(summed, true) !== maskedCrc32c(raw.subarray(0, summed)))
    throw damaged(file.path, extent, "the block's checksum");
  return raw;
}

async function readFooter(file: WindowedFile): Promise<{ index: Extent; metaindex: Extent }> {
  const end = file.size - FOOTER_BYTES;
  const extent = { from: Math.max(end, 0), to: file.size };
  const bytes = await file.bytes(extent);
  const reader = new VarintReader(bytes);
  const metaindex = handle(reader);
  const index = handle(reader);
  // No checksum covers the footer: only the bytes that LevelDB writes for what they say are right.
  const rest = bytes.subarray(reader.at, -MAGIC.length);
  if (
    end < 0 ||
    metaindex === undefined ||
    index === undefined ||
    index.to !== end ||
    metaindex.to !== index.from ||
    reader.at !== handleBytes(metaindex) + handleBytes(index) ||
    rest.some((byte) => byte !== 0) ||
    !equalBytes(bytes.subarray(-MAGIC.length), MAGIC)
  ) {
    throw damaged(file.path, extent, "a table's footer");
  }
  return { index, metaindex };
}

/** The places of blocks that another block's values name. */
async function handlesIn(file: WindowedFile, extent: Extent): Promise<Extent[]> {
  const raw = await rawBlock(file, extent);
  const packed = raw.subarray(0, -TRAILER_BYTES);
  const content = raw[packed.length] === UNCOMPRESSED ? packed : uncompress(packed);
  return Array.from(blockEntries(content), (entry) => {
    const place = entry && handle(new VarintReader(content.subarray(entry.value.from, entry.value.to)));
    if (place === undefined) throw damaged(file.path, extent, "the places of blocks");
    return place;
  });
}

/** An offset, and a size that leaves the trailer out. */
function handle(reader: VarintReader): Extent | undefined {
  const from = reader.number();
  const size = reader.number();
  if (from === undefined || size === undefined) return undefined;
  return { from, to: from + size + TRAILER_BYTES };
}

/** Bytes of a handle when no number takes more than it needs. */
function handleBytes({ from, to }: Extent): number {
  const width = (value: number) => (value < 1 ? 1 : 1 + Math.floor(Math.log2(value) / 7));
  return width(from) + width(to - from - TRAILER_BYTES);
}
