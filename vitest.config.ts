import { configDefaults, defineConfig } from "vitest/config";
import LongestFirst from "./scripts/unit-tests/longest-first.ts";

const ROOMS = "{cli,sdk,node,genesis,contracts,deployment,voter,devnet,sim,scripts,bench}/**";
const LONG = `${ROOMS}/*.long.test.ts`;

/** `npm test` runs the quick files, `npm run test:long` the long ones; a file that is named runs, whatever it is. */
const which = process.env.NOVATE_TESTS;

export default defineConfig({
  test: {
    include: [which === "long" ? LONG : `${ROOMS}/*.test.ts`],
    exclude: [...configDefaults.exclude, ...(which === "quick" ? [LONG] : [])],
    // LevelDB locks, 4 GiB memories and anvil processes want a process of their own.
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Real chains, disks and sockets stall on a loaded machine; a promise that is broken is broken twice.
    retry: process.env.CI === "true" ? 1 : 0,
    reporters: ["default"],
  },
});
