import type { BlockReceipts } from "../state-machine/index.ts";
import type { StoredBlock } from "../store/port.ts";

/** A block that is durable and applied: what RPC, WebSocket, history and the poster react to. */
export interface SealedBlock {
  readonly block: StoredBlock;
  readonly receipts: BlockReceipts;
  /** EIP-712 digests of its transactions, 32 bytes each, in order; absent where nobody needed them yet. */
  readonly digests?: Uint8Array;
}

/** The live chain of this node, whoever produced the blocks (sequencer or derivation). */
export interface Chain {
  readonly head: { readonly number: bigint; readonly timestamp: bigint; readonly stateRoot: Uint8Array };
  /** Called after a block is durable, in order; a listener must not throw and must be quick. Returns the unsubscribe function. */
  onBlock(listener: (sealed: SealedBlock) => void): () => void;
}
