import { createPublicClient, createWalletClient, http } from "viem";
import { NovateError } from "../node/primitives/error.ts";
import { L1Bridge } from "../sdk/bridge/index.ts";
import { l1Account, type Role } from "./accounts.ts";
import type { Network } from "./network.ts";

/** USDC a trading bot starts with. */
const BOT_DEPOSIT = "1000000";
/** A bot that has less deposits anew. */
const BOT_MINIMUM = 100_000;
const TIMEOUT_MS = 60_000;
const POLL_MS = 200;

/** Deposits for every bot that has little or nothing, and waits until all of it is credited. Throws `FUNDING_TIMEOUT`. */
export async function fundTraders(network: Network, roles: readonly Role[]): Promise<void> {
  const { client, l1 } = network;
  const cash = async (role: Role) =>
    Number((await client.account({ user: l1Account(role).address })).marginSummary.accountValue);
  const poor: Role[] = [];
  for (const role of roles) if ((await cash(role)) < BOT_MINIMUM) poor.push(role);
  const transport = http(l1.url, { retryCount: 2, timeout: 20_000 });
  const publicClient = createPublicClient({ transport, pollingInterval: POLL_MS });
  await Promise.all(
    poor.map((role) => {
      const walletClient = createWalletClient({ account: l1Account(role), transport });
      return new L1Bridge(client, { publicClient, walletClient }).deposit(BOT_DEPOSIT);
    }),
  );
  const deadline = Date.now() + TIMEOUT_MS;
  for (const role of poor) {
    while ((await cash(role)) < BOT_MINIMUM) {
      if (Date.now() > deadline)
        throw new NovateError(
          "FUNDING_TIMEOUT",
          `expected the deposit of ${role} to be credited within a minute`,
        );
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}
