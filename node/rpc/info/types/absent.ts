/**
 * What Hyperliquid has and this chain has not (spot, staking, vaults, TWAPs, builders, referrals, lending, multi-signatures): each is answered
 * as one is answered there who never used it. What would take an invented figure is not here: docs/api.md lists it.
 */
import { type TProperties, Type } from "typebox";
import { nothing, zero } from "../../present/nothing.ts";
import { address, count, decimal, milliseconds, nullable, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

const WEIGHT = 2;
const ofUser = { user: address };
const since = {
  startTime: Type.Optional(milliseconds("taken, without effect")),
  endTime: Type.Optional(nullable(milliseconds("taken, without effect"))),
};

/** A list that is always empty. */
function noneOf<Name extends string, Fields extends TProperties>(type: Name, fields: Fields) {
  return defineInfo({
    type,
    schema: strict({ type: Type.Literal(type), ...fields }),
    weight: WEIGHT,
    answers: nothing,
    answer: () => [] as const,
  });
}

/** Something that there is none of. */
function no<Name extends string, Fields extends TProperties>(type: Name, fields: Fields) {
  return defineInfo({
    type,
    schema: strict({ type: Type.Literal(type), ...fields }),
    weight: WEIGHT,
    answers: Type.Null(),
    answer: () => null,
  });
}

const delegatorSummaryInfo = defineInfo({
  type: "delegatorSummary",
  schema: strict({ type: Type.Literal("delegatorSummary"), ...ofUser }),
  weight: WEIGHT,
  answers: strict({
    delegated: zero,
    undelegated: zero,
    totalPendingWithdrawal: zero,
    nPendingWithdrawals: count("always zero"),
  }),
  answer: () =>
    ({ delegated: "0", undelegated: "0", totalPendingWithdrawal: "0", nPendingWithdrawals: 0 }) as const,
});

const borrowLendUserStateInfo = defineInfo({
  type: "borrowLendUserState",
  schema: strict({ type: Type.Literal("borrowLendUserState"), ...ofUser }),
  weight: WEIGHT,
  answers: strict({ tokenToState: nothing, health: Type.Literal("healthy"), healthFactor: Type.Null() }),
  answer: () => ({ tokenToState: [], health: "healthy", healthFactor: null }) as const,
});

const maxBuilderFeeInfo = defineInfo({
  type: "maxBuilderFee",
  schema: strict({ type: Type.Literal("maxBuilderFee"), ...ofUser, builder: address }),
  weight: WEIGHT,
  answers: count("always zero: no builder may take a fee"),
  answer: () => 0,
});

const userAbstractionInfo = defineInfo({
  type: "userAbstraction",
  schema: strict({ type: Type.Literal("userAbstraction"), ...ofUser }),
  weight: WEIGHT,
  answers: Type.Literal("disabled"),
  answer: () => "disabled" as const,
});

const userDexAbstractionInfo = defineInfo({
  type: "userDexAbstraction",
  schema: strict({ type: Type.Literal("userDexAbstraction"), ...ofUser }),
  weight: WEIGHT,
  answers: Type.Literal(false),
  answer: () => false as const,
});

const isVipInfo = defineInfo({
  type: "isVip",
  schema: strict({ type: Type.Literal("isVip"), ...ofUser }),
  weight: WEIGHT,
  answers: Type.Literal(false),
  answer: () => false as const,
});

const spotClearinghouseStateInfo = defineInfo({
  type: "spotClearinghouseState",
  schema: strict({ type: Type.Literal("spotClearinghouseState"), ...ofUser }),
  weight: WEIGHT,
  answers: strict({ balances: nothing }, "all collateral is in clearinghouseState"),
  answer: () => ({ balances: [] }) as const,
});

const referralInfo = defineInfo({
  type: "referral",
  schema: strict({ type: Type.Literal("referral"), ...ofUser }),
  weight: WEIGHT,
  answers: strict({
    referredBy: Type.Null(),
    cumVlm: { ...decimal("referred volume: always zero") },
    unclaimedRewards: zero,
    claimedRewards: zero,
    builderRewards: zero,
    referrerState: strict({ stage: Type.Literal("needToCreateCode") }),
    rewardHistory: nothing,
    tokenToState: nothing,
  }),
  answer: () =>
    ({
      referredBy: null,
      cumVlm: "0",
      unclaimedRewards: "0",
      claimedRewards: "0",
      builderRewards: "0",
      referrerState: { stage: "needToCreateCode" },
      rewardHistory: [],
      tokenToState: [],
    }) as const,
});

const legalCheckInfo = defineInfo({
  type: "legalCheck",
  schema: strict({ type: Type.Literal("legalCheck"), ...ofUser }),
  weight: WEIGHT,
  answers: strict({
    acceptedTerms: Type.Literal(true),
    userAllowed: Type.Literal(true),
    restrictions: Type.Literal("n", { description: "none: the chain knows no terms and shuts nobody out" }),
  }),
  answer: () => ({ acceptedTerms: true, userAllowed: true, restrictions: "n" }) as const,
});

export const ABSENT_INFO = [
  noneOf("delegations", ofUser),
  noneOf("delegatorRewards", ofUser),
  noneOf("delegatorHistory", ofUser),
  noneOf("userVaultEquities", ofUser),
  noneOf("leadingVaults", ofUser),
  noneOf("vaultSummaries", {}),
  noneOf("twapHistory", ofUser),
  noneOf("userTwapSliceFills", ofUser),
  noneOf("userTwapSliceFillsByTime", {
    ...ofUser,
    ...since,
    aggregateByTime: Type.Optional(Type.Boolean()),
  }),
  noneOf("approvedBuilders", ofUser),
  noneOf("allBorrowLendReserveStates", {}),
  noneOf("userBorrowLendInterest", { ...ofUser, ...since }),
  noneOf("perpsAtOpenInterestCap", { dex: Type.Optional(Type.Unsafe<"" | null>({ enum: ["", null] })) }),
  noneOf("perpCategories", {}),
  noneOf("perpConciseAnnotations", {}),
  no("perpAnnotation", { coin: Type.String({ minLength: 1, maxLength: 12 }) }),
  no("userToMultiSigSigners", ofUser),
  no("perpDexLimits", { dex: Type.Optional(Type.Unsafe<"" | null>({ enum: ["", null] })) }),
  noneOf("validatorL1Votes", {}),
  legalCheckInfo,
  delegatorSummaryInfo,
  borrowLendUserStateInfo,
  maxBuilderFeeInfo,
  userAbstractionInfo,
  userDexAbstractionInfo,
  isVipInfo,
  spotClearinghouseStateInfo,
  referralInfo,
] as const;
