import { beforeAll, describe, expect, it } from "vitest";
import { concatBytes, toHex } from "../../primitives/bytes.ts";
import { encodeBlock } from "../../primitives/codec/block.ts";
import { seededRng } from "../../primitives/rng.ts";
import { blockImage } from "../dispute/block-image.ts";
import { checkOnContract } from "../machine/check.ts";
import { PROGRAM_ENTRY, Status, Syscall } from "../machine/layout.ts";
import { Machine } from "../machine/machine.ts";
import { hashLevels, hashPair } from "../machine/merkle.ts";
import { proveStep } from "../machine/proof.ts";
import { ECALL } from "../machine/testing/assembler.ts";
import { inputRoot } from "../roots.ts";
import { RandomTraffic } from "../testing/random-traffic.ts";
import { TestChain } from "../testing/test-chain.ts";
import { programImage, programRoot } from "./release.ts";

const SAMPLES = 40;
const REGISTER_CHUNKS = 8;

describe("a block of the real engine, step by step on Machine.sol", () => {
  let machine: Machine;
  let before: Uint8Array;
  let block: Uint8Array;
  let after: Uint8Array;

  beforeAll(async () => {
    const chain = await TestChain.open();
    const traffic = new RandomTraffic(chain, seededRng(21));
    traffic.open();
    for (let i = 0; i < 5; i++) {
      traffic.step();
      chain.seal();
    }
    before = chain.machine.stateRoot;
    traffic.step();
    block = encodeBlock(chain.draft());
    machine = new Machine();
    machine.load(blockImage(programImage(), block, chain.machine));
    after = chain.seal().stateRoot;
  });

  it("starts from what L1 computes of program, input and the state before, and ends at V8's root", () => {
    const memory = hashPair(hashPair(programRoot(), inputRoot(block)), before);
    expect(toHex(machine.memoryRoot())).toBe(toHex(memory));
    const control = new Uint8Array(32);
    new DataView(control.buffer).setBigUint64(0, BigInt(PROGRAM_ENTRY));
    const registers = hashLevels(new Uint8Array(32 * REGISTER_CHUNKS), 3);
    expect(toHex(machine.stateHash())).toBe(toHex(hashPair(memory, hashPair(control, registers))));
    const start = machine.checkpoint();
    machine.run(2 ** 30);
    expect(machine.status).toBe(Status.EXITED);
    expect(toHex(machine.stateRoot())).toBe(toHex(after));
    machine.restore(start);
  });

  /** The machine's next step, proven, on the contract's bytecode and on the machine itself. */
  async function agree(): Promise<void> {
    const { state, proof } = proveStep(machine);
    const preHash = machine.stateHash();
    machine.run(1);
    const answer = await checkOnContract(state, proof);
    expect(toHex(concatBytes([answer.preHash, answer.postHash]))).toBe(
      toHex(concatBytes([preHash, machine.stateHash()])),
    );
  }

  it("takes the first step, the last, every kind of system call and any others alike", async () => {
    const start = machine.checkpoint();
    machine.run(2 ** 30);
    const last = machine.steps - 1;
    machine.restore(start);
    const calls = findCalls();
    expect([...calls.keys()].sort()).toEqual([Syscall.EXIT, Syscall.KECCAK256, Syscall.ECRECOVER].sort());
    const rng = seededRng(4);
    const places = Array.from({ length: SAMPLES }, () => rng.uint32() % last);
    for (const step of [...new Set([0, ...calls.values(), ...places, last])].sort((a, b) => a - b)) {
      machine.run(step - machine.steps);
      await agree();
    }
    expect(machine.halted).toBe(true);
  }, 60_000);

  /** The first step at which each system call is made; leaves the machine at its start. */
  function findCalls(): Map<number, number> {
    const start = machine.checkpoint();
    const calls = new Map<number, number>();
    while (!machine.halted) {
      const word = new DataView(machine.read(Number(machine.pc), 4).buffer).getUint32(0, true);
      const number = Number(machine.registers[17]);
      if (word === ECALL && !calls.has(number)) calls.set(number, machine.steps);
      machine.run(1);
    }
    machine.restore(start);
    return calls;
  }
});
