import type { Action, OrderAction } from "../../node/primitives/codec/index.ts";
import type { Rng } from "../../node/primitives/rng.ts";
import type { StateView } from "../../node/state-machine/index.ts";
import type { Instruction, Participant } from "./session.ts";

/** A trader who takes one leveraged position at a time. */
interface Gambler {
  readonly who: Participant;
  /** Times its equity that a position is worth. */
  readonly leverage: bigint;
  /** Its place in the crowd. */
  readonly place: number;
  /** Lots held, as the receipts told last. */
  size: number;
  /** Whether it has asked to close what it holds. */
  closing: boolean;
}

export interface PopulationOptions {
  readonly market: number;
  /** Usd6 per tick per lot. */
  readonly unit: bigint;
  /** Highest leverage; each gambler's lies between 2 and this. */
  readonly maxLeverage: number;
}

/** A gambler holds for as many bars on average, and at most for twice as many. */
const HOLDING_BARS = 240;
const MAX_REST_BARS = 60;
const NEVER = 2 ** 30;
/** Below this equity (Usd6) a gambler stays out. */
const MIN_EQUITY = 20_000_000n;
const SLIPPAGE_BPS = 100;

/** The crowd of the replay: enters with its leverage in either direction, holds, leaves or is liquidated, and comes again. */
export class Population {
  readonly #gamblers: readonly Gambler[];
  /** The bar at which each does something next, unless it is liquidated before; together, for all are looked at in each bar. */
  readonly #wakes: Int32Array;
  readonly #byAccount: ReadonlyMap<number, Gambler>;
  readonly #options: PopulationOptions;
  readonly #rng: Rng;
  #bar = 0;

  constructor(
    options: PopulationOptions,
    dependencies: { readonly participants: readonly Participant[]; readonly rng: Rng },
  ) {
    this.#options = options;
    this.#rng = dependencies.rng;
    this.#wakes = new Int32Array(dependencies.participants.length);
    this.#gamblers = dependencies.participants.map((who, place) => ({
      who,
      place,
      leverage: BigInt(2 + this.#draw(options.maxLeverage - 1)),
      size: 0,
      closing: false,
    }));
    for (const place of this.#wakes.keys()) this.#wakes[place] = 1 + this.#draw(MAX_REST_BARS);
    this.#byAccount = new Map(this.#gamblers.map((gambler) => [gambler.who.account, gambler]));
  }

  /** A number below `bound`. */
  #draw(bound: number): number {
    return this.#rng.uint32() % bound;
  }

  /** Takes note of what a block made of an account's position. */
  learn(account: number, lots: bigint): void {
    const gambler = this.#byAccount.get(account);
    if (gambler === undefined) return;
    const size = Number(lots);
    if (gambler.size === 0 && size !== 0)
      this.#wakes[gambler.place] = this.#bar + 1 + this.#draw(2 * HOLDING_BARS);
    // Who is liquidated, and has money left, comes back at once.
    if (size === 0 && !gambler.closing) this.#wakes[gambler.place] = this.#bar + 1;
    if (size === 0) gambler.closing = false;
    gambler.size = size;
  }

  /** What the crowd does at a bar, at the current mark. */
  act(view: StateView, mark: number): Instruction[] {
    this.#bar += 1;
    const instructions: Instruction[] = [];
    for (let place = 0; place < this.#wakes.length; place++) {
      if (this.#wakes[place]! > this.#bar) continue;
      const gambler = this.#gamblers[place]!;
      const action = gambler.size === 0 ? this.#enter(gambler, view, mark) : this.#leave(gambler);
      if (action !== undefined)
        instructions.push({ by: gambler.who, body: { type: "trade", actions: [action] } });
    }
    return instructions;
  }

  #leave(gambler: Gambler): Action {
    gambler.closing = true;
    this.#wakes[gambler.place] = this.#bar + 1 + this.#draw(MAX_REST_BARS);
    return this.#market(gambler.size < 0, Math.abs(gambler.size), true);
  }

  #enter(gambler: Gambler, view: StateView, mark: number): Action | undefined {
    const equity = view.account(gambler.who.account)?.cash ?? 0n;
    // Without a position nothing makes it richer.
    this.#wakes[gambler.place] = NEVER;
    if (equity < MIN_EQUITY) return undefined;
    // A little under the leverage allowed: fees and slippage come out of the same equity.
    const lots = (equity * gambler.leverage * 9n) / (BigInt(mark) * this.#options.unit * 10n);
    // Refused, or met by an empty book, it waits before it tries again.
    this.#wakes[gambler.place] = this.#bar + MAX_REST_BARS;
    if (lots < 1n) return undefined;
    return this.#market(this.#draw(2) === 0, Number(lots), false);
  }

  #market(isBuy: boolean, size: number, reduceOnly: boolean): OrderAction {
    return {
      kind: "order",
      market: this.#options.market,
      isBuy,
      price: SLIPPAGE_BPS,
      size,
      timeInForce: "IOC",
      reduceOnly,
      isMarket: true,
      goodTill: 0,
    };
  }
}
