/** Who bears what an account lacks (L4). */
import { allocate, type Closing } from "./deleverage.ts";
import { emit } from "./events.ts";
import { min } from "./numbers.ts";
import { type Account, accountOf, type State } from "./state.ts";

const REASON = { cover: 2, socialised: 3, badDebt: 4 } as const;

export function coverDeficit(s: State, account: Account, closings: readonly Closing[]): void {
  const report = (reason: number, amount: bigint, counterparty = 0): void => {
    if (amount === 0n) return;
    const { insurance, badDebt } = s;
    emit(s, "insurance", { account: account.id, reason, counterparty, amount, insurance, badDebt });
  };
  const deficit = -account.cash;
  account.cash = 0n;
  const cover = min(deficit, s.insurance);
  s.insurance -= cover;
  report(REASON.cover, cover);

  // Array.sort keeps the order of closing among equals.
  const bearers = [...closings].sort((a, b) => a.account - b.account);
  const profits = bearers.map(({ profit }) => profit);
  const shares = allocate(deficit - cover, profits);
  let borne = 0n;
  for (const [i, share] of shares.entries()) {
    accountOf(s, bearers[i]!.account).cash -= share;
    borne += share;
    report(REASON.socialised, share, bearers[i]!.account);
  }
  const unpaid = deficit - cover - borne;
  s.badDebt += unpaid;
  report(REASON.badDebt, unpaid);
}
