/** Bytes an order takes where it is published: our format as it is, beside JSON, protobuf and general compressors. */
import { deflateSync, zstdCompressSync } from "node:zlib";
import { blobShareCount } from "../node/da/celestia/codec/blob.ts";
import { SHARE_BYTES } from "../node/da/celestia/codec/share.ts";
import { encodeBatch } from "../node/primitives/codec/batch.ts";
import { encodeBlock } from "../node/primitives/codec/block.ts";
import { entropyFloor } from "./bytes/entropy.ts";
import { sampleTransactions, toJson, toProtobuf, toWire } from "./bytes/orders.ts";
import { type Figure, rounded } from "./figure.ts";

const ORDERS = 50_000;
/** One signature over: a person's single order; a few; a market maker's quotes; the most there may be. */
const GROUPS = [1, 5, 20, 100] as const;
/** A block a second holds this many orders at a busy but not a full venue. */
const ORDERS_PER_BLOCK = 5_000;
/** A single signed order, and orders in batches; a batch of five is the smallest that comes near and only informs. */
const TARGETS: Readonly<Record<number, number>> = { 1: 90, 20: 24, 100: 24 };

function published(transactions: readonly Uint8Array[], perBlock: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < transactions.length; at += perBlock) {
    const frame = {
      number: BigInt(blocks.length + 1),
      timestamp: 1_790_000_000_000n,
      l1Block: 1n,
      inboxDue: 0n,
    };
    blocks.push(encodeBlock({ ...frame, messages: [], transactions: transactions.slice(at, at + perBlock) }));
  }
  return encodeBatch(blocks);
}

const total = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

/** Bytes per order, by how many orders one signature covers. */
export async function run(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const group of GROUPS) {
    const transactions = sampleTransactions({ orders: ORDERS, actionsPerTransaction: group, seed: group });
    const wire = toWire(transactions);
    const batch = published(wire, ORDERS_PER_BLOCK / group);
    const shares = blobShareCount(batch.length, true) * SHARE_BYTES;
    const ours = batch.length / ORDERS;
    const peers: readonly (readonly [string, number])[] = [
      ["in Celestia's shares", shares],
      ["zlib 9 over ours", deflateSync(batch, { level: 9 }).length],
      ["zstd over ours", zstdCompressSync(batch).length],
      ["protobuf", total(toProtobuf(transactions))],
      ["JSON", total(toJson(transactions))],
      ["JSON, zlib 9", deflateSync(Buffer.concat(toJson(transactions)), { level: 9 }).length],
      ["JSON, zstd", zstdCompressSync(Buffer.concat(toJson(transactions))).length],
      ["entropy floor, estimated", entropyFloor(transactions) * ORDERS],
    ];
    const name = `bytes per order, ${group} under one signature`;
    const row = { unit: "B", better: "less" } as const;
    figures.push({
      ...{ ...row, name, value: rounded(ours), target: TARGETS[group] ?? null },
      ...{ peer: "the same as JSON", ratio: rounded(ours / (peers[4]![1] / ORDERS)) },
    });
    for (const [peer, bytes] of peers) {
      const value = rounded(bytes / ORDERS);
      figures.push({
        ...row,
        name: `${name}: ${peer}`,
        value,
        target: null,
        peer: "ours",
        ratio: rounded(value / ours),
      });
    }
  }
  return figures;
}
