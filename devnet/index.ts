import { MAKERS, signerOf, TAKERS } from "./accounts.ts";
import { startBots } from "./bots.ts";
import { fundTraders } from "./fund.ts";
import { type Network, type NetworkOptions, startNetwork } from "./network.ts";
import { createProgress } from "./progress.ts";

export type { DevnetDa } from "./folder.ts";

import { WALK_STEPS, type WalkResult, walk } from "./walk.ts";

export interface DevnetOptions extends NetworkOptions {
  /** Stop after the walk. */
  readonly once: boolean;
}

export interface DevnetDependencies {
  readonly write: (text: string) => void;
  readonly interactive: boolean;
  /** Resolves when the user wants to stop. */
  readonly stopped: Promise<unknown>;
}

const BOT_INTERVAL_MS = 1_000;
const QUOTE_USD = 5_000;

/**
 * The one-command network: L1, contracts, node, voters and traders; then the main job, shown step by step; then it stays up
 * until `stopped` (or, with `once`, ends). Everything it started is stopped in reverse order, whatever happens.
 */
export async function runDevnet(
  options: DevnetOptions,
  dependencies: DevnetDependencies,
): Promise<WalkResult | undefined> {
  const { write, interactive, stopped } = dependencies;
  const progress = createProgress({ write, interactive, total: WALK_STEPS });
  const network = await startNetwork(options, (text) => progress.note(`. ${text}`));
  let bots: { stop(): Promise<void> } | undefined;
  try {
    progress.note(`. chain ${network.resumed ? "resumed" : "started"}; status page ${network.node.url}/`);
    await fundTraders(network, [...MAKERS, ...TAKERS]);
    const { client } = network;
    const traders = (roles: typeof MAKERS) => roles.map((role) => client.trader(signerOf(role)));
    bots = startBots(
      { intervalMs: BOT_INTERVAL_MS, quoteUsd: QUOTE_USD },
      { client, makers: traders(MAKERS), takers: traders(TAKERS), onError: () => {} },
    );
    const walked = await Promise.race([walk(network, progress), stopped.then(() => undefined)]);
    if (walked === undefined || options.once) return walked;
    progress.note(described(network));
    const reason = await Promise.race([stopped.then(() => undefined), network.broken]);
    if (reason !== undefined) progress.note(`x ${reason}`);
    return walked;
  } finally {
    progress.note(". stopping");
    await bots?.stop();
    await network.stop();
    progress.note(". stopped");
  }
}

function described(network: Network): string {
  const flags = Object.entries(network.daFlags).map(([name, value]) => `--${name} ${value}`);
  const da = network.da.kind === "local" ? "" : ` ${flags.join(" ")}`;
  return `
The network stays up. Ctrl-C stops it; the next start resumes this chain, --fresh begins anew.
  status page, API   ${network.node.url}/        (docs/api.md)
  L1                 ${network.l1.url}
  genesis            ${network.folder.genesis}
Try:  bin/novate order buy BTC-PERP 0.01 --market --key alice
      bin/novate node --follow --data .novate/follower --genesis ${network.folder.genesis} --port 3901${da}
      bin/novate verify${da}
`;
}
