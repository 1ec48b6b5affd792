import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const QEMU = "qemu-riscv64";
/** Seconds after which a program counts as hung. */
const TIMEOUT = 60;
const MAX_OUTPUT = 2 ** 24;

/** Whether Debian's qemu-user is installed. */
export function hasQemu(): boolean {
  return spawnSync(QEMU, ["--version"]).status === 0;
}

/** Runs an ELF in QEMU's user mode and returns what it wrote; throws unless it exits with 0. */
export function runInQemu(elf: Uint8Array): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "novate-qemu-"));
  const path = join(folder, "program.elf");
  try {
    writeFileSync(path, elf);
    chmodSync(path, 0o755);
    const run = spawnSync(QEMU, [path], { maxBuffer: MAX_OUTPUT, timeout: 1000 * TIMEOUT });
    if (run.status !== 0) throw new Error(`qemu ended with ${run.status ?? run.signal}: ${run.stderr}`);
    return new Uint8Array(run.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
