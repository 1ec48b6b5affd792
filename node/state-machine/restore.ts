/** Reads a snapshot stream back into an empty machine. */
import { equalBytes } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { decodeFrames, type Frame } from "./host/frames.ts";
import { addresses } from "./layout/generated.ts";
import {
  decodeHead,
  decodePages,
  decodeWithdrawals,
  FrameKind,
  PAGE_BYTES,
  type SnapshotHead,
} from "./snapshot.ts";
import type { StateTree } from "./state-tree.ts";
import type { WithdrawalTree } from "./withdrawal-tree.ts";

const CHUNKS_PER_PAGE = PAGE_BYTES / addresses.CHUNK_BYTES;

interface Target {
  /** All zero. */
  readonly state: Uint8Array;
  /** Empty. */
  readonly tree: StateTree;
  /** Empty. */
  readonly withdrawals: WithdrawalTree;
}

function corrupt(expected: string): never {
  throw new NovateError("SNAPSHOT_CORRUPT", `expected ${expected}`);
}

function readPages(frame: Frame, target: Target): number {
  const chunks: number[] = [];
  let pages = 0;
  decodePages(frame, (page, bytes) => {
    const at = page * PAGE_BYTES;
    if (at + PAGE_BYTES > target.state.length) corrupt("pages inside the state");
    target.state.set(bytes, at);
    for (let i = 0; i < CHUNKS_PER_PAGE; i++) chunks.push(page * CHUNKS_PER_PAGE + i);
    pages++;
  });
  target.tree.update(Uint32Array.from(chunks));
  return pages;
}

/**
 * Fills `target` from the stream and checks the state root against the stream's head. Throws `SNAPSHOT_CORRUPT`; the target is
 * then of no use. Whether the root is the right one for the chain is for the caller to know.
 */
export async function readSnapshot(
  stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  target: Target,
): Promise<SnapshotHead> {
  let head: SnapshotHead | undefined;
  let pages = 0;
  let ended = false;
  for await (const frame of decodeFrames(stream)) {
    if (ended) corrupt("nothing after the end");
    if (head === undefined) head = decodeHead(frame) ?? corrupt("a snapshot of version 1");
    else if (frame.kind === FrameKind.Pages) pages += readPages(frame, target);
    else if (frame.kind === FrameKind.Withdrawals) {
      for (const withdrawal of decodeWithdrawals(frame, target.withdrawals.count))
        target.withdrawals.append(withdrawal);
    } else if (frame.kind === FrameKind.End) ended = true;
    else corrupt("a known frame");
  }
  if (head === undefined || !ended) corrupt("a snapshot to its end");
  if (pages !== head.pages || target.withdrawals.count !== head.withdrawals)
    corrupt("every page and withdrawal");
  if (!equalBytes(target.tree.root, head.stateRoot)) corrupt("pages that hash to the state root of the head");
  return head;
}
