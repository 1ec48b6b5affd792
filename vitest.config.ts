import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{cli,sdk,node,genesis,contracts,devnet,sim,scripts,bench}/**/*.test.ts"],
    // LevelDB locks, 4 GiB memories and anvil processes want a process of their own.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Real chains, disks and sockets stall on a loaded machine; a promise that is broken is broken twice.
    retry: process.env.CI === "true" ? 1 : 0,
    reporters: ["default"],
  },
});
