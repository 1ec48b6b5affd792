import { spawn } from "node:child_process";

/**
 * Runs the tests to their end and gives their exit code, 1 for a signal. This program goes on meanwhile: it reads what the chain
 * writes, which would stand still otherwise.
 */
export function runTests(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: "inherit",
      timeout: timeoutMs,
      env: { ...process.env, ...env },
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
