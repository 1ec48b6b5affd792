import type { Chain, SealedBlock } from "../../sequencer/port.ts";

/**
 * The chain as far as the feeds have told it. They tell of a block a turn after it is sealed: the callers whose transactions are in it
 * are answered first, however many read along.
 */
export class ToldChain implements Chain {
  readonly #chain: Chain;
  head: Chain["head"];

  constructor(chain: Chain) {
    this.#chain = chain;
    this.head = chain.head;
  }

  onBlock(listener: (sealed: SealedBlock) => void): () => void {
    let open = true;
    const leave = this.#chain.onBlock((sealed) => {
      setImmediate(() => {
        this.head = sealed.block;
        if (open) listener(sealed);
      });
    });
    return () => {
      open = false;
      leave();
    };
  }
}
