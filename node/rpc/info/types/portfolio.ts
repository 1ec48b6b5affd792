import { type Static, Type } from "typebox";
import { NovateError } from "../../../primitives/error.ts";
import { usd } from "../../format.ts";
import { stateAt } from "../../present/state-at.ts";
import { decimal, list, milliseconds, signed, strict } from "../../schema.ts";
import { dayOf, type Tally } from "../../tallies.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

/** UTC days that a period reaches back, this one with it. */
const PERIODS = { day: 1, week: 7, month: 30, allTime: undefined } as const;
type Period = keyof typeof PERIODS;
const NAMES: readonly (readonly [string, Period])[] = [
  ["day", "day"],
  ["week", "week"],
  ["month", "month"],
  ["allTime", "allTime"],
  ["perpDay", "day"],
  ["perpWeek", "week"],
  ["perpMonth", "month"],
  ["perpAllTime", "allTime"],
];

const pointSchema = Type.Unsafe<readonly [number, string]>({
  type: "array",
  prefixItems: [milliseconds("when"), signed("USD")],
  minItems: 2,
  maxItems: 2,
});
const periodSchema = strict({
  accountValueHistory: list(pointSchema, "equity now: earlier ones are not kept"),
  pnlHistory: list(
    pointSchema,
    "profit now, if the account is no older than the period: what open positions were worth at its begin is not kept",
  ),
  vlm: decimal("USD traded since the period's first UTC day began"),
});

const NOTHING: Tally = {
  since: undefined,
  volume: { cross: 0n, add: 0n },
  days: new Map(),
  realised: 0n,
  funding: new Map(),
};

function periodOf(days: number | undefined, tally: Tally, now: Now): Static<typeof periodSchema> {
  const first = days === undefined ? 0 : dayOf(now.time) - days + 1;
  const isWhole = tally.since === undefined || dayOf(tally.since) >= first;
  const volumes =
    days === undefined
      ? [tally.volume]
      : [...tally.days].flatMap(([day, volume]) => (day < first ? [] : [volume]));
  return {
    accountValueHistory: [[now.time, usd(now.equity)]],
    pnlHistory: isWhole ? [[now.time, usd(tally.realised + now.unrealised)]] : [],
    vlm: usd(volumes.reduce((sum, { add, cross }) => sum + add + cross, 0n)),
  };
}

interface Now {
  readonly time: number;
  readonly equity: bigint;
  readonly unrealised: bigint;
}

/**
 * What an account is worth, made and traded, by period. Profit is that of closed and open positions, less fees and funding: deposits,
 * withdrawals and transfers are none. Throws `HISTORY_BEHIND` while the account's trades are still being summed: ask again.
 */
export const portfolioInfo = defineInfo({
  type: "portfolio",
  schema: strict({ type: Type.Literal("portfolio"), ...accountFields }),
  ofHistory: true,
  weight: 20,
  answers: list(
    Type.Unsafe<readonly [string, Static<typeof periodSchema>]>({
      type: "array",
      prefixItems: [Type.Enum(NAMES.map(([name]) => name)), periodSchema],
      minItems: 2,
      maxItems: 2,
    }),
  ),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    const tally = account === undefined ? NOTHING : await context.tallies.of(account);
    if (tally === undefined) {
      throw new NovateError("HISTORY_BEHIND", "expected all trades of the account to be summed; ask again");
    }
    const margin = account === undefined ? undefined : context.state.margin(account);
    const unrealised = (margin?.positions ?? []).reduce((sum, position) => sum + position.unrealisedPnl, 0n);
    const now = { time: stateAt(context.state).time, equity: margin?.equity ?? 0n, unrealised };
    return NAMES.map(([name, period]) => [name, periodOf(PERIODS[period], tally, now)] as const);
  },
});
