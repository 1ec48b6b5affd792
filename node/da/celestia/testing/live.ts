import { readFileSync } from "node:fs";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { CelestiaKey } from "../app/key.ts";
import { decodeBech32 } from "../codec/bech32.ts";

/** A real chain that somebody else has started for the tests (`scripts/celestia-devnet.ts`). */
export interface LiveCelestia {
  readonly nodeUrl: string;
  readonly rpcUrl: string;
  readonly token: string;
  /** Of the bridge node's key. */
  readonly account: Uint8Array;
  /** Funded, and used by nobody else. */
  readonly key: CelestiaKey;
}

/** What the environment says; undefined when there is no real chain. */
export function liveCelestia(): LiveCelestia | undefined {
  const {
    NOVATE_CELESTIA_ACCOUNT,
    NOVATE_CELESTIA_NODE_URL,
    NOVATE_CELESTIA_RPC_URL,
    NOVATE_CELESTIA_SECRETS,
  } = process.env;
  if (
    NOVATE_CELESTIA_ACCOUNT === undefined ||
    NOVATE_CELESTIA_NODE_URL === undefined ||
    NOVATE_CELESTIA_RPC_URL === undefined ||
    NOVATE_CELESTIA_SECRETS === undefined
  )
    return undefined;
  const { key, token } = JSON.parse(readFileSync(NOVATE_CELESTIA_SECRETS, "utf8")) as Record<
    "key" | "token",
    string
  >;
  const secret = Buffer.from(key, "hex");
  return {
    nodeUrl: NOVATE_CELESTIA_NODE_URL,
    rpcUrl: NOVATE_CELESTIA_RPC_URL,
    token,
    account: decodeBech32(NOVATE_CELESTIA_ACCOUNT).bytes,
    key: {
      publicKey: secp256k1.getPublicKey(secret, true),
      sign: async (digest) => secp256k1.sign(digest, secret, { prehash: false }),
    },
  };
}
