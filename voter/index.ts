/**
 * A price validator: asks several sources, votes their median while enough of them agree, and nothing else. A stale price is never
 * voted: quotes have an age, votes an expiry, and a process that is stuck is ended.
 */
export { parseVoterConfig, type VoterConfig } from "./config.ts";
export { createVoterMetrics, serveMetrics } from "./metrics.ts";
export { startPrices } from "./prices.ts";
export { publishFigures, startVoter } from "./voter.ts";
export { startWatchdog } from "./watchdog.ts";
