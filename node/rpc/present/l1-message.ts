/** An Inbox message and what became of it. */
import { type Static, Type } from "typebox";
import type { InboxMessage } from "../../bridge/port.ts";
import { toHex } from "../../primitives/bytes.ts";
import { MessageKind, TRANSACTION_TYPES } from "../../primitives/codec/types.ts";
import { BlockReceipts } from "../../state-machine/receipts.ts";
import type { MessageEntry } from "../../store/history/index.ts";
import { codeName } from "../codes.ts";
import type { ReadContext } from "../context.ts";
import {
  address,
  code,
  count,
  finality,
  hex,
  list,
  milliseconds,
  nullable,
  strict,
  u32,
  u64Text,
} from "../schema.ts";

type Context = Pick<ReadContext, "blocks" | "finalityOf" | "history" | "l1" | "state">;

export const l1MessageSchema = strict({
  message: u64Text("index of the Inbox message"),
  kind: Type.Enum(["deposit", "forced", "governance"]),
  sender: address,
  l1Transaction: nullable(hex(32, "L1 transaction that delivered it; null while L1 does not say")),
  l1Block: count("L1 block that delivered it"),
  l1Time: milliseconds("time of that block"),
  dueAt: milliseconds("when a block of the chain must have consumed it at the latest"),
  status: Type.Enum(["waiting", "consumed"]),
  block: nullable(count("block that consumed it")),
  time: nullable(milliseconds("time of that block")),
  finality: nullable(finality),
  code: nullable({ ...code, description: "what became of it; null while it waits" }),
  action: nullable(Type.String({ description: "of a forced message that could be read: its type" })),
  account: nullable(u32("account that a forced message acted for")),
  withdrawal: nullable(u64Text("index of the withdrawal that it made")),
  results: list(code, "of a forced Trade: the code of each action, in order"),
});
type L1MessageAnswer = Static<typeof l1MessageSchema>;

const KINDS = ["genesis", "deposit", "forced", "governance"] as const;

/** A message that a block consumed. */
export async function consumedMessage(entry: MessageEntry, context: Context): Promise<L1MessageAnswer> {
  const { message, l1Block, l1Time, op, account, block, time } = entry;
  const hash = await context.l1.messages.transactionOf("message", message, l1Block);
  const forced = entry.messageKind === MessageKind.Forced;
  return {
    ...head(entry, hash, context),
    ...{ status: "consumed", block, time, finality: context.finalityOf(block), code: codeName(entry.code) },
    action: forced && op > 0 ? (TRANSACTION_TYPES[op] ?? null) : null,
    account: account === 0 ? null : account,
    l1Time: Number(l1Time) * 1_000,
    ...(forced ? await caused(entry, context) : { withdrawal: null, results: [] }),
  };
}

/** A message that no block has consumed yet. */
export function waitingMessage(
  message: InboxMessage,
  hash: Uint8Array | undefined,
  context: Context,
): L1MessageAnswer {
  const entry = { ...message, message: message.index, messageKind: message.kind };
  return {
    ...head({ ...entry, sender: toHex(message.sender) }, hash, context),
    ...{ status: "waiting", block: null, time: null, finality: null, code: null },
    ...{ action: null, account: null, withdrawal: null, results: [] },
  };
}

function head(
  entry: Pick<MessageEntry, "message" | "messageKind" | "sender" | "l1Block" | "l1Time">,
  hash: Uint8Array | undefined,
  { state }: Context,
) {
  const seconds = Number(entry.l1Time);
  return {
    message: entry.message.toString(),
    kind: KINDS[entry.messageKind] as L1MessageAnswer["kind"],
    sender: entry.sender,
    l1Transaction: hash === undefined ? null : toHex(hash),
    l1Block: Number(entry.l1Block),
    l1Time: seconds * 1_000,
    dueAt: (seconds + state.header().forceDelay) * 1_000,
  };
}

/** What the receipts of its block say between its own and the next one's. */
async function caused(entry: MessageEntry, { blocks }: Context) {
  const block = await blocks.get(BigInt(entry.block));
  let withdrawal: bigint | undefined;
  const results: string[] = [];
  let inside = false;
  for (const event of block === undefined ? [] : new BlockReceipts(block.receipts).events()) {
    if (event.kind === "l1MessageReceipt") inside = event.index === entry.message;
    else if (event.kind === "transactionReceipt") inside = false;
    else if (inside && event.kind === "withdrawal") withdrawal = event.index;
    else if (inside && event.kind === "actionReceipt") results.push(codeName(event.code));
  }
  return { withdrawal: withdrawal === undefined ? null : withdrawal.toString(), results };
}
