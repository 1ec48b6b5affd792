/** What requests cost their client: an answer its weight, a mistake one unit. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { MISTAKE_WEIGHT } from "../limits.ts";
import { clientKey, type RateLimiter } from "./rate-limit.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** True once the request has cost its client something. */
    spent: boolean;
  }
}

export interface Allowance {
  /** Takes `weight` and says so in the headers; `forCancels` may go into their reserve. Throws `RATE_LIMITED`. */
  spend(request: FastifyRequest, reply: FastifyReply, weight: number, forCancels?: boolean): void;
  /** Takes the price of a mistake, unless the request was paid for. Throws `RATE_LIMITED`. */
  spendOnMistake(request: FastifyRequest): void;
}

export function createAllowance(app: FastifyInstance, rate: RateLimiter): Allowance {
  app.decorateRequest("spent", false);
  return {
    spend(request, reply, weight, forCancels = false) {
      request.spent = true;
      const left = rate.spend(clientKey(request.ip), weight, forCancels);
      reply.header("ratelimit-limit", rate.perMinute).header("ratelimit-remaining", left);
    },
    spendOnMistake(request) {
      if (request.spent) return;
      request.spent = true;
      rate.spend(clientKey(request.ip), MISTAKE_WEIGHT);
    },
  };
}
