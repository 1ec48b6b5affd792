/** The HTTP server with every bound of `limits.ts`, and how bodies are read. */
import type { Socket } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import * as limits from "../limits.ts";
import { answerClientError } from "./client-error.ts";
import { parseJson } from "./json.ts";

export function createApp(trustedProxies: readonly string[]): FastifyInstance {
  const app = Fastify({
    bodyLimit: limits.EXCHANGE_BODY_BYTES,
    connectionTimeout: limits.CONNECTION_TIMEOUT_MS,
    requestTimeout: limits.REQUEST_TIMEOUT_MS,
    keepAliveTimeout: limits.KEEP_ALIVE_MS,
    maxRequestsPerSocket: limits.REQUESTS_PER_SOCKET,
    http: {
      headersTimeout: limits.HEADERS_TIMEOUT_MS,
      maxHeaderSize: limits.HEADER_BYTES,
      connectionsCheckingInterval: limits.CONNECTIONS_CHECK_MS,
    },
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    // Closing must not wait for idle kept-alive sockets.
    forceCloseConnections: true,
    logger: false,
    clientErrorHandler: (error, socket) => answerClientError(error, socket as Socket),
    exposeHeadRoutes: false,
    ajv: {
      customOptions: {
        strict: true,
        // An id is a number or text.
        allowUnionTypes: true,
        discriminator: true,
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        allErrors: false,
        // An error says what came, and what the schema knows.
        verbose: true,
      },
    },
  });
  app.server.maxConnections = limits.MAX_SOCKETS;
  registerParsers(app);
  return app;
}

/** JSON is read strictly; anything but JSON and raw bytes is refused, which also stops HTML forms. */
function registerParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, parseJson(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) => {
    // A plain array of its own: a Buffer's `slice` shares memory, and its pool would be kept alive by one transaction.
    done(null, new Uint8Array(body as Buffer));
  });
}
