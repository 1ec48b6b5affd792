/** Traders of a load test: keys, funded accounts, and transactions signed before the clock starts. */
import secp256k1 from "secp256k1";
import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  http,
  parseAbi,
  type Transport,
  type WalletClient,
} from "viem";
import { inboxAbi } from "../../contracts/generated/abi.ts";
import { l1Account } from "../../devnet/accounts.ts";
import type { Network } from "../../devnet/network.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import { keccak256 } from "../../node/primitives/keccak.ts";

const USDC = 1_000_000n;
const DEPOSIT = 1_000_000n * USDC;
const TIMEOUT_MS = 120_000;
const POLL_MS = 250;
/** Deposits sent before waiting for the last of them. */
const DEPOSITS_IN_FLIGHT = 200;

const tokenAbi = parseAbi([
  "function mint(address to, uint256 amount)",
  "function approve(address spender, uint256 amount) returns (bool)",
]);

/** The private key of trader `index`. Test money only. */
export function traderKey(index: number): Uint8Array {
  const key = new Uint8Array(32).fill(0x5a);
  new DataView(key.buffer).setUint32(0, index + 1);
  return key;
}

/** The address of {@link traderKey}. */
export function traderAddress(index: number): `0x${string}` {
  const publicKey = secp256k1.publicKeyCreate(traderKey(index), false);
  return toHex(keccak256(publicKey.subarray(1)).slice(12));
}

/** Deposits a million for each of `count` traders; their account ids, in order, once all are credited. */
export async function fundTraders(network: Network, count: number): Promise<readonly number[]> {
  const { client, l1 } = network;
  const { inbox, token } = client.chain.contracts;
  const transport = http(l1.url, { retryCount: 2, timeout: 30_000 });
  const publicClient = createPublicClient({ transport, pollingInterval: POLL_MS });
  const wallet: WalletClient<Transport, Chain | undefined, Account> = createWalletClient({
    account: l1Account("alice"),
    transport,
  });
  let nonce = await publicClient.getTransactionCount({ address: wallet.account.address });
  // biome-ignore lint/suspicious/noExplicitAny: viem infers the arguments from each call's ABI; here they are only passed on.
  const send = (call: any) =>
    wallet.writeContract({ ...call, chain: null, gas: 300_000n, nonce: nonce++ }) as Promise<`0x${string}`>;
  const total = DEPOSIT * BigInt(count);
  await send({ address: token, abi: tokenAbi, functionName: "mint", args: [wallet.account.address, total] });
  let last = await send({ address: token, abi: tokenAbi, functionName: "approve", args: [inbox, total] });
  for (let i = 0; i < count; i++) {
    last = await send({
      address: inbox,
      abi: inboxAbi,
      functionName: "deposit",
      args: [traderAddress(i), 0, DEPOSIT],
    });
    if (i % DEPOSITS_IN_FLIGHT === 0) await publicClient.waitForTransactionReceipt({ hash: last });
  }
  const { status } = await publicClient.waitForTransactionReceipt({ hash: last });
  if (status !== "success") throw new Error("expected the deposits to succeed, the last one reverted");
  return accountIds(network, count);
}

async function accountIds(network: Network, count: number): Promise<readonly number[]> {
  const deadline = Date.now() + TIMEOUT_MS;
  const ids: number[] = [];
  while (ids.length < count) {
    const answer = await network.client.info({ type: "account", user: traderAddress(ids.length) });
    const [found] = (answer as { accounts: readonly { account: number }[] }).accounts;
    if (found !== undefined) ids.push(found.account);
    else if (Date.now() > deadline) throw new Error(`expected ${count} credited traders, got ${ids.length}`);
    else await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return ids;
}
