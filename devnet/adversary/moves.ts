/** Every transaction to the contracts of a dispute, as L1's blocks hold them. */
import { type Address, decodeFunctionData, type Hash, type Hex, type PublicClient } from "viem";
import { rollupAbi, tournamentAbi } from "../../contracts/generated/abi.ts";

export interface MoveRecord {
  readonly hash: Hash;
  readonly from: Address;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly succeeded: boolean;
  readonly gas: bigint;
  readonly value: bigint;
}

/** What moves a dispute on; the rest brings money home. */
const MOVES = new Set([
  ...["assertState", "advance", "settlePadding", "settleVoid", "openBlock", "openStretch", "proveStep"],
  ...["joinBlock", "joinStretch", "claimTimeout", "resolveInner", "confirm"],
]);

/** The moves in L1 blocks `first..last`, in order. Work: a request a block and one a move. */
export async function movesIn(
  client: PublicClient,
  contracts: { readonly rollup: Address; readonly tournament: Address },
  first: bigint,
  last: bigint,
): Promise<MoveRecord[]> {
  const found: MoveRecord[] = [];
  const { rollup, tournament } = contracts;
  for (let blockNumber = first; blockNumber <= last; blockNumber++) {
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
    for (const { hash, from, to, input, value } of transactions) {
      const call = same(to, tournament)
        ? decoded(tournamentAbi, input)
        : same(to, rollup)
          ? decoded(rollupAbi, input)
          : undefined;
      if (call === undefined || !MOVES.has(call.name)) continue;
      const { gasUsed, status } = await client.getTransactionReceipt({ hash });
      found.push({ hash, from, ...call, value, gas: gasUsed, succeeded: status === "success" });
    }
  }
  return found;
}

const same = (a: Address | null, b: Address) => a?.toLowerCase() === b.toLowerCase();

function decoded(abi: typeof tournamentAbi | typeof rollupAbi, data: Hex) {
  try {
    const { functionName, args } = decodeFunctionData({ abi, data });
    return { name: functionName as string, args: (args ?? []) as readonly unknown[] };
  } catch {
    return undefined;
  }
}
