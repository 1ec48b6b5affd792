/** Blocks (docs/spec/wire.md W1): a 64-byte header, L1 messages, transactions, nothing else. */
import { NovateError } from "../error.ts";
import { Cursor, malformed } from "./cursor.ts";
import { BLOCK_HEADER_BYTES, BLOCK_MAGIC, MAX_BODY_BYTES, MAX_MESSAGES, MAX_TRANSACTIONS } from "./limits.ts";
import { readMessage, writeMessage } from "./message.ts";
import { Sink } from "./sink.ts";
import { readTransaction, TransactionFields } from "./transaction.ts";
import type { Block, BlockHeader, L1Message } from "./types.ts";

const BODY_LENGTH_OFFSET = 4;
/** Flag of a block that anyone appended on L1. */
const SELF_SEQUENCED = 1;

/** A block's header, its messages, and where its transactions lie. */
export interface BlockScan extends BlockHeader {
  readonly messages: readonly L1Message[];
  /** transactionCount + 1 offsets: transaction i is `bytes[offsets[i] .. offsets[i + 1]]`. */
  readonly transactionOffsets: Uint32Array;
}

function readHeader(cursor: Cursor): BlockHeader & { messageCount: number; transactionCount: number } {
  if (cursor.u32() !== BLOCK_MAGIC) malformed("the magic NVB1", 0);
  const bodyLength = cursor.u32();
  if (bodyLength > MAX_BODY_BYTES) malformed(`a body of at most ${MAX_BODY_BYTES} bytes`, 4, "FIELD_RANGE");
  if (bodyLength !== cursor.end - BLOCK_HEADER_BYTES) {
    malformed(
      `${bodyLength} bytes of body`,
      4,
      bodyLength > cursor.end - BLOCK_HEADER_BYTES ? "TRUNCATED" : "TRAILING_BYTES",
    );
  }
  const header = {
    number: cursor.u64(),
    timestamp: cursor.u64(),
    l1Block: cursor.u64(),
    inboxDue: cursor.u64(),
    messageCount: cursor.u32(),
    transactionCount: cursor.u32(),
  };
  const flags = cursor.u32();
  if (flags > SELF_SEQUENCED) malformed("no flag but the first", 48);
  cursor.zeros(12);
  if (header.messageCount > MAX_MESSAGES) malformed(`at most ${MAX_MESSAGES} messages`, 40, "FIELD_RANGE");
  if (header.transactionCount > MAX_TRANSACTIONS) {
    malformed(`at most ${MAX_TRANSACTIONS} transactions`, 44, "FIELD_RANGE");
  }
  if (flags === 0) return header;
  if (header.transactionCount > 0) malformed("no transaction in a self-sequenced block", 44);
  return { ...header, selfSequenced: true };
}

/**
 * Walks a block strictly. `visit` sees the fields of each transaction (overwritten by the next). Throws `TRUNCATED`,
 * `TRAILING_BYTES`, `BAD_VARINT`, `FIELD_RANGE` or `MALFORMED`.
 */
export function scanBlock(
  bytes: Uint8Array,
  visit?: (fields: TransactionFields, index: number) => void,
): BlockScan {
  const cursor = new Cursor(bytes);
  const { messageCount, transactionCount, ...header } = readHeader(cursor);
  const messages: L1Message[] = [];
  for (let i = 0; i < messageCount; i++) messages.push(readMessage(cursor));
  const transactionOffsets = new Uint32Array(transactionCount + 1);
  const fields = new TransactionFields();
  for (let i = 0; i < transactionCount; i++) {
    transactionOffsets[i] = cursor.position;
    readTransaction(cursor, fields);
    visit?.(fields, i);
  }
  transactionOffsets[transactionCount] = cursor.position;
  cursor.finish();
  return { ...header, messages, transactionOffsets };
}

/** The block with its transactions as views of `bytes`. Throws as {@link scanBlock}. */
export function decodeBlock(bytes: Uint8Array): Block {
  const { transactionOffsets: offsets, ...rest } = scanBlock(bytes);
  const transactions = Array.from({ length: offsets.length - 1 }, (_, i) =>
    bytes.subarray(offsets[i]!, offsets[i + 1]!),
  );
  return { ...rest, transactions };
}

/**
 * The canonical bytes. The transactions must already be canonical: they are joined, not read again (the sequencer calls
 * this ten times a second). Throws `BLOCK_TOO_LARGE` or `OUT_OF_RANGE`.
 */
export function encodeBlock(block: Block): Uint8Array {
  const messages = new Sink();
  for (const message of block.messages) writeMessage(messages, message);
  let bodyLength = messages.length;
  for (const transaction of block.transactions) bodyLength += transaction.length;
  if (
    bodyLength > MAX_BODY_BYTES ||
    block.messages.length > MAX_MESSAGES ||
    block.transactions.length > MAX_TRANSACTIONS
  ) {
    throw new NovateError("BLOCK_TOO_LARGE", "expected a block within the bounds of the wire format", {
      bodyLength,
      messages: block.messages.length,
      transactions: block.transactions.length,
    });
  }
  const sink = new Sink(BLOCK_HEADER_BYTES + bodyLength);
  sink.u32(BLOCK_MAGIC);
  sink.u32(bodyLength);
  sink.u64(block.number);
  sink.u64(block.timestamp);
  sink.u64(block.l1Block);
  sink.u64(block.inboxDue);
  sink.u32(block.messages.length);
  sink.u32(block.transactions.length);
  sink.u32(block.selfSequenced ? SELF_SEQUENCED : 0);
  sink.zeros(12);
  sink.raw(messages.finish());
  for (const transaction of block.transactions) sink.raw(transaction);
  return sink.finish();
}

/**
 * The part of a slot's bytes that the engine reads: its input is zero padded, and what lies behind the body is never read. Of a block
 * that the engine applied this is one canonical encoding; the bytes as published may be shorter or longer.
 */
export function framedBlock(input: Uint8Array): Uint8Array {
  const head = new Uint8Array(BLOCK_HEADER_BYTES);
  head.set(input.subarray(0, BLOCK_HEADER_BYTES));
  const bodyLength = new DataView(head.buffer).getUint32(BODY_LENGTH_OFFSET, true);
  const end = BLOCK_HEADER_BYTES + Math.min(bodyLength, MAX_BODY_BYTES);
  if (end <= input.length) return input.subarray(0, end);
  const framed = new Uint8Array(end);
  framed.set(input);
  return framed;
}

/** Number and timestamp of a block, without reading its body. Throws `MALFORMED` or `TRUNCATED`. */
export function peekBlock(bytes: Uint8Array): BlockHeader {
  return readHeader(new Cursor(bytes));
}
