/** How every tournament stands at one L1 block, with the tournaments inside its matches. */
import { encodeAbiParameters, type Hash, keccak256, zeroHash } from "viem";
import type { GameRecord, Pin } from "./dispute-log.ts";
import { MatchStatus, type TournamentReads } from "./tournament-contract.ts";

export type GameState = Awaited<ReturnType<TournamentReads["game"]>>;
export type MatchState = Awaited<ReturnType<TournamentReads["match"]>>;
export type DisputedBlock = Awaited<ReturnType<TournamentReads["block"]>>;
export type ParticipantState = Awaited<ReturnType<TournamentReads["participant"]>>;

export interface MatchView {
  readonly id: Hash;
  readonly state: MatchState;
  /** The commitment in turn and the moment at which it is too late, seconds; while the match is being bisected. */
  readonly turn: { readonly commitment: Hash; readonly deadline: bigint } | undefined;
  /** The tournament that decides it, once opened. */
  readonly inner: GameView | undefined;
}

export interface GameView {
  readonly id: Hash;
  readonly level: number;
  readonly state: GameState;
  readonly participants: readonly Hash[];
  /** Matches that are not over. */
  readonly running: readonly MatchView[];
  /** Matches that are over. */
  readonly ended: readonly { readonly id: Hash; readonly one: Hash; readonly two: Hash }[];
  /** At level 1: the block it is about. */
  readonly block: DisputedBlock | undefined;
  /** Nobody can join any more and no match runs; then the commitment that is left, undefined for none. */
  readonly over: boolean;
  readonly left: Hash | undefined;
}

export interface DisputeView {
  readonly pin: Pin;
  /** Level 0 tournaments, by parent assertion. */
  readonly games: readonly GameView[];
}

/** `keccak256(abi.encode(game, match))`: the id of the tournament inside a match. */
export function innerGameId(game: Hash, match: Hash): Hash {
  return keccak256(encodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }], [game, match]));
}

/**
 * Reads how the tournaments named by `games` stand at `pin`. Work: two requests a tournament, two a running match. `settled`
 * names level 0 tournaments that need no look any more.
 */
export async function readView(
  pin: Pin,
  games: ReadonlyMap<Hash, GameRecord>,
  settled: ReadonlySet<Hash>,
  contract: TournamentReads,
): Promise<DisputeView> {
  const read = async (record: GameRecord): Promise<GameView> => {
    const { id, level } = record;
    const [state, [over, left], block] = await Promise.all([
      contract.game(id, pin.hash),
      contract.outcome(id, pin.hash),
      level === 1 ? contract.block(id, pin.hash) : undefined,
    ]);
    const running: MatchView[] = [];
    for (const match of record.matches) if (!match.ended) running.push(await readMatch(id, match.id));
    const ended = record.matches.filter((match) => match.ended);
    return {
      ...{ id, level, state, block, running, ended, over },
      participants: record.participants,
      left: left === zeroHash ? undefined : left,
    };
  };
  const readMatch = async (game: Hash, id: Hash): Promise<MatchView> => {
    const state = await contract.match(game, id, pin.hash);
    const bisecting = state.status === MatchStatus.Bisecting;
    const [commitment, deadline] = bisecting ? await contract.turn(game, id, pin.hash) : [undefined, 0n];
    const inner = games.get(innerGameId(game, id));
    return {
      ...{ id, state },
      turn: commitment === undefined ? undefined : { commitment, deadline },
      inner: inner && (await read(inner)),
    };
  };
  const roots = [...games.values()].filter(({ id, level }) => level === 0 && !settled.has(id));
  const views: GameView[] = [];
  for (const record of roots) views.push(await read(record));
  return { pin, games: views };
}
