import type { Mempool } from "../mempool/index.ts";
import { NovateError } from "../primitives/error.ts";

/** What the public port hands transactions to: shut while the node starts, for its state may be older than the chain's. */
export class MempoolDoor implements Pick<Mempool, "submit" | "carriesOrder" | "size" | "waiting"> {
  #mempool: Mempool | undefined;

  open(mempool: Mempool): void {
    this.#mempool = mempool;
  }

  /** Throws `NOT_ACCEPTING` while the door is shut. */
  async submit(bytes: Uint8Array): ReturnType<Mempool["submit"]> {
    if (this.#mempool !== undefined) return this.#mempool.submit(bytes);
    throw new NovateError("NOT_ACCEPTING", "expected a node that takes transactions, this one still starts");
  }

  carriesOrder(account: number, clientId: Uint8Array): boolean {
    return this.#mempool?.carriesOrder(account, clientId) ?? false;
  }

  get size(): number {
    return this.#mempool?.size ?? 0;
  }

  get waiting(): Mempool["waiting"] {
    return this.#mempool?.waiting ?? { cancels: 0, votes: 0, orders: 0 };
  }
}
