import { Type } from "typebox";
import { clearinghouseSchema, wholeClearinghouseState } from "../../present/account.ts";
import { strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

/** Money, margin and positions of an account. */
export const clearinghouseStateInfo = defineInfo({
  type: "clearinghouseState",
  schema: strict({ type: Type.Literal("clearinghouseState"), ...accountFields }),
  weight: 2,
  answers: clearinghouseSchema,
  answer: (query, context) => wholeClearinghouseState(accountIdOf(query, context), context),
});
