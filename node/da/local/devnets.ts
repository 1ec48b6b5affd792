/** Chain ids of development networks: anvil and hardhat, geth --dev and ganache, Nitro's test node, Kurtosis. */
const DEVNET_CHAIN_IDS: readonly bigint[] = [31_337n, 1_337n, 412_346n, 3_151_908n];

/** True for the chain ids on which data in a local file is an acceptable stand-in for a data-availability layer. */
export function isDevnet(chainId: bigint): boolean {
  return DEVNET_CHAIN_IDS.includes(chainId);
}
