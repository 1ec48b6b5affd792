import type { Action, OrderAction } from "../../node/primitives/codec/index.ts";
import type { Rng } from "../../node/primitives/rng.ts";
import type { StateView } from "../../node/state-machine/index.ts";
import type { Instruction, Participant } from "./session.ts";

/** A trader who takes one leveraged position at a time. */
interface Gambler {
  readonly who: Participant;
  /** Times its equity that a position is worth. */
  readonly leverage: bigint;
  /** Bars to wait before the next entry. */
  rest: number;
  /** Lots held, as the receipts told last. */
  size: bigint;
  /** Too poor to come back: without a position nothing changes that. */
  ruined: boolean;
}

export interface PopulationOptions {
  readonly market: number;
  /** Usd6 per tick per lot. */
  readonly unit: bigint;
  /** Highest leverage; each gambler's lies between 2 and this. */
  readonly maxLeverage: number;
}

/** A gambler closes on average after this many bars. */
const HOLDING_BARS = 240;
const MAX_REST_BARS = 60;
/** Below this equity (Usd6) a gambler stays out. */
const MIN_EQUITY = 20_000_000n;
const SLIPPAGE_BPS = 100;

/** The crowd of the replay: enters with its leverage in either direction, holds, leaves or is liquidated, and comes again. */
export class Population {
  readonly #gamblers: readonly Gambler[];
  readonly #byAccount: ReadonlyMap<number, Gambler>;
  readonly #options: PopulationOptions;
  readonly #rng: Rng;

  constructor(
    options: PopulationOptions,
    dependencies: { readonly participants: readonly Participant[]; readonly rng: Rng },
  ) {
    this.#options = options;
    this.#rng = dependencies.rng;
    this.#gamblers = dependencies.participants.map((who) => ({
      who,
      leverage: BigInt(2 + (this.#rng.uint32() % (options.maxLeverage - 1))),
      rest: this.#rng.uint32() % MAX_REST_BARS,
      size: 0n,
      ruined: false,
    }));
    this.#byAccount = new Map(this.#gamblers.map((gambler) => [gambler.who.account, gambler]));
  }

  /** Takes note of what a block made of an account's position. */
  learn(account: number, size: bigint): void {
    const gambler = this.#byAccount.get(account);
    if (gambler !== undefined) gambler.size = size;
  }

  /** What the crowd does at a bar, at the current mark. */
  act(view: StateView, mark: number): Instruction[] {
    const instructions: Instruction[] = [];
    for (const gambler of this.#gamblers) {
      const action = this.#decide(gambler, view, mark);
      if (action !== undefined)
        instructions.push({ by: gambler.who, body: { type: "trade", actions: [action] } });
    }
    return instructions;
  }

  #decide(gambler: Gambler, view: StateView, mark: number): Action | undefined {
    if (gambler.rest > 0) {
      gambler.rest -= 1;
      return undefined;
    }
    const { size } = gambler;
    if (size !== 0n) {
      if (this.#rng.uint32() % HOLDING_BARS !== 0) return undefined;
      gambler.rest = this.#rng.uint32() % MAX_REST_BARS;
      return this.#market(size < 0n, Number(size < 0n ? -size : size), true);
    }
    if (gambler.ruined) return undefined;
    const equity = view.account(gambler.who.account)?.cash ?? 0n;
    gambler.ruined = equity < MIN_EQUITY;
    if (gambler.ruined) return undefined;
    // A little under the leverage allowed: fees and slippage come out of the same equity.
    const lots = (equity * gambler.leverage * 9n) / (BigInt(mark) * this.#options.unit * 10n);
    if (lots < 1n) return undefined;
    return this.#market(this.#rng.uint32() % 2 === 0, Number(lots), false);
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
