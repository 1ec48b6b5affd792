/**
 * Orders that this node refused before any block, by account and client id: so that who lost the answer can tell them from orders that never
 * came. Only what was signed for the account is kept, for a while, and as much as fits: nothing here is the chain's, another node knows none.
 */
import { toHex } from "../../primitives/bytes.ts";
import type { OrderAction, Transaction } from "../../primitives/codec/types.ts";
import type { PlacedEntry } from "../../store/history/index.ts";

/** Orders kept of an account, and of all: the latest. */
const MAX_REFUSED_OF_ACCOUNT = 256;
const MAX_REFUSED = 16_384;
/** How long one is told, ms. */
const MAX_REFUSED_AGE_MS = 600_000;

export interface RefusedOrder {
  readonly placed: PlacedEntry;
  /** Stable code of the refusal. */
  readonly code: string;
  /** Of the transaction: what was signed. */
  readonly hash: string;
  readonly nonce: number;
}

export class RefusedOrders {
  /** The account that was refused last is last, as its order is in it. */
  readonly #accounts = new Map<number, Map<string, RefusedOrder>>();
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** Keeps the orders of `transaction` that have a client id; `time` (ms) is now. */
  note(transaction: Transaction, refusal: { code: string; hash: Uint8Array; time: number }): void {
    const { account, body, nonce } = transaction;
    const code = refusal.code;
    const hash = toHex(refusal.hash);
    for (const action of body.type === "trade" ? body.actions : []) {
      if (action.kind !== "order" || action.clientId === undefined) continue;
      const placed = placedOf(account, action, refusal.time);
      this.#put(account, placed.clientId!, { placed, code, hash, nonce });
    }
  }

  /** The latest refusal of an order with this client id (hex); undefined where there is none of late. */
  find(account: number, clientId: string, now: number): RefusedOrder | undefined {
    const found = this.#accounts.get(account)?.get(clientId);
    return found !== undefined && now - found.placed.time <= MAX_REFUSED_AGE_MS ? found : undefined;
  }

  #put(account: number, clientId: string, refused: RefusedOrder): void {
    const own = this.#accounts.get(account) ?? new Map<string, RefusedOrder>();
    this.#accounts.delete(account);
    this.#accounts.set(account, own);
    if (own.delete(clientId)) this.#count--;
    own.set(clientId, refused);
    this.#count++;
    if (own.size > MAX_REFUSED_OF_ACCOUNT) this.#dropOldest(account, own);
    if (this.#count <= MAX_REFUSED) return;
    const [longestSilent] = this.#accounts;
    this.#dropOldest(...longestSilent!);
  }

  #dropOldest(account: number, own: Map<string, RefusedOrder>): void {
    own.delete(own.keys().next().value!);
    this.#count--;
    if (own.size === 0) this.#accounts.delete(account);
  }
}

function placedOf(account: number, order: OrderAction, time: number): PlacedEntry {
  const { kind: _kind, clientId, size: lots, ...terms } = order;
  const nothing = { filledLots: 0, filledNotional: 0n, fee: 0n, restingLots: 0, orderId: 0n, code: 0 };
  const at = { block: 0, index: 0, time };
  return {
    ...{ what: "placed", isLiquidation: false, account, lots, clientId: toHex(clientId!) },
    ...terms,
    ...nothing,
    ...at,
  };
}
