/** What an account has in a dispute. */
import type { Address } from "viem";
import type { GameView } from "../dispute-view.ts";
import type { TournamentReads } from "../tournament-contract.ts";

/** Wei that `account` has in the inner tournaments that run below `games`. */
export async function innerBonds(
  contract: Pick<TournamentReads, "participant">,
  games: readonly GameView[],
  account: Address,
): Promise<bigint> {
  let wei = 0n;
  for (const { inner } of games.flatMap(({ running }) => running)) {
    if (inner === undefined) continue;
    for (const commitment of inner.participants) {
      const { owner, bond, eliminated } = await contract.participant(inner.id, commitment);
      if (!eliminated && owner.toLowerCase() === account.toLowerCase()) wei += bond;
    }
    wei += await innerBonds(contract, [inner], account);
  }
  return wei;
}
