/** Attacks a running network and shows how its node answers (docs/spec/dispute.md). */
import type { Address, Hash } from "viem";
import { DEVNET_CHAIN_IDS } from "../../contracts/deploy.ts";
import { revertName } from "../../node/bridge/l1/errors.ts";
import { errorMessage, NovateError } from "../../node/primitives/error.ts";
import { sleep, systemTimers } from "../../node/primitives/timers.ts";
import { SignerCache } from "../../node/state-machine/index.ts";
import { openArena } from "./arena.ts";
import { PublishedChain, type PublishedChainOptions } from "./chain.ts";
import { BLOCK_LIMIT_MS, runForeign } from "./foreign-engine.ts";
import type { Instruction } from "./instruction.ts";
import type { Adversary } from "./kinds.ts";
import { leapTo } from "./leap.ts";
import { type Lie, LieMaker } from "./lie.ts";
import { type Arena, Party, type Window } from "./party.ts";
import { Purse, type Wallet } from "./purse.ts";
import { type Outcome, Referee } from "./referee.ts";
import { type Scheme, schemeOf } from "./schemes.ts";
import { Waits } from "./waits.ts";
import { newestWindow } from "./windows.ts";

export { ADVERSARY_KINDS, type Adversary, parseAdversary } from "./kinds.ts";

export interface AttackOptions extends PublishedChainOptions {
  readonly adversary: Adversary;
  /** A file with the engine that a liar runs; undefined: the rules, and a gift from nowhere. */
  readonly engine?: string;
  /** Whether L1's clock leaps over waits that nobody uses. */
  readonly leaps: boolean;
  readonly signal: AbortSignal;
}

export interface AttackResult extends Omit<Outcome, "pinned" | "block"> {
  readonly kind: string;
  /** The disputed block; null when no dispute reached one. */
  readonly block: bigint | null;
  /** Steps of the block before the instruction that L1 executed; null when it came to none. */
  readonly step: number | null;
  readonly instruction: Instruction | null;
  /** Why nothing was there to be caught, or L1's name of what it refused at once. */
  readonly note: string | null;
}

/**
 * Refuses before anything is started what could only fail later. Throws `ADVERSARY_ENGINE` (also where several liars would tell one
 * engine's story) and `ADVERSARY_ENGINE_TIME`.
 */
export async function checkAdversary({ kind, count }: Adversary, engine: string | undefined): Promise<void> {
  if (engine === undefined) return;
  if (count > 1)
    throw new NovateError(
      "ADVERSARY_ENGINE",
      `expected one liar for one engine, got ${count} of kind ${kind}`,
    );
  await runForeign({ path: engine }, { blockMs: BLOCK_LIMIT_MS });
}

/** Assertions that an engine which agrees everywhere is given to disagree. */
const MOST_WINDOWS = 8;
const LOOK_MS = 250;
/** A dispute that lasts longer has gone wrong, ms. */
const LONGEST_MS = 15 * 60_000;
const NOTHING: Outcome = {
  ...{ caught: false, block: undefined, pinned: undefined, moves: 0, gas: 0n, honestGas: 0n },
  ...{ bondLost: 0n, honestCapital: 0n, seconds: 0 },
};

/**
 * One attack, from the assertion of something wrong to the end of the dispute about it. Throws `ADVERSARY_ENGINE`, `ADVERSARY_ENGINE_TIME`, what L1 and the
 * data-availability layer throw, and the signal's reason.
 */
export async function attack(options: AttackOptions, say: (text: string) => void): Promise<AttackResult> {
  const { adversary, engine, signal, l1Url, leaps, genesis } = options;
  if (!DEVNET_CHAIN_IDS.has(genesis.chainId)) {
    const expected = `expected a development chain (${[...DEVNET_CHAIN_IDS].join(" or ")})`;
    throw new NovateError("ADVERSARY_NOT_DEVNET", `${expected}, got chain id ${genesis.chainId}`);
  }
  const scheme = await schemeOf(adversary, engine);
  const chain = await PublishedChain.open(options, new SignerCache());
  try {
    const arena = await openArena(l1Url, genesis, chain);
    const purse = new Purse(arena.client, l1Url);
    const wallets = await purse.fill(scheme.stories.length + scheme.strangers);
    const found = await findLies(scheme, arena, BigInt(genesis.deployBlock), wallets, signal, say);
    if (found === undefined) {
      const note = `the engine agreed with the rules on ${MOST_WINDOWS} assertions: there is nothing to catch`;
      say(note);
      return resultOf(adversary.kind, NOTHING, null, note);
    }
    return await fight({ adversary, scheme, arena, wallets, signal, l1Url, leaps }, found, say);
  } finally {
    await chain.close();
  }
}

interface Found {
  readonly window: Window;
  readonly lies: readonly Lie[];
}

/** Waits for an assertion on which the stories differ from the truth. */
async function findLies(
  scheme: Scheme,
  arena: Arena,
  fromBlock: bigint,
  wallets: readonly Wallet[],
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<Found | undefined> {
  const maker = new LieMaker(arena.chain);
  const wrong = new Set(wallets.map(({ address }) => address.toLowerCase() as Address));
  let tried: Hash | undefined;
  for (let windows = 0; windows < MOST_WINDOWS; ) {
    const window = await newestWindow(arena, fromBlock, tried, wrong);
    if (window === undefined) {
      await sleep(systemTimers, LOOK_MS, signal);
      continue;
    }
    tried = window.parent;
    windows++;
    const lies: Lie[] = [];
    for (const story of scheme.stories) {
      const lie = await story({ maker, chain: arena.chain, first: window.first, last: window.last, signal });
      if (lie !== undefined) lies.push(lie);
    }
    if (lies.length === scheme.stories.length) return { window, lies };
    say(`  blocks ${window.first} to ${window.last}: nothing to lie about`);
  }
  return undefined;
}

interface Stage {
  readonly adversary: Adversary;
  readonly scheme: Scheme;
  readonly arena: Arena;
  readonly wallets: readonly Wallet[];
  readonly signal: AbortSignal;
  readonly l1Url: string;
  readonly leaps: boolean;
}

async function fight(stage: Stage, { window, lies }: Found, say: (text: string) => void) {
  const { adversary, scheme, arena, wallets, signal, l1Url, leaps } = stage;
  const kind =
    adversary.count > 1 && adversary.kind === "sybil" ? `sybil:${adversary.count}` : adversary.kind;
  const parties = lies.map((lie, i) => new Party(`${adversary.kind} ${i + 1}`, lie, wallets[i]!, arena));
  const strangers = Array.from({ length: scheme.strangers }, (_, i) => {
    const story = scheme.detour(window, lies[0]!);
    return new Party("freeloader", story, wallets[lies.length + i]!, arena);
  });
  const everybody = [...parties, ...strangers];
  for (const party of everybody) for (const { address } of everybody) party.befriend(address);
  const background = new AbortController();
  try {
    const fromL1Block = await arena.client.getBlockNumber();
    const asserted = await Promise.allSettled(parties.map((party) => party.assert(window, signal)));
    const ids = asserted.flatMap((made) => (made.status === "fulfilled" ? [made.value] : []));
    for (const [i, made] of asserted.entries())
      if (made.status === "rejected")
        say(`  L1 refused the assertion of ${parties[i]!.name}: ${errorMessage(made.reason)}`);
    if (ids.length === 0) {
      const [first] = asserted as PromiseRejectedResult[];
      const name = revertName(first?.reason);
      if (name === undefined) throw first?.reason;
      return resultOf(kind, { ...NOTHING, caught: true }, null, name);
    }
    say(
      `! ${ids.length} wrong assertion${ids.length > 1 ? "s" : ""} about blocks ${window.first} to ${window.last}`,
    );
    for (const { block, tampering } of lies.slice(0, 4))
      say(`  a story that leaves the truth in block ${block}, after ${tampering.step} steps`);
    const accounts = everybody.map(({ address }) => address);
    const referee = new Referee(
      { parent: window.parent, dishonest: ids, accounts, firstBlock: window.first, fromL1Block },
      arena,
      say,
    );
    const waits = new Waits(arena, accounts, scheme.slowness);
    const acts = scheme.background(arena, l1Url, background.signal, say);
    const deadline = Date.now() + LONGEST_MS;
    while (!(await lookedThrough(referee, signal))) {
      if (Date.now() > deadline) break;
      const idle = await Promise.all(everybody.map((party) => playOnce(party, scheme, arena, signal)));
      if (leaps && !idle.includes(false) && (await spare(waits, referee, l1Url, say))) continue;
      await sleep(systemTimers, LOOK_MS, signal);
    }
    background.abort();
    await acts;
    const outcome = await referee.outcome();
    const instruction = outcome.pinned === undefined ? null : await nameInstruction(arena, outcome.pinned);
    const result = resultOf(kind, outcome, instruction, null);
    say(describeAttack(result));
    return result;
  } finally {
    background.abort();
    for (const party of everybody) await party.close();
  }
}

/** One look of the referee. What L1 can't answer now, as it forgets blocks, is asked again; the deadline of the fight bounds that. */
async function lookedThrough(referee: Referee, signal: AbortSignal): Promise<boolean> {
  try {
    return await referee.look();
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** One look of one party, where its scheme wants to move; true where it did nothing. What L1 refuses is its own trouble. */
async function playOnce(party: Party, scheme: Scheme, arena: Arena, signal: AbortSignal): Promise<boolean> {
  try {
    return !(await scheme.wantsToMove(party, arena)) || (await party.round(signal)) === 0;
  } catch (error) {
    signal.throwIfAborted();
    party.events.push({ level: "warn", code: "ADVERSARY_MOVE", message: errorMessage(error) });
    return false;
  }
}

/**
 * Takes L1's clock over a wait that nobody uses; true where it did. The referee must have looked before the dishonest, who did
 * nothing, did.
 */
async function spare(waits: Waits, { seen }: Referee, l1Url: string, say: (text: string) => void) {
  if (seen === undefined) return false;
  const until = await waits.until(seen.game, seen.pin).catch(() => undefined);
  const spared = until === undefined ? 0n : await leapTo(until, seen.pin.time, l1Url);
  if (spared > 0n) say(`  L1's clock leaps ${spared} s: nobody honest has anything to do meanwhile`);
  return spared > 0n;
}

async function nameInstruction(arena: Arena, { block, step }: NonNullable<Outcome["pinned"]>) {
  return new LieMaker(arena.chain).instruction(block, step);
}

function resultOf(
  kind: string,
  outcome: Outcome,
  instruction: Instruction | null,
  note: string | null,
): AttackResult {
  const { pinned, block, ...rest } = outcome;
  return { kind, ...rest, block: block ?? null, step: pinned?.step ?? null, instruction, note };
}

const ETHER = 10n ** 18n;
const ether = (wei: bigint) =>
  `${wei / ETHER}.${(wei % ETHER).toString().padStart(18, "0").slice(0, 6)} ether`;

/** The dispute in a few lines for people. */
export function describeAttack(result: AttackResult): string {
  const { kind, caught, block, step, instruction, moves, gas, bondLost, honestCapital, seconds } = result;
  const where =
    block === null
      ? "no block had to be opened"
      : step === null
        ? `block ${block}, decided without an instruction`
        : `block ${block}, ${instruction?.transaction == null ? "no transaction" : `transaction ${instruction.transaction}`}, step ${step}: ${instruction?.name} at pc ${instruction?.pc}${instruction?.touches === undefined ? "" : `, memory ${instruction.touches}`}`;
  return `${caught ? "+" : "x"} ${kind} ${caught ? "was caught" : "was not caught"}: ${where}
  ${moves} moves in ${seconds} s, ${gas} gas; the dishonest lost ${ether(bondLost)} of bonds; the honest node had ${ether(honestCapital)} out at most`;
}
