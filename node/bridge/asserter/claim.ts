/** One claim about the state, as it goes to `Rollup.assertState`, and as it is kept before it is sent. */
import { encodeAbiParameters, type Hash, type Hex, keccak256 } from "viem";
import { rollupAbi } from "../../../contracts/generated/abi.ts";
import { toHex } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import type { HeaderProof } from "../header-proof.ts";
import type { L1Call } from "../l1/sender.ts";

export interface Claim {
  readonly parent: Hash;
  readonly batchCount: bigint;
  readonly batchHash: Hash;
  readonly blocksRoot: Hash;
  readonly stateRoot: Hash;
  /** Last block of the last batch. */
  readonly lastBlock: bigint;
}

/** Kind of dispute that decides about our claims: the tournament. */
const KIND = 0;

const ID_PARAMETERS = [
  { type: "bytes32" },
  { type: "uint32" },
  { type: "uint64" },
  { type: "bytes32" },
  { type: "bytes32" },
  { type: "bytes32" },
] as const;

/** `keccak256(abi.encode(claim))`, as the Rollup computes it. */
export function claimId(claim: Claim): Hash {
  const { parent, batchCount, batchHash, blocksRoot, stateRoot } = claim;
  return keccak256(
    encodeAbiParameters(ID_PARAMETERS, [parent, KIND, batchCount, batchHash, blocksRoot, stateRoot]),
  );
}

/** `siblings` prove the last block's root in `blocksRoot`; `bond` in wei. */
export function assertCall(
  rollup: Hex,
  claim: Claim,
  header: HeaderProof,
  siblings: readonly Uint8Array[],
  bond: bigint,
): L1Call {
  const { lastBlock: _, ...rest } = claim;
  const proof = { leaves: header.proof.leaves.map(toHex), siblings: header.proof.siblings.map(toHex) };
  return {
    address: rollup,
    abi: rollupAbi,
    functionName: "assertState",
    args: [{ ...rest, kind: KIND }, proof, siblings.map(toHex)],
    value: bond,
  };
}

/** The meta value of a claim that is on its way; empty bytes for none. */
export function encodeClaim(claim: Claim | undefined): Uint8Array {
  if (claim === undefined) return new Uint8Array(0);
  const text = JSON.stringify(claim, (_key, value) => (typeof value === "bigint" ? `${value}` : value));
  return new TextEncoder().encode(text);
}

/** Throws `ASSERTER_META` for bytes that {@link encodeClaim} did not write. */
export function decodeClaim(bytes: Uint8Array | undefined): Claim | undefined {
  if (bytes === undefined || bytes.length === 0) return undefined;
  const { batchCount, lastBlock, ...rest } = JSON.parse(new TextDecoder().decode(bytes));
  const hashes = [rest.parent, rest.batchHash, rest.blocksRoot, rest.stateRoot];
  if (!hashes.every((hash) => typeof hash === "string" && /^0x[0-9a-f]{64}$/.test(hash))) {
    throw new NovateError("ASSERTER_META", "expected a claim of four hashes, a count and a block");
  }
  return { ...rest, batchCount: BigInt(batchCount), lastBlock: BigInt(lastBlock) };
}
