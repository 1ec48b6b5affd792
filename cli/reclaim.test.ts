import { createPublicClient, createWalletClient, http } from "viem";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mockUsdcAbi } from "../contracts/generated/abi.ts";
import { account, startL1 } from "../sdk/bridge/testing/l1.ts";
import { reclaim } from "./reclaim.ts";

type L1 = Awaited<ReturnType<typeof startL1>>;
let l1: L1;
beforeAll(async () => {
  l1 = await startL1();
});
afterAll(() => l1?.close());

const transport = () => http(l1.anvil.url);
const walletOf = (index: number) =>
  createWalletClient({ account: account(index), chain: foundry, transport: transport() });
const relayer = () => ({
  publicClient: createPublicClient({ chain: foundry, transport: transport(), cacheTime: 0 }),
  walletClient: walletOf(5),
});
const balance = () =>
  l1.l1.readContract({
    ...{ address: l1.contracts.token, abi: mockUsdcAbi },
    ...{ functionName: "balanceOf", args: [l1.user.address] },
  });
const transfer = (to: `0x${string}`, amount: bigint, rest: object = {}) =>
  walletOf(4).writeContract({
    ...{ address: l1.contracts.token, abi: mockUsdcAbi, functionName: "transfer", args: [to, amount] },
    ...(rest as object),
  });
const back = (hash: `0x${string}`) => reclaim(hash, l1.contracts, relayer(), { everyMs: 50 });

test("a transfer to the Vault or the Inbox goes back to its sender, whoever relays, among other transactions of its block, once", async () => {
  const before = await balance();
  await l1.l1.setAutomine(false);
  // Of every kind of receipt that wallets make, in one block of many.
  for (let i = 1n; i <= 20n; i++) await l1.deployer.sendTransaction({ to: account(7).address, value: i });
  const first = await transfer(l1.contracts.vault, 7_000_000n);
  const second = await transfer(l1.contracts.inbox, 5_000_000n, { type: "legacy", gasPrice: 3_000_000_000n });
  await l1.l1.mine({ blocks: 2 });
  await l1.l1.setAutomine(true);
  expect(await balance()).toBe(before - 12_000_000n);
  const user = l1.user.address;
  expect(await back(first)).toMatchObject([{ to: user, amount: "7" }]);
  expect(await back(second)).toMatchObject([{ to: user, amount: "5" }]);
  expect(await balance()).toBe(before);
  for (const hash of [first, second]) {
    await expect(back(hash)).rejects.toMatchObject({
      code: "L1_REVERTED",
      data: { name: "AlreadyReturned" },
    });
  }
});

test("a deposit is no stray transfer, nor is a transfer elsewhere; a block that L1 forgot proves nothing", async () => {
  const { transaction } = await l1.bridge().deposit("10");
  await expect(back(transaction)).rejects.toMatchObject({ code: "NOT_A_STRAY_TRANSFER" });
  const elsewhere = await transfer(account(6).address, 1n);
  await expect(back(elsewhere)).rejects.toMatchObject({ code: "NOT_A_STRAY_TRANSFER" });
  await expect(back(`0x${"ab".repeat(32)}`)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const late = await transfer(l1.contracts.vault, 1_000_000n);
  await l1.l1.mine({ blocks: 300 });
  // Beyond 256 blocks where L1 has the contract of EIP-2935.
  const history = await l1.l1.getCode({ address: "0x0000F90827F1C53a10cb7A02335B175320002935" });
  if (history === undefined) {
    await expect(back(late)).rejects.toMatchObject({ code: "L1_REVERTED", data: { name: "UnknownBlock" } });
  } else expect(await back(late)).toMatchObject([{ amount: "1" }]);
});
