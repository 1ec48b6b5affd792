/** What L1 says of the bridge, in the words of the API: decimal strings, ms, and null where L1 says nothing. */
import { type Static, Type } from "typebox";
import { toHex } from "../../primitives/bytes.ts";
import { errorCode } from "../../primitives/error.ts";
import type { DepositEntry, WithdrawalEntry } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import { usd } from "../format.ts";
import { address, count, decimal, hex, milliseconds, nullable, strict } from "../schema.ts";
import { deposit, depositSchema, withdrawal, withdrawalSchema } from "./money.ts";

type Context = Pick<ReadContext, "markets" | "finalityOf" | "l1" | "history">;

export const payableSchema = strict({
  time: nullable(
    milliseconds(
      "when the Vault pays, as far as L1 tells now; null = nobody can tell; of `assertion` the earliest",
    ),
  ),
  cause: Type.Enum(
    ["assertion", "challengePeriod", "dispute", "confirmation", "pause", "outflowCap", "none"],
    {
      description: "what it waits for last",
    },
  ),
  inParts: Type.Boolean({ description: "more than the whole outflow cap: paid in parts from then on" }),
});

export const settledWithdrawalSchema = strict({
  ...withdrawalSchema.properties,
  paid: nullable(
    Type.Boolean({ description: "whether the Vault has paid it whole; null while L1 does not say" }),
  ),
  paidPart: nullable(decimal("what the Vault has paid so far; null while L1 does not say")),
  l1Transaction: nullable(
    hex(
      32,
      "L1 transaction that paid (the last part of) it; null before, and where this node did not see it",
    ),
  ),
  payableFrom: nullable(payableSchema),
});

export const deliveredDepositSchema = strict({
  ...depositSchema.properties,
  sender: nullable(address),
  l1Block: nullable(count("L1 block of the deposit")),
  l1Transaction: nullable(hex(32, "L1 transaction of the deposit; null while L1 does not say")),
});

/** undefined where L1 does not answer; any other failure is thrown. */
export async function unlessSilent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (errorCode(error) === "L1_RPC") return undefined;
    throw error;
  }
}

/** From when `rest` (Usd6) of what block `block` withdraws is paid. */
export async function payable(
  block: number,
  rest: bigint,
  { l1 }: Pick<Context, "l1">,
): Promise<Static<typeof payableSchema> | null> {
  const found = await unlessSilent(l1.payable(BigInt(block), rest));
  if (found === undefined) return null;
  const { time, cause, inParts } = found;
  return { time: time === undefined ? null : Number(time) * 1_000, cause, inParts };
}

/** In the order of `entries`. */
export async function settledWithdrawals(
  entries: readonly WithdrawalEntry[],
  context: Context,
): Promise<Static<typeof settledWithdrawalSchema>[]> {
  const paid = await unlessSilent(context.l1.paid(entries.map(({ leafIndex }) => leafIndex)));
  return Promise.all(
    entries.map(async (entry, i) => {
      const { whole, part } = paid?.[i] ?? { whole: undefined, part: 0n };
      const known = whole === undefined ? undefined : whole ? entry.amount : part;
      const transaction = await context.l1.messages.transactionOf("payment", entry.leafIndex);
      const rest = entry.amount - (known ?? 0n);
      return {
        ...withdrawal(entry, context),
        paid: whole ?? null,
        paidPart: known === undefined ? null : usd(known),
        l1Transaction: transaction === undefined ? null : toHex(transaction),
        payableFrom: whole === true ? null : await payable(entry.block, rest, context),
      };
    }),
  );
}

export async function deliveredDeposit(
  entry: DepositEntry,
  context: Context,
): Promise<Static<typeof deliveredDepositSchema>> {
  const message = await context.history.message(entry.message);
  const hash = await context.l1.messages.transactionOf("message", entry.message, message?.l1Block);
  return {
    ...deposit(entry, context),
    sender: message?.sender ?? null,
    l1Block: message === undefined ? null : Number(message.l1Block),
    l1Transaction: hash === undefined ? null : toHex(hash),
  };
}
