import { Type } from "typebox";
import { ppm } from "../../format.ts";
import { address, decimal, list, signed, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

const nothing = Type.Unsafe<readonly []>({ type: "array", maxItems: 0, description: "always empty" });
const zero = Type.Unsafe<"0">({ const: "0", description: "always zero" });

/**
 * The fees an owner pays: everybody's, for there are no tiers and no discounts. Markets may differ (`meta` has each one's): these are the
 * highest.
 */
export const userFeesInfo = defineInfo({
  type: "userFees",
  schema: strict({ type: Type.Literal("userFees"), user: address }),
  weight: 2,
  answers: strict({
    dailyUserVlm: list(
      strict({
        date: Type.String(),
        userCross: decimal("USD"),
        userAdd: decimal("USD"),
        exchange: decimal("USD"),
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
  answer(_query, { state }) {
    const records = state.markets();
    const cross = ppm(Math.max(0, ...records.map(({ takerFeePpm }) => takerFeePpm)));
    const add = ppm(records.length === 0 ? 0 : Math.max(...records.map(({ makerFeePpm }) => makerFeePpm)));
    return {
      dailyUserVlm: [],
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
