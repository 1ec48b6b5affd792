/** The HTTP routes: each checks, spends the client's allowance, and hands over. */
import type { FastifyInstance } from "fastify";
import { scanTransaction } from "../primitives/codec/index.ts";
import { NovateError } from "../primitives/error.ts";
import type { Reads } from "./context.ts";
import { createDeadlines } from "./deadlines.ts";
import { onlyCancels, scanOnlyCancels } from "./exchange/cancels.ts";
import { type Exchange, exchangeWeight } from "./exchange/exchange.ts";
import { type ExchangeRequest, exchangeSchema } from "./exchange/schema.ts";
import type { Allowance } from "./http/allowance.ts";
import type { RateLimiter } from "./http/rate-limit.ts";
import { answerInfo, type InfoQuery, infoSchema, infoWeight } from "./info/answer.ts";
import { EXCHANGE_BODY_BYTES, HANDLER_TIMEOUT_MS, INFO_BODY_BYTES } from "./limits.ts";

export interface RouteDependencies {
  /** undefined on a node that takes no transactions. */
  readonly exchange: Exchange | undefined;
  readonly reads: Reads;
  readonly rate: RateLimiter;
  readonly allowance: Allowance;
}

/** Number of items in an action, whatever its type calls them. */
export function itemCount(action: object): number {
  for (const value of Object.values(action)) if (Array.isArray(value)) return value.length;
  return 1;
}

/** The rate limit's view of one client, for the answer that shows it. */
export function rateOf(rate: RateLimiter, client: string) {
  return { used: () => rate.used(client), perMinute: rate.perMinute(client) };
}

export function requireExchange(exchange: Exchange | undefined): Exchange {
  if (exchange !== undefined) return exchange;
  throw new NovateError(
    "NOT_ACCEPTING",
    "expected a node that takes transactions, this one only follows: send to the sequencer's address (--url)",
  );
}

const tooLate = () => new NovateError("TIMEOUT", "expected the answer in time, it took too long");

export function registerRoutes(app: FastifyInstance, dependencies: RouteDependencies): void {
  const { exchange, reads, rate, allowance } = dependencies;
  // From the whole request on: a slow sender is not a slow answer.
  const deadlines = createDeadlines(HANDLER_TIMEOUT_MS);

  app.post<{ Body: ExchangeRequest }>(
    "/exchange",
    { schema: { body: exchangeSchema }, bodyLimit: EXCHANGE_BODY_BYTES },
    (request, reply) => {
      const { action } = request.body;
      const pay = (weight: number) => allowance.spend(request, reply, weight, onlyCancels(action));
      pay(exchangeWeight(itemCount(action)));
      return requireExchange(exchange).json(request.body, pay);
    },
  );

  app.post<{ Body: Uint8Array }>("/exchange/binary", { bodyLimit: EXCHANGE_BODY_BYTES }, (request, reply) => {
    if (!(request.body instanceof Uint8Array)) {
      throw new NovateError("UNSUPPORTED_MEDIA", "expected content-type application/octet-stream");
    }
    const fields = scanTransaction(request.body);
    const [weight, forCancels] = [exchangeWeight(fields.body.count), scanOnlyCancels(fields)];
    const pay = (more: number) => allowance.spend(request, reply, more, forCancels);
    pay(weight);
    return requireExchange(exchange).binary(request.body, pay);
  });

  app.post<{ Body: InfoQuery }>(
    "/info",
    { schema: { body: infoSchema }, bodyLimit: INFO_BODY_BYTES },
    async (request, reply) => {
      const reader = allowance.spendOnRead(request, reply, infoWeight(request.body));
      const made = answerInfo(request.body, reads, rateOf(rate, reader));
      const answer = made instanceof Promise ? await deadlines.within(made, tooLate) : made;
      if (typeof answer !== "string") return answer;
      // A string is JSON too, with quotes around it.
      return reply.type("application/json; charset=utf-8").send(JSON.stringify(answer));
    },
  );
}
