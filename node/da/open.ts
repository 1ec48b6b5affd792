import { NovateError } from "../primitives/error.ts";
import type { Timers } from "../primitives/timers.ts";
import type { BlockStore } from "../store/port.ts";
import type { CelestiaKey } from "./celestia/app/key.ts";
import type { BlockSource } from "./celestia/block-source.ts";
import { connectApp, connectConsensusReader } from "./celestia/connect-app.ts";
import { connectNode } from "./celestia/connect-node.ts";
import { createCelestiaDa } from "./celestia/driver.ts";
import type { CelestiaEndpoint } from "./celestia/endpoint.ts";
import { createFeeWatch, type FeeStatus, type FeeWatch } from "./celestia/fee-watch.ts";
import type { ShareProofs } from "./celestia/share-proofs.ts";
import { createDurableSubmitStore } from "./celestia/submitter/durable-store.ts";
import { createMemorySubmitStore } from "./celestia/submitter/record.ts";
import { beaconGenesisTime, createBeaconSource } from "./ethereum/beacon.ts";
import { createEthereumDa } from "./ethereum/driver.ts";
import type { BlobChain } from "./ethereum/port.ts";
import { isDevnet } from "./local/devnets.ts";
import { openLocalDa } from "./local/local-da.ts";
import type { DaOptions } from "./options.ts";
import type { DataAvailability } from "./port.ts";

const READ_TIMEOUT_MS = 30_000;
/** A submission blocks until its block; celestia-node gives up after five minutes. */
const SUBMIT_TIMEOUT_MS = 120_000;
/** How long one call of `submit` looks for an unknown outcome; its caller comes back. */
const MAX_LOOK_MS = 60_000;
const FEE_POLL_MS = 60_000;
/** Of Ethereum's beacon chain, and of its test networks. */
const SECONDS_PER_SLOT = 12n;

export interface OpenDaDependencies {
  /** L1's chain id: the local layer refuses any but a development network's. */
  readonly l1ChainId: bigint;
  readonly timers: Timers;
  /** L1's blocks with the blobs of our batches: for Ethereum only. */
  readonly blobs?: BlobChain;
  /** Keeps what was sent over crashes. Only readers can do without. */
  readonly store?: Pick<BlockStore, "getMeta" | "putMeta">;
  /** Pays on celestia-app. Only readers can do without. */
  readonly key?: CelestiaKey;
  /** Told when the fee account becomes low or is filled again. */
  onFees?(status: FeeStatus): void;
}

export interface OpenDa {
  readonly da: DataAvailability;
  readonly kind: DaOptions["kind"];
  /** The fee account; only where one pays. Not started. */
  readonly fees?: FeeWatch;
  /** What answers challenges of data on Celestia. */
  readonly proofs?: ShareProofs;
  /** Stops the watch, then the driver. */
  close(): Promise<void>;
}

/**
 * Opens the data-availability layer. Throws what the drivers throw: `DA_LOCAL_NOT_DEVNET`, `DA_WRONG_FILE`,
 * `CELESTIA_NAMESPACE`, `CELESTIA_ADDRESS`, `DA_NO_SIGNER`; and `CELESTIA_*` when the account has to be asked for and
 * the endpoint does not say.
 */
export async function openDa(options: DaOptions, dependencies: OpenDaDependencies): Promise<OpenDa> {
  const { l1ChainId, store, timers } = dependencies;
  if (options.kind === "local") {
    const da = await openLocalDa({ path: options.path, chainId: l1ChainId }, { timers });
    return { da, kind: "local", close: () => da.close() };
  }
  if (options.kind === "ethereum") return openEthereumDa(options, dependencies);
  const endpoint = connect(options, dependencies);
  const signer = options.signer ?? (await endpoint.writer.account());
  const witness = witnessOf(options);
  const da = createCelestiaDa(
    { ...options, signer, maxLookMs: MAX_LOOK_MS },
    {
      endpoint,
      timers,
      ...(witness === undefined ? {} : { witness }),
      store: store === undefined ? createMemorySubmitStore() : createDurableSubmitStore(store),
    },
  );
  const fees = createFeeWatch(
    { minBalance: options.minBalance, pollMs: FEE_POLL_MS },
    { da, timers, onChange: (status) => dependencies.onFees?.(status) },
  );
  return {
    ...{ da, fees, kind: options.kind, proofs: endpoint.proofs },
    async close() {
      await fees.close();
      await da.close();
    },
  };
}

type CelestiaOptions = Exclude<DaOptions, { readonly kind: "local" | "ethereum" }>;

async function openEthereumDa(
  { beaconUrl, pollMs }: Extract<DaOptions, { readonly kind: "ethereum" }>,
  { blobs, l1ChainId, timers }: OpenDaDependencies,
): Promise<OpenDa> {
  if (blobs === undefined) throw new NovateError("DA_NO_L1", "expected L1 to read blobs of, got none");
  const blockId = isDevnet(l1ChainId)
    ? ("execution" as const)
    : { genesisTime: await beaconGenesisTime(beaconUrl, READ_TIMEOUT_MS), secondsPerSlot: SECONDS_PER_SLOT };
  const source = createBeaconSource({ url: beaconUrl, blockId, timeoutMs: READ_TIMEOUT_MS });
  const da = createEthereumDa({ pollMs }, { chain: blobs, source, timers });
  return { da, kind: "ethereum", close: () => da.close() };
}

function connect(options: CelestiaOptions, { key, timers }: OpenDaDependencies): CelestiaEndpoint {
  const limits = { readTimeoutMs: READ_TIMEOUT_MS, submitTimeoutMs: SUBMIT_TIMEOUT_MS };
  if (options.kind === "celestia") return connectNode({ ...options, ...limits });
  if (key !== undefined) return connectApp({ ...options, ...limits }, { key, timers });
  return { writer: readerOnly(), ...connectConsensusReader({ ...options, ...limits }) };
}

function witnessOf({ kind, witnessUrl: url }: CelestiaOptions): BlockSource | undefined {
  if (url === undefined) return undefined;
  const limits = { readTimeoutMs: READ_TIMEOUT_MS, submitTimeoutMs: SUBMIT_TIMEOUT_MS };
  return kind === "celestia"
    ? connectNode({ url, ...limits }).source
    : connectConsensusReader({ url, ...limits }).source;
}

/** The writer of a node that has no key: whoever reads must be told whose blobs count. */
function readerOnly(): CelestiaEndpoint["writer"] {
  const refuse = async (): Promise<never> => {
    throw new NovateError(
      "DA_NO_SIGNER",
      "expected a key that pays, or the address whose blobs count; got neither",
    );
  };
  return { submit: refuse, account: refuse, balance: refuse };
}
