/** A real node under load: signed orders over real sockets, answered when their block is synced to disk. */
import type { Figure } from "./figure.ts";
import { rounded } from "./figure.ts";
import type { LoadReport } from "./load/client.ts";
import { openVenue, type Venue } from "./load/venue.ts";

const TRADERS = 200;
const SOCKETS = 64;
const SINGLES = 120_000;
const BATCHES = 12_000;
const BATCH = 50;
const LATENCY_SECONDS = 15;

function checked(report: LoadReport): LoadReport {
  if (report.executed < report.sent * 0.99) {
    throw new Error(`expected the load to be executed, got ${JSON.stringify(report)}`);
  }
  return report;
}

async function measure(venue: Venue): Promise<Figure[]> {
  const run = (seed: number, count: number, actionsPerTransaction: number, perSecond?: number) =>
    venue
      .load({ seed, count, actionsPerTransaction, sockets: SOCKETS, ...(perSecond ? { perSecond } : {}) })
      .then(checked);
  await run(1, SINGLES / 4, 1);
  const singles = await run(2, SINGLES, 1);
  const singleRate = singles.executed / singles.seconds;
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

export async function run(): Promise<Figure[]> {
  const venue = await openVenue({ traders: TRADERS });
  try {
    return await measure(venue);
  } finally {
    await venue.stop();
  }
}
