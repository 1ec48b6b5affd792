import type { RpcCall } from "../client/http-rpc.ts";
import { fromRecord } from "../codec/encoding.ts";
import { dataRoot, type ExtendedSquare, extendSquare } from "../codec/extended-square.ts";
import { equalBytes } from "../codec/namespace.ts";
import { merkleProofFromJson } from "../codec/proof-json.ts";
import { proveShare, type ShareProof, shareIndex } from "../codec/share-proof.ts";
import { asPortError } from "../namespace-reader.ts";
import { proofMismatch, provenRoot, type ShareProofs } from "../share-proofs.ts";
import { otherData, readBlock, squareOf } from "./block-source.ts";

/**
 * The proofs of a consensus node's blocks. It gives whole blocks, so shares are proven here: from the square of the block's
 * transactions, whose data root must be the header's data hash. Only the data root's place under the oracle's commitment is asked for,
 * and checked. Work is that of extending the square, once for consecutive proofs of one block.
 */
export function createConsensusProofs(call: RpcCall): ShareProofs {
  let newest:
    | { readonly height: bigint; readonly dataHash: Uint8Array; readonly square: ExtendedSquare }
    | undefined;

  const squareAt = async (height: bigint, signal?: AbortSignal) => {
    if (newest?.height === height) return newest;
    const { dataHash, txs } = await readBlock(call, Number(height), signal);
    const square = extendSquare(squareOf(txs, Number(height)).shares);
    if (!equalBytes(dataRoot(square), dataHash)) throw otherData(Number(height));
    newest = { height, dataHash, square };
    return newest;
  };

  return {
    share: (height, index, namespace, signal) =>
      asPortError(async (): Promise<ShareProof> => {
        const { dataHash, square } = await squareAt(height, signal);
        const proof = proveShare(square, index);
        if (shareIndex(proof, namespace, dataHash) === index) return proof;
        throw proofMismatch(`expected share ${index} to be of our namespace`, height);
      }),
    dataRoot: (height, range, signal) =>
      asPortError(async () => {
        const { dataHash } = await squareAt(height, signal);
        const [at, start, end] = [height, range.first, range.end].map(String);
        const answer = fromRecord(
          await call("data_root_inclusion_proof", { height: at, start, end }, signal),
        );
        return provenRoot(height, dataHash, range, merkleProofFromJson(answer.proof));
      }),
  };
}
