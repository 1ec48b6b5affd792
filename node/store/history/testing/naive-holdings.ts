/** What everybody holds and owes, kept up with every event: what funding derived from rows must agree with. */
import type { EventRecord } from "../../../state-machine/layout/generated.ts";
import type { FundingEntry } from "../entries.ts";

interface Holding {
  readonly account: number;
  readonly market: number;
  readonly size: bigint;
  /** Funding index of the market when it was settled last. */
  readonly index: bigint;
}

/** The least integer that is not below `size * change / 1e9`. */
function owed(size: bigint, change: bigint): bigint {
  let least = (size * change) / 1_000_000_000n;
  while (least * 1_000_000_000n < size * change) least++;
  return least;
}

export class NaiveHoldings {
  readonly #holdings = new Map<string, Holding>();
  readonly #indexes = new Map<number, bigint>();

  /** Takes an event; the entries that it makes when it is an accrual, without their place. */
  take(event: EventRecord): Omit<FundingEntry, "block" | "index" | "time">[] {
    switch (event.kind) {
      case "fill":
        this.#hold(event.takerAccount, event.market, event.takerSize);
        this.#hold(event.makerAccount, event.market, event.makerSize);
        return [];
      case "deleveraging":
        this.#hold(event.account, event.market, event.accountSize);
        this.#hold(event.counterparty, event.market, event.counterpartySize);
        return [];
      case "fundingPayment":
        this.#hold(event.account, event.market, event.size);
        return [];
      case "positionClosed":
        this.#hold(event.account, event.market, 0n);
        return [];
      case "funding": {
        const { fundingIndex, index: indexPrice, market, rate } = event;
        const before = this.#indexes.get(market) ?? 0n;
        this.#indexes.set(market, fundingIndex);
        return [...this.#holdings.values()]
          .filter((held) => held.market === market && held.size !== 0n)
          .map(({ account, index, size }) => {
            const payment = owed(size, fundingIndex - index) - owed(size, before - index);
            return { account, market, size, payment, rate, indexPrice };
          });
      }
      default:
        return [];
    }
  }

  #hold(account: number, market: number, size: bigint): void {
    const index = this.#indexes.get(market) ?? 0n;
    this.#holdings.set(`${account}/${market}`, { account, market, size, index });
  }
}
