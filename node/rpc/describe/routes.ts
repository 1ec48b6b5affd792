/** Serves the descriptions of the API: made once, at the first request. */
import type { FastifyInstance } from "fastify";
import type { Allowance } from "../http/allowance.ts";
import { PAGE_WEIGHT } from "../limits.ts";
import { asyncApi } from "./asyncapi.ts";
import { openApi } from "./openapi.ts";

export function registerDescriptions(
  app: FastifyInstance,
  options: { readonly version: string },
  dependencies: { readonly allowance: Allowance },
): void {
  for (const [url, describe] of [
    ["/openapi.json", openApi],
    ["/asyncapi.json", asyncApi],
  ] as const) {
    let text: string | undefined;
    app.get(url, async (request, reply) => {
      dependencies.allowance.spendOnRead(request, reply, PAGE_WEIGHT);
      reply.type("application/json; charset=utf-8");
      text ??= JSON.stringify(describe(options.version));
      return text;
    });
  }
}
