/** A real venue for a load test: anvil, contracts, a sequencer in its own process, funded traders, a load generator in another. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Network, startNetwork } from "../../devnet/network.ts";
import { freePort } from "../../devnet/process.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import { domainSeparator } from "../../node/primitives/eip712/index.ts";
import type { LoadJob, LoadReport } from "./client.ts";
import { fundTraders } from "./traders.ts";

export interface Venue {
  readonly network: Network;
  readonly accounts: readonly number[];
  /** Signs and sends a load; the seed also keeps nonces and client ids of several loads apart. */
  load(
    job: Pick<
      LoadJob,
      "count" | "actionsPerTransaction" | "sockets" | "perSecond" | "seed" | "signsWhenSent"
    >,
  ): Promise<LoadReport>;
  stop(): Promise<void>;
}

/** What a shell calls a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Starts everything; `traders` accounts hold a million each. Stop it, whatever happens; SIGINT and SIGTERM stop it too, and exit. */
export async function openVenue(options: {
  readonly traders: number;
  /** Flags of the node beside the load test's own. */
  readonly flags?: Readonly<Record<string, string>>;
}): Promise<Venue> {
  const root = mkdtempSync(join(tmpdir(), "novate-bench-"));
  const ends: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const end of ends.reverse()) await end();
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    rmSync(root, { recursive: true, force: true });
  };
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopAll());
  const interrupted = () => void stop().finally(() => process.exit(INTERRUPTED));
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  const network = await startNetwork(
    {
      root,
      fresh: true,
      l1Port: await freePort(),
      port: await freePort(),
      nodeFlags: {
        workers: "2",
        "ws-messages": "1000000000",
        "snapshot-interval": "100000000",
        // The load is the measure, not the second machine.
        shadow: "0",
        ...options.flags,
      },
    },
    () => {},
  );
  ends.push(() => network.stop());
  const client = spawn(process.execPath, [join(import.meta.dirname, "client.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answers = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  ends.push(() => ended(client));
  try {
    const accounts = await fundTraders(network, options.traders);
    const separator = toHex(domainSeparator(network.client.domain));
    return {
      network,
      accounts,
      async load(job) {
        // A window of nonces for each load: two loads never share one.
        const firstNonce = Date.now() - 3_600_000 + job.seed * 100_000;
        const order: LoadJob = { ...job, url: network.node.url, separator, accounts, firstNonce };
        client.stdin.write(`${JSON.stringify(order)}\n`);
        const answer = await answers.next();
        if (answer.done === true) throw new Error("expected a report, the load generator ended");
        return JSON.parse(answer.value) as LoadReport;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.stdin?.end();
    setTimeout(() => child.kill("SIGKILL"), 2_000).unref();
  });
}
