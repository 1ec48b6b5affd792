import { Type } from "typebox";
import { fromHex } from "../../../primitives/bytes.ts";
import { NovateError } from "../../../primitives/error.ts";
import type { ReadContext } from "../../context.ts";
import { unlessSilent } from "../../present/l1.ts";
import { consumedMessage, l1MessageSchema, waitingMessage } from "../../present/l1-message.ts";
import { address, hex, list, orderId, strict, u64Of } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";
import { limitField } from "../page-query.ts";

/** Entries of one page: each costs a look at its block. */
const PAGE = 100;

/** What the messages that an L1 transaction delivered became. Throws `NOT_FOUND`. */
export async function messagesOfTransaction(hash: string, context: ReadContext) {
  const delivered = await unlessSilent(context.l1.messages.deliveredBy(hash as `0x${string}`));
  if (delivered === undefined || delivered.length === 0) {
    throw new NovateError(
      "NOT_FOUND",
      "expected the hash of an executed transaction, or of an L1 transaction that delivered a message",
      { hash },
    );
  }
  return Promise.all(
    delivered.map(async (message) => {
      const entry = await context.history.message(message.index);
      // The number may be another branch's message: only the same one has consumed this.
      const same = entry?.l1Block === message.l1Block && entry.l1Time === message.l1Time;
      return same ? consumedMessage(entry, context) : waitingMessage(message, fromHex(hash, 32), context);
    }),
  );
}

/** Inbox messages by the L1 transaction that delivered them: deposits, forced transactions, governance, waiting or consumed. */
export const l1MessageInfo = defineInfo({
  type: "l1Message",
  schema: strict({ type: Type.Literal("l1Message"), hash: hex(32, "hash of the L1 transaction") }),
  ofHistory: true,
  weight: 20,
  answers: list(l1MessageSchema),
  answer: (query, context) => messagesOfTransaction(query.hash, context),
});

/** The messages of a sender that the chain has consumed, newest first; the next page is asked for with `before` = the last `message`. */
export const userL1MessagesInfo = defineInfo({
  type: "userL1Messages",
  schema: strict({
    type: Type.Literal("userL1Messages"),
    user: { ...address, description: "who sent them on L1" },
    ...limitField,
    before: Type.Optional(orderId),
  }),
  ofHistory: true,
  weight: 20,
  answers: list(l1MessageSchema),
  async answer(query, context) {
    const before = query.before === undefined ? undefined : u64Of(query.before);
    const limit = Math.min(query.limit ?? PAGE, PAGE);
    const entries = await context.history.messagesOf(fromHex(query.user, 20), limit, before);
    return Promise.all(entries.map((entry) => consumedMessage(entry, context)));
  },
});
