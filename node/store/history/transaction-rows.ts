/** Where a transaction lies, by its hash: the digest that was signed. */
import { viewOf } from "../../primitives/bytes.ts";
import { resultCode } from "../../state-machine/layout/generated.ts";
import { DIGEST_BYTES } from "../../state-machine/signature/protocol.ts";
import type { TransactionEntry } from "./entries.ts";
import { KeyBuffer } from "./keys.ts";
import { getWide, setWide } from "./records/wide.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";

/** u64 block, u32 position. */
const VALUE_BYTES = 12;

/** Refusals of what a stranger, or who may act no more, can have signed: the same content under a signature that is not its own. They are not told by the hash. */
const NOT_ITS_OWN: ReadonlySet<number> = new Set([
  resultCode.BAD_SIGNATURE,
  resultCode.NOT_AUTHORIZED,
  resultCode.AGENT_EXPIRED,
]);

/**
 * Where the transaction whose receipt says `code` is looked up by its hash: that of an executed one is its own for ever; one that was refused
 * may repeat it, in any later block and for any reason, so it has a row of its own that is told only where none was executed. undefined: nowhere.
 */
export function hashTableOf(code: number): number | undefined {
  if (code === 0) return Table.Transaction;
  return NOT_ITS_OWN.has(code) ? undefined : Table.TransactionRefused;
}

/** What a stranger can be refused for who names the account: that says nothing of the account's own orders. */
const NOT_BY_THE_ACCOUNT: ReadonlySet<number> = new Set([
  resultCode.BAD_SIGNATURE,
  resultCode.UNKNOWN_ACCOUNT,
  resultCode.NOT_AUTHORIZED,
]);

/** Whether a receipt's `code` refuses a whole transaction that who may act for its account has signed. */
export const isRefusedOfAccount = (code: number): boolean => code !== 0 && !NOT_BY_THE_ACCOUNT.has(code);

export class TransactionRows {
  readonly #keys: ReadonlyMap<number, KeyBuffer> = new Map(
    [Table.Transaction, Table.TransactionRefused].map((table) => [table, new KeyBuffer(table, DIGEST_BYTES)]),
  );
  readonly #value = new Uint8Array(VALUE_BYTES);
  readonly #view = viewOf(this.#value);

  /** Writes the row of the transaction whose digest starts at `at` of `digests` into `table`, one of {@link hashTableOf}. */
  put(table: number, digests: Uint8Array, at: number, entry: TransactionEntry, sink: RowSink): void {
    setWide(this.#view, 0, entry.block);
    this.#view.setUint32(8, entry.position, true);
    sink.put(this.#keys.get(table)!.start().raw(digests, at, DIGEST_BYTES).bytes, this.#value);
  }
}

export function readTransactionRow(row: Uint8Array): TransactionEntry {
  const view = viewOf(row);
  return { block: getWide(view, 0), position: view.getUint32(8, true) };
}
