/** Whether an endpoint shows the deployment that genesis speaks of: its chain, and contracts with its delays. */
import type { Address, PublicClient } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { NovateError } from "../../primitives/error.ts";

export interface Deployment {
  readonly chainId: number;
  /** L1 block of the first contract. */
  readonly deployBlock: bigint;
  readonly inbox: Address;
  /** Seconds after which a message is due. */
  readonly forceDelay: bigint;
  /** Seconds without a block of the sequencer after which the chain may wind down; 0 = never. */
  readonly windDownAfter: bigint;
}

/** None of these goes away by asking again. */
export const WRONG_DEPLOYMENT = ["L1_WRONG_CHAIN", "L1_NO_CONTRACTS", "L1_WRONG_DELAYS"];

/**
 * Throws `L1_WRONG_CHAIN`; `L1_NO_CONTRACTS` where no Inbox is, or `L1_BEHIND` while the endpoint has not reached its block; or `L1_WRONG_DELAYS` unless the Inbox's `FORCE_DELAY` is the `forceDelay` of genesis and its `SELF_DELAY`
 * at most `windDownAfter`; or what the client throws. The contract's delays never change: any of its blocks will do.
 */
export async function checkDeployment(expected: Deployment, client: PublicClient): Promise<void> {
  const chainId = await client.getChainId();
  if (chainId !== expected.chainId)
    throw new NovateError("L1_WRONG_CHAIN", `expected chain id ${expected.chainId}, got ${chainId}`);
  await requireContracts(expected, client);
  const inbox = { abi: inboxAbi, address: expected.inbox } as const;
  const [forceDelay, selfDelay] = await Promise.all([
    client.readContract({ ...inbox, functionName: "FORCE_DELAY" }),
    client.readContract({ ...inbox, functionName: "SELF_DELAY" }),
  ]);
  if (forceDelay !== expected.forceDelay) {
    const message = `expected an Inbox with the FORCE_DELAY of genesis, ${expected.forceDelay} s, got ${forceDelay} s`;
    throw new NovateError("L1_WRONG_DELAYS", message, { expected: expected.forceDelay, got: forceDelay });
  }
  const { windDownAfter } = expected;
  // The first block that somebody else sequences would close the chain for good.
  if (windDownAfter !== 0n && selfDelay > windDownAfter) {
    const message = `expected an Inbox with a SELF_DELAY up to the windDownAfter of genesis, ${windDownAfter} s, got ${selfDelay} s`;
    throw new NovateError("L1_WRONG_DELAYS", message, { expected: windDownAfter, got: selfDelay });
  }
}

/** An endpoint that is still syncing has no contracts yet; one that is past their block will never have them. */
async function requireContracts({ inbox, deployBlock }: Deployment, client: PublicClient): Promise<void> {
  const code = await client.getCode({ address: inbox });
  if (code !== undefined) return;
  const newest = await client.getBlockNumber({ cacheTime: 0 });
  if (newest < deployBlock) {
    const message = `expected L1 to reach block ${deployBlock}, where the contracts are, got ${newest}: the endpoint is still syncing`;
    throw new NovateError("L1_BEHIND", message, { deployBlock, newest });
  }
  const message = `expected the Inbox of genesis at ${inbox}, got an address without code: is this the L1 of this chain, and its genesis.json?`;
  throw new NovateError("L1_NO_CONTRACTS", message, { inbox });
}
