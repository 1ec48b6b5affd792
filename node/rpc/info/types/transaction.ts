import { Type } from "typebox";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import { decodeBlock, decodeTransaction } from "../../../primitives/codec/index.ts";
import { NovateError } from "../../../primitives/error.ts";
import { codeName } from "../../codes.ts";
import { recordedOutcome } from "../../exchange/recorded.ts";
import { actionTypeOf, itemStatuses } from "../../exchange/statuses.ts";
import { hex, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** A transaction by its hash: where it is, what it was, what became of each item. */
export const transactionInfo = defineInfo({
  type: "transaction",
  schema: strict({ type: Type.Literal("transaction"), hash: hex(32, "transaction hash") }),
  weight: 20,
  async answer(query, context) {
    const hash = fromHex(query.hash, 32);
    const place = await context.history.transaction(hash);
    const block = place && (await context.blocks.get(BigInt(place.block)));
    if (place === undefined || block === undefined) {
      throw new NovateError("NOT_FOUND", "expected the hash of an executed transaction", {
        hash: query.hash,
      });
    }
    const bytes = decodeBlock(block.bytes).transactions[place.position]!;
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
