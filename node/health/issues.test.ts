import { describe, expect, it } from "vitest";
import { type HealthDependencies, healthIssues } from "./issues.ts";

const loop = { code: undefined, failures: 0, halted: false };
const l1 = { ...loop, caughtUp: true };
const account = (transactions: number) => ({ address: "0xabc", balance: 1n, transactions });
const well = {
  bridge: { l1: { status: l1 }, poster: { status: loop }, asserter: { status: loop } },
  failure: () => undefined,
  waiting: () => undefined,
  stalled: () => false,
  historyLag: () => 0n,
  sinceBlock: () => 100,
  acceptsRisk: () => true,
  progress: () => ({ isCaughtUp: true, figures: {} }),
  shadow: () => undefined,
  accounts: () => ({ accounts: { sequencer: account(5_000) } }),
  data: () => ({}),
};
const watcher = { ...loop, open: 0, unanswered: 0, suspects: 0, behind: 0 };
const watched = (change: object) => ({ data: () => ({ watcher: { ...watcher, ...change } }) });
const issues = (change: object) => healthIssues({ ...well, ...change } as unknown as HealthDependencies);

describe("the health of a node", () => {
  it("is nothing to report when all is well, on a follower too", () => {
    expect(issues({})).toEqual([]);
    expect(issues({ bridge: { l1: { status: l1 } }, sinceBlock: () => undefined })).toEqual([]);
    expect(issues({ bridge: { l1: { status: { ...l1, clockSkew: 12 } } } })).toEqual([]);
    expect(issues(watched({ open: 3, behind: 64, waiting: { batch: 7, seconds: 60 } }))).toEqual([]);
  });

  const cases: readonly (readonly [string, object])[] = [
    ["STORE_FAILED", { failure: () => ({ code: "STORE_FAILED", message: "the disk is full" }) }],
    ["L1_NOT_READY", { bridge: { l1: { status: { ...l1, caughtUp: false } } } }],
    ["NOT_SEQUENCER", { accounts: () => ({ accounts: {}, appointed: "0xdef" }) }],
    ["L1_FUNDS_LOW", { accounts: () => ({ accounts: { proposer: account(99) } }) }],
    ["CLOCK_SKEW", { bridge: { l1: { status: { ...l1, clockSkew: -6 } } } }],
    ["CLOCK_SKEW", { bridge: { l1: { status: { ...l1, clockSkew: 31 } } } }],
    [
      "CATCHING_UP",
      {
        progress: () => ({
          isCaughtUp: false,
          figures: { blocks: 3n, of: 19_577n, behind: 19_574n, perSecond: 310, secondsLeft: 63 },
        }),
      },
    ],
    ["L1_STALLED", { stalled: () => true, sinceBlock: () => 60_000 }],
    ["NO_BLOCKS", { sinceBlock: () => 60_000 }],
    ["HISTORY_BEHIND", { historyLag: () => 10_000n }],
    ["DA_BACKLOG", { acceptsRisk: () => false }],
    ["DA_FUNDS_LOW", { data: () => ({ fees: { balance: 5n, isLow: true } }) }],
    ["ARCHIVE_INCOMPLETE", { data: () => ({ archive: { failures: 1 } }) }],
    ["DATA_UNANSWERED", watched({ open: 3, unanswered: 1, unansweredCode: "DA_UNAVAILABLE" })],
    ["DATA_ABSENT", watched({ suspects: 1, firstSuspect: 7 })],
    ["DATA_UNCHECKED", watched({ waiting: { batch: 7, seconds: 61 } })],
    ["DATA_WATCH_BEHIND", watched({ behind: 65 })],
    ["L1_RPC", watched({ code: "L1_RPC", failures: 2 })],
    ["SHADOW_MISMATCH", { shadow: () => ({ code: "SHADOW_MISMATCH", message: "block 7" }) }],
    [
      "L1_RPC",
      {
        bridge: {
          ...well.bridge,
          poster: { status: { code: "L1_RPC", failures: 3, halted: false } },
        },
      },
    ],
  ];

  it.each(cases)("names one thing, %s, and says what to do about it", (code, change) => {
    const [issue, ...others] = issues(change);
    expect(others).toEqual([]);
    expect(issue?.code).toBe(code);
    expect(issue?.message.length).toBeGreaterThan(5);
    expect(issue?.action.length).toBeGreaterThan(10);
  });
});
