/** The public port of the node: HTTP, WebSocket, status page. Nothing behind it changes the node. */
import type { Socket } from "node:net";
import websocket from "@fastify/websocket";
import Fastify, { type FastifyInstance } from "fastify";
import { transactionDigest } from "../primitives/eip712/index.ts";
import { NovateError } from "../primitives/error.ts";
import { Reads } from "./context.ts";
import type { RpcDependencies } from "./dependencies.ts";
import { createExchange, type Exchange, exchangeWeight } from "./exchange/exchange.ts";
import { recordedOutcome } from "./exchange/recorded.ts";
import { type ExchangeRequest, exchangeSchema } from "./exchange/schema.ts";
import { explainSignature } from "./explain.ts";
import { BlockFacts } from "./feeds/block-facts.ts";
import { createHub, type Hub } from "./feeds/hub.ts";
import { FEEDS } from "./feeds/types/index.ts";
import { answerClientError } from "./http/client-error.ts";
import { asNovateError, errorBody, httpStatus } from "./http/errors.ts";
import { createGuard } from "./http/guard.ts";
import { parseJson } from "./http/json.ts";
import { createRateLimiter, type RateLimiter } from "./http/rate-limit.ts";
import { registerSecurity } from "./http/security.ts";
import { answerInfo, type InfoQuery, infoSchema, infoWeight } from "./info/answer.ts";
import * as limits from "./limits.ts";
import { createMetrics, type RpcMetrics } from "./metrics.ts";
import { registerPage } from "./ops/page.ts";
import { registerOps } from "./ops/routes.ts";
import { completeOptions, type RpcOptions } from "./options.ts";
import { itemCount, rateOf, registerRoutes, requireExchange } from "./routes.ts";
import type { PostMessage } from "./ws/protocol.ts";
import { registerWs, type Validate } from "./ws/server.ts";

export interface RpcServer {
  /** Where it listens, such as `http://127.0.0.1:8547`. */
  readonly address: string;
  readonly port: number;
  /** Answers what is under way, closes every socket, resolves when the port is free. */
  close(): Promise<void>;
}

function createApp(trustedProxies: readonly string[]): FastifyInstance {
  return Fastify({
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
        discriminator: true,
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        allErrors: false,
      },
    },
  });
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

function registerErrors(app: FastifyInstance, metrics: RpcMetrics, logger: RpcDependencies["logger"]): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = asNovateError(thrown);
    metrics.error(error.code);
    if (error.code === "INTERNAL")
      logger.error({ err: error.cause, url: request.routeOptions.url }, "request failed");
    const { retryAfter } = error.data;
    if (typeof retryAfter === "number") reply.header("retry-after", retryAfter);
    reply.code(httpStatus(error)).send(errorBody(error));
  });
  app.setNotFoundHandler((_request, reply) => {
    metrics.error("NOT_FOUND");
    reply.code(404).send(errorBody(new NovateError("NOT_FOUND", "expected a path of this API")));
  });
}

function createPost({
  exchange,
  reads,
  rate,
}: {
  exchange: Exchange | undefined;
  reads: Reads;
  rate: RateLimiter;
}) {
  return async (post: PostMessage["request"], client: string, validate: Validate): Promise<unknown> => {
    if (post.type === "info") {
      validate(infoSchema, post.payload);
      const query = post.payload as InfoQuery;
      rate.spend(client, infoWeight(query));
      return answerInfo(query, reads, rateOf(rate, client));
    }
    validate(exchangeSchema, post.payload);
    const request = post.payload as unknown as ExchangeRequest;
    rate.spend(client, exchangeWeight(itemCount(request.action)));
    return requireExchange(exchange).json(request);
  };
}

function exchangeOf(dependencies: RpcDependencies, reads: Reads): Exchange | undefined {
  const { mempool, history, blocks, state } = dependencies;
  if (mempool === undefined) return undefined;
  return createExchange({
    mempool,
    markets: () => reads.markets,
    finalityOf: (block) => reads.finalityOf(block),
    async recorded(bytes) {
      const hash = transactionDigest(bytes, state.header().domainSeparator);
      const place = await history.transaction(hash);
      const block = place && (await blocks.get(BigInt(place.block)));
      return place && block && recordedOutcome(hash, block, place.position);
    },
    explain: (error, transaction, bytes) => explainSignature(error, transaction, bytes, state),
  });
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const message = `expected port ${port} on ${host} to be free, another program listens there; choose another port or stop it`;
    throw new NovateError("PORT_IN_USE", message, { host, port }, { cause: error });
  }
}

/** Feeds the hub from the chain; returns the function that stops. */
function connectFeeds(hub: Hub, reads: Reads, dependencies: RpcDependencies): () => void {
  const leaveBlocks = dependencies.chain.onBlock((sealed) => {
    reads.refresh();
    if (hub.channels > 0) hub.onBlock(new BlockFacts(sealed));
  });
  const leaveCandles = dependencies.history.onCandles((changes) => hub.onCandles(changes));
  const tick = setInterval(() => hub.onTick(), limits.FEED_TICK_MS);
  return () => {
    leaveBlocks();
    leaveCandles();
    clearInterval(tick);
  };
}

/**
 * Opens the port and serves until closed. Throws `PORT_IN_USE`, `BAD_OPTION`. The address in use is the real one also
 * when port 0 was asked for.
 */
export async function createRpcServer(
  options: RpcOptions,
  dependencies: RpcDependencies,
): Promise<RpcServer> {
  const complete = completeOptions(options);
  const { chain, clock, history, logger, registry } = dependencies;
  const reads = new Reads(dependencies);
  const exchange = exchangeOf(dependencies, reads);
  const rate = createRateLimiter({ perMinute: complete.rateWeightPerMinute }, { clock });
  const guard = createGuard(complete);
  const hub = createHub(
    {
      feeds: FEEDS as never,
      onError: (error, key) => logger.error({ err: error, key }, "feed failed"),
    },
    reads,
  );
  const app = createApp(complete.trustedProxies);
  app.server.maxConnections = limits.MAX_SOCKETS;
  const metrics = createMetrics(registry, {
    wsConnections: () => door.connections,
    wsSubscriptions: () => hub.subscriptions,
    wsChannels: () => hub.channels,
    pendingExchange: () => exchange?.pending ?? 0,
    historyLagBlocks: () => Number(chain.head.number - history.indexed),
  });

  registerParsers(app);
  registerErrors(app, metrics, logger);
  await app.register(websocket, {
    options: {
      maxPayload: limits.WS_PAYLOAD_BYTES,
      maxFragments: limits.WS_FRAGMENTS,
      maxBufferedChunks: limits.WS_BUFFERED_CHUNKS,
      perMessageDeflate: false,
    } as never,
    errorHandler: (_error, socket) => socket.terminate(),
  });
  // After the WebSocket plugin: its own hook must have marked an upgrade, or a refused one would keep its socket.
  await registerSecurity(app, guard, complete.origins);
  app.addHook("onResponse", (request, reply, done) => {
    metrics.request(request.routeOptions.url ?? "unknown", reply.statusCode, reply.elapsedTime / 1_000);
    done();
  });
  const door = registerWs(
    app,
    {
      messagesPerMinute: complete.wsMessagesPerMinute,
      connectionsPerClient: complete.wsConnectionsPerClient,
    },
    {
      hub,
      clock,
      post: createPost({ exchange, reads, rate }),
      async postBinary(bytes, client) {
        rate.spend(client, exchangeWeight(1));
        return requireExchange(exchange).binary(bytes);
      },
      onError: (error) => metrics.error(error.code),
      onClose: (reason) => metrics.wsClosed(reason),
    },
  );
  registerRoutes(app, { exchange, reads, rate });
  registerOps(app, dependencies);
  await registerPage(app);
  await listen(app, complete.host, complete.port);

  const disconnect = connectFeeds(hub, reads, dependencies);
  const { port } = app.server.address() as { port: number };
  const host = complete.host.includes(":") ? `[${complete.host}]` : complete.host;
  logger.info({ host, port }, "rpc listens");
  return {
    address: `http://${host}:${port}`,
    port,
    async close() {
      disconnect();
      door.close();
      await app.close();
    },
  };
}
