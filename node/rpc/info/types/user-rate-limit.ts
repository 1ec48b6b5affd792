import { Type } from "typebox";
import { address, count, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** What the caller's address spent of its allowance, in weight. The allowance refills steadily. */
export const userRateLimitInfo = defineInfo({
  type: "userRateLimit",
  schema: strict({ type: Type.Literal("userRateLimit"), user: Type.Optional(address) }),
  weight: 1,
  answers: strict({ nRequestsUsed: count("weight spent"), nRequestsCap: count("weight a minute") }),
  answer: (_query, _context, client) => ({
    nRequestsUsed: Math.ceil(client.used()),
    nRequestsCap: client.perMinute,
  }),
});
