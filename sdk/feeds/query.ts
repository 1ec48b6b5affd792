import { boolean, type Check, integer, oneOf, record, refuse } from "../checks/check.ts";
import { accountQuery } from "../checks/queries.ts";
import { address, coin } from "../checks/values.ts";
import type { CandleInterval, FeedType, SubscriptionQuery } from "./data.ts";

const INTERVALS: readonly CandleInterval[] = [
  ...(["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "12h", "1d"] as const),
];

const symbol: Check<string> = (value, path) => coin(value, path).toUpperCase();
const anyType: Check<unknown> = (value) => value;
const ofCoin = record({ type: anyType, coin: symbol });
const ofBars = record({ type: anyType, coin: symbol, interval: oneOf(...INTERVALS) });
const ofAll = record({ type: anyType });
const ofAccount: Check<object> = (value, path) => {
  const { type, ...query } = value as { readonly type: unknown };
  return { type, ...accountQuery(query, path) };
};

const mantissa: Check<number> = (value, path) =>
  value === 1 || value === 2 || value === 5 ? value : refuse(path, "1, 2 or 5, with nSigFigs 5", value);
const MAX_STEP = 1_000_000;
const ofBook = record(
  { type: anyType, coin: symbol },
  {
    deltas: boolean,
    fast: boolean,
    nSigFigs: integer("significant figures of prices", 2, 5),
    mantissa,
    step: integer("ticks a level", 1, MAX_STEP),
  },
);

const FIELDS: Readonly<Record<FeedType, Check<object>>> = {
  l2Book: ofBook,
  l3Book: ofCoin,
  bbo: ofCoin,
  trades: ofCoin,
  activeAssetCtx: ofCoin,
  candle: ofBars,
  orderUpdates: ofAccount,
  userFills: ofAccount,
  userFundings: ofAccount,
  userEvents: ofAccount,
  webData2: ofAccount,
  activeAssetData: record({ type: anyType, user: address, coin: symbol }),
  allMids: ofAll,
  oracle: ofCoin,
  waterfall: ofAll,
  blocks: ofAll,
  finality: ofAll,
};

export const FEED_TYPES = Object.keys(FIELDS) as readonly FeedType[];

/** What the node is asked: symbols in upper case. Throws `UNKNOWN_TYPE`, `BAD_REQUEST` or `OUT_OF_RANGE` with `data.path`. */
export const subscriptionQuery: Check<SubscriptionQuery> = (value, path) => {
  if (typeof value !== "object" || value === null) return refuse(path, "an object with a type", value);
  const { type } = value as { readonly type?: unknown };
  const known = FEED_TYPES.find((name) => name === type);
  if (known === undefined) refuse(`${path}/type`, `one of ${FEED_TYPES.join(", ")}`, type, "UNKNOWN_TYPE");
  return FIELDS[known!](value, path) as SubscriptionQuery;
};

/** Equal for all spellings of one subscription; undefined for what is none. */
export function identityOf(query: unknown): string | undefined {
  if (typeof query !== "object" || query === null) return undefined;
  const spelled = Object.entries(query).map(([name, value]: [string, unknown]) => {
    if (name === "coin") return [name, String(value).toUpperCase()];
    return [name, name === "user" ? String(value).toLowerCase() : value];
  });
  // What is absent, and what says so.
  const said = spelled.filter(
    ([name, value]) => value != null && value !== false && !(name === "sub" && value === 0),
  );
  return JSON.stringify(said.sort());
}

/** A subscription in a few words, for messages. */
export function nameOf(query: SubscriptionQuery): string {
  return Object.values(query).join(" ");
}
