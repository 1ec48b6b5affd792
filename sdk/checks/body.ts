/** The body of a transaction as {@link Trader.send} takes it: the codec bounds the numbers, but knows no type at run time. */
import {
  ADDRESS_BYTES,
  CLIENT_ID_BYTES,
  EVERY_MARKET,
  MAX_ACTIONS,
  MAX_SLIPPAGE_BPS,
  MAX_SUB_ACCOUNT,
  MAX_VOTE_PRICES,
  TICKS_LIMIT,
  U32_LIMIT,
} from "../../node/primitives/codec/limits.ts";
import { type Action, TIMES_IN_FORCE, type TransactionBody } from "../../node/primitives/codec/types.ts";
import { type Check, integer, listOf, oneOf, record, refuse } from "./check.ts";
import { boolean, milliseconds } from "./values.ts";

const bytes =
  (length: number): Check<Uint8Array> =>
  (value, path) =>
    value instanceof Uint8Array && value.length === length
      ? value
      : refuse(path, `${length} bytes (Uint8Array)`, value);

const wide =
  (what: string, least: bigint): Check<bigint> =>
  (value, path) => {
    const expected = `${what} as a bigint in ${least}..2^64 - 1`;
    if (typeof value !== "bigint") return refuse(path, expected, value);
    return value >= least && value < 1n << 64n ? value : refuse(path, expected, value, "OUT_OF_RANGE");
  };

const market = integer("a market id", 0, EVERY_MARKET - 1);
const ticks = integer("ticks", 1, TICKS_LIMIT - 1);
const lots = integer("lots", 1, U32_LIMIT - 1);
const amount = wide("an amount (1e-6 USDC)", 1n);
const orderId = wide("an order id", 0n);
const clientId = bytes(CLIENT_ID_BYTES);

const order = record(
  {
    kind: oneOf("order"),
    market,
    isBuy: boolean,
    price: ticks,
    size: lots,
    timeInForce: oneOf(...TIMES_IN_FORCE),
    reduceOnly: boolean,
    isMarket: boolean,
    goodTill: integer("seconds since the Unix epoch with GTT, else 0", 0, U32_LIMIT - 1),
  },
  { clientId },
);

const orderAction: Check<Action> = (value, path) => {
  const read = order(value, path);
  if (read.isMarket && read.price > MAX_SLIPPAGE_BPS)
    refuse(
      `${path}/price`,
      `basis points up to ${MAX_SLIPPAGE_BPS} of a market order`,
      read.price,
      "OUT_OF_RANGE",
    );
  if (read.isMarket && read.timeInForce !== "IOC" && read.timeInForce !== "FOK")
    refuse(`${path}/timeInForce`, "IOC or FOK of a market order", read.timeInForce);
  if ((read.timeInForce === "GTT") !== read.goodTill > 0)
    refuse(`${path}/goodTill`, "a time with GTT, and 0 without", read.goodTill);
  return read;
};

/** One of several objects, told apart by the field `name`. */
const tagged =
  <Value>(name: string, members: Readonly<Record<string, Check<Value>>>): Check<Value> =>
  (value, path) => {
    const known = Object.keys(members).join(", ");
    if (typeof value !== "object" || value === null) return refuse(path, `an object with a ${name}`, value);
    const tag = (value as Record<string, unknown>)[name];
    const member = typeof tag === "string" && Object.hasOwn(members, tag) ? members[tag] : undefined;
    return member?.(value, path) ?? refuse(`${path}/${name}`, `one of ${known}`, tag, "UNKNOWN_TYPE");
  };

const action = tagged<Action>("kind", {
  order: orderAction,
  cancel: record({ kind: oneOf("cancel"), orderId }),
  cancelByClientId: record({ kind: oneOf("cancelByClientId"), clientId }),
  cancelAll: record({ kind: oneOf("cancelAll") }, { market }),
  reduce: record({ kind: oneOf("reduce"), orderId, size: lots }),
});

const votePrice = record({
  market,
  index: ticks,
  externalMark: integer("ticks, 0 for none", 0, TICKS_LIMIT - 1),
});

/** Throws `BAD_REQUEST`, `UNKNOWN_TYPE` or `OUT_OF_RANGE` with `data.path`. */
export const transactionBody = tagged<TransactionBody>("type", {
  trade: record({ type: oneOf("trade"), actions: listOf("actions", action, MAX_ACTIONS) }),
  withdraw: record({ type: oneOf("withdraw"), recipient: bytes(ADDRESS_BYTES), amount }),
  transfer: record({
    type: oneOf("transfer"),
    toSub: integer("a sub-account", 0, MAX_SUB_ACCOUNT),
    amount,
  }),
  approveAgent: record({
    type: oneOf("approveAgent"),
    agent: bytes(ADDRESS_BYTES),
    agentExpiry: milliseconds,
  }),
  oracleVote: record({
    type: oneOf("oracleVote"),
    prices: listOf("prices", votePrice, MAX_VOTE_PRICES),
  }),
});
