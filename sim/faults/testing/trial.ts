/** One fault before L1, from nothing: nobody but the parties plays, and no trial leaves anything to the next. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hash } from "viem";
import { rollupAbi } from "../../../contracts/generated/abi.ts";
import { movesIn } from "../../../devnet/adversary/moves.ts";
import { toHex } from "../../../node/primitives/bytes.ts";
import { errorCode } from "../../../node/primitives/error.ts";
import { Liar } from "./liar.ts";
import type { Story, Teller } from "./story.ts";
import { Watchtower } from "./watchtower.ts";
import { World } from "./world.ts";

/** How a fault ended. */
export interface Verdict {
  readonly name: string;
  readonly block: bigint;
  readonly step: number | undefined;
  /** The wrong assertion lost a match, and its bond is gone. */
  readonly lost: boolean;
  /** The assertion that L1 confirmed is the watchtower's, and says what it derived and what is true. */
  readonly confirmed: boolean;
  /** The watchtower was closed and opened again on the way. */
  readonly crashed: boolean;
  /** Instructions that L1 executed to decide. */
  readonly proofs: number;
  /** Alarms of the watchtower beside the one about a wrong assertion. */
  readonly alarms: readonly string[];
  /** Transactions of both sides, and their gas. */
  readonly moves: number;
  readonly gas: bigint;
  readonly ms: number;
}

/** Ends a trial that stands still, well before the test's own limit: whatever it opened is closed then. */
const TRIAL_MS = 150_000;
const MOST_ROUNDS = 600;
/** L1's time goes on by so much when nobody has a move, seconds: far less than anybody's clock. */
const PAUSE = 60;
/** The watchtower crashes before one of these rounds, another one in each trial; a dispute to the last instruction has some more. */
const CRASH_WITHIN = 36;

/** Tells the story, asserts it on a new L1, and lets both sides play until one is confirmed. Throws what does not go on. */
export async function tryOnL1(name: string, tell: Teller): Promise<Verdict> {
  const started = performance.now();
  const signal = AbortSignal.timeout(TRIAL_MS);
  const folder = await mkdtemp(join(tmpdir(), "novate-fault-"));
  const opened: { close(): Promise<void> }[] = [];
  try {
    const world = await World.open(folder);
    opened.push(world);
    const tower = await Watchtower.open(world);
    opened.push(tower);
    const story = await tell(world);
    const liar = new Liar(world, story);
    opened.push(liar);
    await world.publish();
    await world.l1.pass(1);
    await tower.derived(BigInt(world.chain.number), signal);
    const from = (await world.l1.client.getBlockNumber()) + 1n;
    const wrong = await liar.assert(await liar.claim(), signal);
    const crashed = await play(name, world, [liar, tower], signal);
    return {
      ...{ name, block: story.block, step: story.step, crashed },
      ...(await judge(world, tower, wrong)),
      ...(await cost(world, from)),
      ms: Math.round(performance.now() - started),
    };
  } finally {
    for (const part of opened.reverse()) await part.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tells the story to an L1 that must not even take the assertion. Returns the name of its error. */
export async function knock(
  tell: Teller,
  change: Parameters<Liar["claim"]>[0] = {},
): Promise<{ readonly error: string; readonly bond: bigint }> {
  const signal = AbortSignal.timeout(TRIAL_MS);
  const folder = await mkdtemp(join(tmpdir(), "novate-fault-"));
  const world = await World.open(folder);
  try {
    const story: Story = await tell(world);
    const liar = new Liar(world, story);
    await world.publish();
    const error = await liar.assert(await liar.claim(change), signal).then(
      () => "NO_ERROR",
      (thrown: unknown) => String((thrown as { data?: { name?: string } }).data?.name ?? errorCode(thrown)),
    );
    const { rollup: address } = world.l1.deployment;
    const bond = await world.l1.client.getBalance({ address });
    await liar.close();
    return { error, bond };
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rounds until an assertion is confirmed; whether the watchtower crashed in one of them. */
async function play(
  name: string,
  world: World,
  [liar, tower]: readonly [Liar, Watchtower],
  signal: AbortSignal,
): Promise<boolean> {
  const { l1 } = world;
  const crash = crashOf(name);
  const start = await latestConfirmed(world);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    signal.throwIfAborted();
    if ((await latestConfirmed(world)) !== start) return round > crash;
    const head = await l1.client.getBlockNumber();
    if (round === crash) await tower.restart();
    await liar.round(signal).catch((error: unknown) => {
      if (!errorCode(error).startsWith("L1_")) throw error;
    });
    await tower.round(signal);
    if ((await l1.client.getBlockNumber()) === head) await l1.pass(PAUSE);
  }
  throw new Error(`expected an end within ${MOST_ROUNDS} rounds`);
}

/** The same in every run of a trial. */
const crashOf = (name: string) =>
  [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % CRASH_WITHIN;

function latestConfirmed({ l1 }: World): Promise<Hash> {
  const { rollup: address } = l1.deployment;
  return l1.client.readContract({ abi: rollupAbi, address, functionName: "latestConfirmed" });
}

async function judge(
  world: World,
  tower: Watchtower,
  wrong: { readonly id: Hash; readonly commitment: Hash },
): Promise<Pick<Verdict, "lost" | "confirmed" | "alarms">> {
  const { contract } = world.l1;
  const right = await contract.assertion(await latestConfirmed(world));
  const { parent, bondGone } = await contract.assertion(wrong.id);
  const { eliminated } = await contract.participant(parent, wrong.commitment);
  const truth = toHex(world.blocks.at(-1)!.stateRoot);
  const alarms = tower.events.filter(({ level, code }) => level === "alarm" && code !== "RIVAL_ASSERTION");
  return {
    lost: eliminated && bondGone,
    confirmed: right.proposer === tower.address && right.stateRoot === truth && tower.stateRoot === truth,
    alarms: alarms.map(({ code, message }) => `${code}: ${message}`),
  };
}

async function cost({ l1 }: World, from: bigint): Promise<Pick<Verdict, "moves" | "gas" | "proofs">> {
  const made = await movesIn(l1.client, l1.deployment, from, await l1.client.getBlockNumber());
  return {
    moves: made.length,
    gas: made.reduce((sum, { gas }) => sum + gas, 0n),
    proofs: made.filter(({ name, succeeded }) => name === "proveStep" && succeeded).length,
  };
}
