/** The status page: three static files, read once at the start. */
import { readFile } from "node:fs/promises";
import type { FastifyInstance } from "fastify";
import type { Allowance } from "../http/allowance.ts";
import { PAGE_CSP } from "../http/security.ts";
import { PAGE_WEIGHT } from "../limits.ts";

const FILES = [
  { url: "/", name: "index.html", type: "text/html; charset=utf-8" },
  { url: "/status.css", name: "status.css", type: "text/css; charset=utf-8" },
  { url: "/status.js", name: "status.js", type: "text/javascript; charset=utf-8" },
  { url: "/favicon.svg", name: "favicon.svg", type: "image/svg+xml" },
] as const;

export async function registerPage(app: FastifyInstance, allowance: Allowance): Promise<void> {
  for (const { url, name, type } of FILES) {
    const content = await readFile(new URL(`../../../web/status/${name}`, import.meta.url));
    app.get(url, async (request, reply) => {
      allowance.spendOnRead(request, reply, PAGE_WEIGHT);
      reply.type(type).header("content-security-policy", PAGE_CSP).header("cache-control", "no-cache");
      return content;
    });
  }
}
