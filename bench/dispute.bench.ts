/** One honest party against eight liars on a real L1: gas of each move and of all of it, capital; and the delay against K liars. */
import { type MoveRecord, movesIn } from "../devnet/adversary/moves.ts";
import { innerBonds } from "../node/bridge/challenger/testing/bonds.ts";
import { BOND, DISPUTE } from "../node/bridge/challenger/testing/dispute-l1.ts";
import { lie } from "../node/bridge/challenger/testing/toy-chain.ts";
import { openToyDispute } from "../node/bridge/challenger/testing/toy-dispute.ts";
import { type Figure, median, rounded } from "./figure.ts";

const LIARS = 8;
/** Blocks of the toy chain, and a step that each of them has. */
const BLOCKS = 5;
const LIE_STEP = 20;
const MOVE_TARGET = 1_000_000;
const STEP_TARGET = 5_000_000;
const WEI = 1e18;

const DAY = 86_400;
const HEIGHTS = [26, 17, 17] as const;
/** Clocks as a public chain would have them, seconds. */
const CLOCKS = { allowance: 2 * DAY, moveTime: 600, joinWindow: 26 * 3_600, grace: DAY };
/** Days as published (2^4 to 2^8 sybils for Dave's paper): what the others promise. */
const PUBLISHED = "OP Stack 7 to 14 d, BoLD 2 x 6.4 d + 2 d grace, Dave's paper 21.75 d at 16, 27 d at 256";
const DAVE_DAYS_AT_16 = 21.75;
const BOLD_DAYS = 14.8;

export async function run(): Promise<Figure[]> {
  return [...(await eightLiars()), ...[1, 4, 16, 64].map(delay)];
}

async function eightLiars(): Promise<Figure[]> {
  const liars = Array.from({ length: LIARS }, (_, i) => ({
    name: `liar ${i + 1}`,
    lies: lie(1 + (i % BLOCKS), LIE_STEP, i + 1),
  }));
  const { l1, parties, ids } = await openToyDispute(...liars, { name: "honest" });
  try {
    const honest = parties.at(-1)!;
    let most = 0n;
    const began = l1.clock.now();
    await l1.play(
      () => l1.isConfirmed(ids.at(-1)!),
      parties,
      async () => {
        const out = await innerBonds(l1.contract, honest.player.view?.games ?? [], honest.account.address);
        if (out > most) most = out;
      },
    );
    const seconds = (l1.clock.now() - began) / 1000;
    const head = await l1.client.getBlockNumber();
    const moves = await movesIn(l1.client, l1.deployment, l1.deployment.deployBlock, head);
    const made = moves.filter(({ succeeded }) => succeeded);
    const own = made.filter(({ from }) => from.toLowerCase() === honest.account.address.toLowerCase());
    return [
      ...perMove(made),
      figure(`1 honest against ${LIARS} liars: gas of all moves`, sum(made), "gas"),
      figure(`1 honest against ${LIARS} liars: gas of the honest`, sum(own), "gas"),
      {
        ...figure("honest capital: one bond a level", Number(BOND + most) / WEI, "ether"),
        target: Number(BOND + DISPUTE.blockBond + DISPUTE.stretchBond) / WEI,
      },
      figure(`1 honest against ${LIARS} liars: simulated time`, seconds, "s"),
    ];
  } finally {
    await l1.close();
  }
}

function perMove(made: readonly MoveRecord[]): Figure[] {
  const byName = Map.groupBy(made, ({ name }) => name);
  return [...byName].map(([name, moves]) => ({
    ...figure(`gas of ${name}`, median(moves.map(({ gas }) => Number(gas))), "gas"),
    target: name === "proveStep" ? STEP_TARGET : MOVE_TARGET,
  }));
}

/**
 * Days from the end of joining to the winner, at most: in every round of the bracket somebody spends a whole clock. What the
 * contract does on simulated clocks is below that (`TournamentSybils.t.sol`, docs/contracts.md).
 */
function delay(liars: number): Figure {
  const { allowance, moveTime, joinWindow, grace } = CLOCKS;
  const free = HEIGHTS.map((height) => (height + 1) * moveTime);
  // A clock is spent once over all levels: inside, one more liar may wait out its own.
  const match = allowance + free.reduce((all, time) => all + time) + 2 * joinWindow;
  const rounds = Math.ceil(Math.log2(liars + 1));
  const days = (rounds * match + grace) / DAY;
  const peer = liars === 16 ? PUBLISHED : "BoLD, whatever the number";
  const published = liars === 16 ? DAVE_DAYS_AT_16 : BOLD_DAYS;
  return {
    ...figure(`delay bound against ${liars} liars, allowance 2 d, moves 10 min, joining 26 h`, days, "days"),
    ...{ peer, ratio: rounded(days / published) },
  };
}

function figure(name: string, value: number, unit: string): Figure {
  return { name, value: rounded(value), unit, target: null, better: "less", peer: null, ratio: null };
}

const sum = (moves: readonly MoveRecord[]) => Number(moves.reduce((all, { gas }) => all + gas, 0n));
