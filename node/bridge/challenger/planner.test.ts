import { type Hash, zeroAddress, zeroHash } from "viem";
import { describe, expect, it } from "vitest";
import { NovateError } from "../../primitives/error.ts";
import { History } from "../../state-machine/dispute/index.ts";
import type { DisputeView, GameView, MatchView } from "./dispute-view.ts";
import type { HistorySource } from "./history-source.ts";
import { NodeHistory } from "./node-history.ts";
import { Planner } from "./planner.ts";
import { MatchStatus, type TournamentReads } from "./tournament-contract.ts";

const NOW = 1_000n;
const hash = (byte: number): Hash => `0x${byte.toString(16).padStart(2, "0").repeat(32)}`;
const [LARGE, SMALL] = [hash(1), hash(2)];
const ANY_ROOT = new Uint8Array(32).fill(9);

/** A level 0 tournament in which a match of two strangers is out of time. */
function overdue(id: Hash): GameView {
  const [one, two] = [hash(0xaa), hash(0xbb)];
  const state = { one, two, status: MatchStatus.Bisecting, height: 20, turnStartedAt: 0n };
  const turn = { commitment: one, deadline: NOW - 1n };
  const match = { id: hash(0xcc), state, turn, inner: undefined } as unknown as MatchView;
  const game = { id, level: 0, participants: [one, two], running: [match], over: false, left: undefined };
  return game as unknown as GameView;
}

/** Assertions about more blocks than a history holds on `LARGE`, about three on `SMALL`. */
const contract = {
  participant: async (game: Hash) => ({ tag: game === LARGE ? hash(3) : hash(4), owner: zeroAddress }),
  assertion: async (id: Hash) => ({ lastBlock: id === hash(3) ? 2n ** 26n : id === hash(4) ? 3n : 0n }),
} as unknown as TournamentReads;

describe("a plan for several disputes", () => {
  const view: DisputeView = {
    pin: { number: 1n, hash: zeroHash, time: NOW },
    games: [overdue(LARGE), overdue(SMALL)],
  };

  it("goes on with the others where one is about more than can be computed here", async () => {
    let asked = 0;
    const source = new NodeHistory(
      { blocksHeight: 26 },
      {
        roots: {
          get: async () => {
            asked++;
            return ANY_ROOT;
          },
        },
        inputs: { bytes: () => Promise.reject(new Error("not asked for")) },
        tracer: { open: () => Promise.reject(new Error("not asked for")) },
      },
    );
    const planner = plannerOver(source);
    const { moves, doubts } = await planner.plan(view, NOW);
    expect(doubts.map(({ code, game }) => [code, game])).toEqual([["HISTORY_UNAVAILABLE", LARGE]]);
    expect(doubts[0]!.message).toMatch(/^HISTORY_SIZE: /);
    // What needs no history is played in both.
    expect(moves.map(({ kind, game }) => [kind, game])).toEqual([
      ["claimTimeout", LARGE],
      ["claimTimeout", SMALL],
    ]);
    expect(asked, "roots read: none of the history that is refused").toBe(3);
  });

  it("stops where L1 does not answer: half a view is no view", async () => {
    const source = {
      blocks: () => Promise.reject(new NovateError("L1_RPC", "no answer")),
      block: async () => undefined,
    };
    const planner = plannerOver(source);
    await expect(planner.plan(view, NOW)).rejects.toMatchObject({ code: "L1_RPC" });
    const working = plannerOver({ ...source, blocks: async () => new History(ANY_ROOT, 26, ANY_ROOT) });
    expect((await working.plan(view, NOW)).doubts).toEqual([]);
  });
});

const never = () => Promise.reject(new Error("no step is to be checked"));

const plannerOver = (source: HistorySource) =>
  new Planner({ source, contract, inputs: {} as never, isVoid: undefined, checkStep: never });
