import {
  type Address,
  concat,
  createTestClient,
  createWalletClient,
  encodePacked,
  http,
  keccak256,
  parseEventLogs,
  publicActions,
  size,
  toHex,
  zeroHash,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type BridgeOptions,
  DEVNET_DISPUTE,
  type Deployment,
  deployBridge,
  deployContracts,
  deployRollup,
} from "./deploy.ts";
import { inboxAbi, mockUsdcAbi, rollupAbi, vaultAbi } from "./generated/abi.ts";
import { type Anvil, startAnvil } from "./testing/anvil.ts";
import {
  historyEndingIn,
  proveWithdrawal,
  type StateClaim,
  stateWithHeader,
  type Withdrawal,
} from "./testing/trees.ts";

// anvil's first keys: public, for test money only.
const deployer = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
const trader = privateKeyToAccount("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
const START = 1_800_000_000;
const CHALLENGE_PERIOD = 600;
const BOND = 10n ** 17n;
const USD = 1_000_000n;

const options: BridgeOptions = {
  sequencer: deployer.address,
  guardian: deployer.address,
  maxPause: 60,
  pauseCooldown: 120,
  governors: [deployer.address],
  executors: ["0x0000000000000000000000000000000000000000"],
  timelockDelay: 60,
  exitWindow: 0,
  minDeposit: USD,
  forceDelay: 3_600,
  maxBatchAge: 86_400,
  selfDelay: 86_400,
  maxDrift: 600,
  daKinds: ["local"],
  outflowCap: 1_000n * USD,
  outflowWindow: 3_600,
  challengePeriod: CHALLENGE_PERIOD,
  bond: BOND,
  dispute: DEVNET_DISPUTE,
  insurance: 50n * USD,
  mint: [{ to: trader.address, amount: 500n * USD }],
};
const genesis = { genesisStateRoot: keccak256("0x01"), programHash: keccak256("0x02") } as const;

let anvil: Anvil;
const connect = (url: string, account: typeof deployer) => {
  const transport = http(url, { retryCount: 0 });
  const chain = foundry;
  const l1 = createTestClient({ mode: "anvil", chain, transport, pollingInterval: 10 }).extend(publicActions);
  return { l1, wallet: createWalletClient({ account, chain, transport, pollingInterval: 10 }) };
};
let l1: ReturnType<typeof connect>["l1"];
let wallet: ReturnType<typeof connect>["wallet"];
let traderWallet: ReturnType<typeof connect>["wallet"];
let snapshot: `0x${string}`;

const mined = async (hash: `0x${string}`) => {
  const receipt = await l1.waitForTransactionReceipt({ hash });
  expect(receipt.status).toBe("success");
  return receipt;
};
const clients = () => ({ walletClient: wallet, publicClient: l1 as never });

beforeAll(async () => {
  anvil = await startAnvil(START);
  ({ l1, wallet } = connect(anvil.url, deployer));
  ({ wallet: traderWallet } = connect(anvil.url, trader));
  snapshot = await l1.snapshot();
});

beforeEach(async () => {
  await l1.revert({ id: snapshot });
  snapshot = await l1.snapshot();
});

afterAll(() => anvil?.stop());

/** Appends a batch of ten blocks that consumes every message; its last block is at the L1 time. */
async function appendBatch({ inbox }: Deployment): Promise<void> {
  const read = { address: inbox, abi: inboxAbi } as const;
  const firstBlock = await l1.readContract({ ...read, functionName: "nextBlock" });
  const inboxCursor = await l1.readContract({ ...read, functionName: "messageCount" });
  const { timestamp } = await l1.getBlock();
  const batch = {
    firstBlock,
    lastBlock: firstBlock + 9n,
    lastTimestamp: timestamp * 1_000n + 7n,
    inboxCursor,
    daKind: 0,
    daHeight: 0n,
    daStart: 0,
    daLength: 1_000,
    daCommitment: keccak256("0x03"),
    batchRoot: keccak256("0x04"),
  } as const;
  await mined(await wallet.writeContract({ ...read, functionName: "appendBatch", args: [batch] }));
}

/** The claim that fits the last batch, for any withdrawal tree. */
async function claimFor({ inbox }: Deployment, withdrawalsRoot: `0x${string}`) {
  const read = { address: inbox, abi: inboxAbi } as const;
  const batchCount = await l1.readContract({ ...read, functionName: "batchCount" });
  const last = await l1.readContract({ ...read, functionName: "batch", args: [batchCount - 1n] });
  const batchHash = await l1.readContract({ ...read, functionName: "batchHash", args: [batchCount - 1n] });
  const accumulator = await l1.readContract({
    ...read,
    functionName: "accumulatorAt",
    args: [last.inboxCursor],
  });
  const claim: StateClaim = stateWithHeader({
    chainId: 31_337n,
    blockNumber: last.lastBlock,
    timestamp: last.lastTimestamp,
    withdrawalsRoot,
    inboxAccumulator: accumulator,
    inboxCursor: last.inboxCursor,
  });
  return { batchCount, batchHash, ...claim };
}

async function assertClaim(
  deployment: Deployment,
  claim: Awaited<ReturnType<typeof claimFor>>,
  from = wallet,
) {
  const read = { address: deployment.rollup, abi: rollupAbi } as const;
  const parent = await l1.readContract({ ...read, functionName: "latestConfirmed" });
  const [first, last] = await Promise.all([
    l1.readContract({ ...read, functionName: "assertion", args: [parent] }),
    l1.readContract({
      address: deployment.inbox,
      abi: inboxAbi,
      functionName: "batch",
      args: [claim.batchCount - 1n],
    }),
  ]);
  const { batchCount, batchHash, stateRoot, proof } = claim;
  const history = historyEndingIn(stateRoot, Number(last.lastBlock - first.lastBlock) - 1);
  const args = [
    { parent, kind: 0, batchCount, batchHash, blocksRoot: history.root, stateRoot },
    proof,
    history.siblings,
  ] as const;
  const receipt = await mined(
    await from.writeContract({ ...read, functionName: "assertState", args, value: BOND }),
  );
  const [event] = parseEventLogs({ abi: rollupAbi, logs: receipt.logs, eventName: "Asserted" });
  return event!.args.id;
}

const confirm = async ({ rollup }: Deployment, id: `0x${string}`) =>
  mined(await wallet.writeContract({ address: rollup, abi: rollupAbi, functionName: "confirm", args: [id] }));

const withdraw = async (
  { vault }: Deployment,
  id: `0x${string}`,
  w: Withdrawal,
  proof: ReturnType<typeof proveWithdrawal>,
) =>
  mined(
    await wallet.writeContract({
      address: vault,
      abi: vaultAbi,
      functionName: "withdraw",
      args: [id, w.index, w.recipient, w.asset, w.amount, proof.siblings],
    }),
  );

const balance = (usdc: Address, of: Address) =>
  l1.readContract({ address: usdc, abi: mockUsdcAbi, functionName: "balanceOf", args: [of] });

async function deposit({ usdc, inbox }: Pick<Deployment, "usdc" | "inbox">, amount: bigint): Promise<void> {
  const approval = {
    address: usdc,
    abi: mockUsdcAbi,
    functionName: "approve",
    args: [inbox, amount],
  } as const;
  await mined(await traderWallet.writeContract(approval));
  const call = {
    address: inbox,
    abi: inboxAbi,
    functionName: "deposit",
    args: [trader.address, 0, amount],
  } as const;
  await mined(await traderWallet.writeContract(call));
}

const withdrawals: readonly Withdrawal[] = [
  { index: 0n, recipient: trader.address, asset: 0, amount: 40n * USD },
  { index: 1n, recipient: deployer.address, asset: 0, amount: 25n * USD },
  { index: 2n, recipient: trader.address, asset: 0, amount: 35n * USD },
];

describe("the bridge on a real L1", () => {
  it("takes a deposit and a forced transaction, finalizes a state and pays its withdrawals once", async () => {
    const deployment = await deployContracts({ ...options, genesis: () => genesis }, clients());
    const { usdc, inbox, vault, rollup } = deployment;
    expect(await balance(usdc, vault)).toBe(50n * USD);
    await deposit(deployment, 100n * USD);
    const payload = toHex(new Uint8Array([0, 0, 0, 0, 2]));
    const forced = {
      address: inbox,
      abi: inboxAbi,
      functionName: "forceTransaction",
      args: [payload],
    } as const;
    await mined(await traderWallet.writeContract(forced));
    await appendBatch(deployment);

    const proofs = withdrawals.map((_, index) => proveWithdrawal(withdrawals, index));
    const [first, second, third] = proofs as [(typeof proofs)[0], (typeof proofs)[0], (typeof proofs)[0]];
    const id = await assertClaim(deployment, await claimFor(deployment, first.root));
    await expect(withdraw(deployment, id, withdrawals[0]!, first)).rejects.toThrow(/AssertionNotConfirmed/);
    await expect(confirm(deployment, id)).rejects.toThrow(/ChallengePeriodRunning/);
    await l1.increaseTime({ seconds: CHALLENGE_PERIOD });
    await confirm(deployment, id);

    await expect(withdraw(deployment, id, withdrawals[0]!, second)).rejects.toThrow(/InvalidWithdrawalProof/);
    const more = { ...withdrawals[0]!, amount: withdrawals[0]!.amount + 1n };
    await expect(withdraw(deployment, id, more, first)).rejects.toThrow(/InvalidWithdrawalProof/);
    const wrapped = { ...withdrawals[0]!, index: 2n ** 32n };
    await expect(withdraw(deployment, id, wrapped, first)).rejects.toThrow(/IndexOutOfRange/);
    await expect(withdraw(deployment, zeroHash, withdrawals[0]!, first)).rejects.toThrow(
      /AssertionNotConfirmed/,
    );

    await withdraw(deployment, id, withdrawals[2]!, third);
    await withdraw(deployment, id, withdrawals[0]!, first);
    await expect(withdraw(deployment, id, withdrawals[0]!, first)).rejects.toThrow(/AlreadyPaid/);
    expect(await balance(usdc, trader.address)).toBe((500n - 100n + 40n + 35n) * USD);
    expect(await balance(usdc, vault)).toBe((50n + 100n - 40n - 35n) * USD);

    await mined(await wallet.writeContract({ address: rollup, abi: rollupAbi, functionName: "claim" }));
    expect(await l1.getBalance({ address: rollup })).toBe(0n);
  });

  it("delivers deposits in the wire format, chained as the specification says", async () => {
    const deployment = await deployContracts({ ...options, genesis: () => genesis }, clients());
    await deposit(deployment, 7n * USD);
    const read = { address: deployment.inbox, abi: inboxAbi } as const;
    const [event] = await l1.getContractEvents({
      ...read,
      eventName: "MessageDelivered",
      fromBlock: deployment.deployBlock,
    });
    const payload = encodePacked(["address", "uint32", "uint8", "uint64"], [trader.address, 0, 0, 7n * USD]);
    expect(size(payload)).toBe(33);
    const { timestamp } = await l1.getBlock({ blockNumber: event!.blockNumber });
    const messageHash = keccak256(
      encodePacked(
        ["uint8", "uint64", "uint64", "uint64", "address", "bytes32"],
        [1, 0n, event!.blockNumber, timestamp, trader.address, keccak256(payload)],
      ),
    );
    const accumulator = keccak256(concat([zeroHash, messageHash]));
    const sender = trader.address;
    expect(event!.args).toEqual({ index: 0n, kind: 1, sender, l1Time: timestamp, payload, accumulator });
    expect(await l1.readContract({ ...read, functionName: "accumulatorAt", args: [1n] })).toBe(accumulator);
  });

  it("freezes rival assertions for good while nobody can decide between them", async () => {
    const deployment = await deployContracts({ ...options, genesis: () => genesis }, clients());
    await appendBatch(deployment);
    const honest = await assertClaim(deployment, await claimFor(deployment, proveWithdrawal([], 0).root));
    const liar = await assertClaim(
      deployment,
      await claimFor(deployment, proveWithdrawal(withdrawals, 0).root),
      traderWallet,
    );
    await l1.increaseTime({ seconds: 10 * CHALLENGE_PERIOD });
    await expect(confirm(deployment, honest)).rejects.toThrow(/AssertionDisputed/);
    await expect(confirm(deployment, liar)).rejects.toThrow(/AssertionDisputed/);
    await expect(
      withdraw(deployment, liar, withdrawals[0]!, proveWithdrawal(withdrawals, 0)),
    ).rejects.toThrow(/AssertionNotConfirmed/);
  });
});

describe("a deployment", () => {
  it("leaves every parameter to the timelock and nothing to the deployer", async () => {
    const { rollup, vault, inbox, timelock, guardian } = await deployContracts(
      { ...options, genesis: () => genesis },
      clients(),
    );
    for (const address of [rollup, vault, inbox, guardian]) {
      expect(await l1.readContract({ address, abi: vaultAbi, functionName: "TIMELOCK" })).toBe(timelock);
    }
    const bond = { address: rollup, abi: rollupAbi, functionName: "setBond", args: [1n] } as const;
    await expect(wallet.writeContract(bond)).rejects.toThrow(/NotTimelock/);
    const again = { address: vault, abi: vaultAbi, functionName: "setRollup", args: [rollup] } as const;
    await expect(wallet.writeContract(again)).rejects.toThrow(/RollupAlreadySet/);
  });

  it("refuses deposits between its two phases, and another account's Rollup", async () => {
    const bridge = await deployBridge(options, clients());
    await expect(deposit(bridge, 10n * USD)).rejects.toThrow(/RollupNotSet/);
    const stranger = { walletClient: traderWallet, publicClient: l1 as never };
    await expect(deployRollup(bridge, { ...options, ...genesis }, stranger)).rejects.toMatchObject({
      code: "DEPLOY_REVERTED",
      message: expect.stringContaining("Vault.setRollup"),
    });
    await deployRollup(bridge, { ...options, ...genesis }, clients());
  });

  it("uses a token that is already there", async () => {
    const { usdc } = await deployBridge({ ...options, insurance: 0n }, clients());
    const { mint: _, ...rest } = options;
    const second = await deployBridge({ ...rest, usdc, insurance: 0n }, clients());
    expect(second.usdc).toBe(usdc);
    const notAToken = deployBridge({ ...rest, usdc: trader.address }, clients());
    await expect(notAToken).rejects.toMatchObject({ code: "DEPLOY_INVALID_TOKEN" });
  });

  it("names the option that does not hold before it sends anything", async () => {
    const before = await l1.getBlockNumber();
    const { mint: _, ...rest } = options;
    const bad: [string, BridgeOptions][] = [
      ["sequencer", { ...options, sequencer: "0x0000000000000000000000000000000000000000" }],
      ["governors", { ...options, governors: [] }],
      ["executors", { ...options, executors: [] }],
      ["pauseCooldown", { ...options, pauseCooldown: options.maxPause - 1 }],
      ["forceDelay", { ...options, forceDelay: options.maxDrift }],
      ["maxBatchAge", { ...options, maxBatchAge: 1.5 }],
      ["daKinds", { ...options, daKinds: [] }],
      ["daKinds", { ...options, daKinds: ["floppy" as never] }],
      ["minDeposit", { ...options, minDeposit: 0n }],
      ["outflowWindow", { ...options, outflowWindow: 10 }],
      ["bond", { ...options, bond: -1n }],
      ["challengePeriod", { ...options, challengePeriod: 0 }],
      ["mint", { ...options, usdc: trader.address }],
      ["mint", { ...rest, mint: [{ to: trader.address, amount: 0n }] }],
    ];
    for (const [option, value] of bad) {
      await expect(deployBridge(value, clients()), option).rejects.toMatchObject({
        code: "DEPLOY_INVALID_OPTION",
        data: { option },
      });
    }
    expect(await l1.getBlockNumber()).toBe(before);
  });
});
