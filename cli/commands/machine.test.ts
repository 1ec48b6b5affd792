import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  assemble,
  ECALL,
  immediateOp,
  jal,
  load,
  lui,
  store,
} from "../../node/state-machine/machine/testing/assembler.ts";
import { writeElf } from "../../node/state-machine/machine/testing/elf-writer.ts";

/** The command alone: what it throws goes to whoever runs it, here as exit code 70 with the error's code. */
const SCRIPT = `
  import { Command } from "commander";
  import { registerMachine } from "./cli/commands/machine.ts";
  const program = new Command("novate");
  registerMachine(program);
  await program.parseAsync(process.argv.slice(1), { from: "user" }).catch((error) => {
    process.stderr.write(error.code);
    process.exitCode = 70;
  });
`;
/** Stores 42 at 0x80001000, loads it back and exits with it. */
const PROGRAM = [
  lui(5, 0x80001),
  immediateOp("addiw", 6, 0, 42),
  immediateOp("addi", 17, 0, 93),
  lui(7, 0x20000),
  store("sd", 6, 7, 4),
  load("lw", 10, 7, 4),
  ECALL,
];

let folder: string;
let elf: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-machine-cli-"));
  elf = await program("store.elf", PROGRAM);
});
afterAll(() => rm(folder, { recursive: true }));

async function program(name: string, words: readonly number[]): Promise<string> {
  const path = join(folder, name);
  const segments = [{ address: 0x8000_0000, bytes: assemble(words) }];
  await writeFile(path, writeElf({ entry: 0x8000_0000, segments }));
  return path;
}

function machine(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const root = join(import.meta.dirname, "../..");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", SCRIPT, "machine", ...args],
      { cwd: root },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

test("machine run ends in exit, steps, pc and memoryRoot, the same fast and slow", async () => {
  const [fast, slow] = await Promise.all([
    machine("run", elf, "--json"),
    machine("run", elf, "--slow", "--json"),
  ]);
  expect(JSON.parse(fast.stdout)).toEqual({
    exit: 42,
    status: "exited",
    steps: 7,
    pc: "0x80000018",
    memoryRoot: expect.stringMatching(/^0x[0-9a-f]{64}$/),
  });
  expect(slow.stdout).toBe(fast.stdout);
});

test("machine run says so when a program does not halt within its steps", async () => {
  const spin = await program("spin.elf", [jal(0, 0)]);
  const { stdout, code } = await machine("run", spin, "--max-steps", "1000", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ exit: null, status: "running", steps: 1000, pc: "0x80000000" });
});

test("machine run never lets a trap read as success", async () => {
  const trap = await program("trap.elf", [0]);
  const { stdout } = await machine("run", trap, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ exit: 130, status: "illegal-instruction", steps: 1 });
});

test("machine prove writes what machine check and Machine.sol's bytecode accept, and nothing else", async () => {
  const path = join(folder, "proof.json");
  const proved = JSON.parse((await machine("prove", elf, "--step", "4", "--out", path, "--json")).stdout);
  expect(proved).toMatchObject({ step: 4, proof: path, pc: "0x80000010" });
  const checked = await machine("check", path, "--json");
  expect(JSON.parse(checked.stdout)).toMatchObject({ accepted: true, step: 4, postHash: proved.postHash });

  const text = await readFile(path, "utf8");
  const file = JSON.parse(text);
  await writeFile(path, JSON.stringify({ ...file, postHash: `0x${"11".repeat(32)}` }));
  const lying = await machine("check", path, "--json");
  expect([lying.code, JSON.parse(lying.stdout).accepted]).toEqual([1, false]);

  await writeFile(path, JSON.stringify({ ...file, proof: file.proof.slice(0, -2) }));
  expect((await machine("check", path)).stderr).toBe("MACHINE_CONTRACT_REJECTED");
  await writeFile(path, JSON.stringify({ ...file, proof: "0x1" }));
  expect((await machine("check", path)).stderr).toBe("MALFORMED_PROOF_FILE");
});

test("machine prove refuses a step the program never takes", async () => {
  expect((await machine("prove", elf, "--step", "7")).stderr).toBe("BAD_ARGUMENT");
});

test("machine run refuses what is no program", async () => {
  const text = join(folder, "text");
  await writeFile(text, "hello");
  expect((await machine("run", text)).stderr).toBe("ELF_NOT_ELF");
  expect((await machine("run", join(folder, "missing"))).stderr).toBe("UNREADABLE_FILE");
  expect((await machine("run", elf, "--max-steps", "many")).stderr).toContain("expected max-steps");
});
