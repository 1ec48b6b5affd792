import { CHUNK_BYTES, DIRTY_LIST, MAX_DIRTY, MAX_SAVED, SAVED, SAVED_LIST, UNDO } from "../generated/limits";
import * as work from "../generated/work";

/** Marks below this value in the byte map still need their chunk recorded: 1, or 2 inside a savepoint. */
let level: u32 = 1;

/** Forgets the last block's dirty chunks; the host has cleared their marks. */
export function resetBarrier(): void {
  level = 1;
  work.setDirtyCount(0);
  work.setSavedCount(0);
}

/**
 * Must run before every store to the state half: saves the 128-byte chunk on its first write in the block (and in
 * the savepoint, if one is open). The byte map lies at `address >> 7`, because the state half starts at 2^31.
 */
// @ts-expect-error: decorator
@inline
export function touch(address: u32): void {
  if (<u32>load<u8>(address >> 7) < level) record(address);
}

function record(address: u32): void {
  const mark = address >> 7;
  const chunk = address & ~(CHUNK_BYTES - 1);
  if (load<u8>(mark) === 0) {
    const count = work.dirtyCount();
    if (count === MAX_DIRTY) unreachable();
    store<u32>(DIRTY_LIST + (count << 2), mark & 0x00ff_ffff);
    copyChunk(UNDO + count * CHUNK_BYTES, chunk);
    work.setDirtyCount(count + 1);
  }
  if (level === 2) {
    const saved = work.savedCount();
    if (saved === MAX_SAVED) unreachable();
    store<u32>(SAVED_LIST + (saved << 2), chunk);
    copyChunk(SAVED + saved * CHUNK_BYTES, chunk);
    work.setSavedCount(saved + 1);
  }
  store<u8>(mark, level);
}

/** From here on writes can be taken back by `rollback`. Savepoints do not nest. */
export function openSavepoint(): void {
  level = 2;
  work.setSavedCount(0);
}

/** Keeps what was written since `openSavepoint`. */
export function releaseSavepoint(): void {
  const saved = work.savedCount();
  for (let i: u32 = 0; i < saved; i++) store<u8>(load<u32>(SAVED_LIST + (i << 2)) >> 7, 1);
  level = 1;
}

/** Puts the state half back to what it was at `openSavepoint`. */
export function rollback(): void {
  const saved = work.savedCount();
  for (let i: u32 = 0; i < saved; i++) copyChunk(load<u32>(SAVED_LIST + (i << 2)), SAVED + i * CHUNK_BYTES);
  releaseSavepoint();
}

function copyChunk(target: u32, source: u32): void {
  for (let i: u32 = 0; i < CHUNK_BYTES; i += 32) {
    store<u64>(target + i, load<u64>(source + i));
    store<u64>(target + i, load<u64>(source + i, 8), 8);
    store<u64>(target + i, load<u64>(source + i, 16), 16);
    store<u64>(target + i, load<u64>(source + i, 24), 24);
  }
}
