/** Blocks of real signed orders on the dispute machine: what they cost it, and what disproving one instruction costs. */

import { encodeBlock } from "../node/primitives/codec/block.ts";
import type { Action } from "../node/primitives/codec/types.ts";
import { seededRng } from "../node/primitives/rng.ts";
import { signFast } from "../node/sequencer/testing/sign.ts";
import { blockImage } from "../node/state-machine/dispute/block-image.ts";
import { BlockTrace } from "../node/state-machine/dispute/block-trace.ts";
import { MAX_STEPS_LOG2, STRIDE_LOG2 } from "../node/state-machine/machine/layout.ts";
import { Machine } from "../node/state-machine/machine/machine.ts";
import { checkStep } from "../node/state-machine/machine/proof.ts";
import { BlockMachine } from "../node/state-machine/program/block-machine.ts";
import { programImage } from "../node/state-machine/program/release.ts";
import { keyOf, separator, TestChain } from "../node/state-machine/testing/test-chain.ts";
import { type Figure, rounded } from "./figure.ts";

const USERS = 150;
const ACTIONS = 10_000;
const BATCH = 50;
const DEPOSIT = 1_000_000_000_000n;
const MIDS = [970_000, 350_000] as const;
const LEVELS = { blocksHeight: 26, blockHeight: MAX_STEPS_LOG2 - STRIDE_LOG2, stretchHeight: STRIDE_LOG2 };
/** Where in the block the wrong instruction is: two thirds on. */
const WRONG = 2 / 3;
const MACHINE_TARGET_MS = 2_000;
const DISPUTE_TARGET_SECONDS = 60;
const STEPS_TARGET = 22_000;

/** CPU seconds of this process, all its threads. */
function cpuSeconds<T>(work: () => T): { readonly seconds: number; readonly value: T } {
  const before = process.cpuUsage();
  const value = work();
  const { system, user } = process.cpuUsage(before);
  return { seconds: (system + user) / 1e6, value };
}

/** Signs and submits `ACTIONS` actions: 60% resting adds, 30% cancels, 10% crossing orders. */
function fill(chain: TestChain, random: () => number, perTransaction: number): void {
  const live = chain.machine.view;
  for (let made = 0; made < ACTIONS; made += perTransaction) {
    const user = random() % USERS;
    const account = chain.accountOf(user);
    const open = live.openOrders(account).map(({ id }) => id);
    const actions = Array.from({ length: perTransaction }, () => action(random, open));
    nonce += 1;
    const body = { type: "trade", actions } as const;
    chain.submit(signFast({ account, nonce, expiresAfter: 0, body }, separator, keyOf(user)));
  }
}

let nonce = 1_700_000_000_000 + 1_000_000;

function action(random: () => number, open: bigint[]): Action {
  const roll = random() % 10;
  const cancelled = roll < 3 ? open.pop() : undefined;
  if (cancelled !== undefined) return { kind: "cancel", orderId: cancelled };
  const market = random() % 2;
  const isBuy = random() % 2 === 0;
  const crosses = roll === 9;
  const away = (crosses ? -1 : 1) * (1 + (random() % 300));
  return {
    kind: "order",
    market,
    isBuy,
    price: MIDS[market]! + (isBuy ? -away : away),
    size: 100 + (random() % 1_000),
    timeInForce: crosses ? "IOC" : "GTC",
    reduceOnly: false,
    isMarket: false,
    goodTill: 0,
  };
}

/** Speed and proofs on blocks of 10,000 actions with real signatures. */
export async function run(): Promise<Figure[]> {
  const chain = await TestChain.open();
  const rng = seededRng(11);
  const random = () => rng.uint32();
  for (let user = 0; user < USERS; user++) chain.deposit(user, DEPOSIT);
  chain.vote(...MIDS);
  chain.seal();
  const machine = new BlockMachine();
  for (const block of chain.blocks) machine.apply(block);
  const full = (perTransaction: number) => {
    fill(chain, random, perTransaction);
    chain.seal();
    const { seconds, value } = cpuSeconds(() => machine.apply(chain.blocks.at(-1)!));
    if (Buffer.compare(value.stateRoot, chain.machine.stateRoot) !== 0)
      throw new Error("expected the machine to agree with V8");
    return { seconds, steps: value.steps };
  };
  full(BATCH);
  const batched = full(BATCH);
  const alone = full(1);

  fill(chain, random, 1);
  const disputed = dispute(chain);
  const row = (name: string, value: number, unit: string, target: number, peer: string | null): Figure => ({
    ...{ name, value: rounded(value), unit, target, better: "less", peer, ratio: null },
  });
  const speed = `${rounded(alone.steps / alone.seconds / 1e6)}M instructions/s, syscalls included`;
  const left = `${rounded(2 ** MAX_STEPS_LOG2 / alone.steps)} of them fit into the step bound of a block`;
  return [
    row("machine: order action signed alone", alone.steps / ACTIONS, "steps", STEPS_TARGET, null),
    row(
      `machine: order action, ${BATCH} under one signature`,
      batched.steps / ACTIONS,
      "steps",
      STEPS_TARGET,
      null,
    ),
    row("machine: block of 10,000 orders signed alone", alone.steps / 1e6, "M steps", 220, left),
    row(
      "machine: the same in time of one core, root included",
      1e3 * alone.seconds,
      "ms",
      MACHINE_TARGET_MS,
      speed,
    ),
    row(
      "machine: block of 200 transactions of 50 orders",
      1e3 * batched.seconds,
      "ms",
      MACHINE_TARGET_MS,
      null,
    ),
    row(
      "dispute: find and prove one wrong instruction in a block of 10,000 orders",
      disputed.seconds,
      "s of one core",
      DISPUTE_TARGET_SECONDS,
      `${disputed.stretches} stretches of 2^${STRIDE_LOG2} steps; proof of ${disputed.proofBytes} bytes`,
    ),
  ];
}

/** All that the honest side computes for one dispute over the block that waits: both histories and the last step's proof. */
function dispute(chain: TestChain): { seconds: number; stretches: number; proofBytes: number } {
  const block = encodeBlock(chain.draft());
  const image = blockImage(programImage(), block, chain.machine);
  const machine = new Machine();
  const { seconds, value } = cpuSeconds(() => {
    const trace = new BlockTrace(LEVELS, { machine, image });
    const wrong = Math.floor(WRONG * trace.end.steps);
    const stretch = trace.stretch(Math.floor(wrong / 2 ** STRIDE_LOG2));
    const proof = trace.prove(wrong);
    const after = stretch.node(0, wrong % 2 ** STRIDE_LOG2);
    if (Buffer.compare(after, checkStep(proof.state, proof.proof).postHash) !== 0)
      throw new Error("expected the proof to lead to the history's next state");
    return { steps: trace.end.steps, proofBytes: proof.proof.length };
  });
  return { seconds, stretches: Math.ceil(value.steps / 2 ** STRIDE_LOG2), proofBytes: value.proofBytes };
}
