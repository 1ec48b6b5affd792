/** What was sent to L1 and is not settled yet: so that nobody sends it twice when an answer was lost. */
import type { Address, Hash, Hex } from "viem";

export type SentKind = "approve" | "deposit" | "claim" | "force" | "mint" | "reclaim";

/** A transaction that may have been sent. Kept from before the first byte left until its fate is known. */
export interface SentTransaction {
  readonly kind: SentKind;
  readonly hash: Hash;
  readonly from: Address;
  /** The contract called. */
  readonly to: Address;
  /** Absent where the wallet keeps it to itself. */
  readonly nonce?: number;
  /** The signed bytes, to be sent again as often as it takes; absent where the wallet keeps them to itself. */
  readonly raw?: Hex;
  /** ms. */
  readonly sentAt: number;
  /** What it was for, as the user said it: a later run knows it by these. */
  readonly details: Readonly<Record<string, string>>;
}

/** Must keep what was put until it is removed, over the end of the process if sending is to survive that. */
export interface SentJournal {
  /** Oldest first. */
  list(): Promise<readonly SentTransaction[]>;
  /** Must be durable when it resolves: only then the transaction is sent. */
  put(entry: SentTransaction): Promise<void>;
  remove(hash: Hash): Promise<void>;
}

/** A journal that lives as long as the process. */
export function memoryJournal(): SentJournal {
  const entries = new Map<Hash, SentTransaction>();
  return {
    list: async () => [...entries.values()],
    put: async (entry) => void entries.set(entry.hash, entry),
    remove: async (hash) => void entries.delete(hash),
  };
}

/** The entries that were for exactly this. */
export function sentFor(
  entries: readonly SentTransaction[],
  kind: SentKind,
  to: Address,
  details: Readonly<Record<string, string>>,
): readonly SentTransaction[] {
  const wanted = Object.entries(details);
  return entries.filter(
    (entry) =>
      entry.kind === kind &&
      entry.to.toLowerCase() === to.toLowerCase() &&
      wanted.every(([name, value]) => entry.details[name] === value),
  );
}
