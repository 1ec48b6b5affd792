/** One leaf of a batch (docs/spec/data.md): which bytes of the payload show it, and its place in the batch root. */
import { equalBytes, viewOf } from "../../primitives/bytes.ts";
import { BATCH_MAGIC, decodeBatch, MAX_BATCH_BYTES } from "../../primitives/codec/index.ts";
import { NovateError } from "../../primitives/error.ts";
import { batchRoot, inputProof, inputRoot, rootProof } from "../../state-machine/index.ts";

export const LEAF_BYTES = 32;
const HEAD_BYTES = 8;
const ENTRY_BYTES = 4;

export interface LeafPlace {
  /** Position of the block in the batch. */
  readonly block: number;
  /** Position of the 32 bytes in the block. */
  readonly leaf: number;
}

export interface LeafProof {
  readonly value: Uint8Array;
  readonly inputRoot: Uint8Array;
  readonly leafSiblings: readonly Uint8Array[];
  readonly inputSiblings: readonly Uint8Array[];
}

/** Bytes `from` to `to - 1`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** What of a well-formed payload must be opened for a leaf, ascending: head, the block's ends, its bytes. Throws `OUT_OF_RANGE`. */
export function rangesOf(payload: Uint8Array, { block, leaf }: LeafPlace): ByteRange[] {
  const view = viewOf(payload);
  const count = view.getUint32(4, true);
  if (block < 0 || block >= count) {
    throw new NovateError("OUT_OF_RANGE", `expected a block below ${count}, got ${block}`);
  }
  const entry = HEAD_BYTES + ENTRY_BYTES * block;
  const body = HEAD_BYTES + ENTRY_BYTES * count;
  const start = body + (block === 0 ? 0 : view.getUint32(entry - ENTRY_BYTES, true));
  const end = body + view.getUint32(entry, true);
  const from = start + LEAF_BYTES * leaf;
  return [
    { from: 0, to: HEAD_BYTES },
    { from: block === 0 ? entry : entry - ENTRY_BYTES, to: entry + ENTRY_BYTES },
    ...(from < end ? [{ from, to: Math.min(from + LEAF_BYTES, end) }] : []),
  ];
}

/** Proves a leaf of a payload into the batch root. Throws what `decodeBatch` throws, and `OUT_OF_RANGE`. */
export function proveBatchLeaf(payload: Uint8Array, { block, leaf }: LeafPlace): LeafProof {
  const blocks = decodeBatch(payload);
  const bytes = blocks[block];
  if (bytes === undefined) {
    throw new NovateError("OUT_OF_RANGE", `expected a block below ${blocks.length}, got ${block}`);
  }
  const { leaf: value, siblings: leafSiblings } = inputProof(bytes, leaf);
  const roots = blocks.map(inputRoot);
  return { value, inputRoot: roots[block]!, leafSiblings, inputSiblings: rootProof(roots, block) };
}

/**
 * Whether these bytes are good data for a batch of `blocks` blocks with this root: then every leaf of it can be shown. The reason
 * otherwise.
 */
export function faultOf(payload: Uint8Array, blocks: bigint, root: Uint8Array): string | undefined {
  let decoded: Uint8Array[];
  try {
    decoded = decodeBatch(payload);
  } catch (error) {
    return (error as Error).message;
  }
  if (BigInt(decoded.length) !== blocks) return `expected ${blocks} blocks, got ${decoded.length}`;
  return equalBytes(batchRoot(decoded.map(inputRoot)), root)
    ? undefined
    : "the blocks give another batch root";
}

/**
 * A leaf that can't be shown of a payload whose frame is broken (docs/spec/data.md), or undefined when the frame is sound. `count`: blocks of
 * the batch.
 */
export function brokenLeaf(payload: Uint8Array, count: number): LeafPlace | undefined {
  const first = { block: 0, leaf: 0 };
  const body = HEAD_BYTES + ENTRY_BYTES * count;
  if (payload.length < body || payload.length > MAX_BATCH_BYTES) return first;
  const view = viewOf(payload);
  if (view.getUint32(0, true) !== BATCH_MAGIC || view.getUint32(4, true) !== count) return first;
  let start = 0;
  for (let block = 0; block < count; block++) {
    const end = view.getUint32(HEAD_BYTES + ENTRY_BYTES * block, true);
    if (end < start || body + end > payload.length) return { block, leaf: 0 };
    start = end;
  }
  return body + start === payload.length ? undefined : { block: count - 1, leaf: 0 };
}
