import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{cli,sdk,node,genesis,contracts,devnet,sim,scripts,bench}/**/*.test.ts"],
    // LevelDB locks, 4 GiB memories and anvil processes want a process of their own.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["default"],
  },
});
