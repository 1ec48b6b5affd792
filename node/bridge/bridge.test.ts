import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { erc20Abi, hexToBytes, type LocalAccount, type PublicClient, parseEventLogs, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboxAbi, rollupAbi } from "../../contracts/generated/abi.ts";
import { openLocalDa } from "../da/local/local-da.ts";
import type { DataAvailability } from "../da/port.ts";
import { decodeForced } from "../primitives/codec/index.ts";
import { errorCode, NovateError } from "../primitives/error.ts";
import { systemTimers } from "../primitives/timers.ts";
import { withdrawalProofRoot } from "../state-machine/index.ts";
import { climb } from "../state-machine/merkle.ts";
import { openBlockStore } from "../store/open.ts";
import type { BlockStore } from "../store/port.ts";
import { claimId, decodeClaim } from "./asserter/claim.ts";
import {
  type Bridge,
  type BridgeEvent,
  deposit,
  finalizeWithdrawal,
  forceTransaction,
  openBridge,
} from "./index.ts";
import type { FinalityHeights } from "./port.ts";
import { BOND, CHALLENGE_SECONDS, startTestL1, type TestL1, USDC } from "./testing/l1.ts";
import { SyntheticChain } from "./testing/synthetic-chain.ts";

const signal = new AbortController().signal;
const INTERVAL_SECONDS = 60;
/** The program that the test's Rollup names. */
const PROGRAM = toHex(new Uint8Array(32).fill(1));
const asserting = { maxUnconfirmed: 3, pollMs: 10, maxBackoffMs: 50 };
let doubt: NovateError | undefined;

let folder: string;
let store: BlockStore;
let chain: SyntheticChain;
let da: DataAvailability;
let l1: TestL1;
let bridge: Bridge;
const reports: BridgeEvent[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-bridge-"));
  store = await openBlockStore({ path: join(folder, "store") });
  da = await openLocalDa({ path: join(folder, "da"), chainId: 31_337n });
  chain = await SyntheticChain.begin(31_337n, store);
  l1 = await startTestL1(chain.head.stateRoot);
  bridge = await open();
});

afterAll(async () => {
  await bridge?.close();
  await l1?.anvil.stop();
  await da?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

function open(asserterAccount: LocalAccount = l1.proposer, programHash = PROGRAM): Promise<Bridge> {
  const { inbox, rollup, vault, deployBlock } = l1.deployment;
  return openBridge(
    {
      folder: join(folder, "bridge"),
      addresses: { inbox, rollup, vault },
      l1: {
        ...{ chainId: 31_337, deployBlock, forceDelay: 3_600n, confirmations: 1, window: 32, quorum: 1 },
        ...{ windDownAfter: 0n, pollMs: 10, maxBackoffMs: 50, maxLogBlocks: 100, maxKeptBytes: 1 << 20 },
      },
      sender: { pollMs: 10, bumpAfterMs: 30_000, maxFeePerGas: 10n ** 12n },
      poster: { maxAgeMs: 0, maxBytes: 1 << 20, pollMs: 10, maxBackoffMs: 50, resubmitAfterMs: 0 },
      asserter: { ...asserting, intervalSeconds: INTERVAL_SECONDS, programHash },
    },
    {
      client: l1.client as PublicClient,
      witnesses: [],
      posterAccount: l1.sequencer,
      asserterAccount,
      ...{ chain, machine: chain.machine, store, da },
      clock: l1.clock,
      timers: systemTimers,
      report: (event) => reports.push(event),
      doubt: () => doubt,
    },
  );
}

/** As after a crash: nothing of the old bridge but its files and the store. */
async function restart(asserterAccount?: LocalAccount, programHash?: typeof PROGRAM): Promise<void> {
  await bridge.close();
  bridge = await open(asserterAccount, programHash);
  await look();
}

/** Confirms everything so far and lets the watcher and the finality tracker see it. */
async function look(): Promise<void> {
  await l1.test.mine({ blocks: 1 });
  await bridge.l1.poll();
  await bridge.finality.round();
}

let timestamp = 0n;
async function seal(draft: Partial<Parameters<SyntheticChain["seal"]>[0]> = {}): Promise<void> {
  const now = BigInt(l1.clock.now());
  timestamp = now > timestamp ? now : timestamp + 1n;
  await chain.seal({ timestamp, ...draft });
}

async function post(): Promise<void> {
  await l1.pass(1);
  await bridge.poster!.round(signal);
  await look();
}

/** Waits out the challenge periods until nothing is unconfirmed. */
async function confirmAll(): Promise<void> {
  await l1.pass(CHALLENGE_SECONDS);
  for (let round = 0; round < 10 && bridge.l1.assertions.live.length > 0; round++) {
    await bridge.asserter!.round(signal);
    await look();
    await l1.pass(CHALLENGE_SECONDS);
  }
}

/** Posts batches until the next assertion can be made; its parent, and how many batches it must cover. */
async function postUntilAssertable() {
  const tip = bridge.l1.assertions.live.at(-1)?.id ?? bridge.l1.assertions.confirmed!.id;
  const at = { abi: rollupAbi, address: l1.deployment.rollup } as const;
  const { nextBatchCount } = await l1.client.readContract({ ...at, functionName: "assertion", args: [tip] });
  while (bridge.l1.status.batchCount < nextBatchCount) {
    await seal();
    await post();
  }
  return { tip, nextBatchCount };
}

async function assertions() {
  const logs = await l1.client.getLogs({ address: l1.deployment.rollup, fromBlock: 0n });
  return parseEventLogs({ abi: rollupAbi, eventName: ["Asserted", "Confirmed"], logs });
}

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return "NO_ERROR";
  } catch (error) {
    return errorCode(error) === "L1_REVERTED" ? String((error as NovateError).data.name) : errorCode(error);
  }
}

const usdcOf = (owner: `0x${string}`) =>
  l1.client.readContract({
    abi: erc20Abi,
    address: l1.deployment.usdc,
    functionName: "balanceOf",
    args: [owner],
  });

describe("the bridge on a real L1", () => {
  const changes: FinalityHeights[] = [];

  it("shows a deposit and a forced transaction once they are confirmed, as they were sent", async () => {
    const wallet = { walletClient: l1.wallet(l1.trader), publicClient: l1.client as PublicClient };
    const { inbox } = l1.deployment;
    bridge.finality.onChange((heights) => changes.push(heights));
    await bridge.l1.poll();
    const to = l1.trader.address;
    const sent = await deposit({ inbox, to, sub: 3, amount: 250n * USDC }, wallet);
    const transaction = { sub: 3, body: { type: "transfer", toSub: 4, amount: 5n } } as const;
    const forced = await forceTransaction({ inbox, transaction }, wallet);
    expect([sent.index, forced.index]).toEqual([0n, 1n]);
    expect(bridge.l1.messages(0n, 10).length).toBeLessThan(2);
    await look();
    const messages = bridge.l1.messages(0n, 10);
    expect(messages.map((message) => message.kind)).toEqual([1, 2]);
    expect(decodeForced(messages[1]!.payload)).toEqual(transaction);
    expect(messages.every((message) => toHex(message.sender) === to.toLowerCase())).toBe(true);
    expect(await codeOf(() => deposit({ inbox, to, sub: 0, amount: 1n }, wallet))).toBe("DepositOutOfRange");
    expect(await codeOf(() => deposit({ inbox, to, sub: 0, amount: 10_000n * USDC }, wallet))).toBe(
      "ERC20InsufficientBalance",
    );
  });

  it("carries blocks from soft to published, asserted and final, and pays the bond back", async () => {
    await seal({ messages: bridge.l1.messages(0n, 10) });
    const recipient = hexToBytes(l1.trader.address);
    await seal({ withdrawals: [{ recipient, asset: 0, amount: 100n * USDC }] });
    expect(bridge.finality.heights).toEqual({ soft: 2n, published: 0n, asserted: 0n, final: 0n });
    await post();
    expect(bridge.finality.heights.published).toBe(2n);
    expect((await bridge.withdrawals.status(0)).stage).toBe("requested");

    // Not before the interval is over.
    await bridge.asserter!.round(signal);
    expect((await assertions()).length).toBe(1);
    await l1.pass(INTERVAL_SECONDS);
    await bridge.asserter!.round(signal);
    await look();
    expect(bridge.finality.heights).toMatchObject({ published: 2n, asserted: 2n, final: 0n });
    expect((await bridge.withdrawals.status(0)).stage).toBe("asserted");
    expect(await codeOf(() => bridge.withdrawals.prove(0))).toBe("WITHDRAWAL_NOT_FINAL");

    // Not before the challenge period is over.
    await bridge.asserter!.round(signal);
    expect((await assertions()).filter((log) => log.eventName === "Confirmed").length).toBe(1);
    const before = await l1.client.getBalance({ address: l1.proposer.address });
    await l1.pass(CHALLENGE_SECONDS);
    await bridge.asserter!.round(signal);
    await look();
    expect(bridge.finality.heights).toEqual({ soft: 2n, published: 2n, asserted: 2n, final: 2n });
    expect(await l1.client.getBalance({ address: l1.proposer.address })).toBeGreaterThan(
      before + (BOND * 9n) / 10n,
    );
    expect(changes.map(({ published, asserted, final }) => [published, asserted, final])).toEqual([
      [2n, 0n, 0n],
      [2n, 2n, 0n],
      [2n, 2n, 2n],
    ]);
  });

  it("proves a withdrawal under the confirmed assertion even when later ones have joined the tree, and it is paid once", async () => {
    const recipient = hexToBytes(l1.trader.address);
    await seal({
      withdrawals: [1n, 2n, 3n].map((amount) => ({ recipient, asset: 0, amount: amount * USDC })),
    });
    const { vault } = l1.deployment;
    // Anybody may relay it.
    const wallet = { walletClient: l1.wallet(l1.liar), publicClient: l1.client as PublicClient };
    const before = await usdcOf(l1.trader.address);
    const request = await bridge.withdrawals.prove(0);
    const siblings = request.proof.map((node) => hexToBytes(node));
    const withdrawal = { index: 0n, recipient, asset: 0, amount: 100n * USDC };
    const { withdrawalsRoot } = bridge.l1.assertions.confirmed!;
    expect(toHex(withdrawalProofRoot({ withdrawal, siblings }))).toBe(withdrawalsRoot);
    expect((await bridge.withdrawals.status(0)).stage).toBe("provable");
    expect(await codeOf(() => finalizeWithdrawal(vault, { ...request, amount: 101n * USDC }, wallet))).toBe(
      "InvalidWithdrawalProof",
    );
    await finalizeWithdrawal(vault, request, wallet);
    expect(await usdcOf(l1.trader.address)).toBe(before + 100n * USDC);
    expect((await bridge.withdrawals.status(0)).stage).toBe("paid");
    expect(await codeOf(() => finalizeWithdrawal(vault, request, wallet))).toBe("AlreadyPaid");
    expect((await bridge.withdrawals.status(3)).stage).toBe("requested");
    expect(await codeOf(() => bridge.withdrawals.status(4))).toBe("UNKNOWN_WITHDRAWAL");
    expect(await codeOf(() => bridge.withdrawals.prove(3))).toBe("WITHDRAWAL_NOT_FINAL");
  });

  it("after a restart has the same view and proofs, and goes on asserting on its own claims", async () => {
    const proof = await bridge.withdrawals.prove(0);
    const heights = bridge.finality.heights;
    await restart();
    expect(bridge.finality.heights).toEqual(heights);
    expect(await bridge.withdrawals.prove(0)).toEqual(proof);
    for (let i = 0; i < 3; i++) {
      await post();
      await l1.pass(INTERVAL_SECONDS);
      await bridge.asserter!.round(signal);
      await restart();
      // The claim is on L1 but was not seen there yet, or was: either way there is no second one beside it.
      await bridge.asserter!.round(signal);
      await look();
      await seal();
    }
    const asserted = (await assertions()).filter((log) => log.eventName === "Asserted");
    const parents = asserted.map((log) => (log.args as { parent: string }).parent);
    expect(new Set(parents).size).toBe(parents.length);
    expect(bridge.finality.heights.asserted).toBeGreaterThan(heights.asserted);
    expect(bridge.finality.heights.asserted).toBe(bridge.finality.heights.published);
    // Bonds out are bounded.
    await post();
    await l1.pass(INTERVAL_SECONDS);
    const out = bridge.asserter!.status.unconfirmed;
    for (let i = 0; i < 4; i++) {
      await seal();
      await post();
      await l1.pass(INTERVAL_SECONDS);
      await bridge.asserter!.round(signal);
      await look();
    }
    await bridge.asserter!.round(signal);
    expect(out).toBeLessThanOrEqual(3);
    expect(bridge.asserter!.status.unconfirmed).toBe(3);
  });

  it("confirms the whole line of claims, one after the other", async () => {
    await l1.pass(CHALLENGE_SECONDS);
    for (let i = 0; i < 4; i++) {
      await bridge.asserter!.round(signal);
      await look();
    }
    expect(bridge.finality.heights.final).toBeGreaterThan(2n);
    expect((await bridge.withdrawals.status(3)).stage).toBe("provable");
    const wallet = { walletClient: l1.wallet(l1.liar), publicClient: l1.client as PublicClient };
    await finalizeWithdrawal(l1.deployment.vault, await bridge.withdrawals.prove(3), wallet);
    expect((await bridge.withdrawals.status(3)).stage).toBe("paid");
  });

  it("asserts nothing while it doubts its own states, or runs another program than L1 judges by", async () => {
    await confirmAll();
    await postUntilAssertable();
    await l1.pass(INTERVAL_SECONDS);
    doubt = new NovateError("SHADOW_MISMATCH", "expected the machine to agree");
    expect(await codeOf(() => bridge.asserter!.round(signal))).toBe("SHADOW_MISMATCH");
    doubt = undefined;
    await restart(undefined, toHex(new Uint8Array(32).fill(2)));
    expect(await codeOf(() => bridge.asserter!.round(signal))).toBe("PROGRAM_MISMATCH");
    await look();
    expect(bridge.l1.assertions.live).toEqual([]);
    await restart();
    await bridge.asserter!.round(signal);
    await look();
    expect(bridge.l1.assertions.live).toHaveLength(1);
  });

  it("killed between keeping a claim and sending it, sends that very claim when it is back", async () => {
    await confirmAll();
    await postUntilAssertable();
    await l1.pass(INTERVAL_SECONDS);
    const before = bridge.l1.assertions.live.map((assertion) => assertion.id);
    const dead = async () => {
      throw new Error("killed");
    };
    await restart({ ...l1.proposer, signTransaction: dead } as LocalAccount);
    expect(await codeOf(() => bridge.asserter!.round(signal))).toBe("L1_RPC");
    const kept = decodeClaim(await store.getMeta("bridge/asserter"))!;
    await seal();
    await post();
    await restart();
    await bridge.asserter!.round(signal);
    await look();
    const fresh = bridge.l1.assertions.live.filter((assertion) => !before.includes(assertion.id));
    expect(fresh.map((assertion) => assertion.id)).toEqual([claimId(kept)]);
  });

  it("answers a wrong assertion at once, raises an alarm, and confirms nothing over a rival", async () => {
    await confirmAll();
    const { tip, nextBatchCount } = await postUntilAssertable();
    const at = { abi: rollupAbi, address: l1.deployment.rollup } as const;
    // The liar takes the honest header but another root over the blocks: a claim the contract cannot tell from a right one.
    const inboxAt = { abi: inboxAbi, address: l1.deployment.inbox, args: [nextBatchCount - 1n] } as const;
    const range = await l1.client.readContract({ ...inboxAt, functionName: "batch" });
    const inboxHash = await l1.client.readContract({ ...inboxAt, functionName: "batchHash" });
    const block = (await store.get(range.lastBlock))!;
    const header = chain.headerAt(range.lastBlock);
    const { lastBlock } = await l1.client.readContract({ ...at, functionName: "assertion", args: [tip] });
    const siblings = Array.from({ length: 26 }, () => new Uint8Array(32).fill(9));
    const walletClient = l1.wallet(l1.liar);
    const hash = await walletClient.writeContract({
      ...at,
      functionName: "assertState",
      args: [
        {
          parent: tip,
          kind: 0,
          batchCount: nextBatchCount,
          batchHash: inboxHash,
          blocksRoot: toHex(climb(block.stateRoot, Number(range.lastBlock - lastBlock) - 1, siblings)),
          stateRoot: toHex(block.stateRoot),
        },
        {
          leaves: header.leaves.map((leaf) => toHex(leaf)),
          siblings: header.siblings.map((node) => toHex(node)),
        } as never,
        siblings.map((node) => toHex(node)),
      ],
      value: BOND,
    });
    expect((await l1.client.waitForTransactionReceipt({ hash })).status).toBe("success");
    await look();
    const { asserted, final } = bridge.finality.heights;
    reports.length = 0;
    await bridge.asserter!.round(signal);
    await look();
    expect(
      reports.filter((event) => event.code === "RIVAL_ASSERTION" && event.level === "alarm").length,
    ).toBe(1);
    expect(bridge.asserter!.status.rivals).toBe(1);
    const children = bridge.l1.assertions.children(tip);
    expect(children.length).toBe(2);
    expect(children.map((child) => child.proposer)).toContain(l1.proposer.address);
    expect(bridge.finality.heights.asserted).toBeGreaterThan(asserted);

    await l1.pass(CHALLENGE_SECONDS);
    for (let i = 0; i < 3; i++) {
      await bridge.asserter!.round(signal);
      await look();
    }
    expect(bridge.finality.heights.final).toBe(final);
    expect(bridge.l1.assertions.children(tip).length).toBe(2);
    expect(reports.filter((event) => event.code === "RIVAL_ASSERTION").length).toBe(1);
  });

  it("runs by itself from start to close, whatever is in it", async () => {
    bridge.start();
    bridge.startPosting();
    await bridge.l1.ready(AbortSignal.timeout(60_000));
    await seal();
    await l1.pass(1);
    const { number } = chain.head;
    await expect
      .poll(
        async () => {
          await l1.test.mine({ blocks: 1 });
          return bridge.finality.heights.published;
        },
        { timeout: 60_000 },
      )
      .toBe(number);
    await bridge.close();
    expect(reports.filter((event) => event.level === "alarm" && event.code !== "RIVAL_ASSERTION")).toEqual(
      [],
    );
    bridge = await open();
  });

  it("does not open half: a poster without a key, or an asserter without one, is refused", async () => {
    const halves = [{ posterAccount: undefined }, { asserterAccount: undefined }, { da: undefined }];
    for (const half of halves) {
      const { inbox, rollup, vault, deployBlock } = l1.deployment;
      const options = {
        folder: join(folder, "other"),
        addresses: { inbox, rollup, vault },
        l1: {
          ...{ chainId: 31_337, deployBlock, forceDelay: 3_600n, confirmations: 1, window: 32, quorum: 1 },
          ...{ windDownAfter: 0n, pollMs: 10, maxBackoffMs: 50, maxLogBlocks: 100, maxKeptBytes: 1 << 20 },
        },
        sender: { pollMs: 10, bumpAfterMs: 30_000, maxFeePerGas: 10n ** 12n },
        poster: { maxAgeMs: 0, maxBytes: 1 << 20, pollMs: 10, maxBackoffMs: 50, resubmitAfterMs: 0 },
        asserter: { ...asserting, intervalSeconds: 1, programHash: PROGRAM },
      };
      const dependencies = {
        client: l1.client as PublicClient,
        witnesses: [],
        ...{ posterAccount: l1.sequencer, asserterAccount: l1.proposer },
        ...{
          chain,
          machine: chain.machine,
          store,
          da,
          clock: l1.clock,
          timers: systemTimers,
          report: () => {},
        },
        ...half,
      };
      expect(await codeOf(() => openBridge(options, dependencies as never))).toBe("BRIDGE_OPTIONS");
    }
  });
});
