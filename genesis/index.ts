/**
 * Genesis: `genesisBlock(await loadPreset("devnet"), inputs)` makes block 0 once the Inbox and the timelock exist,
 * `executeGenesis` its root (which the Rollup is deployed with), `serializeGenesis` the file, `parseGenesis` and `applyGenesis`
 * what every node does with it.
 */
export { type AppliedGenesis, applyGenesis, executeGenesis } from "./apply.ts";
export { type GenesisInputs, genesisBlock, genesisConfigOf } from "./genesis-block.ts";
export {
  GENESIS_FORMAT,
  type Genesis,
  type L1Contracts,
  parseGenesis,
  serializeGenesis,
} from "./genesis-file.ts";
export type { L1Terms } from "./l1-terms.ts";
export { loadPreset, type Preset, parsePreset, presetNames } from "./preset.ts";
