/** Rules D2 and D3 of docs/spec/derivation.md: from the pointer of a batch to the bytes in its slots. */
import type { L1Batch } from "../bridge/port.ts";
import type { DataAvailability } from "../da/port.ts";
import { equalBytes, viewOf } from "../primitives/bytes.ts";
import { decodeBatch } from "../primitives/codec/index.ts";
import { errorCode, errorMessage, NovateError } from "../primitives/error.ts";
import { batchRoot, inputRoot } from "../state-machine/index.ts";

/** What a batch has for one block number. */
export interface Slot {
  readonly number: bigint;
  /** Not yet judged; undefined when L1 ruled that the batch's data is void. */
  readonly bytes: Uint8Array | undefined;
  /** As the header of the bytes says; 0 without one. */
  readonly transactions: number;
}

const TRANSACTION_COUNT_AT = 44;

/**
 * The slots of a batch from what its pointer names. Throws `DATA_INVALID` where no bytes there can be the batch's, so that only L1's
 * ruling can say what becomes of it; `DA_MISMATCH` when the endpoint lies; `DA_KIND`, `DA_UNAVAILABLE` and the layer's other codes.
 */
export async function readSlots(
  batch: L1Batch,
  da: Pick<DataAvailability, "kind" | "read" | "commit">,
  signal: AbortSignal,
): Promise<Slot[]> {
  if (batch.pointer.kind !== da.kind) {
    throw new NovateError(
      "DA_KIND",
      `batch ${batch.index} lies on DA kind ${batch.pointer.kind}, this node reads kind ${da.kind}`,
      { batch: batch.index },
    );
  }
  const payload = await da.read(batch.pointer, signal).catch((cause: unknown) => {
    if (errorCode(cause) !== "DA_ABSENT") throw cause;
    throw invalid(batch, errorMessage(cause), cause);
  });
  try {
    return slotsOf(batch, payload);
  } catch (cause) {
    // Bytes of another commitment say something of the endpoint, nothing of the batch.
    if (equalBytes(da.commit(payload), batch.pointer.commitment)) throw cause;
    const message = `the DA endpoint gave other bytes than batch ${batch.index} commits to`;
    throw new NovateError("DA_MISMATCH", message, { batch: batch.index });
  }
}

/** The slots of a batch whose data L1 ruled void: all of them empty. */
export function voidSlots(batch: L1Batch): Slot[] {
  const count = Number(batch.lastBlock - batch.firstBlock) + 1;
  return Array.from({ length: count }, (_, i) => slot(batch.firstBlock + BigInt(i), undefined));
}

function slotsOf(batch: L1Batch, payload: Uint8Array): Slot[] {
  let blocks: Uint8Array[];
  try {
    blocks = decodeBatch(payload);
  } catch (error) {
    throw invalid(batch, errorMessage(error), error);
  }
  const expected = batch.lastBlock - batch.firstBlock + 1n;
  if (BigInt(blocks.length) !== expected)
    throw invalid(batch, `expected ${expected} blocks, got ${blocks.length}`);
  if (!equalBytes(batchRoot(blocks.map(inputRoot)), batch.batchRoot))
    throw invalid(batch, "the blocks give another batch root");
  return blocks.map((bytes, i) => slot(batch.firstBlock + BigInt(i), bytes));
}

function slot(number: bigint, bytes: Uint8Array | undefined): Slot {
  const known = bytes !== undefined && bytes.length >= TRANSACTION_COUNT_AT + 4;
  return { number, bytes, transactions: known ? viewOf(bytes).getUint32(TRANSACTION_COUNT_AT, true) : 0 };
}

function invalid(batch: L1Batch, message: string, cause?: unknown): NovateError {
  const text = `batch ${batch.index} breaks D3: ${message}; waiting for L1's ruling`;
  return new NovateError("DATA_INVALID", text, { batch: batch.index }, { cause });
}
