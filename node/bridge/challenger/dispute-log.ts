/** The Tournament's events, in L1 order, kept up to date against a chain that may reorganise at any time. */
import { type Address, type Hash, type PublicClient, parseEventLogs } from "viem";
import { tournamentAbi } from "../../../contracts/generated/abi.ts";
import { NovateError } from "../../primitives/error.ts";
import { l1Error } from "../l1/errors.ts";

/** Everything is read at one L1 block, named by its hash. */
export interface Pin {
  readonly number: bigint;
  readonly hash: Hash;
  /** Seconds. */
  readonly time: bigint;
}

export interface MatchRecord {
  readonly id: Hash;
  readonly one: Hash;
  readonly two: Hash;
  /** Whether its end was seen. */
  readonly ended: boolean;
}

/** What the events say of one tournament; how it stands now is for the contract to say. */
export interface GameRecord {
  readonly id: Hash;
  /** 0 to 2. */
  readonly level: number;
  readonly l1Block: bigint;
  /** Commitments, in the order in which they joined. */
  readonly participants: readonly Hash[];
  readonly matches: readonly MatchRecord[];
}

export interface DisputeLogOptions {
  readonly tournament: Address;
  /** No event is older. */
  readonly fromBlock: bigint;
  /** Blocks in one request for logs. */
  readonly maxLogBlocks: number;
}

type DisputeEvent = ReturnType<typeof decode>[number];

/** Blocks below the head whose events are not kept but read again each time. */
const UNSETTLED_BLOCKS = 16n;
/** Events kept; each costs its author a bond or a move. */
const MAX_EVENTS = 1_000_000;

function decode(logs: Parameters<typeof parseEventLogs>[0]["logs"]) {
  return parseEventLogs({
    abi: tournamentAbi,
    eventName: ["Opened", "Joined", "MatchStarted", "Resolved"],
    logs,
    strict: true,
  });
}

export class DisputeLog {
  readonly #options: DisputeLogOptions;
  readonly #client: PublicClient;
  #kept: DisputeEvent[] = [];
  /** The block up to which events are kept. */
  #keptTo: { readonly number: bigint; readonly hash: Hash } | undefined;

  constructor(options: DisputeLogOptions, dependencies: { readonly client: PublicClient }) {
    this.#options = options;
    this.#client = dependencies.client;
  }

  /**
   * Every tournament as of L1's newest block, by id. Throws `L1_RPC`, or `L1_REORGED` when the chain moved while it was read:
   * ask again.
   */
  async refresh(): Promise<{ readonly pin: Pin; readonly games: ReadonlyMap<Hash, GameRecord> }> {
    try {
      return await this.#refresh();
    } catch (error) {
      throw l1Error(error);
    }
  }

  async #refresh() {
    const { hash, number, timestamp } = await this.#client.getBlock({ blockTag: "latest" });
    if (this.#keptTo !== undefined && !(await this.#isCanonical(this.#keptTo))) {
      this.#kept = [];
      this.#keptTo = undefined;
    }
    await this.#keepTo(number - UNSETTLED_BLOCKS);
    const from = (this.#keptTo?.number ?? this.#options.fromBlock - 1n) + 1n;
    const fresh = await this.#read(from, number);
    if (!(await this.#isCanonical({ number, hash }))) {
      throw new NovateError("L1_REORGED", `expected L1 block ${number} to stay, it was replaced`);
    }
    return { pin: { number, hash, time: timestamp }, games: collectGames([...this.#kept, ...fresh]) };
  }

  async #keepTo(target: bigint): Promise<void> {
    const from = (this.#keptTo?.number ?? this.#options.fromBlock - 1n) + 1n;
    if (target < from) return;
    const { hash } = await this.#client.getBlock({ blockNumber: target });
    const events = await this.#read(from, target);
    if (!(await this.#isCanonical({ number: target, hash }))) {
      throw new NovateError("L1_REORGED", `expected L1 block ${target} to stay, it was replaced`);
    }
    this.#kept.push(...events);
    this.#keptTo = { number: target, hash };
    if (this.#kept.length > MAX_EVENTS) {
      throw new NovateError("L1_LIMIT", `expected at most ${MAX_EVENTS} dispute events`);
    }
  }

  async #read(first: bigint, last: bigint): Promise<DisputeEvent[]> {
    const events: DisputeEvent[] = [];
    const step = BigInt(this.#options.maxLogBlocks);
    for (let from = first; from <= last; from += step) {
      const end = from + step - 1n;
      const logs = await this.#client.getLogs({
        address: this.#options.tournament,
        fromBlock: from,
        toBlock: end < last ? end : last,
      });
      events.push(...decode(logs));
    }
    return events;
  }

  async #isCanonical(block: { readonly number: bigint; readonly hash: Hash }): Promise<boolean> {
    const now = await this.#client.getBlock({ blockNumber: block.number }).catch(() => undefined);
    return now?.hash === block.hash;
  }
}

/** Folds events into tournaments. Events of a tournament that was never opened can't be: they are left out. */
function collectGames(events: readonly DisputeEvent[]): Map<Hash, GameRecord> {
  const games = new Map<
    Hash,
    GameRecord & { participants: Hash[]; matches: (MatchRecord & { ended: boolean })[] }
  >();
  for (const event of events) {
    const { game: id } = event.args;
    const game = games.get(id);
    if (event.eventName === "Opened") {
      const { level } = event.args;
      games.set(id, { id, level, l1Block: event.blockNumber!, participants: [], matches: [] });
    } else if (event.eventName === "Joined") {
      game?.participants.push(event.args.commitment);
    } else if (event.eventName === "MatchStarted") {
      const { matchId, one, two } = event.args;
      game?.matches.push({ id: matchId, one, two, ended: false });
    } else {
      const { matchId } = event.args;
      for (const match of game?.matches ?? []) if (match.id === matchId) match.ended = true;
    }
  }
  return games;
}
