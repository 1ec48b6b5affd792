import { afterEach, describe, expect, it } from "vitest";
import { innerBonds } from "./testing/bonds.ts";
import { BOND, DISPUTE, type DisputeL1 } from "./testing/dispute-l1.ts";
import { lie } from "./testing/toy-chain.ts";
import { openToyDispute } from "./testing/toy-dispute.ts";

const LIARS = 8;
/** Blocks of the toy chain, and a step that each of them has. */
const BLOCKS = 5;
const LIE_STEP = 20;
/** Matches that a field of one honest and eight liars plays one after the other at most. */
const ROUNDS = Math.ceil(Math.log2(LIARS + 1));
/** Moves of one side in a match over all levels: the bisections, their ends, joins, and what closes them. */
const MOVES_A_MATCH = 40;

let l1: DisputeL1;
afterEach(async () => {
  await l1?.close();
});

describe("one honest challenger against eight liars, on a real L1 with the contracts as they are deployed", () => {
  it("wins with one bond a level, in as many matches as the bracket has rounds, and its gas comes home", async () => {
    const liars = Array.from({ length: LIARS }, (_, i) => ({
      name: `liar ${i + 1}`,
      lies: lie(1 + (i % BLOCKS), LIE_STEP, i + 1),
    }));
    const opened = await openToyDispute(...liars, { name: "honest" });
    ({ l1 } = opened);
    const { parties, ids } = opened;
    const honest = parties.at(-1)!;
    const right = ids.at(-1)!;
    const balance = () => l1.client.getBalance({ address: honest.account.address });
    const before = await balance();
    let most = 0n;
    await l1.play(
      () => l1.isConfirmed(right),
      parties,
      async () => {
        const out = await innerBonds(l1.contract, honest.player.view?.games ?? [], honest.account.address);
        if (out > most) most = out;
      },
    );
    expect(honest.events.map(({ code }) => code).filter((code) => code !== "DISPUTE_MOVE")).toEqual([]);
    expect(most).toBe(DISPUTE.blockBond + DISPUTE.stretchBond);
    const { parent } = await l1.contract.assertion(right);
    for (const [i, id] of ids.slice(0, LIARS).entries()) {
      const { confirmed, bondGone, lastBlock } = await l1.contract.assertion(id);
      const history = await parties[i]!.source.blocks(1n, lastBlock);
      const commitment = `0x${Buffer.from(history!.root).toString("hex")}` as const;
      const { eliminated } = await l1.contract.participant(parent, commitment);
      expect({ id, eliminated, bondGone, confirmed }).toEqual({
        id,
        eliminated: true,
        bondGone: true,
        confirmed: false,
      });
    }
    const made = Object.entries(honest.player.status.moves);
    const own = made.reduce((sum, [, count]) => sum + count, 0);
    expect(own).toBeLessThanOrEqual(ROUNDS * MOVES_A_MATCH);
    // Refunds and the bonds of inner tournaments are paid out on request; what it won is more than it paid.
    for (let round = 0; round < 3; round++) await honest.round();
    expect(await l1.contract.claimable(honest.account.address)).toBe(0n);
    expect(await balance()).toBeGreaterThan(before);
    console.log(`${LIARS} liars: ${own} moves of the honest, ${BOND + most} wei out at most`);
  }, 600_000);
});
