/** The hash of the transaction that each trade of a block comes from, kept by the place of its event. */
import { viewOf } from "../../primitives/bytes.ts";
import { DIGEST_BYTES } from "../../state-machine/signature/protocol.ts";

/** No transaction: the order was forced through L1, or placed by a liquidation. */
const NONE = 0;
const FIRST_EVENTS = 1_024;

/** Reused from block to block; memory stays at the largest block's. */
export class Origins {
  /** By event: 1 + where the digest lies in {@link #digests}, in digests; or {@link NONE}. */
  #of = new Uint32Array(FIRST_EVENTS);
  /** Digests of the transactions that traded, in that order. */
  #digests = viewOf(new Uint8Array(FIRST_EVENTS * DIGEST_BYTES));
  #traded = 0;
  #current = NONE;
  /** The transaction that was entered and has not traded yet. */
  #entered: Uint8Array | undefined;
  #enteredAt = 0;

  /** Begins a block. */
  clear(): void {
    this.#traded = 0;
    this.leave();
  }

  /** What follows comes from the transaction whose digest starts at `at` of `digests`. */
  enter(digests: Uint8Array, at: number): void {
    this.#entered = digests;
    this.#enteredAt = at;
  }

  /** What follows comes from no transaction. */
  leave(): void {
    this.#entered = undefined;
    this.#current = NONE;
  }

  /** Most transactions do not trade: a digest is kept with the first trade. */
  #keep(digests: Uint8Array): void {
    const to = this.#traded++ * DIGEST_BYTES;
    if (to + DIGEST_BYTES > this.#digests.byteLength) this.#digests = viewOf(doubled(this.#digests));
    for (let i = 0; i < DIGEST_BYTES; i++) this.#digests.setUint8(to + i, digests[this.#enteredAt + i]!);
    this.#current = this.#traded;
    this.#entered = undefined;
  }

  /** The trade is the `index`-th event; one of a liquidation comes from no transaction. */
  note(index: number, isLiquidation: boolean): void {
    if (index >= this.#of.length) {
      const grown = new Uint32Array(Math.max(index + 1, 2 * this.#of.length));
      grown.set(this.#of);
      this.#of = grown;
    }
    if (this.#entered !== undefined && !isLiquidation) this.#keep(this.#entered);
    this.#of[index] = isLiquidation ? NONE : this.#current;
  }

  /** Writes the hash of the trade noted at `index`, zero for none. */
  write(index: number, out: DataView, to: number): void {
    const entered = this.#of[index]!;
    const at = (entered - 1) * DIGEST_BYTES;
    for (let i = 0; i < DIGEST_BYTES; i += 4) {
      out.setUint32(to + i, entered === NONE ? 0 : this.#digests.getUint32(at + i));
    }
  }
}

function doubled(view: DataView): Uint8Array {
  const grown = new Uint8Array(2 * view.byteLength);
  grown.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return grown;
}
