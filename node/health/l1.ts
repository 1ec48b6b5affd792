import { type AccountsStatus, type Bridge, LOW_TRANSACTIONS } from "../bridge/index.ts";
import type { HealthIssue } from "../rpc/index.ts";

/** A clock behind L1's by this many seconds is wrong for certain: blocks are not from the future. */
const MAX_BEHIND_SECONDS = 5;
/** A block that always needs longer than this to arrive here comes late, or the clock is ahead. */
const MAX_AHEAD_SECONDS = 30;

/** What is wrong between this machine, its accounts and L1, most urgent first. */
export function l1Issues(
  { clockSkew }: Pick<Bridge["l1"]["status"], "clockSkew">,
  { accounts, appointed }: Pick<AccountsStatus, "accounts" | "appointed">,
): HealthIssue[] {
  const issues: HealthIssue[] = [];
  if (appointed !== undefined) {
    issues.push({
      code: "NOT_SEQUENCER",
      message: `this node posts as ${accounts.sequencer?.address}, the Inbox takes batches from ${appointed}`,
      action: "use the appointed key (--sequencer-key), or have the timelock appoint this one",
    });
  }
  for (const [role, account] of Object.entries(accounts)) {
    if (account === undefined || account.transactions >= LOW_TRANSACTIONS) continue;
    issues.push({
      code: "L1_FUNDS_LOW",
      message: `the ${role}'s account ${account.address} has ether for about ${account.transactions} transactions on L1`,
      action: "send ether to it: without, nothing is published, asserted or disputed",
    });
  }
  if (clockSkew !== undefined && (clockSkew < -MAX_BEHIND_SECONDS || clockSkew > MAX_AHEAD_SECONDS)) {
    const seconds = Math.round(Math.abs(clockSkew));
    issues.push({
      code: "CLOCK_SKEW",
      message: `this machine's clock is ${seconds} s ${clockSkew < 0 ? "behind" : "ahead of"} L1's, or L1's blocks come that late`,
      action: "set the clock (NTP): blocks, nonces and funding go by it",
    });
  }
  return issues;
}
