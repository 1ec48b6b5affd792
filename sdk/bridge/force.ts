/** Transactions that the sequencer can't leave out: through the Inbox of L1, for the sender's own accounts. */
import { type Hash, type Hex, toHex } from "viem";
import { inboxAbi } from "../../contracts/generated/abi.ts";
import { fromHex } from "../../node/primitives/bytes.ts";
import { encodeForced, type OwnerBody } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { parseUsd } from "../../node/primitives/market-decimals.ts";
import { toActions } from "../checks/items.ts";
import { requireDestination } from "../checks/payee.ts";
import { destination, milliseconds, subAccount, usdc } from "../checks/values.ts";
import type { NovateClient } from "../client.ts";
import type { BatchItem } from "../orders.ts";
import { type BridgeClients, walletOf } from "./clients.ts";
import { deliveredBy } from "./deposit.ts";
import { type SendOptions, sendCall } from "./send.ts";

/** Rule X1: more make the whole of it malformed. */
export const MAX_FORCED_ITEMS = 10;
/** Of the Inbox. */
const MAX_PAYLOAD_BYTES = 1_024;

/** What may be forced, for sub-account `sub` (default 0) of the L1 sender. Amounts in USDC, `expiry` in ms. */
export type Forced = { readonly sub?: number } & (
  | { readonly type: "withdraw"; readonly amount: string; readonly recipient?: `0x${string}` }
  | { readonly type: "transfer"; readonly toSub: number; readonly amount: string }
  | { readonly type: "approveAgent"; readonly agent: `0x${string}`; readonly expiry: number }
  | { readonly type: "trade"; readonly items: readonly BatchItem[] }
);

export interface ForcedSent {
  readonly transaction: Hash;
  /** Index of the Inbox message; a reorg of L1 may change it, so follow `transaction` (`client.l1Message`). */
  readonly message: string;
  readonly l1Block: bigint;
}

type Chain = Pick<NovateClient, "chain" | "market">;

/**
 * The payload of `Inbox.forceTransaction`, as wire W3 has it. Needs no node. Throws what the SDK's checks throw, with the path of the
 * field, and `OUT_OF_RANGE` for more than the chain takes.
 */
export function encodeForcedPayload(forced: Forced, sender: `0x${string}`, client: Chain): Hex {
  const sub = subAccount(forced.sub ?? 0, "/sub");
  const payload = encodeForced({ sub, body: bodyOf(forced, sender, client) });
  if (payload.length <= MAX_PAYLOAD_BYTES) return toHex(payload);
  throw new NovateError(
    "OUT_OF_RANGE",
    `expected a payload of at most ${MAX_PAYLOAD_BYTES} bytes, got ${payload.length}`,
  );
}

function bodyOf(forced: Forced, sender: `0x${string}`, client: Chain): OwnerBody {
  switch (forced.type) {
    case "withdraw": {
      const recipient = requireDestination(forced.recipient ?? sender, client.chain.contracts);
      return { type: "withdraw", recipient: fromHex(recipient, 20), amount: usdc(forced.amount, "/amount") };
    }
    case "transfer": {
      const toSub = subAccount(forced.toSub, "/toSub");
      if (toSub === (forced.sub ?? 0)) {
        throw new NovateError("SELF_TRANSFER", "expected at /toSub: another sub-account", { path: "/toSub" });
      }
      return { type: "transfer", toSub, amount: usdc(forced.amount, "/amount") };
    }
    case "approveAgent":
      return {
        type: "approveAgent",
        agent: destination(forced.agent, "/agent"),
        agentExpiry: milliseconds(forced.expiry, "/expiry"),
      };
    case "trade": {
      const actions = toActions(forced.items, (coin) => client.market(coin));
      if (actions.length <= MAX_FORCED_ITEMS) return { type: "trade", actions };
      const message = `expected at /items: at most ${MAX_FORCED_ITEMS} items in a forced transaction, got ${actions.length}`;
      throw new NovateError("OUT_OF_RANGE", message, { path: "/items" });
    }
    default:
      throw new NovateError(
        "UNKNOWN_TYPE",
        'expected at /type: "withdraw", "transfer", "approveAgent" or "trade"',
        { path: "/type" },
      );
  }
}

/**
 * What the engine would refuse by the state as it is now, said before it is paid for. Throws `UNKNOWN_ACCOUNT`, `INSUFFICIENT_FUNDS`,
 * `WIND_DOWN`, `UNKNOWN_ORDER`.
 */
export async function checkForced(
  forced: Forced,
  sender: `0x${string}`,
  client: NovateClient,
): Promise<void> {
  const sub = forced.sub ?? 0;
  const [{ account, withdrawable }, { phase }] = await Promise.all([
    client.account({ user: sender, sub }),
    client.info({ type: "chain" }) as Promise<{ readonly phase: string }>,
  ]);
  if (phase !== "trading") {
    throw new NovateError(
      "WIND_DOWN",
      `expected a chain that trades, it is ${phase}: everybody is paid without asking`,
      { phase },
    );
  }
  if (account === null) {
    const message = `expected an account of ${sender} with sub-account ${sub}: the chain would refuse this, and the gas is spent`;
    throw new NovateError("UNKNOWN_ACCOUNT", message, { sender, sub });
  }
  if (forced.type === "withdraw" || forced.type === "transfer") {
    if (parseUsd(forced.amount) > parseUsd(withdrawable)) {
      const message = `expected at most ${withdrawable} USDC, which are withdrawable now, got ${forced.amount}`;
      throw new NovateError("INSUFFICIENT_FUNDS", message, { withdrawable, amount: forced.amount });
    }
  }
  if (forced.type === "trade") await checkOrders(forced.items, account, client);
}

async function checkOrders(
  items: readonly BatchItem[],
  account: number,
  client: NovateClient,
): Promise<void> {
  const named = items.flatMap((item) =>
    item.type === "cancel" || item.type === "reduce" ? [String(item.orderId)] : [],
  );
  if (named.length === 0) return;
  const open = new Set((await client.openOrders({ account })).map(({ oid }) => String(oid)));
  const gone = named.filter((oid) => !open.has(oid));
  if (gone.length === 0) return;
  throw new NovateError(
    "UNKNOWN_ORDER",
    `expected open orders of account ${account}, got ${gone.join(", ")}`,
    {
      orders: gone,
    },
  );
}

/** Sends it to the Inbox. Throws as {@link encodeForcedPayload} and `sendCall`. */
export async function sendForced(
  forced: Forced,
  client: NovateClient,
  clients: BridgeClients,
  options: SendOptions,
): Promise<ForcedSent> {
  const { inbox } = client.chain.contracts;
  const payload = encodeForcedPayload(forced, walletOf(clients).account.address, client);
  const call = { abi: inboxAbi, address: inbox, functionName: "forceTransaction", args: [payload] };
  const { entry, receipt } = await sendCall(
    { kind: "force", ...call, details: { payload } },
    clients,
    options,
  );
  await options.journal?.remove(entry.hash);
  return deliveredBy(receipt, inbox);
}
