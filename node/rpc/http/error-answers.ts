/** The answer to a request that failed, whatever threw. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { NovateError } from "../../primitives/error.ts";
import type { RpcMetrics } from "../metrics.ts";
import type { Allowance } from "./allowance.ts";
import { asNovateError, errorBody, httpStatus } from "./errors.ts";

export interface ErrorAnswerDependencies {
  readonly metrics: Pick<RpcMetrics, "error">;
  readonly logger: Logger;
  readonly allowance: Allowance;
}

/** A mistake costs its sender too; one who has nothing left gets `RATE_LIMITED` in place of the reason. */
function charged(thrown: unknown, request: FastifyRequest, allowance: Allowance): NovateError {
  const error = asNovateError(thrown);
  if (httpStatus(error) >= 500) return error;
  try {
    allowance.spendOnMistake(request);
    return error;
  } catch (limited) {
    return asNovateError(limited);
  }
}

/** Must be registered before any route: it notes which methods each path has. */
export function registerErrorAnswers(app: FastifyInstance, dependencies: ErrorAnswerDependencies): void {
  const { metrics, logger, allowance } = dependencies;
  const methods = new Map<string, string[]>();
  app.addHook("onRoute", ({ url, method }) => {
    methods.set(url, [...(methods.get(url) ?? []), ...[method].flat()]);
  });

  function answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const error = charged(thrown, request, allowance);
    metrics.error(error.code);
    if (error.code === "INTERNAL") {
      logger.error({ code: error.code, err: error.cause, url: request.routeOptions.url }, "request failed");
    }
    const { limit, retryAfter, remaining } = error.data;
    if (typeof retryAfter === "number") {
      reply.header("retry-after", retryAfter);
      reply.header("ratelimit-limit", limit).header("ratelimit-remaining", remaining);
    }
    const isTransaction = request.routeOptions.url?.startsWith("/exchange") === true;
    reply.code(httpStatus(error)).send(errorBody(error, isTransaction));
  }

  function unknownRoute(request: FastifyRequest, reply: FastifyReply): NovateError {
    const allowed = methods.get(request.url.split("?", 1)[0]!);
    if (allowed === undefined) return new NovateError("NOT_FOUND", "expected a path of this API");
    reply.header("allow", allowed.join(", "));
    return new NovateError("METHOD_NOT_ALLOWED", `expected ${allowed.join(" or ")}`);
  }

  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => answer(unknownRoute(request, reply), request, reply));
  // Before the body of such a request is read, and before its headers are asked what they cannot tell.
  app.addHook("preParsing", (request, reply, payload, done) => {
    done(request.is404 ? unknownRoute(request, reply) : null, payload);
  });
}
