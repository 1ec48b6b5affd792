/**
 * A ring of sequence numbers, one written within every synced batch. LevelDB skips damaged commits of its log and serves
 * what came later; a skipped commit leaves a gap here, also when it held no block. The ring is longer than the number of
 * commits that fit into one log file, which is all that a replay can lose.
 */
import { viewOf } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { journalKey } from "./keys.ts";
import { seal, unseal } from "./seal.ts";

/** LevelDB turns its log after this many bytes. */
export const WRITE_BUFFER_BYTES = 8 * 1024 * 1024;
/** A commit is never smaller: 12 bytes of batch header, 7 of log header, the journal row and one sealed row. */
const SMALLEST_COMMIT_BYTES = 64;
export const JOURNAL_SLOTS = WRITE_BUFFER_BYTES / SMALLEST_COMMIT_BYTES;

/** The row that belongs into the batch of write number `sequence` (from 1). */
export function journalRow(sequence: bigint): { key: Uint8Array; value: Uint8Array } {
  const key = journalKey(Number(sequence % BigInt(JOURNAL_SLOTS)));
  const value = new Uint8Array(8);
  viewOf(value).setBigUint64(0, sequence);
  return { key, value: seal(key, value) };
}

/**
 * The highest sequence of the ring, 0 when it is empty. Throws `STORE_CORRUPT` naming the first missing write.
 * Work: at most {@link JOURNAL_SLOTS} rows.
 */
export async function verifyJournal(rows: AsyncIterable<[Uint8Array, Uint8Array]>): Promise<bigint> {
  const seen = new Set<bigint>();
  let highest = 0n;
  for await (const [key, row] of rows) {
    const sequence = viewOf(unseal(key, row, "journal row")).getBigUint64(0);
    seen.add(sequence);
    if (sequence > highest) highest = sequence;
  }
  const lowest = highest > BigInt(JOURNAL_SLOTS) ? highest - BigInt(JOURNAL_SLOTS) + 1n : 1n;
  for (let sequence = lowest; sequence <= highest; sequence++) {
    if (!seen.has(sequence)) {
      throw new NovateError("STORE_CORRUPT", `expected write ${sequence} of ${highest}, it is missing`, {
        sequence,
      });
    }
  }
  return highest;
}
