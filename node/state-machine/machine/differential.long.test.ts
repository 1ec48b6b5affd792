import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { equalBytes } from "../../primitives/bytes.ts";
import type { Image } from "./image.ts";
import { Machine } from "./machine.ts";
import { checkStep, proveStep, type StepProof } from "./proof.ts";
import { SlowMachine } from "./slow.ts";
import { AnvilMachine } from "./testing/anvil.ts";
import { ARCHITECTURE, Coverage, coverageOf, MACHINE } from "./testing/coverage.ts";
import { edgePrograms } from "./testing/edge-programs.ts";
import { cornerProgram } from "./testing/qemu-programs.ts";
import { Random } from "./testing/random.ts";
import { wildProgram } from "./testing/wild-programs.ts";

const FAST_SLOW_STEPS = 1_000_000;
const SOLIDITY_STEPS = 20_000;
const MAX_STEPS_A_PROGRAM = 2000;
/** A corner is proven on L1 until it was seen this often there; beyond, one step in SAMPLE. */
const WANTED = 10;
const SAMPLE = 70;
const FLUSH = 500;

const REQUIRED = [...ARCHITECTURE, ...MACHINE];

describe("fast interpreter, slow step and Machine.sol", () => {
  const machine = new Machine();
  const fastSlow = new Coverage();
  const solidity = new Coverage();
  const random = new Random(1);
  const pending: StepProof[] = [];
  let anvil: AnvilMachine;
  let steps = 0;
  let proven = 0;

  beforeAll(async () => {
    anvil = await AnvilMachine.start();
  });
  afterAll(async () => {
    await anvil.stop();
  });

  /** A step is proven when the contract has seen too little of what it shows, and now and then in any case. */
  function worthProving(keys: readonly string[]): boolean {
    return random.oneIn(SAMPLE) || keys.some((key) => (solidity.counts.get(key) ?? 0) < WANTED);
  }

  /** Runs one program on both interpreters, step by step; some of its steps become proofs. */
  function compare(image: Image, maxSteps: number): void {
    machine.load(image);
    const slow = new SlowMachine(image);
    while (!machine.halted && machine.steps < maxSteps) {
      const x = machine.registers;
      const keys = coverageOf({ pc: machine.pc, x, read: (address, size) => machine.read(address, size) });
      fastSlow.add(keys);
      const proof = worthProving(keys) ? proveStep(machine) : undefined;
      machine.run(1);
      slow.run(1);
      requireEqual(slow);
      if (proof !== undefined) {
        solidity.add(keys);
        pending.push(proof);
        if (!equalBytes(proof.postHash, machine.stateHash()))
          throw new Error(`proof of step ${machine.steps} is wrong`);
      }
    }
    steps += machine.steps;
    expect(equalBytes(machine.memoryRoot(), slow.memoryRoot())).toBe(true);
  }

  function requireEqual({ registers }: SlowMachine): void {
    const x = machine.registers;
    const same =
      registers.pc === machine.pc &&
      registers.status === machine.status &&
      registers.exitCode === machine.exitCode &&
      x.every((value, i) => value === registers.x[i]);
    if (!same)
      expect({ ...registers }).toEqual({
        pc: machine.pc,
        status: machine.status,
        exitCode: machine.exitCode,
        x,
      });
  }

  async function flush(): Promise<void> {
    const answers = await anvil.step(pending);
    answers.forEach((answer, i) => {
      const { preHash, postHash } = pending[i]!;
      const same =
        "postHash" in answer && equalBytes(answer.preHash, preHash) && equalBytes(answer.postHash, postHash);
      if (!same) expect(answer).toEqual({ preHash, postHash });
    });
    proven += pending.length;
    pending.length = 0;
  }

  it(`agree on ${FAST_SLOW_STEPS} random steps, ${SOLIDITY_STEPS} of them on L1`, {
    timeout: 600_000,
  }, async () => {
    // What must be met is met by these, whatever the random programs do.
    for (const image of edgePrograms()) compare(image, MAX_STEPS_A_PROGRAM);
    compare(cornerProgram().image, FAST_SLOW_STEPS);
    await flush();
    for (let seed = 1; steps < FAST_SLOW_STEPS || proven < SOLIDITY_STEPS; seed++) {
      compare(wildProgram(seed), MAX_STEPS_A_PROGRAM);
      if (pending.length >= FLUSH) await flush();
    }
    await flush();
    process.stderr.write(`fast against slow: ${steps} steps; against Machine.sol: ${proven} steps\n`);
  });

  it("met every instruction, corner, halt and syscall on the way", () => {
    expect(fastSlow.missing(REQUIRED)).toEqual([]);
  });

  it("met every instruction, corner, halt and syscall on L1 too", () => {
    expect(solidity.missing(REQUIRED)).toEqual([]);
  });

  it("accept and reject the same proofs, byte for byte of damage", { timeout: 120_000 }, async () => {
    const cases: { readonly state: Uint8Array; readonly proof: Uint8Array }[] = [];
    for (let seed = 1; cases.length < 600; seed++) {
      machine.load(wildProgram(seed));
      machine.run(37 + random.below(60));
      const { state, proof } = proveStep(machine);
      cases.push(damage(state, proof, random));
    }
    const answers = await anvil.step(cases);
    let rejected = 0;
    answers.forEach((answer, i) => {
      const { state, proof } = cases[i]!;
      let post: Uint8Array | undefined;
      try {
        post = checkStep(state, proof).postHash;
      } catch {
        rejected++;
      }
      if (post === undefined)
        expect(answer).toHaveProperty("error", expect.stringMatching(/^(Proof|BadState)/));
      else expect(answer).toHaveProperty("postHash", post);
    });
    expect(rejected).toBeGreaterThan(300);
    expect(rejected).toBeLessThan(600);
  });
});

/** One change anywhere in a state or a proof: a flipped bit, a word more, a word less, another length. */
function damage(state: Uint8Array, proof: Uint8Array, random: Random) {
  const flip = (bytes: Uint8Array) => {
    const changed = bytes.slice();
    if (changed.length > 0) changed[random.below(changed.length)]! ^= 1 << random.below(8);
    return changed;
  };
  switch (random.below(6)) {
    case 0:
    case 1:
      return { state: flip(state), proof };
    case 2:
      return { state, proof: new Uint8Array([...proof, ...random.bytes(random.pick([1, 31, 32]))]) };
    case 3:
      return { state, proof: proof.subarray(0, random.below(proof.length + 1)) };
    case 4:
      return { state: state.subarray(0, random.below(321)), proof };
    default:
      return { state, proof: flip(proof) };
  }
}
