/** What Celestia's oracle on L1 has attested: which data roots lie under which of its commitments. */
import { type Address, type PublicClient, parseEventLogs } from "viem";
import {
  attestedOracleAbi,
  dataAvailabilityAbi,
  dataChallengesAbi,
} from "../../../contracts/generated/abi.ts";
import type { AttestedRange, ShareProofs } from "../../da/celestia/share-proofs.ts";
import { fromHex } from "../../primitives/bytes.ts";
import { l1Error } from "../l1/errors.ts";
import type { ShareProver } from "./openings.ts";

/** L1 blocks that one question about events covers. */
const MAX_LOG_BLOCKS = 1_000n;
/** About two weeks of L1: no batch is challenged later. */
const MAX_AGE_BLOCKS = 100_000n;

/** Joins Celestia's proofs with the oracle's attestations. Its calls throw `L1_RPC` and what `ShareProofs` throws. */
export function createShareProver(
  challenges: Address,
  { client, proofs }: { readonly client: PublicClient; readonly proofs: ShareProofs },
): ShareProver {
  let place: Promise<{ readonly oracle: Address; readonly namespace: Uint8Array }> | undefined;
  const where = () => {
    place ??= placeOf(challenges, client).catch((error: unknown) => {
      place = undefined;
      throw l1Error(error);
    });
    return place;
  };
  return {
    async share(height, index, signal) {
      const { namespace } = await where();
      return proofs.share(height, index, namespace, signal);
    },
    async attestation(height, signal) {
      const { oracle } = await where();
      const range = await attestedRange(oracle, height, client).catch((error: unknown) => {
        throw l1Error(error);
      });
      if (range === undefined) return undefined;
      const { dataRoot, proof } = await proofs.dataRoot(height, range, signal);
      const { aunts: sideNodes, index: key, total: numLeaves } = proof;
      return { nonce: range.nonce, dataRoot, sideNodes, key, numLeaves };
    },
  };
}

async function placeOf(challenges: Address, client: PublicClient) {
  const data = await client.readContract({
    ...{ address: challenges, abi: dataChallengesAbi },
    functionName: "DATA",
  });
  const at = { address: data, abi: dataAvailabilityAbi } as const;
  const [oracle, namespace] = await Promise.all([
    client.readContract({ ...at, functionName: "ORACLE" }),
    client.readContract({ ...at, functionName: "NAMESPACE" }),
  ]);
  return { oracle, namespace: fromHex(namespace, 29) };
}

/** The commitment over a range that holds `height`: the event is SP1Blobstream's, newest first. */
async function attestedRange(
  oracle: Address,
  height: bigint,
  client: PublicClient,
): Promise<(AttestedRange & { readonly nonce: bigint }) | undefined> {
  const head = await client.getBlockNumber({ cacheTime: 0 });
  const oldest = head > MAX_AGE_BLOCKS ? head - MAX_AGE_BLOCKS : 0n;
  for (let toBlock = head; toBlock >= oldest; toBlock -= MAX_LOG_BLOCKS) {
    const from = toBlock - MAX_LOG_BLOCKS + 1n;
    const fromBlock = from > oldest ? from : oldest;
    const logs = await client.getLogs({ address: oracle, fromBlock, toBlock });
    const stored = parseEventLogs({ abi: attestedOracleAbi, eventName: "DataCommitmentStored", logs });
    const found = stored.find(({ args }) => args.startBlock <= height && height < args.endBlock);
    if (found === undefined) continue;
    const { dataCommitment, endBlock: end, proofNonce: nonce, startBlock: first } = found.args;
    return { first, end, nonce, commitment: fromHex(dataCommitment, 32) };
  }
  return undefined;
}
