/** The queue in front of the block: cancels and the owner's affairs, then votes, then orders, each in order of arrival. */
import type { Entry, Lane } from "./entry.ts";
import { Fifo } from "./fifo.ts";
import type { TakeLimits } from "./port.ts";

const ORDER_OF_LANES: readonly Lane[] = ["cancels", "votes", "orders"];

interface Room {
  bytes: number;
  transactions: number;
  gas: number;
  riskGas: number;
}

export class Lanes {
  readonly #lanes: Readonly<Record<Lane, Fifo<Entry>>> = {
    cancels: new Fifo(),
    votes: new Fifo(),
    orders: new Fifo(),
  };

  get size(): number {
    return ORDER_OF_LANES.reduce((sum, lane) => sum + this.#lanes[lane].size, 0);
  }

  /** Entries of each lane. */
  get sizes(): Readonly<Record<Lane, number>> {
    const { cancels, votes, orders } = this.#lanes;
    return { cancels: cancels.size, votes: votes.size, orders: orders.size };
  }

  push(entry: Entry): void {
    this.#lanes[entry.lane].push(entry);
  }

  /** What fits into `limits`, and what expired before `now` (ms). A lane stops at the first entry that does not fit. */
  take(limits: TakeLimits, now: number): { taken: Entry[]; expired: Entry[] } {
    const room: Room = {
      bytes: limits.maxBytes,
      transactions: limits.maxTransactions,
      gas: limits.maxGas,
      riskGas: limits.maxRiskGas,
    };
    const taken: Entry[] = [];
    const expired: Entry[] = [];
    for (const name of ORDER_OF_LANES) {
      const lane = this.#lanes[name];
      for (let entry = lane.peek(); entry !== undefined; entry = lane.peek()) {
        if (entry.expiresAfter !== 0 && entry.expiresAfter < now) expired.push(entry);
        else if (reserve(entry, room)) taken.push(entry);
        else break;
        lane.shift();
      }
    }
    return { taken, expired };
  }

  /** In order of arrival again, however many parts come back, and in whichever order. */
  putBack(entries: readonly Entry[]): void {
    for (const name of ORDER_OF_LANES) {
      const lane = this.#lanes[name];
      const back = entries.filter((entry) => entry.lane === name);
      const [last, next] = [back.at(-1), lane.peek()];
      if (last === undefined) continue;
      if (next === undefined || last.order < next.order) lane.unshift(back);
      else lane.unshift([...back, ...lane.drain()].sort((one, other) => one.order - other.order));
    }
  }

  drain(): Entry[] {
    return ORDER_OF_LANES.flatMap((lane) => this.#lanes[lane].drain());
  }
}

function reserve(entry: Entry, room: Room): boolean {
  const riskGas = entry.lane === "orders" ? entry.gas : 0;
  if (
    room.transactions < 1 ||
    entry.bytes.length > room.bytes ||
    entry.gas > room.gas ||
    riskGas > room.riskGas
  ) {
    return false;
  }
  room.transactions--;
  room.bytes -= entry.bytes.length;
  room.gas -= entry.gas;
  room.riskGas -= riskGas;
  return true;
}
