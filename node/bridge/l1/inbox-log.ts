/** Messages and batches as the Inbox delivered them, in order, each checked against the Inbox's own hash chains. */
import { type Address, type Hash, type Hex, hexToBytes } from "viem";
import { equalBytes, fromHex, toHex } from "../../primitives/bytes.ts";
import { accumulate } from "../../primitives/codec/index.ts";
import { NovateError } from "../../primitives/error.ts";
import { least } from "../extremes.ts";
import type { InboxMessage, L1Batch } from "../port.ts";
import { type BatchStruct, nextBatchHash, toL1Batch, ZERO_HASH } from "./batch.ts";

export interface MessageEvent {
  readonly name: "MessageDelivered";
  readonly l1Block: bigint;
  readonly index: bigint;
  readonly kind: number;
  readonly sender: Address;
  readonly l1Time: bigint;
  readonly payload: Hex;
  readonly accumulator: Hash;
  /** The L1 transaction that delivered it. */
  readonly transaction?: Hash;
}

export interface BatchEvent {
  readonly name: "BatchAppended";
  readonly l1Block: bigint;
  readonly index: bigint;
  readonly batch: BatchStruct;
  readonly batchHash: Hash;
}

/** Where both chains stand after a number of messages and batches. */
export interface InboxHeads {
  readonly messageCount: bigint;
  readonly accumulator: Hash;
  readonly batchCount: bigint;
  readonly batchHash: Hash;
}

export const EMPTY_INBOX: InboxHeads = {
  messageCount: 0n,
  accumulator: ZERO_HASH,
  batchCount: 0n,
  batchHash: ZERO_HASH,
};

interface KeptMessage {
  readonly message: InboxMessage;
  readonly accumulator: Uint8Array;
}

interface KeptBatch {
  readonly batch: L1Batch;
  readonly batchHash: Hash;
}

/** New events that fit, not yet believed. */
export interface Staged {
  readonly heads: InboxHeads;
  readonly messages: readonly KeptMessage[];
  readonly batches: readonly KeptBatch[];
}

export class InboxLog {
  #base: InboxHeads;
  #messages: KeptMessage[] = [];
  #batches: KeptBatch[] = [];
  #bytes = 0;

  /** `base`: what lies before the first event that will be kept. */
  constructor(base: InboxHeads) {
    this.#base = base;
  }

  get base(): InboxHeads {
    return this.#base;
  }

  get heads(): InboxHeads {
    const message = this.#messages.at(-1);
    const batch = this.#batches.at(-1);
    return {
      messageCount: this.#base.messageCount + BigInt(this.#messages.length),
      accumulator: message ? toHex(message.accumulator) : this.#base.accumulator,
      batchCount: this.#base.batchCount + BigInt(this.#batches.length),
      batchHash: batch ? batch.batchHash : this.#base.batchHash,
    };
  }

  /** Payload bytes and a fixed cost per item, of what is kept. */
  get keptBytes(): number {
    return this.#bytes;
  }

  /** L1 block of the oldest kept message or batch; undefined when nothing is kept. */
  get oldestL1Block(): bigint | undefined {
    const message = this.#messages[0]?.message.l1Block;
    const batch = this.#batches[0]?.batch.l1Block;
    if (message === undefined || batch === undefined) return message ?? batch;
    return least(message, batch);
  }

  /**
   * Checks that `events` (in L1 order) go on without a gap and with the right hashes; what is already in is skipped when it is
   * the same. Changes nothing. Throws `L1_MISMATCH`: the endpoint left something out, added something or changed something.
   */
  stage(events: readonly (MessageEvent | BatchEvent)[]): Staged {
    const { heads } = this;
    let { messageCount, batchCount, batchHash } = heads;
    let accumulator = fromHex(heads.accumulator, 32);
    const messages: KeptMessage[] = [];
    const batches: KeptBatch[] = [];
    for (const event of events) {
      if (event.name === "MessageDelivered") {
        if (event.index < messageCount && this.#hasMessage(event)) continue;
        expectIndex("message", messageCount, event.index);
        const message = toMessage(event);
        accumulator = accumulate(accumulator, message);
        expectHash("accumulator", event.index, toHex(accumulator), event.accumulator);
        messages.push({ message, accumulator });
        messageCount++;
      } else {
        if (event.index < batchCount && this.#hasBatch(event)) continue;
        expectIndex("batch", batchCount, event.index);
        batchHash = nextBatchHash(batchHash, event.batch);
        expectHash("batch hash", event.index, batchHash, event.batchHash);
        batches.push({ batch: toL1Batch(event.index, event.batch, event.l1Block), batchHash });
        batchCount++;
      }
    }
    return {
      heads: { messageCount, accumulator: toHex(accumulator), batchCount, batchHash },
      messages,
      batches,
    };
  }

  /** Takes over what was staged on the present heads and then verified. */
  commit(staged: Staged): void {
    for (const kept of staged.messages) {
      this.#messages.push(kept);
      this.#bytes += messageCost(kept);
    }
    this.#batches.push(...staged.batches);
    this.#bytes += staged.batches.length * ITEM_BYTES;
  }

  /** Drops from memory messages and batches below these counts. */
  release(messageCount: bigint, batchCount: bigint): void {
    const messages = clamp(messageCount - this.#base.messageCount, this.#messages.length);
    const batches = clamp(batchCount - this.#base.batchCount, this.#batches.length);
    if (messages === 0 && batches === 0) return;
    const lastMessage = this.#messages[messages - 1];
    const lastBatch = this.#batches[batches - 1];
    for (const kept of this.#messages.slice(0, messages)) this.#bytes -= messageCost(kept);
    this.#bytes -= batches * ITEM_BYTES;
    this.#base = {
      messageCount: this.#base.messageCount + BigInt(messages),
      accumulator: lastMessage ? toHex(lastMessage.accumulator) : this.#base.accumulator,
      batchCount: this.#base.batchCount + BigInt(batches),
      batchHash: lastBatch ? lastBatch.batchHash : this.#base.batchHash,
    };
    this.#messages = this.#messages.slice(messages);
    this.#batches = this.#batches.slice(batches);
  }

  /** Messages from `fromIndex` on, at most `limit`. Throws `L1_RELEASED` below what is kept. */
  messages(fromIndex: bigint, limit: number): InboxMessage[] {
    const start = this.#offset(fromIndex, this.#base.messageCount, "message");
    return this.#messages.slice(start, start + limit).map((kept) => kept.message);
  }

  /** Batches from `fromIndex` on, at most `limit`. Throws `L1_RELEASED` below what is kept. */
  batches(fromIndex: bigint, limit: number): L1Batch[] {
    const start = this.#offset(fromIndex, this.#base.batchCount, "batch");
    return this.#batches.slice(start, start + limit).map((kept) => kept.batch);
  }

  /** Number of messages with `l1Time + delay <= seconds`: the released ones, and the due prefix of the kept ones. */
  dueCount(seconds: bigint, delay: bigint): bigint {
    let low = 0;
    let high = this.#messages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#messages[middle]!.message.l1Time + delay <= seconds) low = middle + 1;
      else high = middle;
    }
    return this.#base.messageCount + BigInt(low);
  }

  /** Already in, and the same; what was released can no longer be compared. */
  #hasMessage(event: MessageEvent): boolean {
    if (event.index < this.#base.messageCount) return true;
    const kept = this.#messages[Number(event.index - this.#base.messageCount)];
    return kept !== undefined && toHex(kept.accumulator) === event.accumulator;
  }

  #hasBatch(event: BatchEvent): boolean {
    if (event.index < this.#base.batchCount) return true;
    return this.#batches[Number(event.index - this.#base.batchCount)]?.batchHash === event.batchHash;
  }

  #offset(index: bigint, base: bigint, what: string): number {
    if (index >= base) return Number(index - base);
    throw new NovateError("L1_RELEASED", `expected a ${what} from ${base} on, got ${index}`);
  }
}

/** What one kept message or batch costs in memory besides its payload, roughly. */
const ITEM_BYTES = 256;

const messageCost = (kept: KeptMessage): number => ITEM_BYTES + kept.message.payload.length;

const clamp = (value: bigint, max: number): number =>
  value <= 0n ? 0 : value > BigInt(max) ? max : Number(value);

function toMessage(event: MessageEvent): InboxMessage {
  return {
    kind: event.kind,
    index: event.index,
    l1Block: event.l1Block,
    l1Time: event.l1Time,
    sender: hexToBytes(event.sender),
    payload: hexToBytes(event.payload),
  };
}

function expectIndex(what: string, expected: bigint, got: bigint): void {
  if (expected !== got) throw new NovateError("L1_MISMATCH", `expected ${what} ${expected}, got ${got}`);
}

function expectHash(what: string, index: bigint, expected: Hash, got: Hash): void {
  if (equalBytes(fromHex(expected), fromHex(got, 32))) return;
  throw new NovateError("L1_MISMATCH", `expected another ${what} at ${index}`, { expected, got });
}
