/**
 * Speed of the engine alone: `node node/state-machine/engine/testing/speed.ts [accounts] [actions]`.
 * Mix of 60% resting adds, 30% cancels of random live orders, 10% crossing IOCs in batches of 50 per transaction, with margin,
 * nonces and fees; signatures and digests are not computed. Prints one JSON object.
 */
import { actionReceiptLayout, addresses, eventKind, orderLayout } from "../../layout/generated.ts";
import * as encode from "./encode.ts";
import { noDigests } from "./engine-machine.ts";
import { seededRandom } from "./random-actions.ts";
import { World } from "./world.ts";

const accounts = Number(process.argv[2] ?? 10_000);
const total = Number(process.argv[3] ?? 1_000_000);
const MARKETS = 4;
const BATCH = 50;
const TRANSACTIONS_PER_BLOCK = 100;
const MID = 50_000;

const world = new World({
  markets: Array.from({ length: MARKETS }, () => ({
    tickBits: 17,
    unit: 100,
    maxPositionLots: 5_000_000,
    minNotional: 0n,
  })),
  syscalls: noDigests,
});
world.checks = false;
const random = seededRandom(42);
const int = (below: number): number => Math.floor(random() * below);
world.fund(Array.from({ length: accounts }, () => 1_000_000_000_000n));
const votes = (): Uint8Array[] =>
  Array.from({ length: MARKETS }, (_, market) => world.vote(MID + int(3), { market }));
world.run({ transactions: votes() });

/** Live orders of each account, as far as the generator knows. */
const live: bigint[][] = Array.from({ length: accounts + 1 }, () => []);

function action(account: number): Uint8Array {
  const roll = random();
  const market = int(MARKETS);
  const buy = random() < 0.5;
  if (roll < 0.3) {
    const own = live[account]!;
    if (own.length > 0) {
      const at = int(own.length);
      const id = own[at]!;
      own[at] = own.at(-1)!;
      own.pop();
      return encode.cancel(id);
    }
  }
  if (roll >= 0.9)
    return encode.order({
      market,
      buy,
      price: buy ? MID + 300 : MID - 300,
      size: 1 + int(40),
      tif: encode.TIF.IOC,
    });
  const away = 1 + Math.floor(-Math.log(1 - random()) * 30);
  return encode.order({ market, buy, price: buy ? MID - away : MID + away, size: 1 + int(20) });
}

function learn(blockAccounts: readonly number[]): { fills: number; failed: number; resting: number } {
  const { view } = world.machine;
  const end = addresses.OUTPUT + 8 + view.getUint32(addresses.OUTPUT, true);
  let fills = 0;
  let failed = 0;
  let resting = 0;
  for (let at = addresses.OUTPUT + 8; at < end; at += view.getUint16(at + 2, true)) {
    const kind = view.getUint16(at, true);
    if (kind === eventKind.FILL) fills++;
    if (kind !== eventKind.ACTION_RECEIPT) continue;
    const { offset } = actionReceiptLayout;
    const transaction = view.getUint32(at + offset.transaction, true);
    if (view.getUint16(at + offset.code, true) !== 0) failed++;
    if (view.getUint32(at + offset.restingLots, true) === 0) continue;
    resting++;
    const account = blockAccounts[transaction];
    if (account) live[account]!.push(view.getBigUint64(at + offset.orderId, true));
  }
  return { fills, failed, resting };
}

let done = 0;
let elapsed = 0;
let fills = 0;
let failed = 0;
let dirty = 0;
const times: number[] = [];
while (done < total) {
  const who: number[] = [];
  const transactions: Uint8Array[] = [];
  for (let i = 0; i < TRANSACTIONS_PER_BLOCK; i++) {
    const account = 1 + int(accounts);
    who.push(account);
    transactions.push(world.trade(account, ...Array.from({ length: BATCH }, () => action(account))));
  }
  const block = world.blockBytes({ transactions: [...transactions, ...votes()] });
  const result = world.machine.applyTimed(block);
  if (result.code !== 0) throw new Error(`block is void: ${result.code}`);
  world.number++;
  world.now += 100;
  done += TRANSACTIONS_PER_BLOCK * BATCH;
  elapsed += result.nanoseconds;
  times.push((result.nanoseconds / TRANSACTIONS_PER_BLOCK / BATCH) | 0);
  dirty += result.dirtyChunks;
  const seen = learn(who);
  fills += seen.fills;
  failed += seen.failed;
}
times.sort((a, b) => a - b);
const openOrders = world.machine.view.getUint32(0x8000_0000 + 0x174, true);
console.log(
  JSON.stringify({
    accounts,
    actions: done,
    fills,
    failed,
    openOrders,
    dirtyChunksPerAction: +(dirty / done).toFixed(2),
    nanosecondsPerAction: +(elapsed / done).toFixed(0),
    fastestTenth: times[Math.floor(times.length / 10)],
    medianBlock: times[times.length >> 1],
    actionsPerSecond: Math.round(done / (elapsed / 1e9)),
    orderBytes: orderLayout.size,
  }),
);
