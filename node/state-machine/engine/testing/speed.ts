/**
 * Speed of the engine alone: `node node/state-machine/engine/testing/speed.ts [accounts] [actions] [actions per block]`.
 * Mix of 60% resting adds, 30% cancels of random live orders, 10% crossing IOCs (about three fills each) on four markets, in
 * batches of 50 per transaction, with margin, nonces and fees; signatures and digests are not computed. Blocks are made first, on
 * one machine, then replayed on a fresh one, with nothing in between. Prints one JSON object.
 */
import { actionReceiptLayout, addresses, eventKind, headerLayout } from "../../layout/generated.ts";
import * as encode from "./encode.ts";
import { EngineMachine, noDigests } from "./engine-machine.ts";
import { seededRandom } from "./random-actions.ts";
import { World } from "./world.ts";

const accounts = Number(process.argv[2] ?? 10_000);
const total = Number(process.argv[3] ?? 1_000_000);
const perBlock = Number(process.argv[4] ?? 10_000);
const MARKETS = 4;
const BATCH = 50;
const MID = 50_000;
const CASH = 1_000_000_000_000n;

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
const random = seededRandom(42);
const int = (below: number): number => Math.floor(random() * below);
world.fund(Array.from({ length: accounts }, () => CASH));
const votes = (): Uint8Array[] =>
  Array.from({ length: MARKETS }, (_, market) => world.vote(MID + int(3), { market }));
world.run({ transactions: votes() });
const setup = blocks.length;

/** Live orders of each account, as far as the generator knows. */
const live: bigint[][] = Array.from({ length: accounts + 1 }, () => []);

function action(account: number): Uint8Array {
  const roll = random();
  const market = int(MARKETS);
  const buy = random() < 0.5;
  const own = live[account]!;
  if (roll < 0.3 && own.length > 0) {
    const at = int(own.length);
    const id = own[at]!;
    own[at] = own.at(-1)!;
    own.pop();
    return encode.cancel(id);
  }
  if (roll >= 0.9) {
    return encode.order({
      market,
      buy,
      price: buy ? MID + 300 : MID - 300,
      size: 1 + int(40),
      tif: encode.TIF.IOC,
    });
  }
  const away = 1 + Math.floor(-Math.log(1 - random()) * 30);
  return encode.order({ market, buy, price: buy ? MID - away : MID + away, size: 1 + int(20) });
}

/** Reads the last block's output: remembers what rests, counts fills and failures. */
function learn(accountOf: readonly number[]): { fills: number; failed: number } {
  const { view } = world.machine;
  const { offset } = actionReceiptLayout;
  const end = addresses.OUTPUT + 8 + view.getUint32(addresses.OUTPUT, true);
  let fills = 0;
  let failed = 0;
  for (let at = addresses.OUTPUT + 8; at < end; at += view.getUint16(at + 2, true)) {
    const kind = view.getUint16(at, true);
    if (kind === eventKind.FILL) fills++;
    if (kind !== eventKind.ACTION_RECEIPT) continue;
    if (view.getUint16(at + offset.code, true) !== 0) failed++;
    const account = accountOf[view.getUint32(at + offset.transaction, true)];
    if (account && view.getUint32(at + offset.restingLots, true) > 0) {
      live[account]!.push(view.getBigUint64(at + offset.orderId, true));
    }
  }
  return { fills, failed };
}

const seen = { fills: 0, failed: 0 };
for (let made = 0; made < total; made += perBlock) {
  const accountOf = Array.from({ length: perBlock / BATCH }, () => 1 + int(accounts));
  const transactions = accountOf.map((account) =>
    world.trade(account, ...Array.from({ length: BATCH }, () => action(account))),
  );
  const block = world.blockBytes({ transactions: [...transactions, ...votes()] });
  const { code } = world.tryRun(block);
  if (code !== 0) throw new Error(`expected a valid block, got void code ${code}`);
  world.number++;
  world.now += 100;
  const { fills, failed } = learn(accountOf);
  seen.fills += fills;
  seen.failed += failed;
}

const machine = new EngineMachine(noDigests);
let nanoseconds = 0;
let dirtyChunks = 0;
const times: number[] = [];
for (const [i, block] of blocks.entries()) {
  const result = machine.applyTimed(block);
  if (i < setup) continue;
  nanoseconds += result.nanoseconds;
  dirtyChunks += result.dirtyChunks;
  times.push(result.nanoseconds / perBlock);
}
times.sort((a, b) => a - b);
const actions = (blocks.length - setup) * perBlock;
console.log(
  JSON.stringify({
    accounts,
    actions,
    perBlock,
    ...seen,
    openOrders: machine.view.getUint32(headerLayout.base + headerLayout.offset.openOrders, true),
    dirtyChunksPerAction: +(dirtyChunks / actions).toFixed(2),
    nanosecondsPerAction: Math.round(nanoseconds / actions),
    // Where others use the machine too, the median says more of the engine than the mean.
    medianBlock: Math.round(times[times.length >> 1] ?? 0),
    fastestQuarter: Math.round(times[times.length >> 2] ?? 0),
    fastestBlock: Math.round(times[0] ?? 0),
    actionsPerSecond: Math.round(actions / (nanoseconds / 1e9)),
  }),
);
