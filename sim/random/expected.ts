/** Which (action kind, result) pairs random runs must meet, and why the others cannot come. */
import type { Pair } from "./coverage.ts";

const ORDER_CODES = [
  "OK",
  "CANCELLED_FIRST",
  "UNKNOWN_MARKET",
  "MARKET_CLOSED",
  "BAD_PRICE",
  "ORDER_EXPIRED",
  "DUPLICATE_CLIENT_ID",
  "NO_PRICE",
  "REDUCE_ONLY_MODE",
  "PRICE_BAND",
  "MIN_NOTIONAL",
  "REDUCE_ONLY",
  "POSITION_LIMIT",
  "TOO_MANY_POSITIONS",
  "TOO_MANY_ORDERS",
  "POSITIONS_FULL",
  "ORDERS_FULL",
  "INSUFFICIENT_MARGIN",
  "POST_ONLY_WOULD_TAKE",
  "FOK_NOT_FILLED",
  "IOC_NO_FILL",
  "NO_LIQUIDITY",
  "MATCH_LIMIT",
] as const;

const ORDERS = [
  "order GTC",
  "order IOC",
  "order FOK",
  "order POST_ONLY",
  "order GTT",
  "order market IOC",
  "order market FOK",
  // Whatever its time in force: those are told apart above.
  "forced order",
] as const;

/** Unreachable results of orders, with the reason: by code, and of which kinds. */
const NEVER: readonly (readonly [code: string, kinds: RegExp, reason: string])[] = [
  ["POSITIONS_FULL", /./, "the arena holds 4,194,303 positions: more than a run opens"],
  ["ORDERS_FULL", /./, "the arena holds 4,194,303 orders: more than a run opens"],
  ["CANCELLED_FIRST", /forced/, "forced transactions come before every cancel of their block"],
  ["BAD_PRICE", /market/, "a market order names no price"],
  ["ORDER_EXPIRED", /GTC|IOC|FOK|POST_ONLY/, "only good-till-time orders have a time"],
  ["TOO_MANY_ORDERS", /IOC|FOK/, "it never rests"],
  ["POST_ONLY_WOULD_TAKE", /GTC|IOC|FOK|GTT/, "only of post-only orders"],
  ["FOK_NOT_FILLED", /GTC|IOC|POST_ONLY|GTT/, "only of fill-or-kill orders"],
  ["IOC_NO_FILL", /GTC|GTT|POST_ONLY|FOK|market/, "only of immediate-or-cancel orders with a price"],
  [
    "NO_LIQUIDITY",
    /^order (GTC|GTT|POST_ONLY|IOC|FOK)$|market FOK/,
    "only of immediate-or-cancel market orders",
  ],
  ["MATCH_LIMIT", /POST_ONLY|FOK/, "it does not match, or is undone (FOK_NOT_FILLED)"],
];

const TRANSACTION_CODES = [
  "OK",
  "BAD_SIGNATURE",
  "UNKNOWN_ACCOUNT",
  "UNKNOWN_VALIDATOR",
  "NOT_AUTHORIZED",
  "AGENT_EXPIRED",
  "TX_EXPIRED",
  "NONCE_OUT_OF_WINDOW",
  "NONCE_USED",
  "NONCE_TOO_LOW",
  "WIND_DOWN",
] as const;
const TRANSACTIONS = ["trade", "withdraw", "transfer", "approveAgent", "oracleVote"] as const;

const NEVER_OF_TRANSACTIONS: typeof NEVER = [
  ["UNKNOWN_ACCOUNT", /oracleVote/, "a vote names a validator"],
  ["UNKNOWN_VALIDATOR", /trade|withdraw|transfer|approveAgent/, "only votes name a validator"],
  ["NONCE_TOO_LOW", /oracleVote/, "a floor rises with 1,040 votes: rules-block.test.ts casts them"],
  [
    "AGENT_EXPIRED",
    /withdraw|transfer|approveAgent|oracleVote/,
    "agents may sign Trades only (NOT_AUTHORIZED)",
  ],
];

/** Rows whose unreachable results are listed one by one. */
const OTHERS: Readonly<
  Record<string, { readonly met: readonly string[]; readonly never: readonly [string, string][] }>
> = {
  cancel: { met: ["OK", "UNKNOWN_ORDER"], never: [] },
  cancelByClientId: { met: ["OK", "UNKNOWN_ORDER"], never: [] },
  cancelAll: { met: ["OK", "UNKNOWN_MARKET"], never: [] },
  reduce: { met: ["OK", "UNKNOWN_ORDER", "NOT_A_REDUCTION"], never: [] },
  "body of withdraw": {
    met: ["OK", "BAD_RECIPIENT", "INSUFFICIENT_FUNDS"],
    never: [["WITHDRAWALS_FULL", "the tree has 2^32 - 1 leaves"]],
  },
  "body of transfer": {
    met: ["OK", "SELF_TRANSFER", "INSUFFICIENT_FUNDS", "BAD_AMOUNT"],
    never: [["ACCOUNTS_FULL", "the arena holds 1,310,719 accounts"]],
  },
  "body of approveAgent": {
    met: ["OK", "AGENT_TAKEN", "UNKNOWN_AGENT", "BAD_EXPIRY", "TOO_MANY_AGENTS"],
    never: [["ACCOUNTS_FULL", "the arena holds 1,310,719 signers"]],
  },
  price: { met: ["OK", "UNKNOWN_MARKET", "BAD_PRICE"], never: [] },
  deposit: {
    met: ["OK", "MALFORMED", "UNSUPPORTED_ASSET", "BAD_AMOUNT", "UNCLAIMED", "WIND_DOWN"],
    never: [],
  },
  forced: { met: ["OK", "MALFORMED", "UNKNOWN_ACCOUNT", "WIND_DOWN"], never: [] },
  "forced cancel": { met: ["OK", "UNKNOWN_ORDER"], never: [] },
  "forced cancelByClientId": { met: ["OK", "UNKNOWN_ORDER"], never: [] },
  "forced cancelAll": { met: ["OK", "UNKNOWN_MARKET"], never: [] },
  "forced reduce": { met: ["OK", "UNKNOWN_ORDER", "NOT_A_REDUCTION"], never: [] },
  "forced body of withdraw": {
    met: ["OK", "BAD_RECIPIENT", "INSUFFICIENT_FUNDS"],
    never: [["WITHDRAWALS_FULL", "the tree has 2^32 - 1 leaves"]],
  },
  "forced body of transfer": {
    met: ["OK", "SELF_TRANSFER", "INSUFFICIENT_FUNDS", "BAD_AMOUNT"],
    never: [["ACCOUNTS_FULL", "the arena holds 1,310,719 accounts"]],
  },
  "forced body of approveAgent": {
    met: ["OK", "AGENT_TAKEN", "UNKNOWN_AGENT", "BAD_EXPIRY", "TOO_MANY_AGENTS"],
    never: [["ACCOUNTS_FULL", "the arena holds 1,310,719 signers"]],
  },
  governance: { met: ["NOT_AUTHORIZED", "MALFORMED", "WIND_DOWN"], never: [] },
  setMarket: { met: ["OK", "MALFORMED", "BAD_PARAMETER", "MARKETS_FULL"], never: [] },
  setValidator: {
    met: ["OK", "MALFORMED", "BAD_PARAMETER", "VALIDATORS_FULL"],
    never: [["ACCOUNTS_FULL", "the arena holds 1,310,719 signers"]],
  },
  setParameters: { met: ["OK", "MALFORMED", "BAD_PARAMETER"], never: [] },
  "resting order opened": { met: ["OK"], never: [] },
  "resting order cancelled": {
    met: [
      "CANCELLED",
      "EXPIRED",
      "SELF_TRADE",
      "MAKER_UNDERMARGINED",
      "REDUCE_ONLY_CUT",
      "LIQUIDATION",
      "WIND_DOWN",
    ],
    never: [],
  },
  "resting order cut": { met: ["CANCELLED", "REDUCE_ONLY_CUT"], never: [] },
  liquidation: { met: ["ORDERS", "POSITIONS", "DELEVERAGED", "DEFICIT"], never: [] },
  insurance: { met: ["FEE", "COVER", "SOCIALISED", "BAD_DEBT"], never: [] },
  funding: { met: ["ZERO", "POSITIVE", "NEGATIVE"], never: [] },
  fill: { met: ["OK", "LIQUIDATION"], never: [] },
  positionClosed: { met: ["OK"], never: [] },
  windDown: { met: ["ENTERED", "CLOSED", "PAYING", "PAID", "DONE"], never: [] },
  fundingPayment: { met: ["OK"], never: [] },
  markUpdate: { met: ["OK", "STALE"], never: [] },
  block: {
    met: [
      "APPLIED",
      "BAD_HEADER",
      "BAD_NUMBER",
      "BAD_TIMESTAMP",
      "BAD_MESSAGE",
      "MESSAGES_DUE",
      "BAD_TRANSACTION",
      "GAS_LIMIT",
    ],
    never: [
      ["BAD_L1_ORIGIN", "retired"],
      ["BAD_GENESIS", "only of block 0: genesis.test.ts"],
      ["TRAP", "no input may trap"],
    ],
  },
};

/** Too rare to be demanded of a run; each is demanded of the signed action, whose rule is the same. */
const RARE: ReadonlySet<Pair> = new Set([
  "forced order TOO_MANY_POSITIONS",
  "forced order TOO_MANY_ORDERS",
  "forced order MATCH_LIMIT",
  "forced body of approveAgent TOO_MANY_AGENTS",
]);

export interface Table {
  /** Pairs that a run must meet. */
  readonly met: ReadonlySet<Pair>;
  /** Pairs that it may meet. */
  readonly rare: ReadonlySet<Pair>;
  /** Pairs that cannot come, with the reason. */
  readonly never: ReadonlyMap<Pair, string>;
}

/** The whole table: every kind against every result of its group. */
export function expectedPairs(): Table {
  const met = new Set<Pair>();
  const never = new Map<Pair, string>();
  const cross = (rows: readonly string[], codes: readonly string[], reasons: typeof NEVER): void => {
    for (const row of rows) {
      for (const code of codes) {
        const reason = reasons.find(([name, kinds]) => name === code && kinds.test(row))?.[2];
        if (reason) never.set(`${row} ${code}`, reason);
        else met.add(`${row} ${code}`);
      }
    }
  };
  cross(ORDERS, ORDER_CODES, NEVER);
  cross(TRANSACTIONS, TRANSACTION_CODES, NEVER_OF_TRANSACTIONS);
  for (const [row, codes] of Object.entries(OTHERS)) {
    for (const code of codes.met) met.add(`${row} ${code}`);
    for (const [code, reason] of codes.never) never.set(`${row} ${code}`, reason);
  }
  for (const pair of RARE) met.delete(pair);
  return { met, rare: RARE, never };
}

/** What a run lacks, and what it met that is not in the table. */
export function coverageFaults(seen: ReadonlyMap<Pair, number>): string[] {
  const { met, rare, never } = expectedPairs();
  const missing = [...met].filter((pair) => !seen.has(pair)).map((pair) => `never met: ${pair}`);
  const surprising = [...seen.keys()].filter((pair) => !met.has(pair) && !rare.has(pair));
  return [
    ...missing,
    ...surprising.map((pair) => `met although ${never.get(pair) ?? "the table has no such pair"}: ${pair}`),
  ];
}

/** The table as text: how often each pair came, and why the others did not. */
export function printCoverage(seen: ReadonlyMap<Pair, number>): string {
  const { met, rare, never } = expectedPairs();
  const count = (pair: Pair): string => String(seen.get(pair) ?? 0).padStart(9);
  return [
    ...[...met, ...rare].map((pair) => `${count(pair)}  ${pair}`),
    ...[...never].map(([pair, reason]) => `        -  ${pair}: ${reason}`),
  ].join("\n");
}
