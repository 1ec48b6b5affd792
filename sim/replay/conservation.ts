import type { StateView } from "../../node/state-machine/index.ts";

/** Both sides of rule M4, in Usd6, summed over every account: equal, or a unit was made or lost. */
export interface Conservation {
  /** Cash, less the cost of open positions, plus every pot. */
  readonly held: bigint;
  /** Deposited less withdrawn. */
  readonly owed: bigint;
  /** Markets whose signed positions do not sum to zero. */
  readonly unbalanced: readonly number[];
}

/** Adds up every account and position of the state (O(accounts)). */
export function measureConservation(view: StateView): Conservation {
  const header = view.header();
  let held = header.feePool + header.insurance + header.dust + header.unclaimed - header.badDebt;
  const sizes = new Map<number, bigint>();
  for (let id = 1; id < header.accountTop; id++) {
    held += view.account(id)?.cash ?? 0n;
    for (const position of view.positions(id)) {
      held -= position.cost;
      sizes.set(position.market, (sizes.get(position.market) ?? 0n) + position.size);
    }
  }
  const unbalanced = [...sizes].filter(([, size]) => size !== 0n).map(([market]) => market);
  return { held, owed: header.deposited - header.withdrawn, unbalanced };
}
