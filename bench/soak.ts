/**
 * A long run at a steady rate: `node bench/soak.ts [--minutes 30] [--rate N]`. A sequencer under load and a follower that derives
 * the same chain; every minute the memory of both, at the end the slope of the memory, every root compared, and every
 * invariant of the state checked. Without `--rate` it first finds what this machine does with both running, and takes half.
 * Exit code 0 = flat memory, equal roots, no invariant broken.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Child, freePort, startChild } from "../devnet/process.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { brokenInvariants } from "../node/state-machine/engine/testing/invariants.ts";
import { StateReader } from "../node/state-machine/engine/testing/state.ts";
import { createStateMachine } from "../node/state-machine/index.ts";
import { openSnapshotFolder } from "../node/store/snapshots.ts";
import { connect, type NovateClient } from "../sdk/index.ts";
import { openVenue, type Venue } from "./load/venue.ts";

const TRADERS = 200;
const SOCKETS = 64;
/** Long enough that the seconds until the last batch is published do not count for much. */
const PROBE = 120_000;
const REPORT_SECONDS = 60;
/** Collectors make memory rise and fall within seconds: the slope needs many points. */
const SAMPLE_MS = 2_000;
/** Memory may grow by this much an hour, of what it is: chains grow, leaks grow faster. */
const FLAT_PER_HOUR = 0.25;
const FOLLOWER_WAIT_MS = 120_000;

interface Sample {
  readonly minute: number;
  readonly sequencerMb: number;
  readonly followerMb: number;
}

/** What a process holds of its own: not the pages of its database's files, which the kernel takes back at will. */
const residentMb = (pid: number): number =>
  Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Least-squares slope of y over x. */
function slope(points: readonly (readonly [number, number])[]): number {
  const x = mean(points.map((point) => point[0]));
  const y = mean(points.map((point) => point[1]));
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

async function startFollower(venue: Venue): Promise<{ child: Child; url: string }> {
  const { folder, l1 } = venue.network;
  const port = await freePort();
  const novate = join(fileURLToPath(new URL("..", import.meta.url)), "bin", "novate");
  const child = startChild(novate, [
    ...["node", "--follow", "--data", join(folder.root, "follower"), "--genesis", folder.genesis],
    ...["--l1", l1.url, "--da", `local:${join(folder.da, "blobs")}`, "--port", String(port)],
    ...["--confirmations", "1", "--log-level", "warn", "--rate-weight", "100000000"],
  ]);
  return { child, url: `http://127.0.0.1:${port}` };
}

async function headOf(url: string): Promise<number> {
  const answer = await fetch(`${url}/status`).catch(() => undefined);
  if (answer === undefined) return -1;
  return ((await answer.json()) as { head: { number: number } }).head.number;
}

/** Resolves once the node at `url` has block `number`; throws when it takes too long. */
async function reached(url: string, number: number): Promise<void> {
  const deadline = Date.now() + FOLLOWER_WAIT_MS;
  while ((await headOf(url)) < number) {
    if (Date.now() > deadline) throw new Error(`expected the follower to reach block ${number}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function rootOf(client: NovateClient, number: number): Promise<string> {
  return ((await client.info({ type: "block", number })) as { stateRoot: string }).stateRoot;
}

/** Blocks `from..to` whose roots differ between the two nodes. */
async function differing(a: NovateClient, b: NovateClient, from: number, to: number): Promise<number[]> {
  const wrong: number[] = [];
  for (let number = from; number <= to; number++) {
    if ((await rootOf(a, number)) !== (await rootOf(b, number))) wrong.push(number);
  }
  return wrong;
}

async function invariantsOf(folder: string): Promise<{ root: string; broken: readonly string[] }> {
  const snapshots = await openSnapshotFolder(join(folder, "snapshots"));
  const [height] = await snapshots.heights();
  if (height === undefined) throw new Error("expected the node to leave a snapshot, there is none");
  const machine = await createStateMachine();
  await machine.restore(snapshots.read(height));
  return {
    root: toHex(machine.stateRoot),
    broken: brokenInvariants(new StateReader(new DataView(machine.memory))).map(String),
  };
}

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "30" }, rate: { type: "string" } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`expected --minutes above zero, got ${values.minutes}`);

const venue = await openVenue({ traders: TRADERS });
let follower: Child | undefined;
try {
  const { node } = venue.network;
  let seed = 1;
  const { child, url: followerUrl } = await startFollower(venue);
  follower = child;
  await reached(followerUrl, await headOf(node.url));
  const load = (count: number, perSecond?: number) =>
    venue.load({
      ...{ seed: seed++, count, actionsPerTransaction: 1, sockets: SOCKETS },
      ...(perSecond === undefined ? {} : { perSecond, signsWhenSent: true }),
    });
  /** Orders a second that both nodes get through: signing is not counted, and the follower's share is done when it has every block. */
  const sustained = async () => {
    const { executed, seconds } = await load(PROBE);
    const begin = performance.now();
    await reached(followerUrl, await headOf(node.url));
    return executed / (seconds + (performance.now() - begin) / 1_000);
  };
  let rate = Number(values.rate);
  if (values.rate === undefined) {
    // The first compiles the code of both nodes and is not counted.
    await load(PROBE / 4);
    rate = Math.floor((await sustained()) / 2);
  }
  if (!(rate > 0)) throw new Error(`expected --rate above zero, got ${values.rate}`);
  console.log(`${minutes} minutes at ${rate} orders/s`);
  const samples: Sample[] = [];
  const refused: Record<string, number> = {};
  const begin = performance.now();
  const end = begin + minutes * 60_000;
  const sample = () => {
    samples.push({
      minute: (performance.now() - begin) / 60_000,
      sequencerMb: residentMb(node.child.pid),
      followerMb: residentMb(child.pid),
    });
  };
  const sampling = setInterval(sample, SAMPLE_MS);
  try {
    while (performance.now() < end) {
      const reported = samples.length;
      const seconds = Math.min(REPORT_SECONDS, (end - performance.now()) / 1_000);
      const report = await load(Math.max(1, Math.floor(rate * seconds)), rate);
      for (const [code, times] of Object.entries(report.refused))
        refused[code] = (refused[code] ?? 0) + times;
      const latest = samples.slice(reported);
      const line = {
        minute: Number(((performance.now() - begin) / 60_000).toFixed(1)),
        sequencerMb: Math.round(mean(latest.map((each) => each.sequencerMb))),
        followerMb: Math.round(mean(latest.map((each) => each.followerMb))),
        block: await headOf(node.url),
        followerBlock: await headOf(followerUrl),
        p50: Math.round(report.p50),
        p99: Math.round(report.p99),
      };
      console.log(JSON.stringify(line));
    }
  } finally {
    clearInterval(sampling);
  }
  const head = await headOf(node.url);
  await reached(followerUrl, head);
  const other = await connect(followerUrl);
  const wrong = await differing(venue.network.client, other, 0, head);
  other.close();
  // The first third is warm-up: code is compiled, caches fill.
  const settled = samples.slice(Math.floor(samples.length / 3));
  const growth = (of: "sequencerMb" | "followerMb") => slope(settled.map((each) => [each.minute, each[of]]));
  await node.child.stop();
  const { root, broken } = await invariantsOf(venue.network.folder.nodeData);
  const last = samples.at(-1)!;
  const flat = (of: "sequencerMb" | "followerMb") => growth(of) * 60 <= FLAT_PER_HOUR * last[of];
  const result = {
    minutes,
    rate,
    blocks: head,
    refused,
    sequencerMbPerMinute: Number(growth("sequencerMb").toFixed(2)),
    followerMbPerMinute: Number(growth("followerMb").toFixed(2)),
    differingRoots: wrong,
    stateRoot: root,
    brokenInvariants: broken,
  };
  console.log(JSON.stringify(result));
  const good = wrong.length === 0 && broken.length === 0 && flat("sequencerMb") && flat("followerMb");
  process.exitCode = good ? 0 : 1;
} finally {
  await follower?.stop();
  await venue.stop();
}
