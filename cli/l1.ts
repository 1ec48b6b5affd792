/** L1 as the bridge commands use it. */
import { createPublicClient, createWalletClient, defineChain, type LocalAccount } from "viem";
import { l1Endpoint } from "../node/bridge/index.ts";
import { NovateError } from "../node/primitives/error.ts";
import { shownUrl } from "../node/primitives/shown-url.ts";
import type { BridgeClients } from "../sdk/bridge/index.ts";

const TIMEOUT_MS = 10_000;
const RETRIES = 2;
const POLL_MS = 500;

/**
 * Clients of the L1 at `url`, which must be the chain the node settles on; without `account` they only read. Errors name the
 * host alone: an endpoint's path may hold an access token. Throws `L1_UNREACHABLE` or `L1_WRONG_CHAIN`.
 */
export async function connectL1(
  url: string,
  chainId: number,
  account?: LocalAccount,
): Promise<BridgeClients> {
  const { host } = new URL(url);
  const transport = l1Endpoint(url, { timeout: TIMEOUT_MS, retryCount: RETRIES });
  const chain = defineChain({
    id: chainId,
    name: "L1",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [shownUrl(url)] } },
  });
  const publicClient = createPublicClient({ chain, transport, pollingInterval: POLL_MS });
  const found = await publicClient.getChainId().catch(() => {
    // The cause is left out: its text repeats the whole address.
    throw new NovateError(
      "L1_UNREACHABLE",
      `expected Ethereum JSON-RPC at ${host}, got no answer (see --l1)`,
      { host },
    );
  });
  if (found !== chainId) {
    throw new NovateError(
      "L1_WRONG_CHAIN",
      `expected the chain the node settles on, ${chainId}, at ${host}; got ${found}`,
      {
        chainId,
        found,
      },
    );
  }
  if (account === undefined) return { publicClient };
  return {
    publicClient,
    walletClient: createWalletClient({ account, chain, transport, pollingInterval: POLL_MS }),
  };
}
