/** Orders that a block placed and ended at once: what they were stands in the block's bytes alone. */
import { toHex } from "../../primitives/bytes.ts";
import {
  type Action,
  type Block,
  decodeForced,
  decodeTransaction,
  type TransactionBody,
} from "../../primitives/codec/index.ts";
import type { PlacedEntry } from "../../store/history/index.ts";
import type { Ended } from "./order-changes.ts";

function bodyOf(block: Block, { receipt, message }: Ended): TransactionBody | undefined {
  if (message === undefined) {
    const bytes = block.transactions[receipt.transaction];
    return bytes === undefined ? undefined : decodeTransaction(bytes).body;
  }
  const forced = block.messages.find(({ index }) => index === message);
  return forced === undefined ? undefined : decodeForced(forced.payload).body;
}

/** The order that an action placed; undefined when the action was a cancel. The block was applied, so its bytes are canonical. */
export function placedOrder(block: Block, change: Ended): PlacedEntry | undefined {
  const { receipt, account } = change;
  const body = bodyOf(block, change);
  const action: Action | undefined = body?.type === "trade" ? body.actions[receipt.action] : undefined;
  if (action?.kind !== "order") return undefined;
  const { clientId, kind: _kind, size: lots, ...terms } = action;
  return {
    ...terms,
    what: "placed",
    block: Number(block.number),
    time: Number(block.timestamp),
    index: 0,
    orderId: receipt.orderId,
    account,
    lots,
    ...(clientId === undefined ? {} : { clientId: toHex(clientId) }),
    code: receipt.code,
    filledLots: receipt.filledLots,
    restingLots: receipt.restingLots,
  };
}
