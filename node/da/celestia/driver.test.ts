import { afterEach, describe, expect, test } from "vitest";
import type { SubmitOutcome } from "../port.ts";
import { toBase64 } from "./codec/encoding.ts";
import { closeFixtures, copiesOf, NAMESPACE, STRANGER, startFixture, testChain } from "./testing/fixture.ts";
import { createSampleBytes } from "./testing/sample-block.ts";

afterEach(closeFixtures);

const payloadOf = (seed: number, length = 3_000): Uint8Array => createSampleBytes(seed).bytes(length);

function pointerOf(outcome: SubmitOutcome) {
  if (outcome.status !== "included")
    throw new Error(`expected an included payload, got ${JSON.stringify(outcome)}`);
  return outcome.pointer;
}

/** Changes one bit of the first base64 text of at least 100 bytes under `key`. */
function flip(value: unknown, key: string): unknown {
  const text = JSON.stringify(value);
  const at = text.indexOf(`"${key}":`);
  const found = /"([A-Za-z0-9+/]{100,}=*)"/.exec(text.slice(at))!;
  const bytes = Buffer.from(found[1]!, "base64");
  bytes[bytes.length >> 1]! ^= 4;
  return JSON.parse(text.slice(0, at) + text.slice(at).replace(found[1]!, bytes.toString("base64")));
}

describe("the Celestia driver", () => {
  test("publishes payloads that are found and read back, byte for byte, by a process that knows only the chain", async () => {
    const fixture = await startFixture();
    const writer = fixture.open();
    for (const [seed, length] of [
      [1, 1],
      [2, 458],
      [3, 459],
      [4, 90_000],
    ] as const) {
      const payload = payloadOf(seed, length);
      const pointer = pointerOf(await writer.submit(payload));
      const reader = fixture.open();
      expect(toBase64(pointer.commitment)).toBe(toBase64(reader.commit(payload)));
      expect(await reader.find(reader.commit(payload), pointer.height - BigInt(seed))).toEqual(pointer);
      expect(toBase64(await reader.read(pointer))).toBe(toBase64(payload));
      expect(await reader.find(reader.commit(payload), pointer.height + 1n)).toBeUndefined();
    }
  });

  test("yields every payload once and in order, caught up and live, though channels break", async () => {
    const fixture = await startFixture();
    const writer = fixture.open();
    const payloads = Array.from({ length: 9 }, (_, i) => payloadOf(i, 700));
    for (const payload of payloads.slice(0, 3)) await writer.submit(payload);
    const stop = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { payload } of fixture.open().subscribe(1n, stop.signal)) {
        seen.push(toBase64(payload));
        if (seen.length === payloads.length) stop.abort();
      }
    })();
    for (const payload of payloads.slice(3)) {
      await writer.submit(payload);
      fixture.node.dropChannels();
    }
    await reading;
    expect(seen).toEqual(payloads.map(toBase64));
  });

  test("ignores blobs of strangers and unsigned ones in its namespace", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    const foreign = [
      { namespace: NAMESPACE, data: payloadOf(50), shareVersion: 1, signer: STRANGER },
      { namespace: NAMESPACE, data: payloadOf(51), shareVersion: 0 },
      { namespace: NAMESPACE, data: payloadOf(52, 1), shareVersion: 0 },
    ];
    fixture.chain.setHalted(true);
    fixture.chain.submitForeign(foreign, STRANGER);
    const submitted = driver.submit(payloadOf(1));
    await expect.poll(() => fixture.chain.sequence).toBe(1);
    fixture.chain.submitForeign([foreign[1]!], STRANGER);
    fixture.chain.setHalted(false);
    const pointer = pointerOf(await submitted);
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const { payload, pointer: at } of driver.subscribe(1n, stop.signal)) {
      seen.push(toBase64(payload));
      if (at.height >= pointer.height) stop.abort();
    }
    expect(seen).toEqual([toBase64(payloadOf(1))]);
    expect(fixture.chain.block(Number(pointer.height))!.blobs.length).toBe(5);
  });
});

describe("a lying endpoint", () => {
  const none = (): unknown[] => [];
  const cutProof = (rows: unknown): unknown => {
    const [row] = rows as Array<{ shares: string[]; proof: { end: number } }>;
    return [{ shares: row!.shares.slice(0, -1), proof: { ...row!.proof, end: row!.proof.end - 1 } }];
  };
  test.each([
    ["changes a share", "share.GetNamespaceData", (rows: unknown) => flip(rows, "shares")],
    ["changes a proof", "share.GetNamespaceData", (rows: unknown) => flip(rows, "nodes")],
    ["hides the namespace", "share.GetNamespaceData", none],
    ["leaves out the last share", "share.GetNamespaceData", cutProof],
    ["answers with something else", "share.GetNamespaceData", () => [7]],
    ["changes a row root", "header.GetByHeight", (header: unknown) => flip(header, "row_roots")],
    ["changes a column root", "header.GetByHeight", (header: unknown) => flip(header, "column_roots")],
  ])("that %s is found out", async (_name, method, change) => {
    const fixture = await startFixture();
    const driver = fixture.open();
    const pointer = pointerOf(await driver.submit(payloadOf(1, 1_500)));
    fixture.node.faults.add(method, { kind: "tamper", change });
    await expect(driver.read(pointer)).rejects.toMatchObject({ code: "DA_MISMATCH" });
    fixture.node.faults.add(method, { kind: "tamper", change });
    await expect(driver.find(pointer.commitment, pointer.height)).rejects.toMatchObject({
      code: "DA_MISMATCH",
    });
    expect(toBase64(await driver.read(pointer))).toBe(toBase64(payloadOf(1, 1_500)));
  });

  test("that puts a payload at another height is not believed", async () => {
    const fixture = await startFixture();
    fixture.node.faults.add("blob.Submit", { kind: "tamper", change: (height) => Number(height) - 1 });
    const driver = fixture.open();
    const pointer = pointerOf(await driver.submit(payloadOf(1)));
    expect(toBase64(await driver.read(pointer))).toBe(toBase64(payloadOf(1)));
    for (const wrong of [{ height: pointer.height - 1n }, { start: pointer.start + 1 }, { height: 0n }]) {
      await expect(driver.read({ ...pointer, ...wrong })).rejects.toMatchObject({ code: "DA_ABSENT" });
    }
  });

  test("whose head goes backwards does not move ours, and another chain or another block at a height is refused", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    await expect.poll(() => driver.head()).toBeGreaterThan(5n);
    const before = await driver.head();
    fixture.node.view.lag = 4;
    expect(await driver.head()).toBeGreaterThanOrEqual(before);
    fixture.node.view.lag = 0;
    const other = testChain({ chainId: "mock-2" });
    fixture.node.chain = other;
    await expect(driver.head()).rejects.toMatchObject({ code: "DA_MISMATCH" });
    const fork = testChain({ genesisMs: 1 });
    fixture.node.chain = fork;
    await expect(driver.find(new Uint8Array(32), 1n)).rejects.toMatchObject({ code: "DA_MISMATCH" });
    other.stop();
    fork.stop();
  });
});

describe("an endpoint in trouble", () => {
  test.each([
    ["breaks the connection", { kind: "no-answer" }],
    ["cuts the answer off", { kind: "truncated" }],
    ["is busy", { kind: "status", status: 503 }],
    ["limits the rate", { kind: "status", status: 429 }],
    [
      "is syncing",
      { kind: "error", message: "header: syncing in progress: localHeadHeight: 1, requestedHeight: 2" },
    ],
    ["says what nobody has heard", { kind: "error", message: "surprise" }],
  ] as const)("that %s makes reads fail as unavailable, and later they succeed", async (_name, fault) => {
    const fixture = await startFixture();
    const driver = fixture.open();
    const pointer = pointerOf(await driver.submit(payloadOf(1)));
    for (const method of ["header.GetByHeight", "share.GetNamespaceData"]) {
      fixture.node.faults.add(method, fault);
      await expect(driver.read(pointer)).rejects.toMatchObject({ code: "DA_UNAVAILABLE" });
    }
    expect(toBase64(await driver.read(pointer))).toBe(toBase64(payloadOf(1)));
  });

  test("that has pruned the block or refuses the token makes reads unavailable", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    const pointer = pointerOf(await driver.submit(payloadOf(1)));
    fixture.node.view.tail = Number(pointer.height) + 1;
    await expect(driver.read(pointer)).rejects.toMatchObject({
      code: "DA_UNAVAILABLE",
      data: { endpointCode: "CELESTIA_PRUNED" },
    });
    await expect(fixture.open({ token: "no.such.token" }).head()).rejects.toMatchObject({
      data: { endpointCode: "CELESTIA_UNAUTHORIZED" },
    });
  });
});

describe("a submission", () => {
  test.each([
    ["whose answer is lost", { kind: "lost-answer" }],
    ["whose answer is cut off", { kind: "truncated" }],
    ["that the node includes twice", { kind: "twice" }],
  ] as const)("%s ends as one pointer to the first copy", async (_name, fault) => {
    const fixture = await startFixture();
    const driver = fixture.open();
    fixture.node.faults.add("blob.Submit", fault);
    const pointer = pointerOf(await driver.submit(payloadOf(1)));
    expect(await driver.find(pointer.commitment, 1n)).toEqual(pointer);
    await expect.poll(() => copiesOf(fixture.chain, payloadOf(1))).toBe(fault.kind === "twice" ? 2 : 1);
    expect(pointerOf(await fixture.open().submit(payloadOf(1)))).toEqual(pointer);
    expect(fixture.chain.sequence).toBe(fault.kind === "twice" ? 2 : 1);
  });

  test("that never arrived is sent again, dearer, only after the mempool must have dropped it", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    fixture.node.faults.add("blob.Submit", { kind: "no-answer" });
    const sentAt = fixture.chain.height;
    const pointer = pointerOf(await driver.submit(payloadOf(1)));
    expect(Number(pointer.height)).toBeGreaterThan(sentAt + 36);
    expect(copiesOf(fixture.chain, payloadOf(1))).toBe(1);
    expect(await fixture.store.load()).toMatchObject({ state: "final", attempt: 2, microGasPrice: 6_000 });
  });

  test("with an unknown outcome says so, and the next process looks before it sends", async () => {
    const fixture = await startFixture();
    fixture.node.faults.add("blob.Submit", { kind: "never" });
    fixture.chain.setHalted(true);
    const impatient = fixture.open({ submitTimeoutMs: 100, maxLookMs: 30 });
    expect(await impatient.submit(payloadOf(1))).toMatchObject({ status: "unknown" });
    expect(await impatient.submit(payloadOf(2))).toMatchObject({ status: "refused", code: "DA_IN_FLIGHT" });
    fixture.chain.setHalted(false);
    const pointer = pointerOf(await fixture.open().submit(payloadOf(1)));
    expect(copiesOf(fixture.chain, payloadOf(1))).toBe(1);
    expect(await fixture.store.load()).toMatchObject({ state: "final", attempt: 2 });
    expect(pointer.kind).toBe(1);
  });

  test.each([
    ["account sequence mismatch, expected 5, got 6: incorrect account sequence code: 32"],
    ["rejected valid incoming transaction; mempool is full (200 txs)"],
    ["eviction poll timeout: transaction AB was evicted"],
    ["tx with hash AB was rejected by the node with execution code: 32"],
  ])("refused with '%s' is sent again and lands once", async (message) => {
    const fixture = await startFixture();
    fixture.node.faults.add(
      "blob.Submit",
      { kind: "error", message: `broadcast tx error: hash AB error: ${message}` },
      2,
    );
    pointerOf(await fixture.open().submit(payloadOf(1)));
    expect(copiesOf(fixture.chain, payloadOf(1))).toBe(1);
  });

  test("that is too cheap is raised up to the cap and no further", async () => {
    const fixture = await startFixture();
    pointerOf(await fixture.open({ microGasPrice: 2_000 }).submit(payloadOf(1)));
    expect(await fixture.store.load()).toMatchObject({ microGasPrice: 4_500 });
    expect(
      await fixture.open({ microGasPrice: 1_000, maxMicroGasPrice: 2_000 }).submit(payloadOf(2)),
    ).toMatchObject({
      status: "refused",
      code: "CELESTIA_PRICE_CAP",
    });
    expect(copiesOf(fixture.chain, payloadOf(2))).toBe(0);
  });

  test("that the account cannot pay or the square cannot hold is refused; a smaller bound follows", async () => {
    const poor = await startFixture({ balance: 10n });
    expect(await poor.open().submit(payloadOf(1))).toMatchObject({
      status: "refused",
      code: "CELESTIA_FUNDS",
    });
    const small = await startFixture({ maxSquareSize: 4 });
    const driver = small.open();
    const bound = driver.maxPayloadBytes;
    expect(await driver.submit(payloadOf(1, 20_000))).toMatchObject({
      status: "refused",
      code: "DA_TOO_LARGE",
    });
    expect(driver.maxPayloadBytes).toBe(bound / 2);
    expect(await driver.submit(new Uint8Array(0))).toMatchObject({ status: "refused", code: "DA_EMPTY" });
    pointerOf(await driver.submit(payloadOf(1)));
  });

  test("costs what the gas formula says", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    const before = await driver.balance();
    pointerOf(await driver.submit(payloadOf(1, 1)));
    expect(before - (await driver.balance())).toBe(320n);
  });

  test("ends as unknown when its caller gives up, and is found by the next one", async () => {
    const fixture = await startFixture();
    fixture.chain.setHalted(true);
    const stop = new AbortController();
    const submitted = fixture.open().submit(payloadOf(1), stop.signal);
    await expect.poll(() => fixture.chain.sequence).toBe(1);
    stop.abort();
    expect(await submitted).toMatchObject({ status: "unknown" });
    fixture.chain.setHalted(false);
    pointerOf(await fixture.open().submit(payloadOf(1)));
    expect(fixture.chain.sequence).toBe(1);
  });

  test("goes one at a time, however many are asked for at once", async () => {
    const fixture = await startFixture();
    const driver = fixture.open();
    const pointers = (
      await Promise.all(Array.from({ length: 5 }, (_, i) => driver.submit(payloadOf(i))))
    ).map(pointerOf);
    const heights = pointers.map(({ height }) => height);
    expect(heights).toEqual([...heights].sort((a, b) => Number(a - b)));
    expect(new Set(heights).size).toBe(5);
  });

  test("to an endpoint that is away is refused as unavailable, because nothing was sent", async () => {
    const fixture = await startFixture();
    const driver = fixture.open({ url: "http://127.0.0.1:1" });
    expect(await driver.submit(payloadOf(1))).toMatchObject({ status: "refused", code: "DA_UNAVAILABLE" });
    expect(await fixture.store.load()).toBeUndefined();
  });
});
