/** Histories of a dispute: what is committed to at each level, and the proofs of it. */
export { blockImage } from "./block-image.ts";
export {
  type BlockEnd,
  BlockTrace,
  type BlockTraceDependencies,
  endsAt,
  type Tampering,
} from "./block-trace.ts";
export { firstDifference, History, type HistoryNodes, MAX_LEAVES, proveLast } from "./history.ts";
export { checkLevels, type DisputeLevels, stepBound } from "./levels.ts";
