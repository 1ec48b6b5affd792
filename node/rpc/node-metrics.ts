/** What the operator of a node watches: its chain, its queues, and the parts that talk to L1 and the data layer. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { FinalityHeights } from "../bridge/port.ts";
import type { Mempool } from "../mempool/port.ts";
import type { SealedBlock } from "../sequencer/port.ts";
import { resultCodeList } from "../state-machine/layout/generated.ts";
import { transactionCount } from "./present/block.ts";

/** A part that works in rounds and retries by itself. */
export interface LoopFigures {
  /** Failures in a row; 0 = well. */
  readonly failures: number;
  /** It has stopped for good. */
  readonly halted: boolean;
}

export interface DisputeFigures {
  /** Live assertions by what this node says of them. */
  readonly agree: number;
  readonly disagree: number;
  readonly unknown: number;
  readonly matches: number;
  /** Moves this node made since its start. */
  readonly moves: number;
  /** Things the challenger can do nothing about now. */
  readonly doubts: number;
  readonly atStake: number;
  readonly claimable: number;
}

/** Of the challenges of published data on L1, and of the batches this node looks at. */
export interface DataFigures {
  readonly open: number;
  readonly unanswered: number;
  readonly suspects: number;
  readonly behind: number;
  readonly waiting?: { readonly seconds: number } | undefined;
  readonly answered: number;
  readonly challenged: number;
}

/** Read when metrics are scraped; undefined where the node has no such part, or does not know yet. */
export interface PartFigures {
  readonly loops: Readonly<Record<string, LoopFigures | undefined>>;
  /** 0 trading, 1 closing, 2 paying, 3 done: the last three wind the chain down. */
  readonly phase?: number | undefined;
  /** Of the whole chain. */
  readonly voidBlocks?: number | undefined;
  /** Blocks in L1's batches that are not here yet. */
  readonly behindBlocks?: number | undefined;
  readonly l1ConfirmedBlock?: number | undefined;
  /** Seconds between now and the time of the newest confirmed L1 block. */
  readonly l1LagSeconds?: number | undefined;
  readonly unpublishedBytes?: number | undefined;
  /** Age of the oldest block that is in no batch on L1; 0 = none waits. */
  readonly unpublishedSeconds?: number | undefined;
  /** Seconds that the machine's clock is ahead of L1's. */
  readonly clockSkewSeconds?: number | undefined;
  /** Ether of the accounts this node signs with on L1, by role. */
  readonly accounts?: Readonly<Record<string, number>> | undefined;
  /** The Inbox takes batches from another account than the one this node posts with. */
  readonly isForeignSequencer?: boolean | undefined;
  readonly batches?: number | undefined;
  /** utia of the account that pays for data. */
  readonly daFeeBalance?: number | undefined;
  /** That account is below its alarm. */
  readonly daFeesLow?: boolean | undefined;
  /** Published payloads kept here: bytes on disk, and those that could not be kept since the start. */
  readonly archive?: { readonly bytes: number; readonly failures: number } | undefined;
  readonly data?: DataFigures | undefined;
  /** Unconfirmed assertions this node agrees with, and those that stand against it. */
  readonly assertions?: number | undefined;
  readonly rivals?: number | undefined;
  /** Disputes on L1; bonds and credits of this node's account in ether. */
  readonly disputes?: DisputeFigures | undefined;
  /** Of the blocks that run on the dispute machine as well. */
  readonly shadow?:
    | { readonly agreed: number; readonly skipped: number; readonly waiting: number; readonly fault: unknown }
    | undefined;
}

export interface NodeMetricsDependencies {
  readonly role: string;
  readonly version: string;
  readonly mempool?: Pick<Mempool, "size" | "waiting">;
  finality(): FinalityHeights;
  issues(): number;
  parts(): PartFigures;
}

export interface NodeMetrics {
  onBlock(sealed: SealedBlock): void;
  /** Results of the items of a transaction that was answered. */
  results(codes: readonly { readonly code: number }[]): void;
}

/** Seconds that a block may take to be executed, or to reach the disk. */
const BLOCK_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const INTERVAL_BUCKETS = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 30];

export interface BlockTimings {
  /** Seconds the engine took for a block. */
  applied(seconds: number): void;
  /** Seconds a block took to become durable. */
  written(seconds: number): void;
}

/** Histograms of what a block costs, for whoever wraps the machine and the store. */
export function createBlockTimings(registry: Registry): BlockTimings {
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, buckets: BLOCK_BUCKETS, registers: [registry] });
  const apply = histogram("novate_block_apply_seconds", "Time the engine takes for a block, root included");
  const write = histogram("novate_block_write_seconds", "Time until a block is durable");
  return { applied: (seconds) => apply.observe(seconds), written: (seconds) => write.observe(seconds) };
}

/** Adds the metrics to `registry`. */
export function createNodeMetrics(registry: Registry, dependencies: NodeMetricsDependencies): NodeMetrics {
  const registers = [registry];
  registerGauges(registry, dependencies);
  registerParts(registry, dependencies);
  const blocks = new Counter({
    name: "novate_blocks_total",
    help: "Blocks made durable since the start",
    registers,
  });
  const transactions = new Counter({
    name: "novate_transactions_total",
    help: "Transactions in those blocks",
    registers,
  });
  const bytes = new Counter({ name: "novate_block_bytes_total", help: "Bytes of those blocks", registers });
  const interval = new Histogram({
    name: "novate_block_interval_seconds",
    help: "Chain time between two blocks",
    buckets: INTERVAL_BUCKETS,
    registers,
  });
  const results = registerResults(registry);
  let last: bigint | undefined;
  return {
    onBlock({ block }) {
      blocks.inc();
      transactions.inc(transactionCount(block));
      bytes.inc(block.bytes.length);
      if (last !== undefined) interval.observe(Number(block.timestamp - last) / 1_000);
      last = block.timestamp;
    },
    results(codes) {
      for (const { code } of codes) results[code] = (results[code] ?? 0) + 1;
    },
  };
}

/** Counted by number, named when read: an answer of 100 items must not cost 100 look-ups of labels. */
function registerResults(registry: Registry): number[] {
  const counts: number[] = [];
  new Counter({
    name: "novate_results_total",
    help: "Results of the items of answered transactions, by code",
    labelNames: ["code"] as const,
    registers: [registry],
    collect() {
      this.reset();
      for (const [code, name] of resultCodeList) {
        if (counts[code] !== undefined) this.labels(name).inc(counts[code]);
      }
    },
  });
  return counts;
}

function registerGauges(registry: Registry, dependencies: NodeMetricsDependencies): void {
  const registers = [registry];
  const { role, version, mempool } = dependencies;
  new Gauge({ name: "novate_node_info", help: "1", labelNames: ["role", "version"] as const, registers })
    .labels(role, version)
    .set(1);
  new Gauge({
    name: "novate_finality_block",
    help: "Every block up to this one has at least that finality",
    labelNames: ["level"] as const,
    registers,
    collect() {
      for (const [level, height] of Object.entries(dependencies.finality())) {
        this.labels(level).set(Number(height));
      }
    },
  });
  new Gauge({
    name: "novate_health_issues",
    help: "Things that are wrong now (/health says which)",
    registers,
    collect() {
      this.set(dependencies.issues());
    },
  });
  if (mempool === undefined) return;
  new Gauge({
    name: "novate_mempool_transactions",
    help: "Transactions submitted and not answered",
    registers,
    collect() {
      this.set(mempool.size);
    },
  });
  new Gauge({
    name: "novate_mempool_waiting",
    help: "Transactions that wait for a block, by lane",
    labelNames: ["lane"] as const,
    registers,
    collect() {
      for (const [lane, size] of Object.entries(mempool.waiting)) this.labels(lane).set(size);
    },
  });
}

/** A figure that is not known is left out, rather than shown as zero. */
function registerParts(registry: Registry, { parts }: NodeMetricsDependencies): void {
  const figure = (name: string, help: string, read: (figures: PartFigures) => number | undefined) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const value = read(parts());
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  figure("novate_phase", "0 trading, 1 closing, 2 paying, 3 wound down", (of) => of.phase);
  figure("novate_void_blocks", "Void blocks of the whole chain", (of) => of.voidBlocks);
  figure("novate_behind_blocks", "Blocks in L1's batches that are not here yet", (of) => of.behindBlocks);
  figure("novate_l1_confirmed_block", "Newest L1 block at the confirmed depth", (of) => of.l1ConfirmedBlock);
  figure("novate_l1_lag_seconds", "Age of the newest confirmed L1 block", (of) => of.l1LagSeconds);
  figure(
    "novate_da_unpublished_bytes",
    "Bytes of blocks that are in no batch on L1",
    (of) => of.unpublishedBytes,
  );
  figure(
    "novate_da_unpublished_seconds",
    "Age of the oldest block that is in no batch on L1",
    (of) => of.unpublishedSeconds,
  );
  figure(
    "novate_clock_skew_seconds",
    "Seconds that the machine's clock is ahead of L1's",
    (of) => of.clockSkewSeconds,
  );
  figure(
    "novate_l1_foreign_sequencer",
    "1 while the Inbox takes batches from another account than this node's",
    ({ isForeignSequencer: isForeign }) => (isForeign === undefined ? undefined : Number(isForeign)),
  );
  registerAccounts(registry, parts);
  figure("novate_da_fee_balance_utia", "Funds of the account that pays for data", (of) => of.daFeeBalance);
  figure("novate_batches", "Batches on L1", (of) => of.batches);
  figure("novate_assertions", "Unconfirmed assertions this node agrees with", (of) => of.assertions);
  figure("novate_assertion_rivals", "Assertions that stand against this node's state", (of) => of.rivals);
  figure(
    "novate_shadow_agreed",
    "Blocks whose root the dispute machine confirmed",
    (of) => of.shadow?.agreed,
  );
  figure(
    "novate_shadow_skipped",
    "Blocks that were to be run again and were not",
    (of) => of.shadow?.skipped,
  );
  figure("novate_shadow_waiting", "Blocks the shadow is behind", (of) => of.shadow?.waiting);
  figure("novate_shadow_fault", "1 once the shadow found a difference or died", ({ shadow }) =>
    shadow === undefined ? undefined : Number(shadow.fault !== undefined),
  );
  figure("novate_da_fee_low", "1 while that account is below its alarm", ({ daFeesLow: isLow }) =>
    isLow === undefined ? undefined : Number(isLow),
  );
  figure("novate_archive_bytes", "Bytes of published payloads kept", (of) => of.archive?.bytes);
  figure(
    "novate_archive_failures",
    "Payloads that could not be kept since the start",
    (of) => of.archive?.failures,
  );
  registerData(figure);
  registerDisputes(figure);
  const loop = (name: string, help: string, read: (figures: LoopFigures) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ["part"] as const,
      registers: [registry],
      collect() {
        for (const [part, figures] of Object.entries(parts().loops)) {
          if (figures !== undefined) this.labels(part).set(read(figures));
        }
      },
    });
  loop("novate_part_failures", "Failures in a row of a part that retries", ({ failures }) => failures);
  loop("novate_part_halted", "1 when a part has stopped for good", ({ halted }) => (halted ? 1 : 0));
}

function registerAccounts(registry: Registry, parts: () => PartFigures): void {
  new Gauge({
    name: "novate_l1_balance_ether",
    help: "Ether of an account that this node signs with on L1",
    labelNames: ["role"] as const,
    registers: [registry],
    collect() {
      for (const [role, ether] of Object.entries(parts().accounts ?? {})) this.labels(role).set(ether);
    },
  });
}

type RegisterFigure = (
  name: string,
  help: string,
  read: (figures: PartFigures) => number | undefined,
) => void;

function registerData(figure: RegisterFigure): void {
  const data = (name: string, help: string, read: (of: DataFigures) => number) =>
    figure(`novate_data_${name}`, help, ({ data }) => data && read(data));
  data("challenges_open", "Challenges of data on L1 that wait for an answer", (of) => of.open);
  data("challenges_unanswered", "Of those, the ones this node failed to answer", (of) => of.unanswered);
  data("challenges_made", "Challenges this node has made since its start", (of) => of.challenged);
  data("challenges_answered", "Answers this node has given since its start", (of) => of.answered);
  data("suspect_batches", "Batches with absent or wrong data that L1 has not ruled on", (of) => of.suspects);
  data("unchecked_batches", "Confirmed batches whose data was not looked at yet", (of) => of.behind);
  data("waiting_seconds", "Time that the next batch's data can't be had", (of) => of.waiting?.seconds ?? 0);
}

function registerDisputes(figure: RegisterFigure): void {
  const dispute = (name: string, help: string, read: (of: DisputeFigures) => number) =>
    figure(`novate_dispute_${name}`, help, ({ disputes }) => disputes && read(disputes));
  dispute("agreed_assertions", "Live assertions whose states this node computed too", (of) => of.agree);
  dispute("wrong_assertions", "Live assertions of other states than this node computed", (of) => of.disagree);
  dispute("unknown_assertions", "Live assertions this node can't judge yet", (of) => of.unknown);
  dispute("matches", "Matches that are being played, at every level", (of) => of.matches);
  dispute("moves", "Moves this node has made since its start", (of) => of.moves);
  dispute("doubts", "Things in disputes that this node can do nothing about now", (of) => of.doubts);
  dispute("stake_ether", "Ether of this node's account in bonds that are out", (of) => of.atStake);
  dispute("claimable_ether", "Ether this node's account can claim", (of) => of.claimable);
}
