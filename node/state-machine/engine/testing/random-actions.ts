import { orderLayout } from "../../layout/generated.ts";
import { marketRecord } from "./config.ts";
import * as encode from "./encode.ts";
import { address, clientId, TIMELOCK, type World } from "./world.ts";

/** A small seeded generator (mulberry32): the same seed gives the same run on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws blocks of every kind of input over a population of accounts. */
export class RandomTraffic {
  readonly #world: World;
  readonly #random: () => number;
  readonly #prices: number[];
  readonly #accounts: number;

  constructor(world: World, seed: number, accounts: number) {
    this.#world = world;
    this.#random = seededRandom(seed);
    this.#accounts = accounts;
    this.#prices = world.markets.map(() => 5000);
  }

  int(below: number): number {
    return Math.floor(this.#random() * below);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(values.length)]!;
  }

  /** Random transactions of one block; `moves` = how far prices may jump, in thousandths. */
  transactions(count: number, moves: number): Uint8Array[] {
    const world = this.#world;
    const list: Uint8Array[] = [];
    for (const [id] of world.markets.entries()) {
      if (this.chance(0.15)) continue;
      const price = this.#movePrice(id, moves);
      for (const [validator] of world.stakes.entries()) {
        if (this.chance(0.1)) continue;
        const external = this.chance(0.5) ? price + this.int(21) - 10 : 0;
        list.push(world.vote(price + this.int(3), { validator, market: id, external }));
      }
    }
    for (let i = 0; i < count; i++) list.push(this.#transaction());
    return list;
  }

  messages(): Uint8Array[] {
    const list: Uint8Array[] = [];
    const world = this.#world;
    const add = (kind: number, sender: Uint8Array, payload: Uint8Array): void => {
      list.push(world.message(kind, sender, payload, list.length));
    };
    if (this.chance(0.3)) {
      add(
        1,
        address(1),
        encode.depositPayload(
          address(1 + this.int(this.#accounts + 4)),
          this.pick([0, 0, 0, 1, 200]),
          BigInt(this.int(50_000_000)),
        ),
      );
    }
    if (this.chance(0.3)) {
      const body = this.chance(0.7)
        ? encode.trade([this.#order(this.int(world.markets.length))])
        : encode.withdraw(address(9), 1_000_000n);
      add(2, address(1 + this.int(this.#accounts)), encode.forcedPayload(0, body));
    }
    if (this.chance(0.03)) {
      const market = this.pick(world.markets);
      add(3, TIMELOCK, Uint8Array.of(1, ...marketRecord({ ...market, status: this.pick([1, 1, 2, 3]) })));
    } else if (this.chance(0.2)) {
      for (const market of world.markets) add(3, TIMELOCK, Uint8Array.of(1, ...marketRecord(market)));
    }
    if (this.chance(0.05))
      add(
        this.pick([1, 2, 3]),
        address(3),
        Uint8Array.from({ length: this.int(40) }, () => this.int(256)),
      );
    return list;
  }

  #movePrice(id: number, moves: number): number {
    const before = this.#prices[id]!;
    const after = Math.round(before * (1 + ((this.#random() - 0.5) * 2 * moves) / 1000));
    this.#prices[id] = Math.min(9000, Math.max(1000, after));
    return this.#prices[id];
  }

  #transaction(): Uint8Array {
    const world = this.#world;
    const account = 1 + this.int(this.#accounts);
    const roll = this.#random();
    if (roll < 0.9) {
      const count = 1 + this.int(6);
      const postOnly = this.chance(0.2);
      return world.trade(account, ...Array.from({ length: count }, () => this.#action(account, postOnly)));
    }
    if (roll < 0.93)
      return world.sign(account, encode.withdraw(address(7), BigInt(1 + this.int(20_000_000))));
    if (roll < 0.96)
      return world.sign(account, encode.transfer(this.int(3), BigInt(1 + this.int(20_000_000))));
    if (roll < 0.98)
      return world.sign(
        account,
        encode.approveAgent(
          address(100 + this.int(9)),
          this.chance(0.2) ? 0 : world.now + this.int(1_000_000),
        ),
      );
    return world.sign(account, encode.trade([this.#action(account, false)]), {
      signer: address(100 + this.int(9)),
      nonce: world.now + this.int(5),
      expiresAfter: this.chance(0.3) ? world.now + 100 + this.int(3) - 1 : 0,
    });
  }

  #action(account: number, postOnly: boolean): Uint8Array {
    const roll = this.#random();
    const market = this.int(this.#world.markets.length);
    if (roll < 0.7) return this.#order(market, postOnly ? encode.TIF.POST_ONLY : undefined);
    if (roll < 0.85) return encode.cancel(this.#someOrder(account));
    if (roll < 0.9) return encode.reduce(this.#someOrder(account), 1 + this.int(30));
    if (roll < 0.97) return encode.cancelByClientId(clientId(1 + this.int(20)));
    return this.chance(0.5) ? encode.cancelAll() : encode.cancelAll(this.int(this.#world.markets.length + 1));
  }

  #order(market: number, tif = this.pick([0, 0, 0, 0, 1, 1, 2, 3, 4])): Uint8Array {
    const price = this.#prices[market]!;
    const buy = this.chance(0.5);
    const isMarket = (tif === encode.TIF.IOC || tif === encode.TIF.FOK) && this.chance(0.4);
    const away = this.int(30) - 8;
    return encode.order({
      market: this.chance(0.01) ? 99 : market,
      buy,
      tif,
      isMarket,
      price: isMarket ? 1 + this.int(300) : Math.max(1, buy ? price - away : price + away),
      size: this.chance(0.05) ? 1 + this.int(100_000) : 1 + this.int(60),
      reduceOnly: this.chance(0.2),
      goodTill: tif === encode.TIF.GTT ? Math.floor(this.#world.now / 1000) + this.int(20) : 0,
      ...(this.chance(0.2) && { clientId: clientId(1 + this.int(20)) }),
    });
  }

  /** The id of an order of the account, or (rarely) of anyone. */
  #someOrder(account: number): bigint {
    const { state, machine } = this.#world;
    const top = state.header().orderTop;
    const newest = this.chance(0.95) ? state.ordersOf(state.account(account)) : undefined;
    const hops = this.int(4);
    const slot =
      newest === undefined ? this.int(top) : (newest[Math.min(hops, newest.length - 1)]?.slot ?? 0);
    return machine.view.getBigUint64(orderLayout.base + slot * orderLayout.size, true);
  }
}
