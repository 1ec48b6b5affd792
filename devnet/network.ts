import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DaKind } from "../contracts/deploy.ts";
import type { Genesis } from "../genesis/index.ts";
import type { DaOptions } from "../node/da/options.ts";
import { NovateError } from "../node/primitives/error.ts";
import { connect, type NovateClient } from "../sdk/index.ts";
import { signerOf, VALIDATORS, writeKeyFiles } from "./accounts.ts";
import { attachL1, L1_PORT_REMEDY, type L1Process, startAnvil } from "./anvil.ts";
import { startAttestor } from "./attestor.ts";
import { type DevnetCelestia, startDevnetCelestia } from "./celestia.ts";
import { deployDevnet, readGenesis } from "./deploy.ts";
import { type DevnetDa, type DevnetFolder, type DevnetManifest, openDevnetFolder } from "./folder.ts";
import { NODE_PORT_REMEDY, type NodeProcess, startNodeProcess } from "./node-process.ts";
import { requireFreePort } from "./process.ts";
import { startVoters } from "./voters.ts";

export interface NetworkOptions {
  readonly root: string;
  readonly fresh: boolean;
  readonly l1Port: number;
  /** An L1 that runs already; undefined = start anvil. */
  readonly l1Url?: string;
  readonly port: number;
  /** Where batches are published; default: a file. */
  readonly da?: DevnetDa;
  /** A Celestia that runs already, instead of the simulated one. */
  readonly celestia?: DevnetCelestia;
  /** Deploy what rules on data, too: not for the local layer; states are then final after a minute and a half. */
  readonly rulesOnData?: boolean;
  /** Give disputes clocks of minutes: for who takes L1's clock ahead where nobody needs it. */
  readonly longClocks?: boolean;
  /** The L1 that is started includes each transaction at once, beside its block a second. */
  readonly l1MinesAtOnce?: boolean;
  /** Port of the simulated celestia-node; default: one that the system chooses. */
  readonly daPort?: number;
  /** Flags of `novate node` beside or instead of the devnet's own. */
  readonly nodeFlags?: Readonly<Record<string, string>>;
}

export interface Network {
  readonly folder: DevnetFolder;
  readonly genesis: Genesis;
  readonly l1: L1Process;
  /** How the node's data-availability layer is read. */
  readonly da: DaOptions;
  /** Flags by which other commands read it. */
  readonly daFlags: Readonly<Record<string, string>>;
  readonly node: NodeProcess;
  readonly client: NovateClient;
  readonly resumed: boolean;
  /** Rejects never; resolves with what ended when L1 or the node ends by itself. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

/** Ticks: 97,000.0 USD of one bitcoin, 3,400.00 USD of one ether. */
const START_PRICES = [
  { market: 0, start: 970_000, stepPpm: 150 },
  { market: 1, start: 340_000, stepPpm: 200 },
];
const VOTE_INTERVAL_MS = 1_000;
const L1_BLOCK_SECONDS = 1;
const BLOB_POLL_MS = 250;

/**
 * L1, contracts, genesis, node and price voters, started in this order and stopped in reverse. Announces each through `say`. When `signal`
 * aborts, what was started is stopped at once and its reason thrown. Before anything is touched throws `PORT_IN_USE`,
 * `DEVNET_RUNNING`, `DEVNET_OTHER_L1` or `DEVNET_OTHER_DA`.
 */
export async function startNetwork(
  options: NetworkOptions,
  say: (text: string) => void,
  signal: AbortSignal = new AbortController().signal,
): Promise<Network> {
  await requireFreePorts(options);
  const folder = await openDevnetFolder(options.root, { fresh: options.fresh });
  const stops: (() => Promise<void>)[] = [() => folder.release()];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const manifest = folder.manifest();
    checkResume(options, manifest);
    mkdirSync(folder.da, { recursive: true });
    say(options.l1Url === undefined ? "starting L1 (anvil)" : `using L1 at ${options.l1Url}`);
    const l1 =
      options.l1Url === undefined
        ? await startAnvil({
            port: options.l1Port,
            stateFile: folder.l1State,
            blockTimeSeconds: L1_BLOCK_SECONDS,
            minesAtOnce: options.l1MinesAtOnce === true,
            signal,
          })
        : await attachL1(options.l1Url);
    stops.push(() => l1.stop());
    await writeKeyFiles(folder);
    const resumed = manifest !== undefined && existsSync(folder.genesis);
    say(resumed ? "resuming the chain" : "deploying contracts, writing genesis");
    const genesis = resumed
      ? readGenesis(folder.genesis)
      : await untilAborted(
          signal,
          deployDevnet(folder, l1.url, kindOf(options), {
            rulesOnData: options.rulesOnData === true,
            longClocks: options.longClocks === true,
          }),
        );
    if (!resumed)
      folder.saveManifest({
        version: 1,
        ...(options.l1Url === undefined ? {} : { externalL1: options.l1Url }),
        ...(options.da === undefined ? {} : { da: options.da }),
      });
    const celestia = options.celestia ?? (await simulatedCelestia(options, folder));
    if (celestia !== undefined) {
      stops.push(() => celestia.stop());
      say(`Celestia at ${celestia.url}`);
    }
    const layer = { l1Url: l1.url, path: join(folder.da, "blobs") };
    const { da, daFlags } = layerOf(options, genesis, celestia, layer);
    if (da.kind === "celestia") {
      const attested = { genesis, l1Url: l1.url, celestia: da };
      const attestor = await startAttestor(attested, { onError: () => {} });
      if (attestor !== undefined) stops.push(() => attestor.stop());
    }
    say("starting the node");
    const node = await startNodeProcess({
      folder,
      l1Url: l1.url,
      port: options.port,
      flags: { ...daFlags, ...options.nodeFlags },
      signal,
    });
    stops.push(() => node.child.stop());
    const client = await connect(node.url);
    stops.push(async () => client.close());
    const voters = startVoters(
      { prices: START_PRICES, intervalMs: VOTE_INTERVAL_MS },
      { client, validators: VALIDATORS.map(signerOf), onError: () => {} },
    );
    stops.push(() => voters.stop());
    const broken = Promise.race([
      l1.ended.then(() => "L1 ended by itself"),
      node.child.ended.then(
        (code) => `the node ended with exit code ${code}: ${node.child.tail().trim().slice(-1_000)}`,
      ),
    ]);
    return { folder, genesis, l1, da, daFlags, node, client, resumed, broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What `work` gives, unless the signal aborts first: nobody looks at how it ends then. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  work.catch(() => {});
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  signal.throwIfAborted();
  return Promise.race([work, aborted]);
}

/** What is asked for at once is not found out after half a minute of work. */
async function requireFreePorts({ da, daPort = 0, l1Port, l1Url, port }: NetworkOptions): Promise<void> {
  await requireFreePort(port, "the node", NODE_PORT_REMEDY);
  if (l1Url === undefined) await requireFreePort(l1Port, "the development L1 (anvil)", L1_PORT_REMEDY);
  if (da === "celestia-mock")
    await requireFreePort(daPort, "the simulated celestia-node", "stop it or choose --da-port N");
}

function kindOf({ celestia, da }: NetworkOptions): DaKind {
  if (celestia !== undefined || da === "celestia-mock") return "celestia";
  return da ?? "local";
}

/** How the layer is read, in code and by flags. */
function layerOf(
  options: NetworkOptions,
  { genesisHash }: Genesis,
  celestia: DevnetCelestia | undefined,
  { l1Url, path }: { readonly l1Url: string; readonly path: string },
): Pick<Network, "da" | "daFlags"> {
  if (celestia !== undefined) return { da: celestia.options(genesisHash), daFlags: celestia.flags };
  if (options.da !== "ethereum") return { da: { kind: "local", path }, daFlags: { da: `local:${path}` } };
  return {
    da: { kind: "ethereum", beaconUrl: l1Url, pollMs: BLOB_POLL_MS },
    daFlags: { da: "ethereum", "da-url": l1Url, "da-poll": String(BLOB_POLL_MS) },
  };
}

async function simulatedCelestia(
  { da, daPort = 0 }: NetworkOptions,
  folder: DevnetFolder,
): Promise<DevnetCelestia | undefined> {
  return da === "celestia-mock" ? startDevnetCelestia(folder.celestia, daPort) : undefined;
}

/** A chain lives on one L1 and publishes in one place: on others, neither contracts and deposits nor data would be found. */
function checkResume(options: NetworkOptions, manifest: DevnetManifest | undefined): void {
  if (manifest === undefined) return;
  if (manifest.externalL1 !== options.l1Url) {
    throw new NovateError(
      "DEVNET_OTHER_L1",
      `expected the L1 this devnet was deployed on (${manifest.externalL1 ?? "its own anvil"}), got ${options.l1Url ?? "its own anvil"}; start with --fresh to deploy anew`,
    );
  }
  const [published, asked] = [manifest.da ?? "local", options.da ?? "local"];
  if (published === asked) return;
  throw new NovateError(
    "DEVNET_OTHER_DA",
    `expected --da ${published}, where this devnet has published so far, got ${asked}; start with --fresh to begin anew`,
  );
}
