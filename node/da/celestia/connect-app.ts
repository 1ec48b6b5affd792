import { systemTimers, type Timers } from "../../primitives/timers.ts";
import { createConsensusSource } from "./app/block-source.ts";
import { createCometClient } from "./app/comet-client.ts";
import type { CelestiaKey } from "./app/key.ts";
import { createPayer } from "./app/payer.ts";
import { createConsensusProofs } from "./app/share-proofs.ts";
import { createTxStatus } from "./app/tx-status.ts";
import { type AppWriterOptions, createAppWriter } from "./app/writer.ts";
import type { BlockSource } from "./block-source.ts";
import { createHttpRpc } from "./client/http-rpc.ts";
import { MAX_RESPONSE_BYTES } from "./connect-node.ts";
import type { CelestiaEndpoint } from "./endpoint.ts";

export interface AppEndpointOptions extends AppWriterOptions {
  /** A consensus node's RPC, `http://host:26657`. */
  readonly url: string;
  readonly readTimeoutMs: number;
}

export interface AppEndpointDependencies {
  /** Pays. */
  readonly key: CelestiaKey;
  readonly timers?: Timers;
  /** Where blocks are read instead, such as a celestia-node. */
  readonly source?: BlockSource;
}

/** Reads blocks of a consensus node, verified, and proves their shares. */
export function connectConsensusReader({
  readTimeoutMs,
  url,
}: Pick<AppEndpointOptions, "readTimeoutMs" | "url">): Pick<CelestiaEndpoint, "source" | "proofs"> {
  const call = consensusRpc(url, readTimeoutMs);
  return { source: createConsensusSource(call), proofs: createConsensusProofs(call) };
}

/** Pays on celestia-app directly, and reads there unless told otherwise. Nothing is sent before the first call. */
export function connectApp(
  options: AppEndpointOptions,
  dependencies: AppEndpointDependencies,
): CelestiaEndpoint {
  const { key, source, timers = systemTimers } = dependencies;
  const call = consensusRpc(options.url, options.readTimeoutMs);
  const payer = createPayer(key, createCometClient(call));
  return {
    writer: createAppWriter(options, { key, payer, status: createTxStatus(call), timers }),
    source: source ?? createConsensusSource(call),
    proofs: createConsensusProofs(call),
  };
}

function consensusRpc(url: string, timeoutMs: number) {
  return createHttpRpc({ url, timeoutMs, maxResponseBytes: MAX_RESPONSE_BYTES, dialect: "consensus" });
}
