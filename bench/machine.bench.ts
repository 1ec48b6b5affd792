import { checkOnContract } from "../node/state-machine/machine/check.ts";
import type { Image } from "../node/state-machine/machine/image.ts";
import { MAX_HASH_LENGTH, Syscall } from "../node/state-machine/machine/layout.ts";
import { Machine } from "../node/state-machine/machine/machine.ts";
import { proveStep } from "../node/state-machine/machine/proof.ts";
import { SlowMachine } from "../node/state-machine/machine/slow.ts";
import {
  assemble,
  branch,
  ECALL,
  immediateOp,
  load,
  loadAddress,
  registerOp,
  shiftOp,
  store,
} from "../node/state-machine/machine/testing/assembler.ts";
import { traceStates } from "../node/state-machine/machine/trace.ts";
import { type Figure, rounded } from "./figure.ts";

const GAS_PEER = "Asterisc's RISC-V step: 172k gas of execution at least";
const ASTERISC_GAS = 172_000;
const REGISTERS_GAS = 100_000;
const MEMORY_GAS = 250_000;
const STEP_GAS = 5_000_000;

const WARM_UP_STEPS = 20_000_000;
const MEASURED_STEPS = 200_000_000;
const SLOW_STEPS = 100_000;
const TRACED_STEPS = 20_000;
const PROOFS = 200;
const ENTRY = 0x1000;
const DATA = 0x9000_0000;
/** Where the measured instruction stands, after its registers are set. */
const SETUP_STEPS = 16;

/** A loop of arithmetic, a store and a load: eight bytes each, over 2 KiB of the state region. */
function loopImage(): Image {
  const body = [
    registerOp("mul", 5, 5, 6),
    immediateOp("addi", 5, 5, 13),
    immediateOp("andi", 7, 5, 2040),
    registerOp("add", 9, 8, 7),
    store("sd", 5, 9, 0),
    load("ld", 10, 9, 0),
    registerOp("xor", 11, 11, 10),
    immediateOp("addi", 13, 13, 1),
  ];
  const code = [
    ...loadAddress(8, DATA),
    ...loadAddress(6, 0x4c95_7f2d),
    immediateOp("addi", 5, 0, 1),
    ...body,
    branch("bne", 13, 0, -4 * body.length),
  ];
  return { entry: ENTRY, segments: [{ address: ENTRY, bytes: assemble(code) }] };
}

/** CPU time in seconds that `work` takes: what one core needs, whatever else the machine does. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { system, user } = process.cpuUsage(before);
  return (system + user) / 1e6;
}

/** A figure whose only peer is its target. */
function ours(name: string, value: number, unit: string, target: number, better: Figure["better"]): Figure {
  return { name, value: rounded(value), unit, target, better, peer: "our target", ratio: value / target };
}

function speeds(): Figure[] {
  const image = loopImage();
  const machine = new Machine();
  machine.load(image);
  machine.run(WARM_UP_STEPS);
  const fast = MEASURED_STEPS / cpuSeconds(() => machine.run(MEASURED_STEPS)) / 1e6;
  const slowMachine = new SlowMachine(image);
  slowMachine.run(SLOW_STEPS);
  const slow = SLOW_STEPS / cpuSeconds(() => slowMachine.run(SLOW_STEPS)) / 1e3;
  const trace = () => traceStates(machine, { stride: 1, count: TRACED_STEPS });
  const traced = TRACED_STEPS / cpuSeconds(trace) / 1e3;
  const proof = (1e3 * cpuSeconds(() => Array.from({ length: PROOFS }, () => proveStep(machine)))) / PROOFS;
  return [
    ours("machine: interpreter", fast, "M instructions/s", 100, "more"),
    ours("machine: reference step", slow, "k instructions/s", 100, "more"),
    ours("machine: state hash after every step", traced, "k steps/s", 20, "more"),
    ours("machine: one-step proof", proof, "ms", 5, "less"),
  ];
}

/** Gas of one instruction as an L1 transaction, proof and calldata included. */
async function gasOf(
  machine: Machine,
  instruction: number,
  registers: Readonly<Record<number, number>>,
): Promise<number> {
  const setup = Object.entries(registers).flatMap(([register, value]) =>
    loadAddress(Number(register), value),
  );
  const padding = Array.from({ length: SETUP_STEPS - setup.length }, () => immediateOp("addi", 0, 0, 0));
  const code = assemble([...setup, ...padding, instruction]);
  const data = Uint8Array.from({ length: MAX_HASH_LENGTH + 64 }, (_, i) => (i * 31 + 7) & 0xff);
  machine.load({
    entry: ENTRY,
    segments: [
      { address: ENTRY, bytes: code },
      { address: DATA, bytes: data },
    ],
  });
  machine.run(SETUP_STEPS);
  const { state, proof } = proveStep(machine);
  return Number((await checkOnContract(state, proof)).transactionGas);
}

async function gas(): Promise<Figure[]> {
  const machine = new Machine();
  const hash = (number: number) => ({ 10: DATA + 31, 11: MAX_HASH_LENGTH, 12: DATA + 31, 17: number });
  const classes: readonly (readonly [string, number, Readonly<Record<number, number>>, number])[] = [
    ["arithmetic", registerOp("add", 7, 5, 6), { 5: 1, 6: 2 }, REGISTERS_GAS],
    ["shift", shiftOp("slli", 7, 5, 3), { 5: 1 }, REGISTERS_GAS],
    ["division", registerOp("div", 7, 5, 6), { 5: 100, 6: 7 }, REGISTERS_GAS],
    ["branch", branch("beq", 5, 6, 8), { 5: 1, 6: 1 }, REGISTERS_GAS],
    ["load", load("ld", 7, 5, 0), { 5: DATA }, MEMORY_GAS],
    ["load over two leaves", load("ld", 7, 5, 28), { 5: DATA }, MEMORY_GAS],
    ["store", store("sd", 6, 5, 0), { 5: DATA, 6: 77 }, MEMORY_GAS],
    ["store over two leaves", store("sd", 6, 5, 28), { 5: DATA, 6: 77 }, MEMORY_GAS],
    ["ecrecover", ECALL, { 10: DATA, 11: DATA + 200, 17: Syscall.ECRECOVER }, STEP_GAS],
    [`sha256 of ${MAX_HASH_LENGTH} bytes`, ECALL, hash(Syscall.SHA256), STEP_GAS],
    [`keccak256 of ${MAX_HASH_LENGTH} bytes`, ECALL, hash(Syscall.KECCAK256), STEP_GAS],
  ];
  const figures: Figure[] = [];
  for (const [name, instruction, registers, target] of classes) {
    const value = await gasOf(machine, instruction, registers);
    const ratio = value / ASTERISC_GAS;
    figures.push({
      ...{ name: `Machine.sol: ${name}`, value, unit: "gas", target },
      ...{ better: "less", peer: GAS_PEER, ratio },
    });
  }
  return figures;
}

/** Speed of the interpreters on one core, and gas of a step of each class as an L1 transaction with its proof. */
export async function run(): Promise<Figure[]> {
  return [...speeds(), ...(await gas())];
}
