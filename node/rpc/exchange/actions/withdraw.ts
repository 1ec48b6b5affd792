import { Type } from "typebox";
import { fromHex } from "../../../primitives/bytes.ts";
import { parseUsd } from "../../../primitives/market-decimals.ts";
import { address, decimal, strict } from "../../schema.ts";
import { defineAction } from "../action.ts";

/** Moves free collateral out to `recipient` on L1, provable there once its block is final. */
export const withdrawAction = defineAction({
  type: "withdraw",
  schema: strict({ type: Type.Literal("withdraw"), recipient: address, amount: decimal("USDC") }),
  build: (action) => ({
    type: "withdraw",
    recipient: fromHex(action.recipient, 20),
    amount: parseUsd(action.amount),
  }),
});
