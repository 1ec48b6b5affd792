import { Type } from "typebox";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import { decodeBlock, decodeTransaction, framedBlock } from "../../../primitives/codec/index.ts";
import { codeName } from "../../codes.ts";
import { recordedOutcome } from "../../exchange/recorded.ts";
import { actionTypeOf, itemStatuses, statusSchema } from "../../exchange/statuses.ts";
import { l1MessageSchema } from "../../present/l1-message.ts";
import { code, count, finality, hex, list, milliseconds, strict, u32 } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";
import { messagesOfTransaction } from "./l1-messages.ts";

/** A transaction by its hash: where it is, what it was, what became of each item. By the hash of an L1 transaction: what its messages became. */
export const transactionInfo = defineInfo({
  type: "transaction",
  schema: strict({ type: Type.Literal("transaction"), hash: hex(32, "transaction hash") }),
  ofHistory: true,
  weight: 20,
  answers: Type.Union([
    strict({
      hash: hex(32, "transaction hash"),
      block: count("block number"),
      position: count("place among the block's transactions"),
      timestamp: milliseconds("time of the block"),
      finality,
      account: u32("account id"),
      nonce: milliseconds("nonce"),
      type: Type.String({ description: "the action's type" }),
      code,
      statuses: list(statusSchema),
      bytes: Type.String({ pattern: "^0x([0-9a-f]{2})+$", description: "the canonical transaction" }),
    }),
    strict({ l1Messages: list(l1MessageSchema, "what the messages of an L1 transaction became") }),
  ]),
  async answer(query, context) {
    const hash = fromHex(query.hash, 32);
    const place = await context.history.transaction(hash);
    const block = place && (await context.blocks.get(BigInt(place.block)));
    if (place === undefined || block === undefined) {
      return { l1Messages: await messagesOfTransaction(query.hash, context) };
    }
    const bytes = decodeBlock(framedBlock(block.bytes)).transactions[place.position]!;
    const transaction = decodeTransaction(bytes);
    const outcome = recordedOutcome(hash, block, place.position);
    return {
      hash: toHex(hash),
      block: place.block,
      position: place.position,
      timestamp: Number(block.timestamp),
      finality: context.finalityOf(place.block),
      account: transaction.account,
      nonce: transaction.nonce,
      type: actionTypeOf(transaction),
      code: codeName(outcome.status),
      statuses: itemStatuses(transaction, outcome, context.markets),
      bytes: toHex(bytes),
    };
  },
});
