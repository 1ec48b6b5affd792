/** Brings home what the contract owes this account: the gas of its moves, shares of lost bonds, its own bonds. */
import type { Hash } from "viem";
import { tournamentAbi } from "../../../contracts/generated/abi.ts";
import type { L1Call, L1Sender } from "../l1/sender.ts";
import type { GameRecord } from "./dispute-log.ts";
import { sendUnlessOvertaken } from "./sending.ts";
import { MatchStatus, type TournamentReads } from "./tournament-contract.ts";

export interface PurseDependencies {
  readonly contract: TournamentReads;
  readonly sender: Pick<L1Sender, "address" | "send">;
}

export class Purse {
  readonly #dependencies: PurseDependencies;
  /** Matches that owe this account nothing any more, by tournament and match. */
  readonly #emptied = new Set<string>();

  constructor(dependencies: PurseDependencies) {
    this.#dependencies = dependencies;
  }

  /** Collects from every match that is over, then claims what was credited. Returns the transactions sent. */
  async round(games: ReadonlyMap<Hash, GameRecord>, signal: AbortSignal): Promise<number> {
    let sent = 0;
    for (const game of games.values()) {
      for (const { id, ended } of game.matches) {
        if (!ended || this.#emptied.has(keyOf(game.id, id))) continue;
        if (await this.#collect(game.id, id, signal)) sent++;
      }
    }
    if (games.size > 0 && (await this.#claim(signal))) sent++;
    return sent;
  }

  /** Whether every match of the tournament is over and owes nothing. */
  isEmptied(game: GameRecord | undefined): boolean {
    return game?.matches.every(({ id }) => this.#emptied.has(keyOf(game.id, id))) === true;
  }

  async #collect(game: Hash, match: Hash, signal: AbortSignal): Promise<boolean> {
    const { sender } = this.#dependencies;
    const args = [game, match, sender.address];
    const call = this.#call("collect", args);
    if ((await this.#owed(game, match)) === 0n) {
      this.#emptied.add(keyOf(game, match));
      return false;
    }
    const prepare = async () => ((await this.#owed(game, match)) > 0n ? call : undefined);
    return sendUnlessOvertaken(sender, prepare, signal);
  }

  async #owed(game: Hash, match: Hash): Promise<bigint> {
    const { contract, sender } = this.#dependencies;
    const { status } = await contract.match(game, match);
    if (status !== MatchStatus.OneWon && status !== MatchStatus.TwoWon) return 0n;
    return contract.owed(game, match, status === MatchStatus.OneWon, sender.address);
  }

  async #claim(signal: AbortSignal): Promise<boolean> {
    const { contract, sender } = this.#dependencies;
    const due = async () => (await contract.claimable(sender.address)) > 0n;
    if (!(await due())) return false;
    return sendUnlessOvertaken(
      sender,
      async () => ((await due()) ? this.#call("claim", []) : undefined),
      signal,
    );
  }

  #call(functionName: string, args: readonly unknown[]): L1Call {
    const { tournament } = this.#dependencies.contract.addresses;
    return { address: tournament, abi: tournamentAbi, functionName, args };
  }
}

const keyOf = (game: Hash, match: Hash) => `${game}/${match}`;
