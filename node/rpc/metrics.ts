/** This room's metrics. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export interface RpcMetrics {
  request(route: string, status: number, seconds: number): void;
  error(code: string): void;
  wsClosed(reason: string): void;
}

export interface Gauges {
  wsConnections(): number;
  wsSubscriptions(): number;
  wsChannels(): number;
  pendingExchange(): number;
  historyLagBlocks(): number;
}

const SECONDS_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5];

/** Adds the metrics to `registry`; the gauges are read when it is scraped. */
export function createMetrics(registry: Registry, gauges: Gauges): RpcMetrics {
  const registers = [registry];
  const seconds = new Histogram({
    name: "novate_rpc_request_seconds",
    help: "Time from a request to its answer, by route and status",
    labelNames: ["route", "status"] as const,
    buckets: SECONDS_BUCKETS,
    registers,
  });
  const errors = new Counter({
    name: "novate_rpc_errors_total",
    help: "Errors sent to clients, by code",
    labelNames: ["code"] as const,
    registers,
  });
  const closed = new Counter({
    name: "novate_rpc_ws_cut_total",
    help: "WebSocket connections the node cut, by reason",
    labelNames: ["reason"] as const,
    registers,
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("novate_rpc_ws_connections", "Open WebSocket connections", gauges.wsConnections);
  gauge("novate_rpc_ws_subscriptions", "Live subscriptions", gauges.wsSubscriptions);
  gauge("novate_rpc_ws_channels", "Live channels", gauges.wsChannels);
  gauge("novate_rpc_exchange_pending", "Transactions waiting for their block", gauges.pendingExchange);
  gauge("novate_history_lag_blocks", "Blocks the history is behind the chain", gauges.historyLagBlocks);
  // One label set for each route and status there is: looking it up by label would cost more than counting.
  const observers = new Map<string, { observe(value: number): void }>();
  function observer(route: string, status: number): { observe(value: number): void } {
    const name = `${route} ${status}`;
    const known = observers.get(name);
    if (known !== undefined) return known;
    const fresh = seconds.labels(route, String(status));
    observers.set(name, fresh);
    return fresh;
  }
  return {
    request: (route, status, time) => observer(route, status).observe(time),
    error: (code) => errors.labels(code).inc(),
    wsClosed: (reason) => closed.labels(reason).inc(),
  };
}
