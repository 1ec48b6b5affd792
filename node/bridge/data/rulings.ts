/** L1's rulings about data (docs/spec/data.md), as derivation asks for them. */
import { type Address, type PublicClient, zeroAddress } from "viem";
import { dataChallengesAbi, rollupAbi, tournamentAbi } from "../../../contracts/generated/abi.ts";
import { l1Error } from "../l1/errors.ts";

/** The tournament over step-by-step disputes: the module that knows the data challenges. */
const TOURNAMENT_KIND = 0;

/** The contract that rules on data; undefined where none does. Throws `L1_RPC`. */
export async function dataChallengesOf(
  rollup: Address,
  { client }: { readonly client: PublicClient },
): Promise<Address | undefined> {
  try {
    const tournament = await client.readContract({
      ...{ address: rollup, abi: rollupAbi },
      functionName: "disputeModule",
      args: [TOURNAMENT_KIND],
    });
    const address = await client.readContract({
      ...{ address: tournament, abi: tournamentAbi },
      functionName: "DATA_CHALLENGES",
    });
    return address === zeroAddress ? undefined : address;
  } catch (error) {
    throw l1Error(error);
  }
}

export interface DataRulings {
  /** Whether the data of a batch was ruled void, for ever. Throws `L1_RPC`. */
  isVoid(batch: number): Promise<boolean>;
}

/** Asks L1 at its newest block: a ruling that stands is never taken back but by a reorganisation of L1. */
export function createDataRulings(
  address: Address,
  { client }: { readonly client: PublicClient },
): DataRulings {
  const ruled = new Set<number>();
  return {
    async isVoid(batch) {
      if (ruled.has(batch)) return true;
      try {
        const call = { address, abi: dataChallengesAbi, functionName: "isVoid" } as const;
        const isVoid = await client.readContract({ ...call, args: [BigInt(batch)] });
        if (isVoid) ruled.add(batch);
        return isVoid;
      } catch (error) {
        throw l1Error(error);
      }
    },
  };
}
