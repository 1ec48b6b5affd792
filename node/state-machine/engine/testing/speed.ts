/**
 * Speed of the engine alone. Mix of 60% resting adds, 30% cancels of random live orders, 10% crossing IOCs (about three fills
 * each) on four markets, in batches of 50 per transaction, with margin, nonces and fees; signatures and digests are not computed.
 * Blocks are made first, on one machine, then replayed on a fresh one, with nothing in between; the pages that
 * they write are in memory by then, as a running node's are.
 */
import {
  actionReceiptLayout,
  addresses,
  eventKind,
  fillLayout,
  headerLayout,
  workLayout,
} from "../../layout/generated.ts";
import * as encode from "./encode.ts";
import { EngineMachine, noDigests } from "./engine-machine.ts";
import { seededRandom } from "./random-actions.ts";
import { World } from "./world.ts";

const MARKETS = 4;
const BATCH = 50;
const MID = 50_000;
const CASH = 1_000_000_000_000n;
const SEED = 42;
const PAGE_BYTES = 4096;

export interface SpeedOptions {
  readonly accounts: number;
  /** Measured actions. */
  readonly actions: number;
  readonly actionsPerBlock: number;
  /** Open orders to reach before the measure and to hold during it, with as many cancels as adds; absent: they grow from none. */
  readonly openOrders?: number;
}

export interface Speed {
  readonly actions: number;
  readonly fills: number;
  readonly failed: number;
  readonly openOrders: number;
  readonly dirtyChunksPerAction: number;
  readonly nanosecondsPerAction: number;
  /** Where others use the machine too, the median says more of the engine than the mean. */
  readonly medianBlock: number;
  readonly actionsPerSecond: number;
}

interface Load {
  readonly blocks: readonly Uint8Array[];
  /** Blocks before the measured ones. */
  readonly setup: number;
  /** Pages of the state half that the blocks write. */
  readonly pages: ReadonlySet<number>;
  readonly fills: number;
  readonly failed: number;
}

/** Shares of cancels and of everything but crossing orders, by what the load is at. */
const GROWING = { cancels: 0.3, others: 0.9 };
const FILLING = { cancels: 0, others: 1 };
const HOLDING = { cancels: 0.4, others: 0.9 };

/** Makes the blocks, executing each so that cancels name live orders. */
function createLoad({ accounts, actions, actionsPerBlock, openOrders }: SpeedOptions): Load {
  const blocks: Uint8Array[] = [];
  const world = new World({
    markets: Array.from({ length: MARKETS }, () => ({
      tickBits: 17,
      unit: 100,
      maxPositionLots: 5_000_000,
      minNotional: 0n,
    })),
    syscalls: noDigests,
    onBlock: (block) => blocks.push(block),
  });
  world.checks = false;
  const random = seededRandom(SEED);
  const int = (below: number): number => Math.floor(random() * below);
  world.fund(Array.from({ length: accounts }, () => CASH));
  const votes = (): Uint8Array[] =>
    Array.from({ length: MARKETS }, (_, market) => world.vote(MID + int(3), { market }));
  world.run({ transactions: votes() });
  /** Whoever may trade; while orders are held, those who have some to cancel. */
  let traders = Array.from({ length: accounts }, (_, i) => i + 1);
  let mix = openOrders === undefined ? GROWING : FILLING;
  /** Live orders of each account, as far as the generator knows. */
  const live: bigint[][] = Array.from({ length: accounts + 1 }, () => []);

  function action(account: number): Uint8Array {
    const roll = random();
    const market = int(MARKETS);
    const buy = random() < 0.5;
    const own = live[account]!;
    if (roll < mix.cancels && own.length > 0) {
      const at = int(own.length);
      const id = own[at]!;
      own[at] = own.at(-1)!;
      own.pop();
      return encode.cancel(id);
    }
    if (roll >= mix.others) {
      const price = buy ? MID + 300 : MID - 300;
      return encode.order({ market, buy, price, size: 1 + int(40), tif: encode.TIF.IOC });
    }
    const away = 1 + Math.floor(-Math.log(1 - random()) * 30);
    return encode.order({ market, buy, price: buy ? MID - away : MID + away, size: 1 + int(20) });
  }

  /** Reads the last block's output: remembers what rests, counts fills and failures. */
  function learn(accountOf: readonly number[]): void {
    const { view } = world.machine;
    const { offset } = actionReceiptLayout;
    const end = addresses.OUTPUT + 8 + view.getUint32(addresses.OUTPUT, true);
    for (let at = addresses.OUTPUT + 8; at < end; at += view.getUint16(at + 2, true)) {
      const kind = view.getUint16(at, true);
      if (kind === eventKind.FILL) forget(at);
      if (kind !== eventKind.ACTION_RECEIPT) continue;
      if (view.getUint16(at + offset.code, true) !== 0) seen.failed++;
      const account = accountOf[view.getUint32(at + offset.transaction, true)];
      if (account && view.getUint32(at + offset.restingLots, true) > 0) {
        live[account]!.push(view.getBigUint64(at + offset.orderId, true));
      }
    }
  }

  /** An order that a fill used up can't be cancelled any more. */
  function forget(fill: number): void {
    seen.fills++;
    const { view } = world.machine;
    const { offset } = fillLayout;
    if (openOrders === undefined || view.getUint32(fill + offset.makerRestingLots, true) > 0) return;
    const own = live[view.getUint32(fill + offset.makerAccount, true)]!;
    const at = own.indexOf(view.getBigUint64(fill + offset.makerOrderId, true));
    if (at >= 0) own.splice(at, 1);
  }

  const pages = new Set<number>();
  /** Notes the pages that the last block wrote. */
  function notePages(): void {
    const { view } = world.machine;
    const count = view.getUint32(workLayout.base + workLayout.offset.dirtyCount, true);
    for (let i = 0; i < count; i++) {
      const chunk = view.getUint32(addresses.DIRTY_LIST + 4 * i, true);
      pages.add(Math.floor((chunk * addresses.CHUNK_BYTES) / PAGE_BYTES));
    }
  }

  const seen = { fills: 0, failed: 0 };
  function makeBlock(): void {
    const accountOf = Array.from({ length: actionsPerBlock / BATCH }, () => traders[int(traders.length)]!);
    const transactions = accountOf.map((account) =>
      world.trade(account, ...Array.from({ length: BATCH }, () => action(account))),
    );
    const block = world.blockBytes({ transactions: [...transactions, ...votes()] });
    const { code } = world.tryRun(block);
    if (code !== 0) throw new Error(`expected a valid block, got void code ${code}`);
    world.number++;
    world.now += 100;
    notePages();
    learn(accountOf);
  }
  const { offset, base } = headerLayout;
  const open = () => world.machine.view.getUint32(base + offset.openOrders, true);
  if (openOrders !== undefined) {
    while (open() < openOrders) makeBlock();
    mix = HOLDING;
    traders = traders.filter((account) => live[account]!.length > 0);
  }
  const setup = blocks.length;
  for (let made = 0; made < actions; made += actionsPerBlock) makeBlock();
  return { blocks, setup, pages, ...seen };
}

/** Makes a load and replays it on a fresh engine. */
export function measureEngine(options: SpeedOptions): Speed {
  const { blocks, setup, pages, fills, failed } = createLoad(options);
  const machine = new EngineMachine(noDigests);
  for (const page of pages) machine.bytes[addresses.STATE + page * PAGE_BYTES] = 0;
  let nanoseconds = 0;
  let dirtyChunks = 0;
  const times: number[] = [];
  for (const [i, block] of blocks.entries()) {
    const result = machine.applyTimed(block);
    if (i < setup) continue;
    nanoseconds += result.nanoseconds;
    dirtyChunks += result.dirtyChunks;
    times.push(result.nanoseconds / options.actionsPerBlock);
  }
  times.sort((a, b) => a - b);
  const actions = (blocks.length - setup) * options.actionsPerBlock;
  return {
    actions,
    fills,
    failed,
    openOrders: machine.view.getUint32(headerLayout.base + headerLayout.offset.openOrders, true),
    dirtyChunksPerAction: Number((dirtyChunks / actions).toFixed(2)),
    nanosecondsPerAction: Math.round(nanoseconds / actions),
    medianBlock: Math.round(times[times.length >> 1] ?? 0),
    actionsPerSecond: Math.round(actions / (nanoseconds / 1e9)),
  };
}
