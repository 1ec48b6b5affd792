import { parseEventLogs } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { rollupAbi } from "../../../contracts/generated/abi.ts";
import { STATE_START } from "../../state-machine/machine/layout.ts";
import { Judge } from "../asserter/judge.ts";
import type { StateRoots } from "../asserter/state-roots.ts";
import { AssertionTree } from "../l1/assertion-tree.ts";
import { DisputeLog } from "./dispute-log.ts";
import { DisputeMonitor } from "./monitor.ts";
import { BOND, DISPUTE, type DisputeL1, type L1Party } from "./testing/dispute-l1.ts";
import { lie } from "./testing/toy-chain.ts";
import { openToyDispute, type ToyParty } from "./testing/toy-dispute.ts";

let l1: DisputeL1;
afterEach(async () => {
  await l1?.close();
});

/** What the player reported besides its moves. */
const troubles = (party: L1Party) =>
  party.events.map(({ code }) => code).filter((code) => code !== "DISPUTE_MOVE");

async function open(...options: readonly ToyParty[]) {
  const opened = await openToyDispute(...options);
  l1 = opened.l1;
  return opened;
}

describe("a dispute on a real L1", () => {
  it("is won by the honest one, down to the instruction, and its gas comes home", async () => {
    const { parties, ids } = await open({ name: "liar", lies: lie(4, 77) }, { name: "honest" });
    const [liar, honest] = parties as [L1Party, L1Party];
    const balance = () => l1.client.getBalance({ address: honest.account.address });
    const before = await balance();
    await l1.play(() => l1.isConfirmed(ids[1]!), parties);
    expect(troubles(honest)).toEqual([]);
    const moves = { ...liar.player.status.moves, ...honest.player.status.moves };
    expect(Object.keys(moves).sort()).toEqual([
      "advance",
      "confirm",
      "joinBlock",
      "joinStretch",
      "openBlock",
      "openStretch",
      "proveStep",
      "resolveInner",
    ]);
    for (let round = 0; round < 3; round++) await honest.round();
    expect(await l1.contract.claimable(honest.account.address)).toBe(0n);
    // Inner bonds and gas are back, and an eighth of each bond the liar lost is there: of the assertion and of two joins.
    const gained = (await balance()) - before;
    expect(gained).toBeGreaterThan(0n);
    expect(gained).toBeLessThanOrEqual((BOND + DISPUTE.blockBond + DISPUTE.stretchBond) / 8n);
  });

  it("is shown as it stands: who is right, who moves, what is at stake", async () => {
    const { parties, ids } = await open({ name: "liar", lies: lie(4, 77) }, { name: "honest" });
    const [liar, honest] = parties as [L1Party, L1Party];
    const { rollup, tournament, deployBlock } = l1.deployment;
    const logs = await l1.client.getLogs({ address: rollup, fromBlock: deployBlock });
    const events = parseEventLogs({ abi: rollupAbi, logs, strict: true }).flatMap((event) =>
      event.eventName === "Asserted" || event.eventName === "Confirmed"
        ? [{ name: event.eventName, l1Block: event.blockNumber, ...event.args } as never]
        : [],
    );
    const tree = new AssertionTree(undefined).with(events);
    const roots = {
      get: async (number: bigint) => (await honest.source.blocks(1n, number))?.node(0, Number(number) - 1),
      history: (first: bigint, last: bigint) => honest.source.blocks(first, last),
    };
    const log = new DisputeLog(
      { tournament, fromBlock: deployBlock, maxLogBlocks: 7 },
      { client: l1.client },
    );
    const monitor = new DisputeMonitor({
      ...{ contract: l1.contract, log, watcher: { assertions: tree }, account: honest.account.address },
      judge: new Judge({ roots: roots as unknown as StateRoots }),
    });
    await monitor.round();
    const stances = () =>
      monitor.latest!.assertions.map(({ id, stance, standing }) => [id, stance, standing]);
    expect(stances()).toEqual([
      [ids[0], "disagree", "playing"],
      [ids[1], "agree", "playing"],
    ]);
    const [match] = monitor.latest!.matches;
    expect(match).toMatchObject({ level: 0, one: { stance: "disagree" }, two: { stance: "agree" } });
    expect(match!.turn!.side).toBe("one");
    expect(monitor.latest!.account!.atStake).toBe(BOND);
    const inStretch = async () => {
      await monitor.round();
      return monitor.latest!.matches.some(({ level }) => level === 2);
    };
    await l1.play(inStretch, parties);
    const { matches, account } = monitor.latest!;
    expect(matches.map(({ level }) => level)).toEqual([0, 1, 2]);
    expect(new Set(matches.map(({ block }) => block))).toEqual(new Set([4n]));
    for (const { one, two } of matches) {
      expect([one, two].find(({ owner }) => owner === honest.account.address)!.stance).toBe("agree");
      expect([one, two].find(({ owner }) => owner === liar.account.address)!.stance).toBe("disagree");
    }
    expect(account!.atStake).toBe(BOND + DISPUTE.blockBond + DISPUTE.stretchBond);
    await l1.play(() => l1.isConfirmed(ids[1]!), parties);
    await monitor.round();
    expect(monitor.latest!.matches).toEqual([]);
    expect(stances().map(([, , standing]) => standing)).toEqual(["beaten", "waiting"]);
  });

  it("is won by the clock against a liar that falls silent at any level", async () => {
    const { parties, ids } = await open({ name: "honest" }, { name: "liar", lies: lie(2, 20) });
    const [honest, liar] = parties as [L1Party, L1Party];
    let silent = false;
    await l1.play(
      () => l1.isConfirmed(ids[0]!),
      [honest],
      async () => {
        silent ||= liar.player.status.moves.joinBlock !== undefined;
        if (!silent) await liar.round();
      },
    );
    expect(silent).toBe(true);
    expect(
      honest.player.status.moves.claimTimeout ?? honest.player.status.moves.resolveInner,
    ).toBeGreaterThan(0);
    expect(troubles(honest)).toEqual([]);
  });

  it("loses no move when the player is restarted after each, and L1 forgets its newest blocks again and again", async () => {
    const { parties, ids } = await open({ name: "liar", lies: lie(4, 100) }, { name: "honest" });
    const [, honest] = parties as [L1Party, L1Party];
    const floor = (await l1.client.getBlockNumber()) + 1n;
    let forgotten = 0;
    await l1.play(
      () => l1.isConfirmed(ids[1]!),
      parties,
      async (round) => {
        honest.restart();
        const head = await l1.client.getBlockNumber();
        const depth = 1 + (round % 3);
        if (round % 5 !== 4 || head - BigInt(depth) <= floor) return;
        await l1.reorganise(depth);
        forgotten++;
      },
    );
    expect(forgotten).toBeGreaterThan(5);
    expect(troubles(honest)).toEqual([]);
  });

  it("is played once by two honest challengers, and by the second alone when the owner vanishes", async () => {
    const { parties, ids } = await open(
      { name: "owner" },
      { name: "second", asserts: false },
      { name: "liar", lies: lie(3, 50) },
    );
    const [owner, second, liar] = parties as [L1Party, L1Party, L1Party];
    let vanished = false;
    await l1.play(
      () => l1.isConfirmed(ids[0]!),
      [second, liar],
      async () => {
        vanished ||= owner.player.status.moves.joinBlock !== undefined;
        if (!vanished) {
          expect(second.player.status.moves).toEqual({});
          await owner.round();
        }
      },
    );
    expect(vanished).toBe(true);
    expect(second.player.status.moves.joinStretch ?? second.player.status.moves.advance).toBeGreaterThan(0);
    expect(troubles(second)).toEqual([]);
  });

  it("lets strangers with other inner histories join for either side, and still ends right", async () => {
    // Both say that block 4 leads where the honest machine leads, by another way; one more lies about the end.
    const detour = {
      "4": { step: 60, writes: [{ address: STATE_START - 64, bytes: Uint8Array.of(1) }] },
    };
    const { parties, ids } = await open(
      { name: "stranger", lies: detour, asserts: false, standbySeconds: 0 },
      { name: "liar", lies: lie(4, 90) },
      { name: "honest" },
    );
    const [stranger, , honest] = parties as [L1Party, L1Party, L1Party];
    await l1.play(() => l1.isConfirmed(ids[1]!), parties);
    expect(stranger.player.status.moves.joinBlock).toBe(1);
    expect(honest.player.status.moves.joinBlock).toBe(1);
    expect(troubles(honest)).toEqual([]);
  });
});
