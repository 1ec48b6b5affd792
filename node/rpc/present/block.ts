import { toHex, viewOf } from "../../primitives/bytes.ts";
import { peekBlock } from "../../primitives/codec/index.ts";
import type { StoredBlock } from "../../store/port.ts";

/** Where the header of W1 keeps its two counts. */
const MESSAGE_COUNT_AT = 40;
const TRANSACTION_COUNT_AT = 44;

/** The head of a block, without decoding what it holds. */
export function blockSummary(block: StoredBlock) {
  const head = peekBlock(block.bytes);
  const view = viewOf(block.bytes);
  return {
    number: Number(block.number),
    time: Number(block.timestamp),
    hash: toHex(block.hash),
    parentHash: toHex(block.parentHash),
    stateRoot: toHex(block.stateRoot),
    inputRoot: toHex(block.inputRoot),
    l1Block: Number(head.l1Block),
    messages: view.getUint32(MESSAGE_COUNT_AT, true),
    transactions: view.getUint32(TRANSACTION_COUNT_AT, true),
    bytes: block.bytes.length,
  };
}
