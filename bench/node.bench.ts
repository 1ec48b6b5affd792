/** A real node under load: signed orders over real sockets, answered when their block is synced to disk. */
import type { Figure } from "./figure.ts";
import { rounded } from "./figure.ts";
import type { LoadReport } from "./load/client.ts";
import { fanOut } from "./load/fan-out.ts";
import { rederive } from "./load/rederive.ts";
import { openVenue, type Venue } from "./load/venue.ts";

const TRADERS = 200;
const SOCKETS = 64;
const SINGLES = 120_000;
const BATCHES = 12_000;
const BATCH = 50;
const BATCH_SOCKETS = 16;
const LATENCY_SECONDS = 15;
const READERS = 1_000;
/** Transactions a second beside the readers, each of so many orders: every block changes most of a kilobyte of each book. */
const CALM = 1_000;
const CALM_ORDERS = 12;
/** Close blocks: 66 a second, each with two new books for every reader. */
const CLOSE_BLOCKS = { "block-interval": "15", "idle-interval": "15", connections: "4096" };

function checked(report: LoadReport): LoadReport {
  if (report.executed < report.sent * 0.99) {
    throw new Error(`expected the load to be executed, got ${JSON.stringify(report)}`);
  }
  return report;
}

async function measure(venue: Venue): Promise<Figure[]> {
  const run = (seed: number, count: number, actionsPerTransaction: number, perSecond?: number) =>
    venue
      .load({
        seed,
        count,
        actionsPerTransaction,
        sockets: actionsPerTransaction > 1 ? BATCH_SOCKETS : SOCKETS,
        ...(perSecond ? { perSecond } : {}),
      })
      .then(checked);
  await run(1, SINGLES / 4, 1);
  const singles = await run(2, SINGLES, 1);
  const singleRate = singles.executed / singles.seconds;
  const derivedRate = await rederive(venue.network);
  const batches = await run(3, BATCHES, BATCH);
  const batchRate = (batches.executed * BATCH) / batches.seconds;
  const half = Math.floor(singleRate / 2);
  const paced = await run(4, half * LATENCY_SECONDS, 1, half);
  return [
    {
      name: "signed single-order transactions, WebSocket to synced receipt, node and load on the same cores",
      value: rounded(singleRate),
      unit: "tx/s",
      target: 20_000,
      better: "more",
      peer: null,
      ratio: null,
    },
    {
      name: "orders in signed batches of 50, WebSocket to synced receipt",
      value: rounded(batchRate),
      unit: "orders/s",
      target: 120_000,
      better: "more",
      peer: "single-order transactions, same run",
      ratio: rounded(batchRate / singleRate),
    },
    {
      name: "re-derivation from DA and L1, signatures checked, single-order transactions",
      value: rounded(derivedRate),
      unit: "tx/s",
      target: 25_000,
      better: "more",
      peer: "the node that made them, same run",
      ratio: rounded(derivedRate / singleRate),
    },
    {
      name: "order to soft confirmation at half load, median",
      value: rounded(paced.p50),
      unit: "ms",
      target: 120,
      better: "less",
      peer: null,
      ratio: null,
    },
    {
      name: "order to soft confirmation at half load, 99th percentile",
      value: rounded(paced.p99),
      unit: "ms",
      target: 250,
      better: "less",
      peer: null,
      ratio: null,
    },
  ];
}

/** Order latency alone and beside a thousand readers of the book, and what reaches the readers. */
async function measureReaders(venue: Venue): Promise<Figure[]> {
  const calm = (seed: number) =>
    venue
      .load({
        ...{ seed, count: CALM * LATENCY_SECONDS, actionsPerTransaction: CALM_ORDERS },
        ...{ sockets: 4, perSecond: CALM },
      })
      .then(checked);
  const alone = await calm(1);
  const { deliveries, result } = await fanOut(
    venue.network.node.url,
    { count: READERS, seconds: LATENCY_SECONDS },
    () => calm(2),
  );
  return [
    {
      name: `WebSocket deliveries of book updates (${Math.round(deliveries.bytesPerMessage)} bytes each) to 1,000 readers`,
      value: rounded(deliveries.perSecond),
      unit: "messages/s",
      target: 100_000,
      better: "more",
      peer: null,
      ratio: null,
    },
    {
      name: "median order latency beside those readers, times the latency without them",
      value: rounded(result.p50 / alone.p50),
      unit: "times",
      target: 2,
      better: "less",
      peer: `${rounded(alone.p50)} ms without, ${rounded(result.p50)} ms with them`,
      ratio: null,
    },
  ];
}

async function withVenue(
  flags: Readonly<Record<string, string>>,
  measureIt: (venue: Venue) => Promise<Figure[]>,
): Promise<Figure[]> {
  const venue = await openVenue({ traders: TRADERS, flags });
  try {
    return await measureIt(venue);
  } finally {
    await venue.stop();
  }
}

export async function run(): Promise<Figure[]> {
  return [...(await withVenue({}, measure)), ...(await withVenue(CLOSE_BLOCKS, measureReaders))];
}
