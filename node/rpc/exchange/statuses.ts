/** What became of a transaction, in the shape traders know: one status per item, each with a stable code. */
import { type Static, Type } from "typebox";
import type { Finality } from "../../bridge/port.ts";
import type { ActionOutcome, TransactionOutcome } from "../../mempool/port.ts";
import type { ArrivalReceipt } from "../../primitives/arrival/index.ts";
import { toHex } from "../../primitives/bytes.ts";
import type { Action, Transaction } from "../../primitives/codec/types.ts";
import { formatDecimal } from "../../primitives/decimal.ts";
import { NovateError } from "../../primitives/error.ts";
import { codeMeaning, codeName } from "../codes.ts";
import { averagePrice, id, sz, usd } from "../format.ts";
import type { Market, Markets } from "../markets.ts";
import {
  code,
  count,
  decimal,
  finality,
  hex,
  list,
  milliseconds,
  orderId,
  signed,
  strict,
  u64Text,
} from "../schema.ts";

export const statusSchema = Type.Union(
  [
    strict(
      {
        filled: Type.Optional(
          strict({
            totalSz: decimal("filled at once, base units"),
            avgPx: decimal("average price, cut after four decimals beyond the market's own"),
            oid: orderId,
            fee: signed("USD; below zero = received"),
          }),
        ),
        resting: Type.Optional(
          strict({
            oid: orderId,
            sz: decimal("what rests, base units"),
            cloid: Type.Optional(hex(16, "client order id")),
          }),
        ),
        code,
      },
      "an order that filled, rests, or both",
    ),
    strict(
      {
        success: Type.Literal(true),
        code,
        count: Type.Optional(count("orders cancelled, of a cancelAll")),
        index: Type.Optional(u64Text("of a withdraw: the index of its leaf")),
      },
      "done",
    ),
    strict(
      {
        error: Type.String({ description: "why not, in words" }),
        code,
        have: Type.Optional(
          signed("what there was: USD; of PRICE_BAND the limit, of POSITION_LIMIT base units"),
        ),
        need: Type.Optional(signed("what would have done, as have")),
      },
      "refused",
    ),
  ],
  { description: "what became of one item" },
);

export type Status = Static<typeof statusSchema>;

const arrivalSchema = strict(
  {
    session: milliseconds("when the node began to count"),
    sequence: count("number of the transaction in the session's order of arrival"),
    time: milliseconds("when it was admitted"),
    tick: count("number of what was signed"),
    first: count("first sequence of it"),
    count: count("transactions of it"),
    tickTime: milliseconds("when it ended"),
    previous: hex(32, "digest of the one before"),
    path: Type.String({
      pattern: "^0x([0-9a-f]{64})*$",
      description: "siblings from the transaction to the root, joined, lowest first",
    }),
    signature: hex(65, "of the sequencer over the EIP-712 digest"),
  },
  "receipt of arrival, signed by the sequencer; absent where the node has no such key, and from answers read back from history",
);

export const exchangeAnswerSchema = strict(
  {
    status: Type.Literal("ok"),
    acknowledgement: Type.Literal("accepted"),
    hash: hex(32, "EIP-712 digest that was signed"),
    block: count("block that executed it"),
    timestamp: milliseconds("time of the block"),
    finality,
    arrival: Type.Optional(arrivalSchema),
    response: strict({
      type: Type.String({ description: "the action's type" }),
      data: strict({ statuses: list(statusSchema, "one for each item, in order") }),
    }),
  },
  "the transaction was executed and its block is on disk",
);

export type ExchangeAnswer = Static<typeof exchangeAnswerSchema>;

/** The figures of a refusal (rule T11) in the units of its code; `market` is the order's. */
function refused(outcome: ActionOutcome, market?: Market): Status {
  const code = codeName(outcome.code);
  const error = codeMeaning(outcome.code);
  if (outcome.refusal === undefined) return { error, code };
  const show = (value: bigint): string => {
    if (market !== undefined && code === "PRICE_BAND") return formatDecimal(value, market.priceDecimals);
    return market !== undefined && code === "POSITION_LIMIT" ? sz(value, market) : usd(value);
  };
  const [have, need] = [show(outcome.refusal.have), show(outcome.refusal.need)];
  return { error: `${error} Have ${have}, need ${need}.`, code, have, need };
}

function orderStatus(action: Action & { kind: "order" }, outcome: ActionOutcome, markets: Markets): Status {
  const market = markets.byId(action.market);
  const oid = id(outcome.orderId);
  const filled = outcome.filledLots > 0n && {
    filled: {
      totalSz: sz(outcome.filledLots, market),
      avgPx: averagePrice(outcome.filledNotional, outcome.filledLots, market),
      oid,
      fee: usd(outcome.fee),
    },
  };
  const resting = outcome.restingLots > 0n && {
    resting: {
      oid,
      sz: sz(outcome.restingLots, market),
      ...(action.clientId === undefined ? {} : { cloid: toHex(action.clientId) }),
    },
  };
  const code = codeName(outcome.code);
  if (!filled && !resting) {
    // A reduce-only order may be cut to nothing, an IOC rest is cancelled: done, with nothing to show.
    return outcome.code === 0 ? { success: true, code } : refused(outcome, market);
  }
  return { ...(filled || {}), ...(resting || {}), code };
}

function itemStatus(action: Action | undefined, outcome: ActionOutcome, markets: Markets): Status {
  if (action?.kind === "order") return orderStatus(action, outcome, markets);
  const code = codeName(outcome.code);
  if (outcome.code !== 0) return refused(outcome);
  if (action?.kind === "cancelAll") return { success: true, code, count: outcome.count };
  if (outcome.withdrawal !== undefined) return { success: true, code, index: outcome.withdrawal.toString() };
  return { success: true, code };
}

/** One status per item, in order. */
export function itemStatuses(
  transaction: Transaction,
  outcome: TransactionOutcome,
  markets: Markets,
): readonly Status[] {
  const actions = transaction.body.type === "trade" ? transaction.body.actions : [];
  return outcome.results.map((result, item) => itemStatus(actions[item], result, markets));
}

/**
 * The answer to a transaction that its block executed. Throws the transaction's own code (`NONCE_USED`, ...) with
 * `{hash, block}` when the block refused it as a whole.
 */
export function exchangeAnswer(
  type: string,
  transaction: Transaction,
  outcome: TransactionOutcome,
  context: { markets: Markets; finality: Finality; arrival?: ArrivalReceipt | undefined },
): ExchangeAnswer {
  const hash = toHex(outcome.hash);
  if (outcome.status !== 0) {
    throw new NovateError(codeName(outcome.status), codeMeaning(outcome.status), {
      hash,
      block: outcome.block,
    });
  }
  const statuses = itemStatuses(transaction, outcome, context.markets);
  return {
    status: "ok",
    acknowledgement: "accepted",
    hash,
    block: Number(outcome.block),
    timestamp: Number(outcome.timestamp),
    finality: context.finality,
    ...(context.arrival && { arrival: context.arrival }),
    response: { type, data: { statuses } },
  };
}

const ITEM_TYPES = {
  order: "order",
  cancel: "cancel",
  cancelByClientId: "cancelByCloid",
  cancelAll: "cancelAll",
  reduce: "reduce",
} as const;

/** The action type a binary transaction would have had as JSON. */
export function actionTypeOf(transaction: Transaction): string {
  const { body } = transaction;
  if (body.type === "oracleVote") return "vote";
  if (body.type !== "trade") return body.type;
  const kinds = new Set(body.actions.map((action) => ITEM_TYPES[action.kind]));
  return kinds.size === 1 ? [...kinds][0]! : "batch";
}
