/** Test money for whoever asks, from an account of the development mnemonic: worth nothing anywhere. */
import { type Address, createWalletClient, http, type PublicClient, parseEther } from "viem";
import { mockUsdcAbi } from "../contracts/generated/abi.ts";
import { NovateError } from "../node/primitives/error.ts";
import { l1Account } from "./accounts.ts";

export interface DripRequest {
  readonly to: Address;
  readonly l1Url: string;
  /** The devnet's USDC, which anybody may mint. */
  readonly token: Address;
  /** Whole ether. */
  readonly ether: bigint;
  /** Units of USDC, 6 decimals. */
  readonly usdc: bigint;
}

const TIMEOUT_MS = 20_000;
/** Two calls at once may take the same nonce: the later one tries again. */
const ATTEMPTS = 5;

/**
 * Sends ether and mints USDC, and returns what `to` then has. Must be called on a development chain only. Throws `FAUCET_FAILED` with what L1
 * said.
 */
export async function drip(
  { ether, l1Url, to, token, usdc }: DripRequest,
  { publicClient }: { readonly publicClient: PublicClient },
): Promise<{ readonly wei: bigint; readonly usdc: bigint }> {
  const transport = http(l1Url, { retryCount: 2, timeout: TIMEOUT_MS });
  // The guardian's account has ether on every development chain, and nothing to send of its own.
  const wallet = createWalletClient({ account: l1Account("guardian"), transport });
  const contract = { address: token, abi: mockUsdcAbi } as const;
  const settle = async (send: () => Promise<`0x${string}`>) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const hash = await send();
        const { status } = await publicClient.waitForTransactionReceipt({ hash, timeout: TIMEOUT_MS });
        if (status === "success") return;
        throw new Error("the transaction was reverted");
      } catch (cause) {
        if (attempt < ATTEMPTS) continue;
        const said = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
        throw new NovateError(
          "FAUCET_FAILED",
          `expected L1 to give ${to} test money, got: ${said}`,
          { to },
          { cause },
        );
      }
    }
  };
  if (ether > 0n)
    await settle(() => wallet.sendTransaction({ chain: null, to, value: parseEther(String(ether)) }));
  if (usdc > 0n) {
    const mint = { ...contract, functionName: "mint", args: [to, usdc] } as const;
    await settle(() => wallet.writeContract({ ...mint, chain: null }));
  }
  const [wei, balance] = await Promise.all([
    publicClient.getBalance({ address: to }),
    publicClient.readContract({ ...contract, functionName: "balanceOf", args: [to] }),
  ]);
  return { wei, usdc: balance };
}
