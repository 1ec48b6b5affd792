/**
 * What an account's fills and funding come to since its first: volumes, profit, and the funding of each position. Summed from the history as
 * somebody asks, a bounded number of pages each time, and kept for the accounts asked for last.
 */
import type { FillEntry, FundingEntry } from "../store/history/index.ts";
import type { HistoryReader, StateReader } from "./dependencies.ts";
import { PAGE_ENTRIES, TALLY_ACCOUNTS, TALLY_DAYS, TALLY_PAGES } from "./limits.ts";

const DAY_MS = 86_400_000;

/** Usd6; above zero = paid. */
export interface PositionFunding {
  allTime: bigint;
  sinceOpen: bigint;
  sinceChange: bigint;
}

/** Usd6, of orders that crossed the book and of those that rested in it. */
export interface Volume {
  cross: bigint;
  add: bigint;
}

/** All in Usd6. */
export interface Tally {
  /** ms, of the first fill; undefined = none yet. */
  readonly since: number | undefined;
  readonly volume: Readonly<Volume>;
  /** By UTC day since 1970: the latest {@link TALLY_DAYS}. */
  readonly days: ReadonlyMap<number, Readonly<Volume>>;
  /** Profit of closed positions, less fees, less funding (settled or not). */
  readonly realised: bigint;
  /** By market. */
  readonly funding: ReadonlyMap<number, Readonly<PositionFunding>>;
}

export const dayOf = (time: number): number => Math.floor(time / DAY_MS);

export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

interface Cursor {
  readonly block: number;
  readonly index: number;
}

const isBehind = (a: Cursor, b: Cursor): boolean =>
  a.block === b.block ? a.index > b.index : a.block > b.block;

class AccountTally implements Tally {
  since: number | undefined;
  readonly volume: Volume = { cross: 0n, add: 0n };
  readonly days = new Map<number, Volume>();
  readonly funding = new Map<number, PositionFunding>();
  realised = 0n;
  /** Where each list was read up to. */
  fillAt: Cursor | undefined;
  fundingAt: Cursor | undefined;
  /** The reading under way, or the last one. */
  reading: Promise<unknown> = Promise.resolve();

  takeFill(entry: FillEntry, unit: number): void {
    this.fillAt = entry;
    this.since ??= entry.time;
    const notional = BigInt(entry.price) * BigInt(entry.lots) * BigInt(unit);
    for (const volume of [this.volume, this.#day(dayOf(entry.time))]) {
      if (entry.isTaker) volume.cross += notional;
      else volume.add += notional;
    }
    this.realised += entry.pnl - entry.fee;
    const position = this.#position(entry.market);
    const before = entry.size - BigInt(entry.isBuy ? entry.lots : -entry.lots);
    position.sinceChange = 0n;
    // Opened, closed or turned round: another position.
    if (before === 0n || entry.size === 0n || before > 0n !== entry.size > 0n) position.sinceOpen = 0n;
  }

  takeFunding(entry: FundingEntry): void {
    this.fundingAt = entry;
    this.realised -= entry.payment;
    const position = this.#position(entry.market);
    position.allTime += entry.payment;
    position.sinceOpen += entry.payment;
    position.sinceChange += entry.payment;
  }

  #day(day: number): Volume {
    const known = this.days.get(day) ?? { cross: 0n, add: 0n };
    this.days.set(day, known);
    // Days come in order.
    if (this.days.size > TALLY_DAYS) this.days.delete(this.days.keys().next().value!);
    return known;
  }

  #position(market: number): PositionFunding {
    const known = this.funding.get(market) ?? { allTime: 0n, sinceOpen: 0n, sinceChange: 0n };
    this.funding.set(market, known);
    return known;
  }
}

export class Tallies {
  readonly #history: Pick<HistoryReader, "fills" | "funding" | "indexed">;
  readonly #state: Pick<StateReader, "market">;
  /** The one asked for last is last. */
  readonly #accounts = new Map<number, AccountTally>();

  constructor(dependencies: {
    readonly history: Pick<HistoryReader, "fills" | "funding" | "indexed">;
    readonly state: Pick<StateReader, "market">;
  }) {
    this.#history = dependencies.history;
    this.#state = dependencies.state;
  }

  /** An account's sums up to what the history holds; undefined while there is more to read than one query may: the next one goes on from there. */
  async of(account: number): Promise<Tally | undefined> {
    const tally = this.#accounts.get(account) ?? new AccountTally();
    this.#accounts.delete(account);
    this.#accounts.set(account, tally);
    if (this.#accounts.size > TALLY_ACCOUNTS) this.#accounts.delete(this.#accounts.keys().next().value!);
    const read = tally.reading.then(() => this.#read(account, tally));
    tally.reading = read.catch(() => undefined);
    return (await read) ? tally : undefined;
  }

  /** Whether all was read. */
  async #read(account: number, tally: AccountTally): Promise<boolean> {
    const toBlock = this.#history.indexed;
    for (let page = 0; page < TALLY_PAGES; page++) {
      const shared = { limit: PAGE_ENTRIES, toBlock, oldestFirst: true };
      const pageAfter = (after: Cursor | undefined) => (after === undefined ? shared : { ...shared, after });
      const [fills, funding] = await Promise.all([
        this.#history.fills(account, pageAfter(tally.fillAt)),
        this.#history.funding(account, pageAfter(tally.fundingAt)),
      ]);
      this.#take(tally, fills, funding);
      if (fills.length < PAGE_ENTRIES && funding.length < PAGE_ENTRIES) return true;
    }
    return false;
  }

  /** Both lists in the order in which they happened, as far as both pages tell it. */
  #take(tally: AccountTally, fills: readonly FillEntry[], funding: readonly FundingEntry[]): void {
    const ends = [fills, funding].filter((page) => page.length === PAGE_ENTRIES).map((page) => page.at(-1)!);
    const isKnown = (entry: Cursor) => ends.every((end) => !isBehind(entry, end));
    let next = 0;
    const takeFundingUntil = (limit: Cursor | undefined) => {
      for (; next < funding.length; next++) {
        const entry = funding[next]!;
        if (!isKnown(entry) || (limit !== undefined && isBehind(entry, limit))) return;
        tally.takeFunding(entry);
      }
    };
    for (const fill of fills) {
      if (!isKnown(fill)) break;
      takeFundingUntil(fill);
      tally.takeFill(fill, this.#state.market(fill.market)!.unit);
    }
    takeFundingUntil(undefined);
  }
}
