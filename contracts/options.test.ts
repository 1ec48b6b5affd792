import { describe, expect, it } from "vitest";
import { type BridgeOptions, checkBridgeOptions, checkRollupOptions } from "./options.ts";

const DAY = 86_400;
const account = "0x00000000000000000000000000000000000000a1";
const mainnet: BridgeOptions = {
  sequencer: account,
  guardian: account,
  maxPause: 7 * DAY,
  pauseCooldown: 30 * DAY,
  governors: [account],
  executors: [account],
  // 3 days to be left out, 2 * (challenge period, 2 * 2 days, 63 moves, 3 * 26 hours, a day; pause), 7 days to decide.
  timelockDelay: 10 * DAY + 2 * (7 * DAY + 5 * DAY + 63 * 600 + 3 * (DAY + 7_200) + 7 * DAY),
  exitWindow: 7 * DAY,
  usdc: account,
  minDeposit: 1_000_000n,
  forceDelay: DAY,
  maxBatchAge: DAY,
  selfDelay: DAY,
  maxDrift: 600,
  daKinds: ["celestia"],
  outflowCap: 10n ** 12n,
  outflowWindow: DAY,
  challengePeriod: 7 * DAY,
  bond: 10n ** 18n,
  dispute: {
    allowance: 2 * DAY,
    moveTime: 600,
    joinWindow: DAY + 7_200,
    grace: DAY,
    offline: DAY,
    blockBond: 10n ** 17n,
    stretchBond: 10n ** 17n,
    tipCap: 2n * 10n ** 9n,
  },
  insurance: 0n,
};

describe("deployment options outside a devnet", () => {
  it("are accepted when users can leave before any upgrade", () => {
    expect(() => checkBridgeOptions(mainnet, 1)).not.toThrow();
  });

  it("are refused when an upgrade can come before the slowest way out and the exit window", () => {
    const { dispute, timelockDelay } = mainnet;
    const late: Partial<BridgeOptions>[] = [
      { timelockDelay: timelockDelay - 1 },
      { exitWindow: mainnet.exitWindow + 1 },
      { challengePeriod: mainnet.challengePeriod + 1 },
      { maxPause: mainnet.maxPause + 1 },
      { forceDelay: mainnet.forceDelay + 1, selfDelay: mainnet.selfDelay + 1 },
      { selfDelay: mainnet.selfDelay + 1 },
      { maxBatchAge: mainnet.maxBatchAge + 1 },
      { dispute: { ...dispute, allowance: dispute.allowance + 1 } },
      { dispute: { ...dispute, moveTime: dispute.moveTime + 1 } },
      { dispute: { ...dispute, joinWindow: dispute.joinWindow + 1 } },
      { dispute: { ...dispute, grace: dispute.grace + 1 } },
    ];
    for (const changed of late) {
      const options = { ...mainnet, ...changed };
      expect(() => checkBridgeOptions(options, 1)).toThrow(/^timelockDelay: expected at least/);
      expect(() => checkBridgeOptions(options, 31_337)).not.toThrow();
    }
  });

  it("name the delay that would do", () => {
    const short = { ...mainnet, timelockDelay: 0 };
    expect(() => checkBridgeOptions(short, 1)).toThrow(new RegExp(`at least ${mainnet.timelockDelay} `));
  });

  it("are not checked for that on a devnet", () => {
    const late = { ...mainnet, timelockDelay: 0 };
    expect(() => checkBridgeOptions(late, 31_337)).not.toThrow();
  });

  it("are refused when an honest party could not be away for as long as it should", () => {
    const { dispute } = mainnet;
    const bad: [RegExp, Partial<typeof dispute>, number?][] = [
      [/dispute.allowance: expected whole seconds from 86401/, { allowance: DAY }],
      [/dispute.joinWindow: expected whole seconds from 87000/, { joinWindow: DAY }],
      [/dispute.moveTime/, { moveTime: 0 }],
      [/dispute.offline/, { offline: 0.5 }],
      [/dispute.grace/, { grace: 0 }],
      [/dispute.blockBond/, { blockBond: -1n }],
      [/challengePeriod: expected whole seconds from 87000/, {}, DAY],
    ];
    for (const [message, changed, challengePeriod = mainnet.challengePeriod] of bad) {
      const options = { ...mainnet, challengePeriod, dispute: { ...dispute, ...changed } };
      expect(() => checkBridgeOptions(options, 1)).toThrow(message);
    }
  });

  it("are refused with local data or with a token that anyone can mint", () => {
    expect(() => checkBridgeOptions({ ...mainnet, daKinds: ["local"] }, 1)).toThrow(/daKinds/);
    const { usdc: _, ...rest } = mainnet;
    expect(() => checkBridgeOptions(rest, 1)).toThrow(/usdc/);
    expect(() => checkBridgeOptions(rest, 31_337)).not.toThrow();
  });

  it("need a genesis root and a program hash that are not zero", () => {
    const word = `0x${"11".repeat(32)}` as const;
    const zero = `0x${"00".repeat(32)}` as const;
    expect(() => checkRollupOptions({ genesisStateRoot: word, programHash: word })).not.toThrow();
    expect(() => checkRollupOptions({ genesisStateRoot: zero, programHash: word })).toThrow(
      /genesisStateRoot/,
    );
    expect(() => checkRollupOptions({ genesisStateRoot: word, programHash: "0x12" })).toThrow(/programHash/);
  });
});
