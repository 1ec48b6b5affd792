/** Toy chains disputed on a real L1. */
import type { Hash } from "viem";
import type { StoredBlock } from "../../../store/port.ts";
import { DisputeL1, type L1Party, LEVELS } from "./dispute-l1.ts";
import { type Lies, ToyChain, toyProgramRoot } from "./toy-chain.ts";

const CHAIN_ID = 31_337n;
/** Times the program counts in each block. */
const WORK = [3, 9, 4, 30, 2];

export interface ToyParty {
  readonly name: string;
  readonly lies?: Lies;
  readonly standbySeconds?: number;
  /** False for who only plays. */
  readonly asserts?: boolean;
}

/** A chain with one batch on L1. The parties sit in order, and each asserts what its machine says. */
export async function openToyDispute(
  ...options: readonly ToyParty[]
): Promise<{ readonly l1: DisputeL1; readonly parties: readonly L1Party[]; readonly ids: readonly Hash[] }> {
  const time = Math.floor(Date.now() / 1000);
  const chain = new ToyChain(CHAIN_ID, LEVELS);
  const l1 = await DisputeL1.open({ genesisRoot: chain.roots[0]!, programRoot: toyProgramRoot(), time });
  await l1.pass(WORK.length);
  const { timestamp } = await l1.client.getBlock();
  for (const [i, work] of WORK.entries())
    chain.seal({ work, timestamp: timestamp * 1000n - BigInt(WORK.length - i) });
  const store = {
    get: async (number: bigint) => chain.blockList[Number(number) - 1] as StoredBlock | undefined,
    range: async function* (first: bigint, last: bigint) {
      yield* chain.blockList.slice(Number(first) - 1, Number(last)) as StoredBlock[];
    },
  };
  await l1.append(chain.blockList);
  const ids: Hash[] = [];
  const parties: L1Party[] = [];
  for (const { name, lies, standbySeconds, asserts } of options) {
    const own = new ToyChain(CHAIN_ID, LEVELS, lies);
    for (const block of chain.blockList) own.run(block);
    const party = l1.seat(name, own, store, standbySeconds);
    parties.push(party);
    if (asserts !== false) ids.push(await l1.assert(party, own.headers.at(-1)!));
  }
  return { l1, parties, ids };
}
