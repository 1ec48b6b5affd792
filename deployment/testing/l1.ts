/** An L1 for deployments: anvil, and the choices that fit it. */
import {
  type Address,
  createPublicClient,
  createWalletClient,
  custom,
  type EIP1193RequestFn,
  type Hex,
  http,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { loadPreset } from "../../genesis/index.ts";
import type { NetworkChoices } from "../choices.ts";

// anvil's first keys: public, for test money only.
export const DEPLOYER: Hex = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
export const deployer = privateKeyToAccount(DEPLOYER);
export const SEQUENCER: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
export const GUARDIAN: Address = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

/** A preset's network on a development L1. */
export async function devnetChoices(): Promise<NetworkChoices> {
  return {
    preset: await loadPreset("testnet"),
    ...{ sequencer: SEQUENCER, guardian: GUARDIAN, governors: [GUARDIAN], executors: [GUARDIAN] },
    validators: [{ address: SEQUENCER, stake: 1n }],
    daKinds: ["local"],
    mint: [{ to: GUARDIAN, amount: 1_000_000n }],
  };
}

/** Clients of the L1; `intercept` sees every request and may throw before or after it is passed on. */
export function clientsOf(
  url: string,
  intercept?: (method: string, pass: () => Promise<unknown>) => Promise<unknown>,
) {
  const passed = http(url, { retryCount: 0 })({}).request as EIP1193RequestFn;
  const request = (async (args: { readonly method: string }) => {
    const pass = () => passed(args as never) as Promise<unknown>;
    return intercept === undefined ? pass() : intercept(args.method, pass);
  }) as EIP1193RequestFn;
  const transport = custom({ request }, { retryCount: 0 });
  return {
    account: deployer,
    publicClient: createPublicClient({ transport, pollingInterval: 10, cacheTime: 0 }),
    walletClient: createWalletClient({ account: deployer, transport, pollingInterval: 10 }),
    onStep: () => {},
    onWaiting: () => {},
  };
}
