/**
 * Everything that must hold for the contracts before a change is accepted: format, committed bytecode, ABIs, selectors,
 * storage layouts and sizes as a fresh build gives them, all tests, gas as in contracts/snapshots/.
 *
 *   node scripts/check-contracts.ts
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { runForge } from "./forge.ts";

const build = fileURLToPath(new URL("build-contracts.ts", import.meta.url));
const steps: readonly (readonly [string, () => number])[] = [
  ["forge fmt --check", () => runForge(["fmt", "--root", "contracts", "--check"], "inherit").status],
  [
    "build-contracts --check",
    () => spawnSync(process.execPath, [build, "--check"], { stdio: "inherit" }).status ?? 1,
  ],
  ["forge test", () => runForge(["test", "--root", "contracts"], "inherit").status],
];

for (const [name, run] of steps) {
  const status = run();
  if (status !== 0) {
    console.error(`CONTRACTS_CHECK_FAILED: ${name} ended with ${status}`);
    process.exit(1);
  }
}
