/** The states that L1 has confirmed, oldest first: what a rebuild is compared with, and what a snapshot must be. */
import type { Address, Hash, PublicClient } from "viem";
import { rollupAbi } from "../../../contracts/generated/abi.ts";
import { fromHex } from "../../primitives/bytes.ts";
import { l1Error } from "../l1/errors.ts";

export interface ConfirmedState {
  readonly assertion: Hash;
  readonly lastBlock: bigint;
  readonly stateRoot: Uint8Array;
}

/** Newest states looked at. */
const MAX_STATES = 1_000;

/** At most the 1,000 newest, down to genesis or to the first that is not `above` that block, read at one block. Throws `L1_RPC`. */
export async function confirmedStates(
  rollup: Address,
  { client }: { readonly client: PublicClient },
  { above = -1n }: { readonly above?: bigint } = {},
): Promise<ConfirmedState[]> {
  try {
    const blockNumber = await client.getBlockNumber({ cacheTime: 0 });
    const at = { address: rollup, abi: rollupAbi, blockNumber } as const;
    const states: ConfirmedState[] = [];
    let id = await client.readContract({ ...at, functionName: "latestConfirmed" });
    while (states.length < MAX_STATES) {
      const { parent, stateRoot, lastBlock } = await client.readContract({
        ...{ ...at, functionName: "assertion" as const },
        args: [id],
      });
      if (lastBlock <= above) break;
      states.push({ assertion: id, lastBlock, stateRoot: fromHex(stateRoot, 32) });
      if (BigInt(parent) === 0n) break;
      id = parent;
    }
    return states.reverse();
  } catch (error) {
    throw l1Error(error);
  }
}
