import { names } from "../../node/state-machine/index.ts";

const SLOT_BITS = BigInt(names.ORDER_SLOT_BITS);
const SLOT_MASK = (1n << SLOT_BITS) - 1n;

/**
 * The order ids an engine gives on a chain whose every order is known here (rule T5): the sequence counts orders that passed, a slot
 * that was given back is the next to be taken. With them an order can be cancelled in the block that places it. The
 * engine's receipts decide whether they were right.
 */
export class ForeseenIds {
  #sequence = 0n;
  #top = 1n;
  readonly #freed: bigint[] = [];

  /** Of an order that rests; give its slot back with `release`. */
  rest(): bigint {
    return this.#draw(this.#freed.pop() ?? this.#top++);
  }

  /** Of an order that can't rest. */
  immediate(): bigint {
    return this.#draw(0n);
  }

  release(orderId: bigint): void {
    this.#freed.push(orderId & SLOT_MASK);
  }

  #draw(slot: bigint): bigint {
    this.#sequence += 1n;
    return (this.#sequence << SLOT_BITS) | slot;
  }
}
