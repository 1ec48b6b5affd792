import { NovateError } from "../node/primitives/error.ts";
import { MAKERS, signerOf, TAKERS } from "./accounts.ts";
import { type Adversary, type AttackResult, attack } from "./adversary/index.ts";
import { startBots } from "./bots.ts";
import { fundTraders } from "./fund.ts";
import { type Network, type NetworkOptions, startNetwork } from "./network.ts";
import { createProgress, type Progress } from "./progress.ts";

export {
  ADVERSARY_KINDS,
  type Adversary,
  type AttackResult,
  checkAdversary,
  parseAdversary,
} from "./adversary/index.ts";
export type { DevnetDa } from "./folder.ts";
export type { Network } from "./network.ts";

import { WALK_STEPS, type WalkResult, walk } from "./walk.ts";

export interface DevnetOptions extends NetworkOptions {
  /** Stop after the walk. */
  readonly once: boolean;
}

/** Who attacks the network meanwhile. */
export interface AttackedDevnetOptions extends DevnetOptions {
  readonly adversary: Adversary;
  /** File of the engine that the adversary runs. */
  readonly engine?: string;
  /**
   * End when the dispute has ended, whatever the walk has come to; disputes then have clocks of minutes, which no machine is too
   * slow for, and L1's clock leaps where nobody needs it. Funding, which wants a steady clock, would not go on after that.
   */
  readonly endsWithDispute: boolean;
}

export interface DevnetDependencies {
  readonly write: (text: string) => void;
  readonly interactive: boolean;
  /** Resolves when the user wants to stop. */
  readonly stopped: Promise<unknown>;
  /** What to try on the network that stays up: commands with the flags that it needs. */
  commands(network: Network): readonly string[];
}

const BOT_INTERVAL_MS = 1_000;
/** Nothing becomes final while a dispute about it runs: longest wait for a step then. */
const DISPUTED_STEP_MS = 15 * 60_000;
/** The same where the challenge period leaves room for rulings on data. */
const RULED_STEP_MS = 5 * 60_000;
/** L1 blocks on top of one before either side builds on it, where L1 forgets its newest again and again. */
const REORGED_CONFIRMATIONS = 4;
const QUOTE_USD = 5_000;

/**
 * The one-command network: L1, contracts, node, voters and traders; then the main job, shown step by step; then it stays up
 * until `stopped` (or, with `once`, ends). Everything it started is stopped in reverse order, whatever happens.
 */
export function runDevnet(
  options: DevnetOptions,
  dependencies: DevnetDependencies,
): Promise<WalkResult | undefined> {
  return withNetwork(options, dependencies, async (network, progress) => {
    const { stopped } = dependencies;
    const stepMs = options.rulesOnData ? RULED_STEP_MS : undefined;
    const walked = await Promise.race([walk(network, progress, stepMs), stopped.then(() => undefined)]);
    if (walked !== undefined && !options.once) await stayUp(network, progress, dependencies);
    return walked;
  });
}

/** The same network and the main job, while somebody dishonest attacks and the node answers. Undefined when it was stopped before. */
export function runAttackedDevnet(
  options: AttackedDevnetOptions,
  dependencies: DevnetDependencies,
): Promise<AttackResult | undefined> {
  const { adversary, engine, endsWithDispute, once } = options;
  const { kind } = adversary;
  const isReorged = kind === "reorger";
  // A race for room in L1's blocks, or for what they forget, needs blocks that hold several transactions.
  const l1MinesAtOnce = endsWithDispute && !isReorged && kind !== "gas-starver";
  const patience = isReorged ? { confirmations: String(REORGED_CONFIRMATIONS) } : {};
  const attacked = {
    ...{ ...options, longClocks: endsWithDispute, l1MinesAtOnce },
    nodeFlags: { ...options.nodeFlags, ...patience },
  };
  return withNetwork(attacked, dependencies, async (network, progress) => {
    const ending = new AbortController();
    const stopped = dependencies.stopped.then(() => ending.abort());
    const { genesis, da, l1 } = network;
    try {
      const walking = walk(network, progress, DISPUTED_STEP_MS);
      walking.catch(() => {});
      const attacking = attack(
        {
          ...{ adversary, genesis, da, l1Url: l1.url, signal: ending.signal },
          leaps: endsWithDispute,
          confirmations: isReorged ? REORGED_CONFIRMATIONS : 0,
          ...(engine === undefined ? {} : { engine }),
        },
        progress.note,
      );
      attacking.catch(() => {});
      const broken = network.broken.then((reason) => {
        throw new NovateError("NETWORK_BROKEN", reason);
      });
      const result = await Promise.race([attacking, stopped.then(() => undefined), broken]);
      if (result === undefined || endsWithDispute) return result;
      const walked = await Promise.race([walking, stopped.then(() => undefined)]);
      if (walked !== undefined && !once) await stayUp(network, progress, dependencies);
      return result;
    } finally {
      ending.abort();
    }
  });
}

/** Runs `work` over a network with its traders; stops all of it afterwards. */
async function withNetwork<T>(
  options: NetworkOptions,
  { write, interactive, stopped }: DevnetDependencies,
  work: (network: Network, progress: Progress) => Promise<T>,
): Promise<T | undefined> {
  const progress = createProgress({ write, interactive, total: WALK_STEPS });
  const say = (text: string) => progress.note(`. ${text}`);
  const starting = new AbortController();
  void stopped.then(() => starting.abort());
  let network: Network;
  try {
    network = await startNetwork(options, say, starting.signal);
  } catch (error) {
    if (!starting.signal.aborted) throw error;
    say("stopped while starting");
    return undefined;
  }
  let bots: { stop(): Promise<void> } | undefined;
  try {
    progress.note(`. chain ${network.resumed ? "resumed" : "started"}; status page ${network.node.url}/`);
    const funding = fundTraders(network, [...MAKERS, ...TAKERS]);
    funding.catch(() => {});
    const ready = await Promise.race([funding.then(() => true), stopped.then(() => false)]);
    if (!ready) return undefined;
    const { client } = network;
    const traders = (roles: typeof MAKERS) => roles.map((role) => client.trader(signerOf(role)));
    bots = startBots(
      { intervalMs: BOT_INTERVAL_MS, quoteUsd: QUOTE_USD },
      { client, makers: traders(MAKERS), takers: traders(TAKERS), onError: () => {} },
    );
    return await work(network, progress);
  } finally {
    progress.abandon();
    progress.note(". stopping");
    await bots?.stop();
    await network.stop();
    progress.note(". stopped");
  }
}

async function stayUp(
  network: Network,
  progress: Progress,
  { commands, stopped }: DevnetDependencies,
): Promise<void> {
  progress.note(described(network, commands(network)));
  const reason = await Promise.race([stopped.then(() => undefined), network.broken]);
  if (reason !== undefined) progress.note(`x ${reason}`);
}

function described(network: Network, commands: readonly string[]): string {
  return `
The network stays up. Ctrl-C stops it; the next start resumes this chain, --fresh begins anew.
  status page, API   ${network.node.url}/        (docs/api.md)
  L1                 ${network.l1.url}
  genesis            ${network.folder.genesis}
Try:  ${commands.join("\n      ")}
`;
}
