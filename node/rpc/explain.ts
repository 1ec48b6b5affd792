/**
 * Why a signature was refused, in the words a trader can act on: the digest the node computed, who signed that digest,
 * and who should have. A wrong domain, field order or number shows as a stranger's address.
 */
import { toHex } from "../primitives/bytes.ts";
import type { Transaction } from "../primitives/codec/types.ts";
import { transactionDigest } from "../primitives/eip712/index.ts";
import { NovateError } from "../primitives/error.ts";
import { recoverSigner } from "../primitives/signature/recover.ts";
import type { StateReader } from "./dependencies.ts";

export function explainSignature(
  error: NovateError,
  transaction: Transaction,
  bytes: Uint8Array,
  state: StateReader,
): NovateError {
  const digest = transactionDigest(bytes, state.header().domainSeparator);
  const recovered = recoverSigner(digest, transaction.signature);
  const expected =
    transaction.body.type === "oracleVote"
      ? state.validators()[transaction.account]?.address
      : state.account(transaction.account)?.ownerAddress;
  return new NovateError(
    error.code,
    error.message,
    {
      ...error.data,
      digest: toHex(digest),
      recovered: recovered === undefined ? null : toHex(recovered),
      expected: expected === undefined ? null : toHex(expected),
    },
    { cause: error },
  );
}
