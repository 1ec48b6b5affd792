import { type Static, Type } from "typebox";
import { toHex, viewOf } from "../../primitives/bytes.ts";
import { framedBlock, peekBlock } from "../../primitives/codec/index.ts";
import type { StoredBlock } from "../../store/port.ts";
import { count, hex, milliseconds, strict } from "../schema.ts";

/** Where the header of W1 keeps its two counts. */
const MESSAGE_COUNT_AT = 40;
const TRANSACTION_COUNT_AT = 44;

export const blockSchema = strict({
  number: count("block number"),
  time: milliseconds("time of the block"),
  hash: hex(32, "block hash"),
  parentHash: hex(32, "hash of the block before"),
  stateRoot: hex(32, "root of the state after it"),
  inputRoot: hex(32, "root of its bytes"),
  l1Block: count("L1 block it builds on"),
  messages: count("L1 messages"),
  transactions: count("transactions"),
  bytes: count("size"),
  isVoid: Type.Boolean({
    description: "it breaks a rule of the chain: it has its number and changes nothing",
  }),
  isSelfSequenced: Type.Boolean({ description: "made on L1 from its messages alone, without the sequencer" }),
});

/** Number of transactions, from the header alone. */
export function transactionCount(block: StoredBlock): number {
  return block.isVoid ? 0 : viewOf(framedBlock(block.bytes)).getUint32(TRANSACTION_COUNT_AT, true);
}

/** The head of a block, without decoding what it holds. */
export function blockSummary(block: StoredBlock): Static<typeof blockSchema> {
  const bytes = framedBlock(block.bytes);
  const header = block.isVoid ? undefined : peekBlock(bytes);
  return {
    number: Number(block.number),
    time: Number(block.timestamp),
    hash: toHex(block.hash),
    parentHash: toHex(block.parentHash),
    stateRoot: toHex(block.stateRoot),
    inputRoot: toHex(block.inputRoot),
    l1Block: Number(header?.l1Block ?? 0n),
    messages: header === undefined ? 0 : viewOf(bytes).getUint32(MESSAGE_COUNT_AT, true),
    transactions: transactionCount(block),
    bytes: block.bytes.length,
    isVoid: block.isVoid === true,
    isSelfSequenced: header?.selfSequenced === true,
  };
}
