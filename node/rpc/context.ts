/** What the answers and the feeds read: the dependencies, with the markets as of the last block. */
import { type Finality, type FinalityHeights, finalityOf } from "../bridge/port.ts";
import type { DayFigures, Days } from "./day-figures.ts";
import type { RpcDependencies } from "./dependencies.ts";
import { RefusedOrders } from "./exchange/refused-orders.ts";
import { createMarkets, type Markets } from "./markets.ts";
import { Tallies } from "./tallies.ts";

export interface ReadContext
  extends Pick<
    RpcDependencies,
    "state" | "history" | "blocks" | "withdrawals" | "l1" | "info" | "chain" | "clock"
  > {
  readonly markets: Markets;
  readonly finality: FinalityHeights;
  /** A market's last 24 hours, up to the newest executed block. */
  day(market: number): DayFigures;
  /** What accounts' trades and funding come to. */
  readonly tallies: Pick<Tallies, "of">;
  /** Orders that this node refused before any block. */
  readonly refused: Pick<RefusedOrders, "find">;
  /** Whether an order of the account with this client id is on its way into a block. */
  isUnderWay(account: number, clientId: Uint8Array): boolean;
  finalityOf(block: number | bigint): Finality;
}

/** Rebuilds the list of markets only when a block changed the configuration. */
export class Reads implements ReadContext {
  readonly #dependencies: RpcDependencies;
  readonly #days: Days;
  readonly tallies: Tallies;
  readonly refused = new RefusedOrders();
  #markets: Markets | undefined;

  constructor(dependencies: RpcDependencies, days: Days) {
    this.#dependencies = dependencies;
    this.#days = days;
    this.tallies = new Tallies(dependencies);
  }

  get state() {
    return this.#dependencies.state;
  }
  get history() {
    return this.#dependencies.history;
  }
  get blocks() {
    return this.#dependencies.blocks;
  }
  get withdrawals() {
    return this.#dependencies.withdrawals;
  }
  get l1() {
    return this.#dependencies.l1;
  }
  get info() {
    return this.#dependencies.info;
  }
  get chain() {
    return this.#dependencies.chain;
  }
  get clock() {
    return this.#dependencies.clock;
  }

  get markets(): Markets {
    this.#markets ??= createMarkets(this.state.markets());
    return this.#markets;
  }

  get finality(): FinalityHeights {
    return this.#dependencies.finality();
  }

  day(market: number): DayFigures {
    return this.#days.figures(market, Number(this.state.header().timestamp));
  }

  isUnderWay(account: number, clientId: Uint8Array): boolean {
    return this.#dependencies.mempool?.carriesOrder(account, clientId) ?? false;
  }

  finalityOf(block: number | bigint): Finality {
    return finalityOf(BigInt(block), this.finality);
  }

  /** To be called after each block: a market may have been listed. */
  refresh(): void {
    const listed = this.#markets?.all.length;
    if (listed !== undefined && listed !== this.state.header().marketCount) this.#markets = undefined;
  }
}
