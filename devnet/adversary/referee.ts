/** Follows a dispute on L1 to its end, tells it as it goes, and counts what it took. */
import type { Address, Hash } from "viem";
import type { Pin } from "../../node/bridge/challenger/dispute-log.ts";
import {
  type DisputeView,
  type GameView,
  type MatchView,
  readView,
} from "../../node/bridge/challenger/dispute-view.ts";
import { errorCode } from "../../node/primitives/error.ts";
import { type MoveRecord, movesIn } from "./moves.ts";
import type { Arena } from "./party.ts";

/** The instruction that L1 executed, and where it lies. */
export interface Pinned {
  readonly block: bigint;
  /** Steps of the block before it. */
  readonly step: number;
}

export interface Outcome {
  /** Whether every dishonest assertion lost and another one was confirmed. */
  readonly caught: boolean;
  /** First block that was disputed, if it came to one. */
  readonly block: bigint | undefined;
  /** The last instruction that L1 executed to decide. */
  readonly pinned: Pinned | undefined;
  /** Transactions of both sides that moved the dispute, and the gas of all of them. */
  readonly moves: number;
  readonly gas: bigint;
  readonly honestGas: bigint;
  /** Wei that the dishonest side lost in bonds. */
  readonly bondLost: bigint;
  /** Most wei that the honest side had in bonds of this dispute at once. */
  readonly honestCapital: bigint;
  readonly seconds: number;
}

export interface RefereeOptions {
  readonly parent: Hash;
  readonly dishonest: readonly Hash[];
  readonly accounts: readonly Address[];
  readonly firstBlock: bigint;
  /** L1 block from which moves are counted. */
  readonly fromL1Block: bigint;
}

const LEVELS = ["blocks", "stretches", "steps"];
const STRIDE = (levels: Arena["levels"]) => 2 ** levels.stretchHeight;

export class Referee {
  readonly #arena: Arena;
  readonly #options: RefereeOptions;
  readonly #log;
  readonly #say: (text: string) => void;
  readonly #accounts: ReadonlySet<string>;
  readonly #said = new Map<string, string>();
  readonly #bonds = new Map<string, bigint>();
  readonly #started = Date.now();
  #capital = 0n;
  #seen: { readonly game: GameView; readonly pin: Pin } | undefined;
  #block: bigint | undefined;
  #pinned: Pinned | undefined;

  constructor(options: RefereeOptions, arena: Arena, say: (text: string) => void) {
    this.#arena = arena;
    this.#options = options;
    this.#log = arena.openLog();
    this.#say = say;
    this.#accounts = new Set(options.accounts.map((address) => address.toLowerCase()));
  }

  /** The tournament as the last look saw it; undefined before there was one. */
  get seen(): { readonly game: GameView; readonly pin: Pin } | undefined {
    return this.#seen;
  }

  /** One look. True when the dispute has ended. Throws L1's errors; a reorganisation is looked at again the next time. */
  async look(): Promise<boolean> {
    let view: DisputeView;
    try {
      const { pin, games } = await this.#log.refresh();
      view = await readView(pin, games, new Set(), this.#arena.contract);
    } catch (error) {
      if (errorCode(error) === "L1_REORGED") return false;
      throw error;
    }
    const game = view.games.find(({ id }) => id === this.#options.parent);
    if (game === undefined) return false;
    this.#seen = { game, pin: view.pin };
    const capital = await this.#bondsOf(game);
    if (capital > this.#capital) this.#capital = capital;
    for (const match of game.running) this.#tell(game, match, view.pin.time);
    return this.#ended(game);
  }

  async #ended(game: GameView): Promise<boolean> {
    const { contract } = this.#arena;
    for (const commitment of game.participants) {
      const { tag } = await contract.participant(game.id, commitment);
      if ((await contract.assertion(tag)).confirmed) return true;
    }
    return false;
  }

  /** Notes every bond that is in this dispute. Returns the wei in the honest side's. */
  async #bondsOf(game: GameView): Promise<bigint> {
    const { contract } = this.#arena;
    let honest = 0n;
    for (const commitment of game.participants) {
      const { owner, bond, tag, eliminated } = await contract.participant(game.id, commitment);
      const wei = game.level === 0 ? (await contract.assertion(tag)).bond : bond;
      const key = `${game.id}/${commitment}`;
      if (wei > 0n) this.#bonds.set(key, wei);
      if (!this.#accounts.has(owner.toLowerCase()) && !eliminated) honest += this.#bonds.get(key) ?? 0n;
    }
    for (const { inner } of game.running) if (inner !== undefined) honest += await this.#bondsOf(inner);
    return honest;
  }

  #tell(game: GameView, match: MatchView, now: bigint): void {
    const { state, turn, inner } = match;
    const size = 2 ** state.height;
    const from = Number(state.position);
    const what =
      game.level === 0
        ? `blocks ${this.#options.firstBlock + BigInt(from)} to ${this.#options.firstBlock + BigInt(from + size - 1)}`
        : game.level === 1
          ? `steps ${from * STRIDE(this.#arena.levels)} to ${(from + size) * STRIDE(this.#arena.levels) - 1}`
          : `steps ${from} to ${from + size - 1} of the stretch`;
    if (turn !== undefined) {
      const key = `${state.height}/${state.turnStartedAt}`;
      if (this.#said.get(match.id) !== key) {
        this.#said.set(match.id, key);
        const left = turn.deadline - now;
        this.#say(
          `  level ${game.level} (${LEVELS[game.level]}), match ${match.id.slice(0, 8)}: ${what}, ${state.height} comparisons left, ${turn.commitment.slice(0, 8)} moves, ${left} s left`,
        );
      }
    }
    if (inner === undefined) return;
    if (inner.level === 1 && inner.block !== undefined) {
      this.#block ??= inner.block.number;
      this.#once(
        inner.id,
        `  they differ first about block ${inner.block.number}: each brings the steps of that block`,
      );
    }
    for (const deeper of inner.running) this.#tell(inner, deeper, now);
  }

  #once(key: string, text: string): void {
    if (this.#said.has(key)) return;
    this.#said.set(key, text);
    this.#say(text);
  }

  /** The end of the dispute in figures: reads every L1 block since its begin. */
  async outcome(): Promise<Outcome> {
    const { client, contract } = this.#arena;
    const { parent, dishonest, fromL1Block } = this.#options;
    const moves = await movesIn(client, contract.addresses, fromL1Block, await client.getBlockNumber());
    const made = moves.filter(({ succeeded }) => succeeded);
    await this.#pin(made);
    const { games } = await this.#log.refresh();
    let bondLost = 0n;
    let confirmed = false;
    for (const { id, level, participants } of games.values()) {
      if (level === 0 && id !== parent) continue;
      for (const commitment of participants) {
        const { owner, eliminated, tag, bond } = await contract.participant(id, commitment);
        if (level === 0 && !dishonest.includes(tag)) confirmed ||= (await contract.assertion(tag)).confirmed;
        if (!eliminated || !this.#accounts.has(owner.toLowerCase())) continue;
        bondLost += this.#bonds.get(`${id}/${commitment}`) ?? bond;
      }
    }
    const wrong = await Promise.all(dishonest.map(async (id) => (await contract.assertion(id)).confirmed));
    const honest = made.filter(({ from }) => !this.#accounts.has(from.toLowerCase()));
    return {
      caught: confirmed && !wrong.includes(true),
      ...{ block: this.#block, pinned: this.#pinned, moves: made.length },
      gas: sumOfGas(made),
      honestGas: sumOfGas(honest),
      ...{ bondLost, honestCapital: this.#capital },
      seconds: Math.round((Date.now() - this.#started) / 1000),
    };
  }

  /** The last step that was proven, by the moves that led there. */
  async #pin(made: readonly MoveRecord[]): Promise<void> {
    const { contract, levels } = this.#arena;
    const proof = made.findLast(({ name }) => name === "proveStep");
    if (proof === undefined) return;
    const [game, match, leaves] = proof.args as [Hash, Hash, { readonly left: Hash }];
    const { outerGame, outerMatch } = await contract.game(game);
    const opened = made.findLast(
      ({ name, args }) => name === "openStretch" && args[0] === outerGame && args[1] === outerMatch,
    );
    const block = await contract.block(outerGame);
    if (opened === undefined) return;
    const leafOf = async (at: Hash, id: Hash, left: Hash) => {
      const state = await contract.match(at, id);
      return Number(state.position) + (state.left === left ? 1 : 0);
    };
    const stretch = await leafOf(outerGame, outerMatch, (opened.args[2] as { readonly left: Hash }).left);
    const place = await leafOf(game, match, leaves.left);
    this.#pinned = { block: block.number, step: stretch * 2 ** levels.stretchHeight + place };
    this.#block = block.number;
  }
}

const sumOfGas = (moves: readonly MoveRecord[]) => moves.reduce((sum, { gas }) => sum + gas, 0n);
