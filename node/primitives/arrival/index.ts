export type { ArrivalReceipt } from "./receipt.ts";
export { type ArrivalTick, arrivalTickDigest } from "./tick.ts";
export { arrivalLayers, arrivalLeaf, arrivalPath, arrivalRoot } from "./tree.ts";
