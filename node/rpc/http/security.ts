/** The headers every answer carries: few, constant, and set in one go, for they are a tax on every order. */
import cors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import type { Guard } from "./guard.ts";

/** What a page of this node may load: its own files, and its own socket. */
export const PAGE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  // Answers are data: nothing in them may run, load or be framed. The status page has a policy of its own.
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-site",
} as const;

const PREFLIGHT_SECONDS = 600;

/** Also refuses requests that `guard` refuses. Must be registered before any route. */
export async function registerSecurity(
  app: FastifyInstance,
  guard: Guard,
  origins: readonly string[],
): Promise<void> {
  if (origins.length > 0) {
    await app.register(cors, {
      origin: [...origins],
      methods: ["GET", "POST"],
      credentials: false,
      maxAge: PREFLIGHT_SECONDS,
    });
  }
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(HEADERS);
    try {
      guard.check(request.headers.host, request.headers.origin);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  });
}
