/** Which of a dispute's waits nobody uses: those in which only time, or a dishonest party that lets its clock run, is waited for. */
import type { Address } from "viem";
import { tournamentAbi } from "../../contracts/generated/abi.ts";
import type { Pin } from "../../node/bridge/challenger/dispute-log.ts";
import type { GameView, MatchView } from "../../node/bridge/challenger/dispute-view.ts";
import { greatest, least } from "../../node/bridge/extremes.ts";
import type { Arena } from "./party.ts";

/** How a dishonest party lets its clock run. */
export interface Slowness {
  /** Seconds before its deadline at which it moves; 0: never. */
  readonly lastMoment: bigint;
  /** Only against other dishonest parties. */
  readonly amongFriends: boolean;
}

/** A dishonest party in turn that has not moved for so long, in seconds, does not want to. */
const STUCK = 90n;

/** Somebody has something to do at once. */
const NOW = -1n;

export class Waits {
  readonly #arena: Arena;
  readonly #accounts: ReadonlySet<string>;
  readonly #slowness: Slowness | undefined;
  #grace: bigint | undefined;

  /** `accounts`: of the dishonest. */
  constructor(arena: Arena, accounts: readonly Address[], slowness: Slowness | undefined) {
    this.#arena = arena;
    this.#accounts = new Set(accounts.map((address) => address.toLowerCase()));
    this.#slowness = slowness;
  }

  /**
   * L1's time, seconds, up to which nobody honest has anything to do in this level 0 tournament, and nobody dishonest wants to;
   * undefined where somebody has now. Whether those who want to move at once have moved is for the caller to know. Throws L1's
   * errors.
   */
  async until(game: GameView, pin: Pin): Promise<bigint | undefined> {
    if (!(await this.#hasHonest(game, pin))) return undefined;
    const times =
      game.running.length === 0 ? await this.#afterwards(game, pin) : await this.#inside(game, pin);
    if (times.length === 0) return undefined;
    const earliest = times.reduce(least);
    return earliest <= pin.time ? undefined : earliest;
  }

  /** The moments at which a match of the tournament goes on. */
  async #inside(game: GameView, pin: Pin): Promise<bigint[]> {
    const times: bigint[] = [];
    for (const match of game.running) {
      if (match.turn === undefined) times.push(...(await this.#innerWait(game, match, pin)));
      else times.push(await this.#turnWait(game, match, match.turn, pin));
    }
    return times;
  }

  async #turnWait(
    game: GameView,
    { state }: MatchView,
    { commitment, deadline }: NonNullable<MatchView["turn"]>,
    pin: Pin,
  ): Promise<bigint> {
    const other = commitment === state.one ? state.two : state.one;
    const [mover, rival] = await Promise.all(
      [commitment, other].map((side) => this.#isHonest(game, side, pin)),
    );
    if (mover || deadline <= pin.time) return NOW;
    const slowness = this.#slowness;
    if (slowness !== undefined && !(slowness.amongFriends && rival)) return deadline - slowness.lastMoment;
    return pin.time - state.turnStartedAt > STUCK ? deadline : NOW;
  }

  async #innerWait(game: GameView, { state, inner }: MatchView, pin: Pin): Promise<bigint[]> {
    if (inner === undefined || inner.over) return [NOW];
    const times = await this.#inside(inner, pin);
    if (inner.state.closesAt <= pin.time) return times;
    const sides = await Promise.all([state.one, state.two].map((side) => this.#isHonest(game, side, pin)));
    const isAwaited = sides.includes(true) && !(await this.#hasHonest(inner, pin));
    return [...times, isAwaited ? NOW : inner.state.closesAt];
  }

  /** No match runs any more: what the confirmation of the one that is left waits for. */
  async #afterwards({ id, left, state }: GameView, pin: Pin): Promise<bigint[]> {
    const { client, contract } = this.#arena;
    this.#grace ??= await client.readContract({
      ...{ abi: tournamentAbi, address: contract.addresses.tournament, functionName: "GRACE" },
    });
    const { closesAt, lastResolvedAt } = state;
    const times = [greatest(closesAt, lastResolvedAt) + this.#grace];
    times.push((await contract.assertion(id, pin.hash)).confirmableAt);
    if (left !== undefined) {
      const { tag } = await contract.participant(id, left, pin.hash);
      times.push((await contract.assertion(tag, pin.hash)).confirmableAt);
    }
    return times.filter((time) => time > pin.time);
  }

  async #hasHonest(game: GameView, pin: Pin): Promise<boolean> {
    for (const commitment of game.participants) if (await this.#isHonest(game, commitment, pin)) return true;
    return false;
  }

  async #isHonest(game: GameView, commitment: `0x${string}`, { hash }: Pin): Promise<boolean> {
    const { owner } = await this.#arena.contract.participant(game.id, commitment, hash);
    return !this.#accounts.has(owner.toLowerCase());
  }
}
