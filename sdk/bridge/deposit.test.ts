import { inspect } from "node:util";
import { createWalletClient, http } from "viem";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { guardianAbi, inboxAbi, mockUsdcAbi } from "../../contracts/generated/abi.ts";
import type { NovateError } from "../../node/primitives/error.ts";
import type { NovateClient } from "../client.ts";
import { waitForCredit } from "./credit.ts";
import { account, startL1 } from "./testing/l1.ts";
import { compileTether } from "./testing/tether.ts";
import { ENDPOINT_KEY } from "./testing/unsound-endpoint.ts";
import { tokenAbi } from "./token.ts";

type L1 = Awaited<ReturnType<typeof startL1>>;
let l1: L1;
beforeAll(async () => {
  l1 = await startL1();
});
afterAll(() => l1?.close());

const userOf = ({ user, anvil }: L1) => ({
  walletClient: createWalletClient({ account: user, chain: foundry, transport: http(anvil.url) }),
});

/** Another user's deposit of 40 USDC. */
async function depositOf({ anvil, deployer, contracts }: L1, index: number): Promise<void> {
  const other = account(index);
  const wallet = createWalletClient({ account: other, chain: foundry, transport: http(anvil.url) });
  const amount = 40_000_000n;
  const token = { address: contracts.token, abi: mockUsdcAbi } as const;
  await deployer.writeContract({ ...token, functionName: "mint", args: [other.address, amount] });
  await wallet.writeContract({ ...token, functionName: "approve", args: [contracts.inbox, amount] });
  const deposit = { address: contracts.inbox, abi: inboxAbi, functionName: "deposit" } as const;
  await wallet.writeContract({ ...deposit, args: [other.address, 0, amount] });
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("expected a refusal"),
    (error: NovateError) => error,
  );

describe("a deposit is sent once", () => {
  test("its hash is told before the first byte leaves, and an answer that is lost changes nothing", async () => {
    const told: string[] = [];
    const before = await l1.messages();
    l1.endpoint.fail("eth_sendRawTransaction", "lose", 2);
    const bridge = l1.bridge({ onSent: ({ kind, hash }) => told.push(`${kind} ${hash}`) });
    const sent = await bridge.deposit("10");
    expect(told).toEqual([expect.stringMatching(/^approve /), `deposit ${sent.transaction}`]);
    expect(await l1.messages()).toBe(before + 1n);
    expect(sent.message).toBe(before.toString());
    // It stays on record until it is credited: a reorg may still drop it.
    expect((await l1.journal.list()).map(({ hash }) => hash)).toEqual([sent.transaction]);
    await l1.journal.remove(sent.transaction);
  });

  test("one that never reached L1 is sent again with the same bytes", async () => {
    const before = await l1.messages();
    await l1
      .bridge()
      .deposit("1")
      .then(({ entry }) => l1.journal.remove(entry.hash));
    l1.endpoint.fail("eth_sendRawTransaction", "ignore", 2);
    const bridge = l1.bridge();
    const sent = await bridge.deposit("10");
    await l1.journal.remove(sent.transaction);
    expect(await l1.messages()).toBe(before + 2n);
  });

  test("what was pending when the time was up is found by the next run and followed, not sent twice", async () => {
    const before = await l1.messages();
    // Enough is allowed, so that the deposit is all that is sent.
    const { walletClient } = userOf(l1);
    await walletClient.writeContract({
      ...{ address: l1.contracts.token, abi: tokenAbi },
      ...{ functionName: "approve", args: [l1.contracts.inbox, 20_000_000n], chain: null },
    });
    await l1.l1.setAutomine(false);
    const pending = await refusal(l1.bridge({ timeoutMs: 300 }).deposit("20"));
    expect(pending).toMatchObject({
      code: "L1_PENDING",
      message: expect.stringContaining("do not send another"),
    });
    const later = l1.bridge();
    const entry = await later.unsettledDeposit("20");
    expect(entry).toMatchObject({ hash: pending.data.hash, kind: "deposit" });
    expect(await later.unsettledDeposit("21")).toBeUndefined();
    await l1.l1.mine({ blocks: 1 });
    await l1.l1.setAutomine(true);
    const sent = await later.resumeDeposit(entry!);
    expect(sent.transaction).toBe(pending.data.hash);
    expect(await l1.messages()).toBe(before + 1n);
    await l1.journal.remove(sent.transaction);
  });

  test("one whose nonce another transaction took is dropped, struck out and offered again", async () => {
    const { walletClient } = userOf(l1);
    await walletClient.writeContract({
      ...{ address: l1.contracts.token, abi: tokenAbi },
      ...{ functionName: "approve", args: [l1.contracts.inbox, 20_000_000n], chain: null },
    });
    await l1.l1.setAutomine(false);
    const { data } = await refusal(l1.bridge({ timeoutMs: 300 }).deposit("20"));
    await l1.l1.dropTransaction({ hash: data.hash as `0x${string}` });
    const entry = await l1.bridge().unsettledDeposit("20");
    await walletClient.sendTransaction({ to: l1.user.address, value: 1n, nonce: entry!.nonce!, chain: null });
    await l1.l1.mine({ blocks: 1 });
    await l1.l1.setAutomine(true);
    const dropped = await refusal(l1.bridge().resumeDeposit(entry!));
    expect(dropped.code).toBe("L1_DROPPED");
    expect(await l1.bridge().unsettledDeposit("20")).toBeUndefined();
  });
});

test("after a reorg of L1 the transaction is followed, not the number of its message", async () => {
  const bridge = l1.bridge();
  const approval = { address: l1.contracts.token, abi: tokenAbi, functionName: "approve" } as const;
  const { walletClient } = userOf(l1);
  await walletClient.writeContract({ ...approval, args: [l1.contracts.inbox, 0n] });
  await walletClient.writeContract({ ...approval, args: [l1.contracts.inbox, 40_000_000n] });
  const snapshot = await l1.l1.snapshot();
  const sent = await bridge.deposit("40");
  // The other branch: somebody else's deposit of the same amount takes the number.
  await l1.l1.revert({ id: snapshot });
  const message = await l1.messages();
  expect(message.toString()).toBe(sent.message);
  await depositOf(l1, 5);
  const answers = [{ message: sent.message, account: 9, amount: "99", block: 3 }];
  const notes: string[] = [];
  const info = async () => answers;
  const client = { ...l1.client, info } as unknown as NovateClient;
  const credit = waitForCredit(sent.entry, client, l1.l1 as never, {
    ...{ timeoutMs: 20_000, everyMs: 50 },
    onNote: (note) => {
      notes.push(note);
      // Mined again with the next number, which the node then credits.
      if (note.startsWith("in L1 block")) {
        answers.push({ message: `${message + 1n}`, account: 7, amount: "40", block: 4 });
      }
    },
  });
  expect(await credit).toEqual({ account: 7, block: 4, message: `${message + 1n}` });
  expect(notes[0]).toContain("dropped the deposit in a reorg");
  await l1.journal.remove(sent.transaction);
});

describe("a refusal comes before money moves, by name and numbers", () => {
  test.each([
    ["the Vault", () => l1.contracts.vault, "BAD_RECIPIENT"],
    ["the Inbox", () => l1.contracts.inbox, "BAD_RECIPIENT"],
    ["the token", () => l1.contracts.token, "BAD_RECIPIENT"],
    ["zero", () => `0x${"00".repeat(20)}`, "FIELD_RANGE"],
    ["a wrong checksum", () => "0x70997970C51812dc3A010C7d01b50e0d17dc79c8", "BAD_CHECKSUM"],
  ])("to %s", async (_name, to, code) => {
    const sent = l1.endpoint.count("eth_sendRawTransaction");
    expect((await refusal(l1.bridge().deposit("10", { to: to() as `0x${string}` }))).code).toBe(code);
    expect(l1.endpoint.count("eth_sendRawTransaction")).toBe(sent);
  });

  test("of more than there is, or less than the least", async () => {
    const much = await refusal(l1.bridge().deposit("100000"));
    expect(much).toMatchObject({ code: "L1_BALANCE_TOO_LOW", message: expect.stringContaining("100000") });
    const little = await refusal(l1.bridge().deposit("0.5"));
    expect(little).toMatchObject({ code: "BAD_ARGUMENT", message: expect.stringMatching(/1 to .* got 0.5/) });
  });

  test("without ether", async () => {
    const balance = await l1.l1.getBalance({ address: l1.user.address });
    await l1.l1.setBalance({ address: l1.user.address, value: 1_000n });
    const poor = await refusal(l1.bridge().deposit("10"));
    expect([poor.code, await l1.allowance()]).toEqual(["L1_NO_ETHER", expect.any(BigInt)]);
    await l1.l1.setBalance({ address: l1.user.address, value: balance });
  });

  test("an endpoint that dies late is named, its key is not", async () => {
    l1.endpoint.fail("eth_call", "lose", 100);
    const failed = await refusal(l1.bridge().balance(l1.user.address));
    l1.endpoint.fail("eth_call", "lose", 0);
    expect(failed.code).toBe("L1_RPC");
    expect(inspect(failed, { depth: 10 })).not.toContain(ENDPOINT_KEY);
  });
});

test("a paused bridge is told before the deposit, with the end of the pause", async () => {
  const snapshot = await l1.l1.snapshot();
  await l1.deployer.writeContract({ address: l1.guardian, abi: guardianAbi, functionName: "pause" });
  const { pausedUntil } = await l1.bridge().depositOutlook("10");
  const { timestamp } = await l1.l1.getBlock();
  expect(pausedUntil).toBe(timestamp + 60n);
  await l1.l1.revert({ id: snapshot });
  expect((await l1.bridge().depositOutlook("10")).pausedUntil).toBeNull();
});

test("a deposit that is refused after its approval leaves no allowance", async () => {
  const snapshot = await l1.l1.snapshot();
  const { walletClient } = userOf(l1);
  // Between the check and the deposit the money goes elsewhere.
  const bridge = l1.bridge({
    onSent: ({ kind, details }) => {
      if (kind !== "approve" || details.amount === "0") return;
      spent = l1.l1.getTransactionCount({ address: l1.user.address }).then((nonce) =>
        walletClient.writeContract({
          ...{ address: l1.contracts.token, abi: tokenAbi, functionName: "transfer", nonce: nonce + 1 },
          ...{ args: [account(6).address, 900_000_000n], chain: null },
        }),
      );
    },
  });
  let spent: Promise<unknown> = Promise.resolve();
  const refused = await refusal(bridge.deposit("800"));
  await spent;
  expect(refused.code).toBe("L1_BALANCE_TOO_LOW");
  expect(refused.message).toMatch(/800 USDC.*got/);
  expect(await l1.allowance()).toBe(0n);
  await l1.l1.revert({ id: snapshot });
});

test("a token that answers approve with nothing, and wants its allowance reset, is deposited all the same", async () => {
  const tether = await startL1(compileTether());
  const told: string[] = [];
  const bridge = tether.bridge({ onSent: ({ kind, details }) => told.push(`${kind} ${details.amount}`) });
  await userOf(tether).walletClient.writeContract({
    ...{ address: tether.contracts.token, abi: tokenAbi, functionName: "approve" },
    ...{ args: [tether.contracts.inbox, 1n], chain: null },
  });
  await bridge.deposit("25");
  expect(told).toEqual(["approve 0", "approve 25", "deposit 25"]);
  expect([await tether.messages(), await tether.allowance()]).toEqual([1n, 0n]);
  const much = await refusal(bridge.deposit("5000"));
  expect(much.code).toBe("L1_BALANCE_TOO_LOW");
  await tether.close();
});
