/** Finds the contracts that decide, and opens what every party of a dispute needs. */
import { rollupAbi } from "../../contracts/generated/abi.ts";
import type { Genesis } from "../../genesis/index.ts";
import { DisputeLog } from "../../node/bridge/challenger/dispute-log.ts";
import { TournamentContract } from "../../node/bridge/challenger/tournament-contract.ts";
import { createL1Client } from "../../node/bridge/index.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import { checkLevels } from "../../node/state-machine/dispute/index.ts";
import type { PublishedChain } from "./chain.ts";
import type { Arena } from "./party.ts";

const TIMEOUT_MS = 10_000;
const LOG_BLOCKS = 1_000;
/** Kind of assertion that tournaments decide. */
const TOURNAMENT_KIND = 0;

/** Throws L1's errors. */
export async function openArena(l1Url: string, genesis: Genesis, chain: PublishedChain): Promise<Arena> {
  const client = createL1Client({ url: l1Url, timeoutMs: TIMEOUT_MS });
  const [inbox, rollup] = [toHex(genesis.l1.inbox), toHex(genesis.l1.rollup)];
  const tournament = await client.readContract({
    ...{ abi: rollupAbi, address: rollup, functionName: "disputeModule", args: [TOURNAMENT_KIND] },
  });
  const contract = new TournamentContract({ inbox, rollup, tournament }, { client });
  const [blocksHeight, blockHeight, stretchHeight] = await contract.heights();
  const fromBlock = BigInt(genesis.deployBlock);
  return {
    ...{ chainId: genesis.chainId, client, contract, chain },
    levels: checkLevels({ blocksHeight, blockHeight, stretchHeight }),
    openLog: () => new DisputeLog({ tournament, fromBlock, maxLogBlocks: LOG_BLOCKS }, { client }),
  };
}
