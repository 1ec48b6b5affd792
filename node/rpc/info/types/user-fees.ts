import { Type } from "typebox";
import { NovateError } from "../../../primitives/error.ts";
import type { ReadContext } from "../../context.ts";
import { ppm, usd } from "../../format.ts";
import { nothing, zero } from "../../present/nothing.ts";
import { stateAt } from "../../present/state-at.ts";
import { address, decimal, list, signed, strict } from "../../schema.ts";
import { dateOf, dayOf } from "../../tallies.ts";
import { accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

const DAYS = 15;
const DAY_S = 86_400;

/** What all markets traded by day, one side, Usd6. Work: a page of bars for each market. */
async function marketVolume(first: number, context: ReadContext): Promise<Map<number, bigint>> {
  const volume = new Map<number, bigint>();
  const now = stateAt(context.state).time;
  for (const { id } of context.markets.all) {
    const bars = await context.history.candles(id, DAY_S, first * DAY_S * 1_000, now, DAYS);
    for (const { notional, time } of bars)
      volume.set(dayOf(time), (volume.get(dayOf(time)) ?? 0n) + notional);
  }
  return volume;
}

/** The latest days that have a trade of the owner's first account. Throws `HISTORY_BEHIND` while its trades are being summed. */
async function dailyVolume(user: string, context: ReadContext) {
  const account = accountIdOf({ user }, context);
  if (account === undefined) return [];
  const tally = await context.tallies.of(account);
  if (tally === undefined) {
    throw new NovateError("HISTORY_BEHIND", "expected all trades of the account to be summed; ask again");
  }
  const first = dayOf(stateAt(context.state).time) - DAYS + 1;
  const exchange = await marketVolume(first, context);
  return [...tally.days]
    .filter(([day]) => day >= first)
    .map(([day, { add, cross }]) => {
      const all = usd(exchange.get(day) ?? 0n);
      return { date: dateOf(day), userCross: usd(cross), userAdd: usd(add), exchange: all };
    });
}

/**
 * The fees an owner pays: everybody's, for there are no tiers and no discounts. Markets may differ (`meta` has each one's): these are the
 * highest.
 */
export const userFeesInfo = defineInfo({
  type: "userFees",
  schema: strict({ type: Type.Literal("userFees"), user: address }),
  ofHistory: true,
  weight: 20,
  answers: strict({
    dailyUserVlm: list(
      strict({
        date: Type.String({
          description: "UTC day, of the latest 15 on which the owner's first account traded",
        }),
        userCross: decimal("USD"),
        userAdd: decimal("USD"),
        exchange: decimal("USD of all markets"),
      }),
    ),
    feeSchedule: strict({
      cross: decimal("taker's, of the notional"),
      add: signed("maker's"),
      spotCross: zero,
      spotAdd: zero,
      tiers: strict({ vip: nothing, mm: nothing }),
      referralDiscount: zero,
      stakingDiscountTiers: nothing,
    }),
    userCrossRate: decimal("taker's, of the notional"),
    userAddRate: signed("maker's"),
    userSpotCrossRate: zero,
    userSpotAddRate: zero,
    activeReferralDiscount: zero,
    trial: Type.Null(),
    feeTrialEscrow: zero,
    nextTrialAvailableTimestamp: Type.Null(),
    stakingLink: Type.Null(),
    activeStakingDiscount: strict({ bpsOfMaxSupply: zero, discount: zero }),
  }),
  async answer({ user }, context) {
    const { state } = context;
    const records = state.markets();
    const cross = ppm(Math.max(0, ...records.map(({ takerFeePpm }) => takerFeePpm)));
    const add = ppm(records.length === 0 ? 0 : Math.max(...records.map(({ makerFeePpm }) => makerFeePpm)));
    return {
      dailyUserVlm: await dailyVolume(user, context),
      feeSchedule: {
        cross,
        add,
        spotCross: "0",
        spotAdd: "0",
        tiers: { vip: [] as const, mm: [] as const },
        referralDiscount: "0",
        stakingDiscountTiers: [] as const,
      },
      userCrossRate: cross,
      userAddRate: add,
      userSpotCrossRate: "0",
      userSpotAddRate: "0",
      activeReferralDiscount: "0",
      trial: null,
      feeTrialEscrow: "0",
      nextTrialAvailableTimestamp: null,
      stakingLink: null,
      activeStakingDiscount: { bpsOfMaxSupply: "0", discount: "0" },
    } as const;
  },
});
