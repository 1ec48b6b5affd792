import type { FundingEntry } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";

/** What funding did to an account (undefined = not there yet) in block `block`. At most one entry a market. */
export async function fundingOf(
  account: number | undefined,
  block: bigint,
  { history }: Pick<ReadContext, "history">,
): Promise<readonly FundingEntry[]> {
  if (account === undefined) return [];
  return history.funding(account, { limit: MARKETS, fromBlock: block, toBlock: block, oldestFirst: true });
}

/** Market ids end below. */
const MARKETS = 256;
