/** The state root without any memory of what changed: reads all 2 GiB. For tests, audits and restored snapshots. */
import { hashInto } from "@chainsafe/hashtree";
import { addresses } from "./layout/generated.ts";
import { merkleRoot, NODE_BYTES, ZERO_HASHES } from "./merkle.ts";
import { STATE_DEPTH } from "./state-tree.ts";

const PAGE_BYTES = 65_536;
const PAGE_HEIGHT = 11;
const PAGES = 2 ** (STATE_DEPTH - PAGE_HEIGHT);

/** SHA-256 Merkle root over the state half of `memory`; bytes beyond its end count as zero. About half a second when sparse. */
export function rehashState(memory: ArrayBufferLike): Uint8Array {
  const zero = Buffer.alloc(PAGE_BYTES);
  const level = new Uint8Array(PAGES * NODE_BYTES);
  for (let page = 0; page < PAGES; page++) {
    const at = addresses.STATE + page * PAGE_BYTES;
    const length = Math.max(0, Math.min(PAGE_BYTES, memory.byteLength - at));
    const bytes = Buffer.from(memory as ArrayBuffer, Math.min(at, memory.byteLength), length);
    const isZero = bytes.compare(zero, 0, length) === 0;
    level.set(isZero ? ZERO_HASHES[PAGE_HEIGHT]! : merkleRoot(bytes, PAGE_HEIGHT), page * NODE_BYTES);
  }
  let nodes = level;
  for (let height = PAGE_HEIGHT; height < STATE_DEPTH; height++) {
    const next = new Uint8Array(nodes.length / 2);
    hashInto(nodes, next);
    nodes = next;
  }
  return nodes;
}
