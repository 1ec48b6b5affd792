import { collectDefaultMetrics, Registry } from "prom-client";

/** The node's metrics, those of the process included. One per node: tests run several nodes in a process. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
