import { USER_ID_BYTES, userNamespace } from "./codec/namespace.ts";
import { stringBytes } from "./codec/protobuf.ts";
import { sha256 } from "./codec/sha256.ts";

/** One chain, one namespace: ten bytes of a hash over the genesis hash, so that nobody has to agree on a name. */
export function defaultNamespace(genesisHash: Uint8Array): Uint8Array {
  return userNamespace(sha256(stringBytes("novate/da"), genesisHash).subarray(0, USER_ID_BYTES));
}
