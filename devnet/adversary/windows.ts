/** Where a false assertion can be placed: on the newest right one whose batches are known. */
import { type Address, type Hash, parseEventLogs } from "viem";
import { rollupAbi } from "../../contracts/generated/abi.ts";
import { l1Error, revertName } from "../../node/bridge/l1/errors.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import type { Arena, Window } from "./party.ts";

/** The newest right assertion, if it is not `after`, all its batches are known to the chain, and nothing on it is confirmed. */
export async function newestWindow(
  arena: Arena,
  fromBlock: bigint,
  after: Hash | undefined,
  wrong: ReadonlySet<Address>,
): Promise<Window | undefined> {
  const { client, contract, chain } = arena;
  const { rollup } = contract.addresses;
  const logs = await client.getLogs({ address: rollup, fromBlock });
  const asserted = parseEventLogs({ abi: rollupAbi, eventName: "Asserted", logs, strict: true });
  for (const { args } of asserted.reverse()) {
    if (wrong.has(args.proposer.toLowerCase() as Address)) continue;
    const truth = await chain.roots.get(args.lastBlock);
    if (truth === undefined || toHex(truth) !== args.stateRoot) continue;
    if (args.id === after) return undefined;
    return windowOn(arena, args.id);
  }
  return undefined;
}

async function windowOn({ contract, chain }: Arena, parent: Hash): Promise<Window | undefined> {
  const { lastBlock, nextBatchCount } = await contract.assertion(parent);
  const index = nextBatchCount - 1n;
  const [range, batchHash] = await Promise.all([contract.batchRange(index), contract.batchHash(index)]).catch(
    (error: unknown) => {
      // What the next assertion has to be about may still have to be published.
      if (revertName(l1Error(error)) !== "UnknownBatch") throw error;
      return [];
    },
  );
  if (range === undefined || batchHash === undefined) return undefined;
  if (chain.head < range.lastBlock || chain.header(range.lastBlock) === undefined) return undefined;
  return { parent, batchCount: nextBatchCount, batchHash, first: lastBlock + 1n, last: range.lastBlock };
}
