/** Block 0 of a chain that only a benchmark runs: the devnet's preset, without contracts. */
import { genesisBlock, loadPreset } from "../../genesis/index.ts";

export const GENESIS_TIME = 1_700_000_000_000n;

export async function benchGenesis(): Promise<Uint8Array> {
  return genesisBlock(await loadPreset("devnet"), {
    chainId: 31_337n,
    inbox: new Uint8Array(20).fill(1),
    timelock: new Uint8Array(20).fill(2),
    deployBlock: 1n,
    timestamp: GENESIS_TIME,
    validators: [{ address: new Uint8Array(20).fill(3), stake: 1n }],
  });
}
