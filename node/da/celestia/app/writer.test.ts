import { afterEach, describe, expect, test } from "vitest";
import type { SubmitOutcome } from "../../port.ts";
import { toBase64 } from "../codec/encoding.ts";
import { connectApp } from "../connect-app.ts";
import { payForBlobsGas } from "../gas.ts";
import { startAppFixture, testKey } from "../testing/app-fixture.ts";
import { closeFixtures, copiesOf } from "../testing/fixture.ts";
import { createSampleBytes } from "../testing/sample-block.ts";

afterEach(closeFixtures);

const payloadOf = (seed: number, length = 3_000): Uint8Array => createSampleBytes(seed).bytes(length);

function pointerOf(outcome: SubmitOutcome) {
  if (outcome.status !== "included") throw new Error(`expected inclusion, got ${JSON.stringify(outcome)}`);
  return outcome.pointer;
}

describe("payments on celestia-app, signed by us and checked by the chain", () => {
  test("cost what the gas formula says, at the price that was set, and count the sequence", async () => {
    const { chain, open } = await startAppFixture();
    const driver = open();
    const before = await driver.balance();
    pointerOf(await driver.submit(payloadOf(1, 1)));
    pointerOf(await driver.submit(payloadOf(2, 90_000)));
    const gas = [1, 90_000].map((length) => payForBlobsGas([{ length, hasSigner: true }]));
    expect(before - (await driver.balance())).toBe(
      BigInt(gas.reduce((sum, g) => sum + Math.ceil(g * 0.004), 0)),
    );
    expect(gas[0]).toBe(79_796);
    expect(chain.sequence).toBe(2);
  });

  test("recover when another process has used the account: the sequence is read from the refusal", async () => {
    const { chain, open } = await startAppFixture();
    const driver = open();
    pointerOf(await driver.submit(payloadOf(1)));
    pointerOf(await open().submit(payloadOf(2)));
    pointerOf(await driver.submit(payloadOf(3)));
    expect(chain.sequence).toBe(3);
    expect(copiesOf(chain, payloadOf(3))).toBe(1);
  });

  test("evicted from the mempool are sent again byte by byte and land once", async () => {
    const { chain, open } = await startAppFixture();
    chain.setHalted(true);
    const submitted = open().submit(payloadOf(1));
    await expect.poll(() => chain.sequence).toBe(1);
    chain.evict();
    expect(chain.sequence).toBe(0);
    await expect.poll(() => chain.sequence).toBe(1);
    chain.setHalted(false);
    pointerOf(await submitted);
    expect(copiesOf(chain, payloadOf(1))).toBe(1);
  });

  test.each([
    ["no-answer", 40],
    ["lost-answer", 1],
    ["truncated", 1],
  ] as const)("whose broadcast ends in %s land once", async (kind, blocks) => {
    const { chain, open, node } = await startAppFixture();
    node.faults.add("broadcast_tx_sync", { kind });
    const sentAt = chain.height;
    const pointer = pointerOf(await open().submit(payloadOf(1)));
    expect(Number(pointer.height) - sentAt).toBeGreaterThanOrEqual(blocks);
    expect(copiesOf(chain, payloadOf(1))).toBe(1);
    pointerOf(await open().submit(payloadOf(2)));
  });

  test.each([
    ["is lost for good", (): unknown => ({ status: "UNKNOWN", height: "0", index: 0, execution_code: 0 })],
    ["is none that is known", (): unknown => ({ status: "SOMETHING" })],
    [
      "is rejected",
      (): unknown => ({ status: "REJECTED", execution_code: 32, error: "account sequence mismatch" }),
    ],
  ])("whose status %s are found in the chain, where they are", async (_name, change) => {
    const { chain, open, node } = await startAppFixture();
    node.faults.add("tx_status", { kind: "tamper", change }, 20);
    pointerOf(await open().submit(payloadOf(1)));
    expect(copiesOf(chain, payloadOf(1))).toBe(1);
  });

  test("by a key the chain has never seen, or without funds, are refused with a code", async () => {
    const fixture = await startAppFixture({ account: new Uint8Array(20).fill(8) });
    expect(await fixture.open().submit(payloadOf(1))).toMatchObject({
      status: "refused",
      code: "CELESTIA_ACCOUNT",
    });
    const poor = await startAppFixture({ balance: 100n });
    expect(await poor.open().submit(payloadOf(1))).toMatchObject({
      status: "refused",
      code: "CELESTIA_FUNDS",
    });
    expect(
      await poor.open({ microGasPrice: 1_000, maxMicroGasPrice: 2_000 }).submit(payloadOf(1)),
    ).toMatchObject({
      status: "refused",
      code: "CELESTIA_PRICE_CAP",
    });
  });

  test("for the account of another key are refused: the chain checks the signature and the signer of the blob", async () => {
    const { node, chain } = await startAppFixture();
    const price = { microGasPrice: 4_000, maxMicroGasPrice: 4_000 };
    const options = { url: node.url, pollMs: 15, readTimeoutMs: 5_000, submitTimeoutMs: 1_000 };
    const { writer } = connectApp(options, { key: testKey() });
    const stranger = { namespace: new Uint8Array(29).fill(1, 19), data: payloadOf(1), shareVersion: 1 };
    await expect(
      writer.submit([{ ...stranger, signer: new Uint8Array(20).fill(9) }], price),
    ).rejects.toMatchObject({ code: "CELESTIA_INVALID_BLOB" });
    const lying = connectApp(options, {
      key: { ...testKey(), sign: async () => new Uint8Array(64).fill(1) },
    });
    await expect(
      lying.writer.submit([{ ...stranger, signer: await lying.writer.account() }], price),
    ).rejects.toMatchObject({ code: "CELESTIA_ACCOUNT" });
    expect(chain.sequence).toBe(0);
  });
});

describe("blocks read from a consensus node", () => {
  const dropTx = (answer: unknown): unknown => {
    const copy = answer as { block: { data: { txs: string[] } } };
    copy.block.data.txs.pop();
    return copy;
  };
  const changeTx = (answer: unknown): unknown => {
    const copy = answer as { block: { data: { txs: string[] } } };
    const bytes = Buffer.from(copy.block.data.txs[0]!, "base64");
    bytes[bytes.length >> 1]! ^= 1;
    copy.block.data.txs[0] = bytes.toString("base64");
    return copy;
  };
  const changeHeight = (answer: unknown): unknown => {
    const copy = answer as { block: { header: { height: string } } };
    copy.block.header.height = "1";
    return copy;
  };
  test.each([
    ["leaves a transaction out", dropTx, "DA_MISMATCH"],
    ["changes a transaction", changeTx, "DA_MISMATCH"],
    ["is another block", changeHeight, "DA_UNAVAILABLE"],
  ])("an answer that %s is found out", async (_name, change, code) => {
    const { node, open } = await startAppFixture();
    const driver = open();
    const pointer = pointerOf(await driver.submit(payloadOf(1)));
    node.faults.add("block", { kind: "tamper", change });
    await expect(driver.read(pointer)).rejects.toMatchObject({ code });
    expect(toBase64(await driver.read(pointer))).toBe(toBase64(payloadOf(1)));
  });
});
