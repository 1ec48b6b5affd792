import { Type } from "typebox";
import { MAX_SUB_ACCOUNT } from "../../../primitives/codec/limits.ts";
import { parseUsd } from "../../../primitives/market-decimals.ts";
import { decimal, strict } from "../../schema.ts";
import { defineAction } from "../action.ts";

/** Moves collateral to another sub-account of the same owner, which is created if it is new. */
export const transferAction = defineAction({
  type: "transfer",
  schema: strict({
    type: Type.Literal("transfer"),
    toSub: Type.Integer({ minimum: 0, maximum: MAX_SUB_ACCOUNT, description: "sub-account number" }),
    amount: decimal("USDC"),
  }),
  build: (action) => ({ type: "transfer", toSub: action.toSub, amount: parseUsd(action.amount) }),
});
