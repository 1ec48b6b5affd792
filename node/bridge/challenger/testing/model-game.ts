/** Parties with machines of their own, playing on the model of the Tournament, look by look. */
import { type Address, type Hash, keccak256, stringToBytes } from "viem";
import { toHex } from "../../../primitives/bytes.ts";
import { checkStep } from "../../../state-machine/machine/proof.ts";
import type { BridgeEvent } from "../../events.ts";
import type { L1Call } from "../../l1/sender.ts";
import { Player } from "../player.ts";
import { TournamentModel } from "./tournament-model.ts";
import { type Lies, TOY_LEVELS, ToyChain, type ToyDraft, toyProgramRoot } from "./toy-chain.ts";

const CHAIN_ID = 31_337n;
const PARENT: Hash = `0x${"11".repeat(32)}`;
export const MOVE_TIME = 20n;
export const ALLOWANCE = 600n;
export const JOIN_WINDOW = 300n;
const GRACE = 10n;
/** Seconds between two looks of everybody. */
const TICK = 3n;
/** Beyond any dispute of these tests, seconds. */
const MAX_SECONDS = 200_000n;
const signal = new AbortController().signal;

export interface Party {
  readonly name: string;
  readonly lies?: Lies;
  /** Plays only while this says so. */
  readonly awake?: (time: bigint) => boolean;
  readonly standbySeconds?: number;
  /** How far its own clock is ahead of L1's. */
  readonly secondsAhead?: number;
}

export class Seat {
  readonly name: string;
  readonly address: Address;
  readonly chain: ToyChain;
  readonly events: BridgeEvent[] = [];
  readonly awake: (time: bigint) => boolean;
  readonly #model: TournamentModel;
  readonly #standbySeconds: number;
  readonly #secondsAhead: number;
  player: Player;

  constructor({ name, lies, awake, standbySeconds = 5, secondsAhead = 0 }: Party, model: TournamentModel) {
    this.name = name;
    this.address = keccak256(stringToBytes(name)).slice(0, 42) as Address;
    this.awake = awake ?? (() => true);
    this.#model = model;
    this.#standbySeconds = standbySeconds;
    this.#secondsAhead = secondsAhead;
    this.chain = new ToyChain(CHAIN_ID, TOY_LEVELS, lies);
    this.player = this.restart();
  }

  /** A player that has never seen anything. */
  restart(): Player {
    const model = this.#model;
    this.player = new Player(
      { standbySeconds: this.#standbySeconds },
      {
        contract: model,
        log: model,
        source: this.chain,
        sender: {
          address: this.address,
          send: async (prepare) => {
            const call = await prepare();
            if (call === undefined) return undefined;
            model.call(call as L1Call, this.address);
            return {} as never;
          },
        },
        inputs: {
          batchOf: async () => 0n,
          open: async (batchIndex, number) =>
            ({ batchIndex, inputRoot: toHex(this.chain.blockList[Number(number) - 1]!.inputRoot) }) as never,
        },
        isVoid: undefined,
        checkStep: async (state, proof) => checkStep(state, proof),
        clock: { now: () => (Number(model.time) + this.#secondsAhead) * 1000 },
        report: (event) => this.events.push(event),
      },
    );
    return this.player;
  }

  async assert(first: bigint, last: bigint): Promise<Hash> {
    const history = (await this.chain.blocks(first, last))!;
    const { height, root } = history;
    this.#model.assert(root, history.node(height - 1, 0), history.node(height - 1, 1), this.address);
    return toHex(root);
  }
}

export interface PlayedGame {
  readonly model: TournamentModel;
  readonly seats: readonly Seat[];
  /** Commitments by name, of those who asserted. */
  readonly commitments: ReadonlyMap<string, Hash>;
  /** Seconds from the first assertion to the confirmation. */
  readonly seconds: bigint;
}

/**
 * A chain of `drafts` blocks, on which each of `parties` asserts what its machine says unless another asserted it already; then
 * everybody plays until one assertion is confirmed. `each` is called at every look.
 */
export async function playGame(
  drafts: readonly ToyDraft[],
  parties: readonly Party[],
  each: (model: TournamentModel, seats: readonly Seat[]) => void = () => {},
): Promise<PlayedGame> {
  const last = BigInt(drafts.length);
  const genesis = new ToyChain(CHAIN_ID);
  const model = new TournamentModel({
    ...{ levels: TOY_LEVELS, programRoot: toyProgramRoot(), parent: PARENT, parentState: genesis.roots[0]! },
    ...{ firstBlock: 1n, lastBlock: last, moveTime: MOVE_TIME, allowance: ALLOWANCE },
    ...{ joinWindow: JOIN_WINDOW, grace: GRACE },
  });
  const seats = parties.map((party) => new Seat(party, model));
  for (const draft of drafts) {
    const block = genesis.seal(draft);
    for (const { chain } of seats) chain.run(block);
  }
  const start = model.time;
  const commitments = new Map<string, Hash>();
  for (const seat of seats) {
    const root = toHex((await seat.chain.blocks(1n, last))!.root);
    if (![...commitments.values()].includes(root)) await seat.assert(1n, last);
    commitments.set(seat.name, root);
  }
  while (model.confirmedAssertion === undefined && model.time - start < MAX_SECONDS) {
    model.time += TICK;
    each(model, seats);
    for (const seat of seats) if (seat.awake(model.time)) await seat.player.round(signal);
  }
  return { model, seats, commitments, seconds: model.time - start };
}
