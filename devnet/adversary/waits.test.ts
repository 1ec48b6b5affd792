import type { Address, Hash } from "viem";
import { describe, expect, it } from "vitest";
import type { GameView, MatchView } from "../../node/bridge/challenger/dispute-view.ts";
import type { Arena } from "./party.ts";
import { type Slowness, Waits } from "./waits.ts";

const NOW = 10_000n;
const PIN = { number: 1n, hash: `0x${"00".repeat(32)}` as Hash, time: NOW };
const GRACE = 5n;
const MOMENT = 8n;
const [LIAR, FRIEND] = [`0x${"01".repeat(20)}`, `0x${"02".repeat(20)}`] as const satisfies Address[];
const HONEST: Address = `0x${"0a".repeat(20)}`;
/** A commitment names its owner here. */
const of = (owner: Address): Hash => `0x${owner.slice(2)}${"00".repeat(12)}`;

const arena = {
  client: { readContract: async () => GRACE },
  contract: {
    addresses: { tournament: LIAR },
    participant: async (_game: Hash, commitment: Hash) => ({
      owner: commitment.slice(0, 42),
      tag: commitment,
    }),
    assertion: async (id: Hash) => ({ confirmableAt: id === of(HONEST) ? NOW + 40n : NOW - 1n }),
  },
} as unknown as Arena;

type Turn = {
  readonly of: Address;
  readonly against: Address;
  readonly left: bigint;
  readonly since?: bigint;
};

function turn({ of: mover, against, left, since = 1n }: Turn): MatchView {
  const state = { one: of(mover), two: of(against), turnStartedAt: NOW - since };
  return {
    state,
    turn: { commitment: of(mover), deadline: NOW + left },
    inner: undefined,
  } as unknown as MatchView;
}

function inner(sides: readonly [Address, Address], game: GameView | undefined): MatchView {
  const state = { one: of(sides[0]), two: of(sides[1]) };
  return { state, turn: undefined, inner: game } as unknown as MatchView;
}

interface Draft {
  readonly owners: readonly Address[];
  readonly running?: readonly MatchView[];
  readonly closesIn?: bigint;
  readonly resolvedAgo?: bigint;
  readonly over?: boolean;
}

function game({ owners, running = [], closesIn = -1n, resolvedAgo = 0n, over = false }: Draft): GameView {
  const state = { closesAt: NOW + closesIn, lastResolvedAt: NOW - resolvedAgo };
  const participants = owners.map(of);
  return { id: of(FRIEND), participants, running, state, over, left: of(HONEST) } as unknown as GameView;
}

const until = (draft: Draft, slowness?: Slowness) =>
  new Waits(arena, [LIAR, FRIEND], slowness).until(game(draft), PIN).then((time) => time && time - NOW);

const LATE: Slowness = { lastMoment: MOMENT, amongFriends: false };
const BOTH = [LIAR, HONEST];

describe("L1's clock leaps", () => {
  it("never while it is an honest party's turn, whatever else is waited for", async () => {
    const own = turn({ of: HONEST, against: LIAR, left: 600n });
    const slow = turn({ of: LIAR, against: FRIEND, left: 600n });
    expect(await until({ owners: BOTH, running: [own] }, LATE)).toBeUndefined();
    expect(await until({ owners: [...BOTH, FRIEND], running: [slow, own] }, LATE)).toBeUndefined();
  });

  it("to the last moment of who lets its clock run, and not for who moves at once", async () => {
    const running = [turn({ of: LIAR, against: HONEST, left: 600n })];
    expect(await until({ owners: BOTH, running }, LATE)).toBe(600n - MOMENT);
    expect(await until({ owners: BOTH, running }, { lastMoment: 0n, amongFriends: false })).toBe(600n);
    expect(await until({ owners: BOTH, running })).toBeUndefined();
  });

  it("past who should have moved long ago, but leaves the timeout to be claimed", async () => {
    const stuck = turn({ of: LIAR, against: HONEST, left: 500n, since: 100n });
    expect(await until({ owners: BOTH, running: [stuck] })).toBe(500n);
    const due = turn({ of: LIAR, against: HONEST, left: 0n, since: 630n });
    expect(await until({ owners: BOTH, running: [due] }, LATE)).toBeUndefined();
  });

  it("for colluders in matches among themselves only", async () => {
    const collusion: Slowness = { lastMoment: MOMENT, amongFriends: true };
    const owners = [...BOTH, FRIEND];
    const friends = turn({ of: LIAR, against: FRIEND, left: 600n });
    expect(await until({ owners, running: [friends] }, collusion)).toBe(600n - MOMENT);
    const earnest = turn({ of: LIAR, against: HONEST, left: 600n });
    expect(await until({ owners, running: [earnest] }, collusion)).toBeUndefined();
  });

  it("to the end of joining only when the honest side has joined", async () => {
    const sides = [LIAR, HONEST] as const;
    const open = (owners: readonly Address[], running: readonly MatchView[] = []) =>
      inner(sides, game({ owners, running, closesIn: 120n }));
    expect(await until({ owners: BOTH, running: [open([LIAR])] })).toBeUndefined();
    expect(await until({ owners: BOTH, running: [open(BOTH)] })).toBe(120n);
    const deeper = turn({ of: HONEST, against: LIAR, left: 600n });
    expect(await until({ owners: BOTH, running: [open(BOTH, [deeper])] })).toBeUndefined();
    const foreign = inner([LIAR, FRIEND], game({ owners: [LIAR, FRIEND], closesIn: 120n }));
    expect(await until({ owners: [...BOTH, FRIEND], running: [foreign] })).toBe(120n);
  });

  it("not while a decided inner tournament is still to be resolved", async () => {
    const decided = inner([LIAR, HONEST], game({ owners: BOTH, over: true }));
    expect(await until({ owners: BOTH, running: [decided] })).toBeUndefined();
  });

  it("not before the honest assertion is there", async () => {
    const running = [turn({ of: LIAR, against: FRIEND, left: 600n })];
    expect(await until({ owners: [LIAR, FRIEND], running }, LATE)).toBeUndefined();
  });

  it("to what confirmation waits for, one after the other", async () => {
    expect(await until({ owners: BOTH })).toBe(GRACE);
    expect(await until({ owners: BOTH, closesIn: 20n })).toBe(20n + GRACE);
    expect(await until({ owners: BOTH, resolvedAgo: 60n, closesIn: -60n })).toBe(40n);
  });
});
