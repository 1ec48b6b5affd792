/** What requests cost their client: an answer its weight, a mistake one unit. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { MISTAKE_WEIGHT } from "../limits.ts";
import { type ApiKeys, callerOf } from "./caller.ts";
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
  /** As `spend`, for a read: a key pays where there is one. Returns who paid. Throws `BAD_API_KEY` too. */
  spendOnRead(request: FastifyRequest, reply: FastifyReply, weight: number): string;
  /** Takes the price of a mistake, unless the request was paid for. Throws `RATE_LIMITED`. */
  spendOnMistake(request: FastifyRequest): void;
}

export function createAllowance(app: FastifyInstance, rate: RateLimiter, keys?: ApiKeys): Allowance {
  app.decorateRequest("spent", false);
  function take(client: string, reply: FastifyReply, weight: number, forCancels: boolean): void {
    const left = rate.spend(client, weight, forCancels);
    reply.header("ratelimit-limit", rate.perMinute(client)).header("ratelimit-remaining", left);
  }

  return {
    spend(request, reply, weight, forCancels = false) {
      request.spent = true;
      take(clientKey(request.ip), reply, weight, forCancels);
    },
    spendOnRead(request, reply, weight) {
      const { reader } = callerOf(request, keys);
      request.spent = true;
      take(reader, reply, weight, false);
      return reader;
    },
    spendOnMistake(request) {
      if (request.spent) return;
      request.spent = true;
      rate.spend(clientKey(request.ip), MISTAKE_WEIGHT);
    },
  };
}
