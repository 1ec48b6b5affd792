/** The public port of the node: HTTP, WebSocket, status page. Nothing behind it changes the node. */
import websocket from "@fastify/websocket";
import type { FastifyInstance } from "fastify";
import { scanTransaction } from "../primitives/codec/index.ts";
import { transactionDigest } from "../primitives/eip712/index.ts";
import { NovateError } from "../primitives/error.ts";
import { Reads } from "./context.ts";
import { Days } from "./day-figures.ts";
import type { RpcDependencies } from "./dependencies.ts";
import { registerDescriptions } from "./describe/routes.ts";
import { onlyCancels, scanOnlyCancels } from "./exchange/cancels.ts";
import { createExchange, type Exchange, exchangeWeight } from "./exchange/exchange.ts";
import { recordedOutcome } from "./exchange/recorded.ts";
import { type ExchangeRequest, exchangeSchema } from "./exchange/schema.ts";
import { explainSignature } from "./explain.ts";
import { BlockFacts } from "./feeds/block-facts.ts";
import { createHub, type Hub } from "./feeds/hub.ts";
import { ToldChain } from "./feeds/told-chain.ts";
import { FEEDS } from "./feeds/types/index.ts";
import { createAllowance } from "./http/allowance.ts";
import { createApp } from "./http/app.ts";
import { type Caller, callerOf, termsOf } from "./http/caller.ts";
import { registerErrorAnswers } from "./http/error-answers.ts";
import { createGuard } from "./http/guard.ts";
import { createRateLimiter, type RateLimiter } from "./http/rate-limit.ts";
import { registerSecurity } from "./http/security.ts";
import { boundSockets } from "./http/sockets.ts";
import { answerInfo, type InfoQuery, infoSchema, infoWeight } from "./info/answer.ts";
import * as limits from "./limits.ts";
import { createMetrics } from "./metrics.ts";
import { createNodeMetrics, type NodeMetrics } from "./node-metrics.ts";
import { registerPage } from "./ops/page.ts";
import { registerOps } from "./ops/routes.ts";
import { completeOptions, type RpcOptions } from "./options.ts";
import { itemCount, rateOf, registerRoutes, requireExchange } from "./routes.ts";
import type { PostMessage } from "./ws/protocol.ts";
import { registerWs, type Validate } from "./ws/server.ts";

export interface RpcServer {
  /** Where it listens, such as `http://127.0.0.1:3900`. */
  readonly address: string;
  readonly port: number;
  /** Answers what is under way, closes every socket, resolves when the port is free. */
  close(): Promise<void>;
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
  return async (
    post: PostMessage["request"],
    { address, reader }: Caller,
    validate: Validate,
  ): Promise<unknown> => {
    if (post.type === "info") {
      validate(infoSchema, post.payload);
      const query = post.payload as InfoQuery;
      rate.spend(reader, infoWeight(query));
      return answerInfo(query, reads, rateOf(rate, reader));
    }
    validate(exchangeSchema, post.payload);
    const request = post.payload as unknown as ExchangeRequest;
    const pay = (weight: number) => rate.spend(address, weight, onlyCancels(request.action));
    pay(exchangeWeight(itemCount(request.action)));
    return requireExchange(exchange).json(request, pay);
  };
}

function exchangeOf(dependencies: RpcDependencies, reads: Reads, metrics: NodeMetrics): Exchange | undefined {
  const { mempool, history, blocks, clock, state, info } = dependencies;
  if (mempool === undefined) return undefined;
  return createExchange({
    mempool,
    contracts: info.contracts,
    markets: () => reads.markets,
    finalityOf: (block) => reads.finalityOf(block),
    onResults: metrics.results,
    async recorded(bytes) {
      const hash = transactionDigest(bytes, state.header().domainSeparator);
      await history.reached(state.header().blockNumber, limits.HISTORY_WAIT_MS);
      const place = await history.transaction(hash);
      const block = place && (await blocks.get(BigInt(place.block)));
      return place && block && recordedOutcome(hash, block, place.position);
    },
    onRefused(transaction, bytes, code) {
      const hash = transactionDigest(bytes, state.header().domainSeparator);
      reads.refused.note(transaction, { code, hash, time: clock.now() });
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
    if (hub.channels > 0) hub.onBlock(new BlockFacts(sealed, reads.state.header().domainSeparator));
  });
  const leaveCandles = dependencies.history.onCandles((changes) => hub.onCandles(changes));
  const leaveFunding = dependencies.history.onFunding((block) => void hub.onFunding(block));
  const tick = setInterval(() => hub.onTick(), limits.FEED_TICK_MS);
  return () => {
    leaveBlocks();
    leaveCandles();
    leaveFunding();
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
  const days = new Days(dependencies);
  const reads = new Reads(dependencies, days);
  const { mempool, info, finality, health, parts } = dependencies;
  const nodeMetrics = createNodeMetrics(registry, {
    ...{ role: info.role, version: info.version, finality, parts, issues: () => health().length },
    ...(mempool === undefined ? {} : { mempool }),
  });
  const exchange = exchangeOf(dependencies, reads, nodeMetrics);
  const usual = { weight: complete.rateWeightPerMinute, connections: complete.wsConnectionsPerClient };
  const terms = (reader: string) => termsOf(reader, dependencies.apiKeys, usual);
  const rate = createRateLimiter({ perMinute: (client) => terms(client).weight }, { clock });
  const guard = createGuard(complete);
  const told = { ...dependencies, chain: new ToldChain(chain) };
  const feedReads = new Reads(told, days);
  const hub = createHub(
    {
      feeds: FEEDS as never,
      onError: (error, key) => logger.error({ err: error, key }, "feed failed"),
    },
    feedReads,
  );
  const app = createApp(complete.trustedProxies);
  const metrics = createMetrics(registry, {
    wsConnections: () => door.connections,
    wsSubscriptions: () => hub.subscriptions,
    wsChannels: () => hub.channels,
    pendingExchange: () => exchange?.pending ?? 0,
    historyLagBlocks: () => Number(chain.head.number - history.indexed),
  });

  boundSockets(
    app.server,
    {
      perClient: limits.SOCKETS_PER_CLIENT + complete.wsConnectionsPerClient,
      exempt: complete.trustedProxies,
    },
    { onRefused: () => metrics.error("TOO_MANY_SOCKETS") },
  );
  const allowance = createAllowance(app, rate, dependencies.apiKeys);
  registerErrorAnswers(app, { metrics, logger, allowance });
  await app.register(websocket, {
    options: {
      maxPayload: limits.WS_PAYLOAD_BYTES,
      maxFragments: limits.WS_FRAGMENTS,
      maxBufferedChunks: limits.WS_BUFFERED_CHUNKS,
      perMessageDeflate: false,
      closeTimeout: limits.WS_CLOSE_MS,
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
    },
    {
      hub,
      caller: (request) => callerOf(request, dependencies.apiKeys),
      connections: (reader) => terms(reader).connections,
      clock,
      head: () => dependencies.chain.head,
      post: createPost({ exchange, reads, rate }),
      spend: ({ reader }, weight) => rate.spend(reader, weight),
      async postBinary(bytes, { address }) {
        const fields = scanTransaction(bytes);
        const [weight, forCancels] = [exchangeWeight(fields.body.count), scanOnlyCancels(fields)];
        const pay = (more: number) => rate.spend(address, more, forCancels);
        pay(weight);
        return requireExchange(exchange).binary(bytes, pay);
      },
      onError(error) {
        metrics.error(error.code);
        if (error.code === "INTERNAL") logger.error({ code: error.code, err: error.cause }, "message failed");
      },
      onClose: (reason) => metrics.wsClosed(reason),
    },
  );
  registerRoutes(app, { exchange, reads, rate, allowance });
  registerOps(app, { ...dependencies, allowance });
  registerDescriptions(app, { version: dependencies.info.version }, { allowance });
  await registerPage(app, allowance);
  const leaveDays = history.onCandles((changes) => days.onCandles(changes));
  await days.load(
    reads.markets.all.map((market) => market.id),
    Number(chain.head.timestamp),
  );
  await listen(app, complete.host, complete.port);

  const leaveMetrics = chain.onBlock(nodeMetrics.onBlock);
  const leaveReads = chain.onBlock(() => reads.refresh());
  const disconnect = connectFeeds(hub, feedReads, told);
  const { port } = app.server.address() as { port: number };
  const host = complete.host.includes(":") ? `[${complete.host}]` : complete.host;
  logger.info({ host, port }, "rpc listens");
  return {
    address: `http://${host}:${port}`,
    port,
    async close() {
      disconnect();
      leaveMetrics();
      leaveReads();
      leaveDays();
      door.close();
      await app.close();
    },
  };
}
