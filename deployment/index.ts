/**
 * A network from nothing: `deployNetwork` puts its contracts on an L1 and writes what nodes start with, and can be killed and run
 * again at any moment; `rehearse` does the same on a copy of that L1 and says what it would cost.
 */
export { executeBlockZero, genesisFile, rollupRoots } from "./block-zero.ts";
export { type NetworkChoices, namespaceOf } from "./choices.ts";
export { type DeployedNetwork, type DeployNetworkOptions, deployNetwork } from "./deploy-network.ts";
export { genesisPath, type JournalStep, journalPath } from "./journal.ts";
export { type Rehearsed, rehearse } from "./rehearse.ts";
