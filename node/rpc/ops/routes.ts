/** The node's own affairs, for its operator and for whoever watches it. Nothing here changes anything. */
import type { FastifyInstance } from "fastify";
import { toHex } from "../../primitives/bytes.ts";
import type { RpcDependencies } from "../dependencies.ts";
import type { Allowance } from "../http/allowance.ts";
import { HANDLER_TIMEOUT_MS, METRICS_WEIGHT, PAGE_WEIGHT } from "../limits.ts";
import { finalityHeights } from "../present/finality.ts";
import { phaseName } from "../present/phase.ts";

/** Amounts of ether, in wei: they exceed what a number of JSON holds exactly. */
const IN_WEI: ReadonlySet<string> = new Set(["bond", "atStake", "claimable"]);

/** Heights and times as numbers, wei as decimal strings. */
const jsonable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, item) => {
      if (typeof item !== "bigint") return item;
      return IN_WEI.has(key) ? item.toString() : Number(item);
    }),
  );

interface OpsDependencies
  extends Pick<
    RpcDependencies,
    | "chain"
    | "finality"
    | "health"
    | "history"
    | "info"
    | "ready"
    | "registry"
    | "state"
    | "status"
    | "mempool"
  > {
  readonly allowance: Allowance;
}

export function registerOps(app: FastifyInstance, dependencies: OpsDependencies): void {
  const { allowance, chain, history, info, registry, state } = dependencies;
  const timed = { handlerTimeout: HANDLER_TIMEOUT_MS };

  // Free of charge: who shares an address with a busy client must not take the node for dead.
  app.get("/health", timed, async (_request, reply) => {
    const issues = dependencies.health();
    reply.code(issues.length === 0 ? 200 : 503);
    return { status: issues.length === 0 ? "ok" : "unwell", phase: phaseName(state.header()), issues };
  });

  app.get("/ready", timed, async (_request, reply) => {
    const ready = dependencies.ready();
    reply.code(ready ? 200 : 503);
    return { ready };
  });

  app.get("/metrics", timed, async (request, reply) => {
    allowance.spendOnRead(request, reply, METRICS_WEIGHT);
    reply.type(registry.contentType);
    return registry.metrics();
  });

  app.get("/status", timed, async (request, reply) => {
    allowance.spendOnRead(request, reply, PAGE_WEIGHT);
    const { number, timestamp, stateRoot } = chain.head;
    return jsonable({
      head: { number, time: timestamp, stateRoot: toHex(stateRoot) },
      phase: phaseName(state.header()),
      finality: finalityHeights(dependencies.finality()),
      history: { indexed: history.indexed },
      mempool: dependencies.mempool === undefined ? null : { size: dependencies.mempool.size },
      ...dependencies.status(),
      ready: dependencies.ready(),
      issues: dependencies.health(),
      versions: { node: info.version, runtime: process.version },
      role: info.role,
      chainId: info.chainId,
    });
  });
}
