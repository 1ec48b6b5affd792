import { describe, expect, it } from "vitest";
import { STATE_START } from "../../state-machine/machine/layout.ts";
import { ALLOWANCE, MOVE_TIME, type Party, type PlayedGame, playGame } from "./testing/model-game.ts";
import { lie, type ToyDraft } from "./testing/toy-chain.ts";

const draft = (number: number, more: Partial<ToyDraft> = {}): ToyDraft => ({
  timestamp: BigInt(1000 * number),
  work: 3 + number,
  ...more,
});
const BLOCKS = Array.from({ length: 5 }, (_, i) => draft(i + 1));

const HONEST: Party = { name: "honest" };

function expectHonestWin(game: PlayedGame): void {
  expect(game.model.confirmedAssertion).toBe(game.commitments.get("honest"));
  const honest = game.seats.find(({ name }) => name === "honest")!;
  const codes = honest.events.map(({ code }) => code);
  expect(codes.filter((code) => code !== "DISPUTE_MOVE")).toEqual([]);
}

describe("one honest player against a liar", () => {
  it.each([
    ["in the first block, at the first step", 1, 1],
    ["in the first block, at the last step of a stretch", 1, 16],
    ["in the middle, at the first step of a stretch", 3, 17],
    ["in the middle, within a stretch", 3, 55],
    ["in the last block", 5, 70],
  ])("wins when the lie lies %s", async (_name, block, step) => {
    for (const first of [true, false]) {
      const liar: Party = { name: "liar", lies: lie(block, step) };
      const game = await playGame(BLOCKS, first ? [liar, HONEST] : [HONEST, liar]);
      expectHonestWin(game);
      const names = game.model.calls.map(({ name }) => name);
      for (const move of ["openBlock", "openStretch", "joinBlock", "joinStretch"])
        expect(names).toContain(move);
      const [proof] = game.model.calls.filter(({ name }) => name === "proveStep");
      expect(
        proof === undefined || proof.by === game.seats.find(({ name }) => name === "honest")!.address,
      ).toBe(true);
    }
  });

  it("wins by the clock when the liar falls silent", async () => {
    const asleep = { name: "liar", lies: lie(3, 30), awake: () => false };
    const game = await playGame(BLOCKS, [asleep, HONEST]);
    expectHonestWin(game);
    expect(game.model.calls.map(({ name }) => name)).toContain("claimTimeout");
    expect(game.seconds < 2n * ALLOWANCE).toBe(true);
  });

  it("wins after being away for most of its clock, at any point", async () => {
    for (const from of [1_005n, 1_050n, 1_120n, 1_200n]) {
      const away = ALLOWANCE - 100n;
      const sleepy: Party = { name: "honest", awake: (time) => time < from || time > from + away };
      expectHonestWin(await playGame(BLOCKS, [{ name: "liar", lies: lie(2, 40) }, sleepy]));
    }
  });

  it("wins when L1's time lies behind its own, as after reorganisations: only L1 says that it is too late", async () => {
    const early: Party = { name: "honest", secondsAhead: 10_000 };
    for (const parties of [
      [early, { name: "liar", lies: lie(3, 40) }],
      [{ name: "liar", lies: lie(3, 40) }, early],
    ]) {
      expectHonestWin(await playGame(BLOCKS, parties));
    }
  });

  it("wins when it forgets everything after every single move", async () => {
    let moves = 0;
    const game = await playGame(BLOCKS, [HONEST, { name: "liar", lies: lie(4, 60) }], (model, seats) => {
      if (model.calls.length === moves) return;
      moves = model.calls.length;
      seats[0]!.restart();
    });
    expectHonestWin(game);
  });

  it("wins about a block that is void, whoever says it is not", async () => {
    const drafts = [draft(1), draft(2, { exitCode: 1 }), draft(3)];
    // The liar's machine turns the exit code to zero just before it is read.
    const zero = { "2": { step: 20, writes: [{ address: STATE_START + 300, bytes: Uint8Array.of(1) }] } };
    expectHonestWin(
      await playGame(drafts, [HONEST, { name: "liar", lies: zero }, { name: "other", lies: lie(1, 9) }]),
    );
  });
});

describe("one honest player against several liars", () => {
  it("beats liars of every kind at once, with one commitment at each level", async () => {
    const liars = [lie(1, 5), lie(2, 33), lie(2, 34), lie(5, 90), lie(3, 16), lie(3, 17), lie(1, 5, 2)];
    const parties = liars.map((lies, i) => ({ name: `liar ${i}`, lies }));
    for (const at of [0, 4]) {
      const all = [...parties.slice(0, at), HONEST, ...parties.slice(at)];
      expectHonestWin(await playGame(BLOCKS, all));
    }
  });

  it("makes each move once, however many honest players there are", async () => {
    const names = ["honest", "second", "third"];
    const parties = [...names.map((name) => ({ name })), { name: "liar", lies: lie(3, 40) }];
    const game = await playGame(BLOCKS, parties);
    expectHonestWin(game);
    const alone = await playGame(BLOCKS, [HONEST, { name: "liar", lies: lie(3, 40) }]);
    expect(game.model.calls.length).toBe(alone.model.calls.length);
    const [first] = game.seats;
    const others = game.model.calls.filter(
      ({ by }) => by === game.seats[1]!.address || by === game.seats[2]!.address,
    );
    expect(others.every(({ name }) => name === "resolveInner" || name === "confirm")).toBe(true);
    expect(game.model.calls.some(({ by }) => by === first!.address)).toBe(true);
  });

  it("lets another honest player go on when the first one vanishes", async () => {
    const vanished: Party = { name: "honest", awake: (time) => time < 1_030n };
    const game = await playGame(BLOCKS, [vanished, { name: "second" }, { name: "liar", lies: lie(3, 40) }]);
    expectHonestWin(game);
    const late = game.model.calls.filter(({ at }) => at > 1_030n).map(({ by }) => by);
    expect(late).not.toContain(game.seats[0]!.address);
    expect(late).toContain(game.seats[1]!.address);
    expect(MOVE_TIME > 5n).toBe(true);
  });
});
