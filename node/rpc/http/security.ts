/** The headers every answer carries. */
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import type { Guard } from "./guard.ts";

const YEAR_SECONDS = 31_536_000;

/** What a page of this node may load: its own files, and its own socket. */
export const PAGE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Answers are data: nothing in them may run, load or be framed. */
const DATA_CSP = "default-src 'none'; frame-ancestors 'none'";

export async function registerSecurity(app: FastifyInstance, guard: Guard): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: { maxAge: YEAR_SECONDS },
    crossOriginResourcePolicy: { policy: "same-site" },
    referrerPolicy: { policy: "no-referrer" },
  });
  await app.register(cors, {
    origin: (origin, done) => done(null, origin !== undefined && guard.allows(origin)),
    methods: ["GET", "POST"],
    credentials: false,
    maxAge: 600,
  });
  app.addHook("onSend", async (_request, reply, payload) => {
    if (!reply.hasHeader("content-security-policy")) reply.header("content-security-policy", DATA_CSP);
    return payload;
  });
}
