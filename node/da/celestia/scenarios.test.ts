/** The faults of the scenario list that concern Celestia, by their numbers. F11 is in `outage.test.ts`. */
import { afterEach, describe, expect, test } from "vitest";
import { systemTimers } from "../../primitives/timers.ts";
import type { SubmitOutcome } from "../port.ts";
import { toBase64 } from "./codec/encoding.ts";
import { connectNode } from "./connect-node.ts";
import { createCelestiaDa } from "./driver.ts";
import { createFeeWatch } from "./fee-watch.ts";
import { namespaceDataToJson } from "./mock/proofs.ts";
import { startMockNode } from "./mock/server.ts";
import {
  ACCOUNT,
  closeFixtures,
  copiesOf,
  NAMESPACE,
  onClose,
  STRANGER,
  startFixture,
  testChain,
} from "./testing/fixture.ts";
import { createSampleBytes } from "./testing/sample-block.ts";
import { createSimulatedTime } from "./testing/simulated-time.ts";
import type { CelestiaHeader } from "./verify/header.ts";
import { namespaceRowsFromJson, verifiedBlobs } from "./verify/namespace-data.ts";

afterEach(closeFixtures);

const payloadOf = (seed: number, length = 3_000): Uint8Array => createSampleBytes(seed).bytes(length);

function pointerOf(outcome: SubmitOutcome) {
  if (outcome.status !== "included") throw new Error(`expected inclusion, got ${JSON.stringify(outcome)}`);
  return outcome.pointer;
}

test("F12: a submission whose answer is lost in a process that then dies is found by the next one, and paid for once", async () => {
  const fixture = await startFixture();
  fixture.node.faults.add("blob.Submit", { kind: "lost-answer" });
  const stop = new AbortController();
  const lost = fixture.open().submit(payloadOf(1), stop.signal);
  await expect.poll(() => fixture.chain.sequence).toBe(1);
  stop.abort();
  await lost;
  const pointer = pointerOf(await fixture.open().submit(payloadOf(1)));
  expect(pointerOf(await fixture.open().submit(payloadOf(1)))).toEqual(pointer);
  expect(copiesOf(fixture.chain, payloadOf(1))).toBe(1);
  expect(fixture.chain.sequence).toBe(1);
});

describe("F13: anybody may write to our namespace", () => {
  test("duplicates, garbage, strangers' copies of our own bytes and unsigned ones change nothing", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    const ours = payloadOf(1);
    const copies = [
      { namespace: NAMESPACE, data: ours, shareVersion: 1, signer: STRANGER },
      { namespace: NAMESPACE, data: ours, shareVersion: 0 },
      { namespace: NAMESPACE, data: payloadOf(9, 70_000), shareVersion: 0 },
    ];
    fixture.chain.submitForeign(copies, STRANGER);
    fixture.node.faults.add("blob.Submit", { kind: "twice" });
    const pointer = pointerOf(await driver.submit(ours));
    fixture.chain.submitForeign(copies, STRANGER);
    const next = pointerOf(await driver.submit(payloadOf(2)));
    expect(await driver.find(driver.commit(ours), 1n)).toEqual(pointer);
    expect(toBase64(await driver.read(pointer))).toBe(toBase64(ours));
    for (const { blob, start, shareCount } of fixture.chain.block(Number(next.height) - 1)!.blobs) {
      if (blob.signer !== undefined && toBase64(blob.signer) === toBase64(ACCOUNT)) continue;
      // Never found, and yet read by a pointer that L1 has recorded: it opens the place, whoever wrote there.
      const stranger = { ...pointer, height: next.height - 1n, start, length: shareCount };
      expect(toBase64(await driver.read(stranger))).toBe(toBase64(blob.data));
    }
  });

  test("8 MiB of junk in a block are proven and skipped, at a bounded cost", {
    timeout: 60_000,
  }, async () => {
    const fixture = await startFixture({ maxSquareSize: 256, blockMs: 50 });
    const driver = fixture.open({ readTimeoutMs: 30_000 });
    fixture.chain.setHalted(true);
    for (const seed of [1, 2])
      fixture.chain.submitForeign(
        [{ namespace: NAMESPACE, data: payloadOf(seed, 4_000_000), shareVersion: 0 }],
        STRANGER,
      );
    const junk = fixture.chain.produce();
    expect(junk.square.size).toBe(256);
    const before = process.cpuUsage();
    expect(await driver.find(driver.commit(payloadOf(3)), BigInt(junk.height))).toBeUndefined();
    const { system, user } = process.cpuUsage(before);
    // Both ends of the connection run in this process; the bound is generous for a machine that does other things.
    expect((system + user) / 1_000).toBeLessThan(6_000);
    // The reader's own part, decoding and verifying what it was sent: about 120 ms on a machine that does nothing else.
    const text = JSON.stringify(namespaceDataToJson(junk, NAMESPACE));
    const { height, square } = junk;
    const header = { height, size: square.size, dah: square } as unknown as CelestiaHeader;
    const start = process.cpuUsage();
    expect(verifiedBlobs(header, NAMESPACE, namespaceRowsFromJson(JSON.parse(text)))).toHaveLength(2);
    const own = process.cpuUsage(start);
    expect((own.system + own.user) / 1_000).toBeLessThan(1_000);
  });
});

describe("F14: two endpoints", () => {
  const witnessed = async (agree: boolean) => {
    const fixture = await startFixture();
    const other = agree ? fixture.chain : testChain({ genesisMs: 1 });
    const second = await startMockNode(other);
    onClose(async () => {
      other.stop();
      await second.close();
    });
    const limits = { readTimeoutMs: 2_000, submitTimeoutMs: 2_000 };
    const options = { namespace: NAMESPACE, signer: ACCOUNT, microGasPrice: 4_000, maxMicroGasPrice: 20_000 };
    const pointer = pointerOf(await fixture.open().submit(payloadOf(1)));
    await expect.poll(() => other.height).toBeGreaterThan(Number(pointer.height));
    const da = createCelestiaDa(
      { ...options, pollMs: 15, maxLookMs: 1_000 },
      {
        endpoint: connectNode({ url: fixture.node.url, token: fixture.token, ...limits }),
        witness: connectNode({ url: second.url, ...limits }).source,
        store: fixture.store,
        timers: systemTimers,
      },
    );
    return { da, pointer, second };
  };

  test("that disagree about a block stop reading it: nothing is concluded", async () => {
    const { da, pointer } = await witnessed(false);
    await expect(da.read(pointer)).rejects.toMatchObject({ code: "DA_MISMATCH" });
    await expect(da.find(pointer.commitment, pointer.height)).rejects.toMatchObject({ code: "DA_MISMATCH" });
  });

  test("that agree are read from; when the second is silent, its blocks wait", async () => {
    const { da, pointer, second } = await witnessed(true);
    expect(toBase64(await da.read(pointer))).toBe(toBase64(payloadOf(1)));
    second.faults.add("header.GetByHeight", { kind: "no-answer" });
    await expect(da.read({ ...pointer, height: pointer.height - 1n })).rejects.toMatchObject({
      code: "DA_UNAVAILABLE",
    });
  });

  test("an endpoint whose head goes backwards takes nothing back", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    const pointer = pointerOf(await driver.submit(payloadOf(1)));
    const head = await driver.head();
    fixture.node.view.lag = 3;
    expect(await driver.head()).toBeGreaterThanOrEqual(head);
    fixture.node.view.lag = 0;
    expect(toBase64(await driver.read(pointer))).toBe(toBase64(payloadOf(1)));
  });
});

test("F15: of two payloads for one batch only the one whose pointer L1 records is read, by every reader", async () => {
  const fixture = await startFixture();
  const writer = fixture.open();
  const first = pointerOf(await writer.submit(payloadOf(1)));
  const second = pointerOf(await writer.submit(payloadOf(2)));
  for (const reader of [fixture.open(), fixture.open()]) {
    expect(toBase64(await reader.read(first))).toBe(toBase64(payloadOf(1)));
    expect(toBase64(await reader.read(second))).toBe(toBase64(payloadOf(2)));
    const misnamed = { ...first, commitment: second.commitment };
    expect(toBase64(await reader.read(misnamed))).toBe(toBase64(payloadOf(1)));
  }
});

test("F16: rows that are missing or badly proven are never used; the reader waits, and reads when they are there", async () => {
  const fixture = await startFixture();
  const pointer = pointerOf(await fixture.open().submit(payloadOf(1, 90_000)));
  const { faults } = fixture.node;
  faults.add("share.GetNamespaceData", { kind: "tamper", change: (rows) => (rows as unknown[]).slice(1) });
  await expect(fixture.open().read(pointer)).rejects.toMatchObject({ code: "DA_MISMATCH" });
  faults.add("share.GetNamespaceData", { kind: "error", message: "share: data not available" }, 5);
  const stop = new AbortController();
  for await (const { payload } of fixture.open().subscribe(pointer.height, stop.signal)) {
    expect(toBase64(payload)).toBe(toBase64(payloadOf(1, 90_000)));
    stop.abort();
  }
});

describe("F17: paying", () => {
  const tooCheap = (required: string) =>
    `broadcast tx error: hash AB error: insufficient minimum gas price for this node; got: 320utia, required: ${required}utia (min gas price: 0.4 utia/gas): insufficient fee code: 13`;

  test("a price that rises is followed up to the cap; a hundredfold one is refused, and nothing is sent", async () => {
    const fixture = await startFixture();
    fixture.node.faults.add("blob.Submit", { kind: "error", message: tooCheap("480") }, 2);
    pointerOf(await fixture.open().submit(payloadOf(1)));
    expect(await fixture.store.load()).toMatchObject({ microGasPrice: 9_000 });
    fixture.node.faults.add("blob.Submit", { kind: "error", message: tooCheap("32000") }, 20);
    expect(await fixture.open().submit(payloadOf(2))).toMatchObject({ code: "CELESTIA_PRICE_CAP" });
    expect(copiesOf(fixture.chain, payloadOf(2))).toBe(0);
    expect(await fixture.store.load()).toBeUndefined();
  });

  test("an account that runs low raises the alarm once, and again when it has been filled", async () => {
    const time = createSimulatedTime(0);
    let balance = 500n;
    const changes: unknown[] = [];
    const watch = createFeeWatch(
      { minBalance: 100n, pollMs: 1_000 },
      {
        da: {
          async balance() {
            if (balance < 0n) throw new Error("away");
            return balance;
          },
        },
        timers: time,
        onChange: ({ balance: seen, isLow }) => changes.push([seen, isLow]),
      },
    );
    watch.start();
    for (const next of [99n, 50n, -1n, 100n]) {
      await time.advance(1_000);
      balance = next;
      await time.advance(1_000);
    }
    await watch.close();
    expect(changes).toEqual([
      [99n, true],
      [100n, false],
    ]);
  });

  test("an empty account is refused with its own code, and works when it has been filled", async () => {
    const fixture = await startFixture({ balance: 400n });
    const driver = fixture.open();
    pointerOf(await driver.submit(payloadOf(1, 10)));
    expect(await driver.submit(payloadOf(2, 10))).toMatchObject({
      status: "refused",
      code: "CELESTIA_FUNDS",
    });
    expect(await driver.balance()).toBe(80n);
    fixture.chain.fund(240n);
    pointerOf(await driver.submit(payloadOf(2, 10)));
    expect(await driver.balance()).toBe(0n);
  });

  test("a blob over the limit is refused before it is sent, and what fits still goes", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    expect(await driver.submit(new Uint8Array(driver.maxPayloadBytes + 1))).toMatchObject({
      code: "DA_TOO_LARGE",
    });
    expect(fixture.chain.sequence).toBe(0);
    pointerOf(await driver.submit(payloadOf(1)));
  });
});
