/**
 * Everything that must hold for the contracts before a change is accepted: format, committed bytecode, ABIs, selectors,
 * storage layouts and sizes as a fresh build gives them, all tests, gas as in contracts/snapshots/.
 *
 *   node scripts/check-contracts.ts
 */
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const steps: readonly (readonly [string, ...string[]])[] = [
  ["forge", "fmt", "--root", "contracts", "--check"],
  [process.execPath, "scripts/build-contracts.ts", "--check"],
  ["forge", "test", "--root", "contracts"],
];

for (const [command, ...args] of steps) {
  const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: path },
  });
  if (status !== 0) {
    console.error(
      `CONTRACTS_CHECK_FAILED: ${command} ${args.join(" ")}: ${error?.message ?? `exit ${status}`}`,
    );
    process.exit(1);
  }
}
