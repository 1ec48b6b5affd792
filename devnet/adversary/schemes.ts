/** What each kind of adversary says and when it moves. */
import { type GameView, readView } from "../../node/bridge/challenger/dispute-view.ts";
import { STATE_START } from "../../node/state-machine/machine/layout.ts";
import type { PublishedChain } from "./chain.ts";
import { type Disturbance, disturb } from "./disturbance.ts";
import { givingEngine } from "./engine.ts";
import { BLOCK_LIMIT_MS, runForeign } from "./foreign-engine.ts";
import type { Adversary, AdversaryKind } from "./kinds.ts";
import type { Lie, LieMaker } from "./lie.ts";
import type { Arena, Party, Window } from "./party.ts";
import type { Slowness } from "./waits.ts";

/** What a liar says about blocks `first..last`; undefined where it agrees with the truth. */
export type Story = (about: StoryParts) => Promise<Lie | undefined>;

export interface StoryParts {
  readonly maker: LieMaker;
  readonly chain: PublishedChain;
  readonly first: bigint;
  readonly last: bigint;
  readonly signal: AbortSignal;
}

export interface Scheme {
  /** One for each wrong assertion. */
  readonly stories: readonly Story[];
  /** Parties that assert nothing and join inner tournaments, right about the end and wrong about the way. */
  readonly strangers: number;
  detour(window: Window, lie: Lie): Lie;
  wantsToMove(party: Party, arena: Arena): Promise<boolean>;
  /** Undefined: moves at once. */
  readonly slowness: Slowness | undefined;
  /** What happens to L1 meanwhile; resolves when told to stop. */
  background(arena: Arena, l1Url: string, signal: AbortSignal, say: (text: string) => void): Promise<void>;
}

/** Micro-USDC given from nowhere. */
const GIFT = 1_000_000_000_000n;
/** Seconds before its deadline at which the slow one moves: an L1 block, a look, and a busy machine. */
const LAST_MOMENT = 8n;
const DETOUR_STEP = 60;

const SLOWNESS: Partial<Record<AdversaryKind, Slowness>> = {
  silent: { lastMoment: 0n, amongFriends: false },
  deadline: { lastMoment: LAST_MOMENT, amongFriends: false },
  colluder: { lastMoment: LAST_MOMENT, amongFriends: true },
};

const DISTURBANCES: Partial<Record<AdversaryKind, Disturbance>> = {
  reorger: "reorganise",
  "gas-starver": "fill-blocks",
};

/** The scheme of an adversary; the engine in the file `engine` instead of the built-in lie. */
export async function schemeOf(adversary: Adversary, engine: string | undefined): Promise<Scheme> {
  const { kind, count } = adversary;
  const stories = await Promise.all(Array.from({ length: count }, (_, i) => storyOf(i, engine)));
  const disturbance = DISTURBANCES[kind];
  const slowness = SLOWNESS[kind];
  return {
    stories,
    strangers: kind === "freeloader" ? 1 : 0,
    detour: (window, { block }) => detour(window, block),
    slowness,
    wantsToMove: async (party, arena) => {
      if (slowness === undefined) return true;
      return slowness.lastMoment > 0n && isLate(party, arena, slowness);
    },
    background: async (arena, l1Url, signal, say) => {
      if (disturbance !== undefined) await disturb(disturbance, { arena, l1Url, signal, say });
    },
  };
}

async function storyOf(index: number, engine: string | undefined): Promise<Story> {
  if (engine !== undefined)
    return ({ chain, first, last, signal }) =>
      runForeign(
        { path: engine, story: { chain: chain.copy(last), first, last } },
        { blockMs: BLOCK_LIMIT_MS, signal },
      );
  const make = await givingEngine({ skip: index % 8, amount: GIFT + BigInt(index) });
  return ({ maker, first, last }) => maker.tell(make, first, last);
}

/** The truth about the end, by a way the machine does not go: a byte after the input is written. */
function detour({ first, last }: Window, block: bigint): Lie {
  const tampering = { step: DETOUR_STEP, writes: [{ address: STATE_START - 64, bytes: Uint8Array.of(1) }] };
  const header = { firstLeaf: 0, leaves: [], siblings: [] };
  return { first, last, roots: new Map(), header, block, tampering };
}

/** Whether the party's most urgent turn is at its end, or it has no turn that it may be slow in. */
async function isLate(party: Party, arena: Arena, { lastMoment, amongFriends }: Slowness): Promise<boolean> {
  const { pin, games } = await party.look();
  const view = await readView(pin, games, new Set(), arena.contract);
  let deadline: bigint | undefined;
  const visit = async (game: GameView): Promise<void> => {
    for (const { turn, state, inner } of game.running) {
      if (inner !== undefined) await visit(inner);
      if (turn === undefined) continue;
      const owners = await Promise.all(
        [state.one, state.two].map(async (side) => (await arena.contract.participant(game.id, side)).owner),
      );
      const [mover, other] = turn.commitment === state.one ? owners : [...owners].reverse();
      if (mover?.toLowerCase() !== party.address.toLowerCase()) continue;
      if (amongFriends && !party.isFriend(other!)) continue;
      if (deadline === undefined || turn.deadline < deadline) deadline = turn.deadline;
    }
  };
  for (const game of view.games) await visit(game);
  return deadline === undefined || deadline - pin.time <= lastMoment;
}
