import { type Static, Type } from "typebox";
import type { ReadContext } from "../../context.ts";
import { nothing } from "../../present/nothing.ts";
import { address, count, decimal, hex, list, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

const USDC_DECIMALS = 6;

const tokenSchema = strict({
  name: Type.Literal("USDC"),
  szDecimals: count("decimals of amounts"),
  weiDecimals: count("decimals of the token"),
  index: count("always 0"),
  tokenId: hex(16, "always zero: the chain has one token and no ids of them"),
  isCanonical: Type.Literal(true),
  evmContract: strict({ address, evm_extra_wei_decimals: count("always 0") }, "the token on L1"),
  fullName: Type.Literal("USD Coin"),
  deployerTradingFeeShare: decimal("always zero"),
});

/** The collateral; no spot market. */
export const spotMetaSchema = strict({ universe: nothing, tokens: list(tokenSchema) });

export function spotMeta({ info }: Pick<ReadContext, "info">): Static<typeof spotMetaSchema> {
  return {
    universe: [],
    tokens: [
      {
        name: "USDC",
        szDecimals: USDC_DECIMALS,
        weiDecimals: USDC_DECIMALS,
        index: 0,
        tokenId: `0x${"00".repeat(16)}`,
        isCanonical: true,
        evmContract: { address: info.contracts.token, evm_extra_wei_decimals: 0 },
        fullName: "USD Coin",
        deployerTradingFeeShare: "0",
      },
    ],
  };
}

/** The tokens there are (the collateral) and the spot markets (none). */
export const spotMetaInfo = defineInfo({
  type: "spotMeta",
  schema: strict({ type: Type.Literal("spotMeta") }),
  weight: 2,
  answers: spotMetaSchema,
  answer: (_query, context) => spotMeta(context),
});

/** `[spotMeta, contexts]`: no spot market, so no context. */
export const spotMetaAndAssetCtxsInfo = defineInfo({
  type: "spotMetaAndAssetCtxs",
  schema: strict({ type: Type.Literal("spotMetaAndAssetCtxs") }),
  weight: 2,
  answers: Type.Unsafe<readonly [Static<typeof spotMetaSchema>, readonly []]>({
    type: "array",
    prefixItems: [spotMetaSchema, nothing],
    minItems: 2,
    maxItems: 2,
  }),
  answer: (_query, context) => [spotMeta(context), []] as const,
});
