/** Memory that an active account takes in the state: counted in bytes of touched pages, as the slope between two sizes. */
import * as encode from "../../node/state-machine/engine/testing/encode.ts";
import { noDigests } from "../../node/state-machine/engine/testing/engine-machine.ts";
import { World } from "../../node/state-machine/engine/testing/world.ts";
import { addresses } from "../../node/state-machine/layout/generated.ts";

const MARKETS = 4;
const MID = 50_000;
const CASH = 1_000_000_000_000n;
const LEVELS = 100;
/** Enough that the hash index of signers, spread over all its pages, adds none. */
const FEW = 30_000;
const MANY = 40_000;
const PER_BLOCK = 1_000;
/** The system's pages: what the operating system commits at once. */
const PAGE_BYTES = 4096;

/** Bytes of the pages of the state half that hold anything. */
function touchedBytes(memory: ArrayBuffer): number {
  const words = new BigUint64Array(memory, addresses.STATE);
  const perPage = PAGE_BYTES / 8;
  let pages = 0;
  for (let page = 0; page < words.length; page += perPage) {
    for (let i = page; i < page + perPage; i++) {
      if (words[i] === 0n) continue;
      pages++;
      break;
    }
  }
  return pages * PAGE_BYTES;
}

/** The state's bytes with `count` accounts, each with a position and a resting order in each of four markets. */
function stateBytes(count: number): number {
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
  world.fund(Array.from({ length: count }, () => CASH));
  world.run({ transactions: Array.from({ length: MARKETS }, (_, market) => world.vote(MID, { market })) });
  for (let first = 1; first <= count; first += PER_BLOCK) {
    const accounts = Array.from({ length: Math.min(PER_BLOCK, count + 1 - first) }, (_, i) => first + i);
    world.run({
      transactions: accounts.map((account) => {
        const buy = account % 2 === 0;
        const away = 10 + (account % LEVELS);
        const markets = Array.from({ length: MARKETS }, (_, market) => market);
        return world.trade(
          account,
          ...markets.map((market) => encode.order({ market, buy, price: MID, size: 1 })),
          ...markets.map((market) =>
            encode.order({ market, buy, price: buy ? MID - away : MID + away, size: 1 }),
          ),
        );
      }),
    });
  }
  const { openOrders, positionTop } = world.state.header();
  if (openOrders < count * MARKETS || positionTop <= count * MARKETS) {
    throw new Error(
      `expected ${count * MARKETS} orders and positions, got ${openOrders} and ${positionTop - 1}`,
    );
  }
  return touchedBytes(world.machine.memory.buffer as ArrayBuffer);
}

/** Bytes of state an account with four positions and four orders adds. */
export function bytesPerTradingAccount(): number {
  return (stateBytes(MANY) - stateBytes(FEW)) / (MANY - FEW);
}
