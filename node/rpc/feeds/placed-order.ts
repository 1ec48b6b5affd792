/** Orders that a block placed: what they were stands in the block's bytes alone; a liquidation's, in its fills. */
import { toHex } from "../../primitives/bytes.ts";
import {
  type Action,
  type Block,
  decodeForced,
  decodeTransaction,
  type TransactionBody,
} from "../../primitives/codec/index.ts";
import type { PlacedEntry } from "../../store/history/index.ts";
import type { Liquidated, Result } from "./order-changes.ts";

/** The body of the action that gave `change`, signed or forced. The block was applied, so its bytes are canonical. */
export function bodyOf(block: Block, { receipt, message }: Result): TransactionBody | undefined {
  if (message === undefined) {
    const bytes = block.transactions[receipt.transaction];
    return bytes === undefined ? undefined : decodeTransaction(bytes).body;
  }
  const forced = block.messages.find(({ index }) => index === message);
  return forced === undefined ? undefined : decodeForced(forced.payload).body;
}

interface Place {
  readonly block: number;
  /** Milliseconds. */
  readonly time: number;
}

/** The order that an action of `body` placed, id 0 where it was refused; undefined when the action was none. */
export function placedOrder(
  body: TransactionBody | undefined,
  { receipt, account, index }: Result,
  place: Place,
): PlacedEntry | undefined {
  const action: Action | undefined = body?.type === "trade" ? body.actions[receipt.action] : undefined;
  if (action?.kind !== "order") return undefined;
  const { clientId, kind: _kind, size: lots, ...terms } = action;
  return {
    ...terms,
    what: "placed",
    ...place,
    index,
    orderId: receipt.orderId,
    account,
    lots,
    ...(clientId === undefined ? {} : { clientId: toHex(clientId) }),
    code: receipt.code,
    filledLots: receipt.filledLots,
    filledNotional: receipt.filledNotional,
    fee: receipt.fee,
    restingLots: receipt.restingLots,
    isLiquidation: false,
  };
}

/** The order that a liquidation placed in a block at `place`. */
export function liquidationOrder({ account, fills, index }: Liquidated, place: Place): PlacedEntry {
  const [first] = fills as [Liquidated["fills"][number]];
  return {
    ...place,
    index,
    what: "placed",
    orderId: first.takerOrderId,
    account,
    market: first.market,
    isBuy: first.takerIsBuy === 1,
    price: 0,
    lots: first.lots + first.takerRemainingLots,
    timeInForce: "IOC",
    reduceOnly: true,
    isMarket: true,
    goodTill: 0,
    code: 0,
    restingLots: 0,
    filledLots: fills.reduce((sum, { lots }) => sum + lots, 0),
    filledNotional: fills.reduce((sum, { notional }) => sum + notional, 0n),
    fee: fills.reduce((sum, { takerFee }) => sum + takerFee, 0n),
    isLiquidation: true,
  };
}
