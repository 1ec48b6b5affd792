/** Bugs to plant in the engine's sources: each must be caught by random chains of the named world. */
export interface Mutant {
  readonly name: string;
  /** Path below the engine's sources. */
  readonly file: string;
  /** Text that occurs exactly once, and what takes its place. */
  readonly find: string;
  readonly put: string;
  /** The world in which it shows. */
  readonly world: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: "the taker's fee is rounded down",
    file: "order/fees.ts",
    find: "return <i64>ppmUp(notional, market.takerFeePpm(m));",
    put: "return <i64>ppmDown(notional, market.takerFeePpm(m));",
    world: "busy",
  },
  {
    name: "the cost that leaves a long is rounded down",
    file: "position/trade.ts",
    find: "mulDivUp(<u64>cost, <u64>closing, whole)",
    put: "mulDivDown(<u64>cost, <u64>closing, whole)",
    world: "busy",
  },
  {
    name: "funding is paid to who owes it",
    file: "position/funding.ts",
    find: "account.setCash(a, account.cash(a) - payment);",
    put: "account.setCash(a, account.cash(a) + payment);",
    world: "calm",
  },
  {
    name: "the price band is not checked",
    file: "order/check.ts",
    find: "if (isBeyondBand(m)) return PRICE_BAND;",
    put: "",
    world: "busy",
  },
  {
    name: "an account may have one order too many",
    file: "order/check.ts",
    find: "account.orderCount(a) >= MAX_OPEN_ORDERS",
    put: "account.orderCount(a) > MAX_OPEN_ORDERS",
    world: "deep",
  },
  {
    name: "the average moves away from the book",
    file: "oracle/mark.ts",
    find: "index * TICK - ema;",
    put: "index * TICK + ema;",
    world: "busy",
  },
  {
    name: "the maker pays the taker's fee",
    file: "order/fill.ts",
    find: "account.cash(makerAccount) - feeOfMaker",
    put: "account.cash(makerAccount) - feeOfTaker",
    world: "busy",
  },
  {
    name: "the insurance fund takes more than a liquidation fill gained",
    file: "order/fill.ts",
    find: "return min64(<i64>ppmUp(notional, market.liquidationFeePpm(m)), distance * <i64>lots * <i64>market.unit(m));",
    put: "return <i64>ppmUp(notional, market.liquidationFeePpm(m)) + 0 * distance;",
    world: "stormy",
  },
  {
    name: "an index is stale one millisecond too early",
    file: "position/margin.ts",
    find: "market.indexTime(m) + <u64>header.indexMaxAge() < work.timestamp()",
    put: "market.indexTime(m) + <u64>header.indexMaxAge() <= work.timestamp()",
    world: "calm",
  },
  {
    name: "the mark follows a stale index",
    file: "oracle/prices.ts",
    find: "if (!stale) renewMark(m);",
    put: "renewMark(m);",
    world: "busy",
  },
  {
    name: "a nonce counts twice",
    file: "signing/nonces.ts",
    find: "if (kept === value) return NONCE_USED;",
    put: "",
    world: "busy",
  },
  {
    name: "one reduce-only order is not trimmed",
    file: "order/trim.ts",
    find: "if (position.reduceOnlyCount(p) === 0) return;",
    put: "if (position.reduceOnlyCount(p) <= 1) return;",
    world: "busy",
  },
  {
    name: "the newest order of a level trades first",
    file: "order/match.ts",
    find: "level.head(levelAt(m, bestOpposite(m)))",
    put: "level.tail(levelAt(m, bestOpposite(m)))",
    world: "busy",
  },
  {
    name: "an owner trades with itself",
    file: "order/match.ts",
    find: "if (account.owner(account.at(order.account(o))) === taker.owner()) return SELF_TRADE;",
    put: "",
    world: "busy",
  },
  {
    name: "a fill-or-kill order that fails keeps its fills",
    file: "order/place.ts",
    find: "  rollback();\n",
    put: "  releaseSavepoint();\n",
    world: "busy",
  },
  {
    name: "open sells need no margin",
    file: "position/margin.ts",
    find: "return long > short ? long : short;",
    put: "return long;",
    world: "busy",
  },
  {
    name: "unrealised profit may be withdrawn",
    file: "position/margin.ts",
    find: "loss += min64(position.size(p) * lotValueOf(m) - position.cost(p), 0);",
    put: "loss += position.size(p) * lotValueOf(m) - position.cost(p);",
    world: "busy",
  },
  {
    name: "an account at its maintenance margin and above is liquidated",
    file: "risk/scan.ts",
    find: "if (margin.equity() < margin.maintenance()) return",
    put: "if (margin.equity() <= margin.maintenance() + 100_000) return",
    world: "stormy",
  },
  {
    name: "accounts are held safe four times too long",
    file: "risk/odometer.ts",
    find: "mulDivDown(<u64>slack, PPM / 2, base)",
    put: "mulDivDown(<u64>slack, PPM * 2, base)",
    world: "stormy",
  },
  {
    name: "a trade does not make an account unsafe",
    file: "position/trade.ts",
    find: "  forgetSafety(account.indexOf(a));\n",
    put: "",
    world: "stormy",
  },
  {
    name: "the median needs more than half of the stake",
    file: "oracle/median.ts",
    find: "cumulated * 2 < counted",
    put: "cumulated * 2 <= counted",
    world: "ruin",
  },
  {
    name: "impact prices of asks are rounded down",
    file: "oracle/premium.ts",
    find: "(value + lots - 1) / lots",
    put: "value / lots",
    world: "calm",
  },
  {
    name: "a slot with a gap counts",
    file: "oracle/funding.ts",
    find: "if (count !== 0 && market.sampleGap(m) === 0) {",
    put: "if (count !== 0) {",
    world: "busy",
  },
  {
    name: "what rounding leaves of a deleveraging goes to nobody",
    file: "risk/deleverage.ts",
    find: "rest !== 0 && share < candidate.take(c) ? 1 : 0",
    put: "rest > 1 && share < candidate.take(c) ? 1 : 0",
    world: "stormy",
  },
  {
    name: "anyone may cancel anyone's order",
    file: "order/cancel.ts",
    find: "return o !== 0 && order.account(o) === account.indexOf(a) ? o : 0;",
    put: "return o;",
    world: "busy",
  },
  {
    name: "an owner has one live agent too many",
    file: "transaction/approve-agent.ts",
    find: "liveAgents(o, known) >= MAX_LIVE_AGENTS",
    put: "liveAgents(o, known) > MAX_LIVE_AGENTS",
    world: "busy",
  },
  {
    name: "an expired agent may sign",
    file: "signing/authorize.ts",
    find: "if (signer.agentExpiry(signedBy) <= work.timestamp()) return AGENT_EXPIRED;",
    put: "",
    world: "busy",
  },
  {
    name: "the sweep skips the first slot",
    file: "order/sweep.ts",
    find: "cursor = cursor + 1 < top ? cursor + 1 : 1;",
    put: "cursor = cursor + 1 < top ? cursor + 1 : 2;",
    world: "busy",
  },
  {
    name: "a withdrawal is not counted",
    file: "transaction/withdraw.ts",
    find: "  header.setWithdrawn(header.withdrawn() + <i64>amount);\n",
    put: "",
    world: "busy",
  },
  {
    name: "an order visits one maker too many",
    file: "order/place.ts",
    find: "min<u32>(MAX_MAKERS_PER_ORDER, work.makerBudget())",
    put: "min<u32>(MAX_MAKERS_PER_ORDER + 1, work.makerBudget())",
    world: "deep",
  },
];
