/** A random run as data: what is in each block, in a form that can be printed, edited, shrunk and run again. */
import {
  type Action,
  encodeBlock,
  encodeForced,
  encodeTransaction,
  type ForcedTransaction,
  type TransactionBody,
} from "../../node/primitives/codec/index.ts";
import type { State } from "../reference/index.ts";

export interface TransactionCase {
  readonly account: number;
  /** Hex of the address that signs. */
  readonly signer: string;
  readonly nonce: number;
  readonly expiresAfter: number;
  readonly body: TransactionBody;
  /** The signature's s is this word (hex) instead of 1. */
  readonly s?: string;
}

export interface MessageCase {
  readonly kind: number;
  readonly sender: string;
  readonly payload: Uint8Array | ForcedTransaction;
  /** Off the index that is due. */
  readonly skip?: number;
}

/** What is wrong with a block that must be void: fields of the header off by so much, or bytes changed. (Junk leaves it valid.) */
export interface Damage {
  readonly number?: number;
  /** Instead of the time that is due. */
  readonly timestamp?: bigint;
  readonly l1Block?: number;
  readonly inboxDue?: number;
  /** Bytes appended to the body. */
  readonly tail?: number;
  /** Bytes behind the body, which say nothing. */
  readonly junk?: number;
  /** `[offset, xor]`: one byte changed. */
  readonly flip?: readonly [number, number];
}

export interface BlockCase {
  /** Milliseconds since the block before. */
  readonly elapsed: number;
  readonly messages: readonly MessageCase[];
  readonly transactions: readonly TransactionCase[];
  /** Messages that the header says are due, beyond those consumed with this block (B1.7 when above 0); as before if left out. */
  readonly due?: number;
  readonly damage?: Damage;
  /** Appended by anyone on L1: messages alone. */
  readonly selfSequenced?: true;
}

/** A chain: which world, and its blocks after the genesis. */
export interface Case {
  readonly world: string;
  readonly blocks: readonly BlockCase[];
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

/** r names the signer. */
export function signatureOf(signer: string, s = "1"): Uint8Array {
  const signature = new Uint8Array(64);
  signature.set(bytesOf(signer), 12);
  signature.set(bytesOf(s.padStart(64, "0")), 32);
  return signature;
}

/** The bytes of a block on top of the state. */
export function encodeCase(s: State, block: BlockCase): Uint8Array {
  const { damage = {} } = block;
  const timestamp = damage.timestamp ?? BigInt(s.timestamp + block.elapsed);
  const bytes = encodeBlock({
    number: max0(s.blockNumber + 1n + BigInt(damage.number ?? 0)),
    timestamp,
    l1Block: max0(s.l1Block + BigInt(damage.l1Block ?? (block.messages.length > 0 ? 1 : 0))),
    inboxDue: max0(dueWith(s, block) + BigInt(damage.inboxDue ?? 0)),
    ...(block.selfSequenced && { selfSequenced: true }),
    messages: block.messages.map((message, i) => ({
      kind: message.kind,
      index: s.inboxCursor + BigInt(i + (message.skip ?? 0)),
      l1Block: s.l1Block,
      l1Time: BigInt(Math.floor(s.timestamp / 1000)),
      sender: bytesOf(message.sender),
      payload: message.payload instanceof Uint8Array ? message.payload : encodeForced(message.payload),
    })),
    transactions: block.transactions.map(({ signer, s: word, ...transaction }) =>
      encodeTransaction({ ...transaction, signature: signatureOf(signer, word) }),
    ),
  });
  return damaged(bytes, damage);
}

function dueWith(s: State, block: BlockCase): bigint {
  if (block.due === undefined) return s.inboxDue;
  const due = s.inboxCursor + BigInt(block.messages.length + block.due);
  return due > s.inboxDue ? due : s.inboxDue;
}

const max0 = (value: bigint): bigint => (value < 0n ? 0n : value);

function damaged(bytes: Uint8Array, damage: Damage): Uint8Array {
  const body = bytes.length + (damage.tail ?? 0);
  const out = new Uint8Array(body + (damage.junk ?? 0)).fill(0xee, body);
  out.set(bytes);
  if (damage.tail) new DataView(out.buffer).setUint32(4, body - 64, true);
  if (damage.flip) out[damage.flip[0] % out.length]! ^= damage.flip[1];
  return out;
}

/** How many actions a block holds: each action of a Trade, each price of a vote, each other transaction, each message. */
export function actionsOf(block: BlockCase): number {
  let count = block.messages.length;
  for (const { body } of block.transactions) count += sizeOf(body);
  return count;
}

function sizeOf(body: TransactionBody): number {
  if (body.type === "trade") return body.actions.length;
  return body.type === "oracleVote" ? body.prices.length : 1;
}

/** Actions of a Trade, or none. */
export const tradeActions = (body: TransactionBody): readonly Action[] =>
  body.type === "trade" ? body.actions : [];

/** JSON with bigints as "123n" and bytes as "0x..": `parseCase` reads it back. */
export function printCase(run: Case): string {
  return JSON.stringify(run, (_key, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    return value instanceof Uint8Array ? `0x${Buffer.from(value).toString("hex")}` : value;
  });
}

export function parseCase(text: string): Case {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== "string") return value;
    if (/^-?\d+n$/.test(value)) return BigInt(value.slice(0, -1));
    return value.startsWith("0x") ? bytesOf(value.slice(2)) : value;
  }) as Case;
}
