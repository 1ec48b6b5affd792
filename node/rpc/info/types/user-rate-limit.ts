import { Type } from "typebox";
import { address, count, decimal, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** What the caller's address spent of its allowance, in weight. The allowance refills steadily. */
export const userRateLimitInfo = defineInfo({
  type: "userRateLimit",
  schema: strict({ type: Type.Literal("userRateLimit"), user: Type.Optional(address) }),
  weight: 1,
  answers: strict({
    nRequestsUsed: count("weight spent"),
    nRequestsCap: count("weight a minute"),
    nRequestsSurplus: count("always 0: nothing is saved up"),
    cumVlm: decimal("always 0: the allowance is not earned by trading"),
  }),
  answer: (_query, _context, client) => ({
    nRequestsUsed: Math.ceil(client.used()),
    nRequestsCap: client.perMinute,
    nRequestsSurplus: 0,
    cumVlm: "0",
  }),
});
