/** The room that speaks to the outside: REST, WebSocket feeds, health, metrics, status page. */
export type {
  ChainInfo,
  HealthIssue,
  RpcDependencies,
  StatusSections,
  WithdrawalProofData,
  WithdrawalProofs,
} from "./dependencies.ts";
export { createBlockTimings, type LoopFigures, type PartFigures } from "./node-metrics.ts";
export { isHostName, isNetwork, isOrigin, type RpcOptions } from "./options.ts";
export { createRegistry } from "./registry.ts";
export { createRpcServer, type RpcServer } from "./server.ts";
