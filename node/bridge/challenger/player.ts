/**
 * Plays every dispute for one source of histories, with one account: looks, plans, waits for who is first in turn, sends. It
 * remembers nothing that matters: every round starts from what L1 says at one block, so a restart or a reorganisation loses no move.
 */
import { type Hash, keccak256, stringToBytes } from "viem";
import { rollupAbi, tournamentAbi } from "../../../contracts/generated/abi.ts";
import type { Clock } from "../../primitives/clock.ts";
import { errorCode, errorMessage } from "../../primitives/error.ts";
import type { Report } from "../events.ts";
import { revertName } from "../l1/errors.ts";
import type { L1Call, L1Sender } from "../l1/sender.ts";
import type { DisputeLog } from "./dispute-log.ts";
import { type DisputeView, readView } from "./dispute-view.ts";
import type { Doubt, Move } from "./move.ts";
import { Planner, type PlannerDependencies } from "./planner.ts";
import { Purse } from "./purse.ts";
import { sendUnlessOvertaken } from "./sending.ts";

export interface PlayerOptions {
  /** How long to leave a move to the account whose bond it is, seconds of L1 time; then up to four times that, by lot. */
  readonly standbySeconds: number;
}

export interface PlayerDependencies extends PlannerDependencies {
  readonly log: Pick<DisputeLog, "refresh">;
  readonly sender: Pick<L1Sender, "address" | "send">;
  readonly clock: Clock;
  readonly report: Report;
}

export interface PlayerStatus {
  /** Level 0 tournaments that are not settled. */
  readonly games: number;
  /** Moves sent since the start, by kind. */
  readonly moves: Readonly<Record<string, number>>;
  /** Codes of what the player could do nothing about in the last round. */
  readonly doubts: readonly string[];
}

const MS_PER_SECOND = 1000;
/** Lots among those who stand by. */
const LOTS = 4n;
/** Reads that found L1 in motion before the loop counts a failure. */
const READ_ATTEMPTS = 3;
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 60_000;

/** One turn of one match, or one of a kind in a tournament. */
const keyOf = ({ kind, game, match, before }: Move) => `${kind}/${game}/${match}/${before?.turnStartedAt}`;

export class Player {
  readonly #options: PlayerOptions;
  readonly #dependencies: PlayerDependencies;
  readonly #planner: Planner;
  readonly #purse: Purse;
  readonly #settled = new Set<Hash>();
  readonly #alarmed = new Set<string>();
  /** Moves that L1 refused, and when to try again, ms. */
  readonly #refusals = new Map<string, { readonly tries: number; readonly until: number }>();
  readonly #moves: Record<string, number> = {};
  #doubts: readonly Doubt[] = [];
  #view: DisputeView | undefined;

  constructor(options: PlayerOptions, dependencies: PlayerDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#planner = new Planner(dependencies);
    this.#purse = new Purse(dependencies);
  }

  get status(): PlayerStatus {
    return {
      games: this.#view?.games.length ?? 0,
      moves: { ...this.#moves },
      doubts: this.#doubts.map(({ code }) => code),
    };
  }

  /** What the last round saw. */
  get view(): DisputeView | undefined {
    return this.#view;
  }

  /** One look, and every move that is due and this player's to make. Returns how many; throws what L1 or the source throws. */
  async round(signal: AbortSignal): Promise<number> {
    const { view, games } = await this.#look();
    this.#view = view;
    const now = this.#now(view);
    const { moves, doubts, settled } = await this.#planner.plan(view, now);
    this.#doubts = doubts;
    for (const doubt of doubts) this.#alarm(doubt);
    let sent = 0;
    for (const move of moves) {
      signal.throwIfAborted();
      if (this.#mayMove(move, now) && (await this.#make(move, signal))) sent++;
    }
    sent += await this.#purse.round(games, signal);
    for (const id of settled) if (this.#purse.isEmptied(games.get(id))) this.#settled.add(id);
    return sent;
  }

  async #look() {
    for (let attempt = 1; ; attempt++) {
      try {
        const { pin, games } = await this.#dependencies.log.refresh();
        return { games, view: await readView(pin, games, this.#settled, this.#dependencies.contract) };
      } catch (error) {
        if (errorCode(error) !== "L1_REORGED" || attempt === READ_ATTEMPTS) throw error;
      }
    }
  }

  /** L1's time; the clock goes on where no L1 block is made. */
  #now({ pin }: DisputeView): bigint {
    const clock = BigInt(Math.floor(this.#dependencies.clock.now() / MS_PER_SECOND));
    return clock > pin.time ? clock : pin.time;
  }

  /** Whether it is this account's turn to make the move: the owner at once, the others after a while, each at another time. */
  #mayMove(move: Move, now: bigint): boolean {
    const { sender, clock } = this.#dependencies;
    const { address } = sender;
    if ((this.#refusals.get(keyOf(move))?.until ?? 0) > clock.now()) return false;
    if (move.owner?.toLowerCase() === address.toLowerCase()) return true;
    const standby = BigInt(this.#options.standbySeconds);
    const lot = BigInt(keccak256(stringToBytes(`${address.toLowerCase()}/${move.game}/${move.since}`)));
    let wait = move.owner === undefined ? 0n : standby;
    wait += (standby * (lot % LOTS)) / LOTS + (lot % LOTS === 0n ? 0n : 1n);
    // Never beyond half of what is left: a short clock is nobody's to waste.
    const half = move.deadline === undefined ? wait : (move.deadline - move.since) / 2n;
    return now >= move.since + (wait < half ? wait : half);
  }

  async #make(move: Move, signal: AbortSignal): Promise<boolean> {
    const { contract, sender, report } = this.#dependencies;
    const { rollup, tournament } = contract.addresses;
    const target =
      move.kind === "confirm"
        ? { address: rollup, abi: rollupAbi }
        : { address: tournament, abi: tournamentAbi };
    const { kind, args, value } = move;
    const call: L1Call = { ...target, functionName: kind, args, value, readsGasPrice: true };
    const prepare = async () => ((await this.#stillDue(move)) ? call : undefined);
    try {
      if (!(await sendUnlessOvertaken(sender, prepare, signal))) return false;
    } catch (error) {
      if (revertName(error) === undefined) throw error;
      this.#refused(move, error);
      return false;
    }
    this.#refusals.delete(keyOf(move));
    this.#moves[move.kind] = (this.#moves[move.kind] ?? 0) + 1;
    const { game, match, level } = move;
    const data = { game, match, level, account: sender.address };
    report({ level: "info", code: "DISPUTE_MOVE", message: `made the move ${move.kind}`, data });
    return true;
  }

  /** L1 refused the move for a reason of its own: an operator must look, and every try costs or means nothing new. */
  #refused(move: Move, error: unknown): void {
    const key = keyOf(move);
    const tries = (this.#refusals.get(key)?.tries ?? 0) + 1;
    const wait = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** tries);
    this.#refusals.set(key, { tries, until: this.#dependencies.clock.now() + wait });
    const { kind, game, match } = move;
    const message = `L1 refused the move ${kind}: ${errorMessage(error)}`;
    this.#dependencies.report({
      level: "alarm",
      code: "DISPUTE_MOVE_REFUSED",
      message,
      data: { game, match, tries },
    });
  }

  /** Just before it is sent, at L1's newest block: whether the match is as it was. */
  async #stillDue(move: Move): Promise<boolean> {
    if (move.match === undefined || move.before === undefined) return true;
    const now = await this.#dependencies.contract.match(move.game, move.match);
    const { status, height, turnStartedAt } = move.before;
    return now.status === status && now.height === height && now.turnStartedAt === turnStartedAt;
  }

  #alarm({ code, game, message }: Doubt): void {
    const key = `${code}/${game}`;
    if (this.#alarmed.has(key)) return;
    this.#alarmed.add(key);
    this.#dependencies.report({ level: "alarm", code, message, data: { game } });
  }
}
