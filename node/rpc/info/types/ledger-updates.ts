import { type Static, Type } from "typebox";
import { toHex } from "../../../primitives/bytes.ts";
import type { ReadContext } from "../../context.ts";
import { usd } from "../../format.ts";
import { PAGE_ENTRIES } from "../../limits.ts";
import { NO_HASH } from "../../present/nothing.ts";
import { address, count, decimal, hex, list, milliseconds, nullable, strict } from "../../schema.ts";
import { accountFields, accountIdOf, numberedAddress } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { timePage } from "../page-query.ts";

const updateSchema = strict({
  time: milliseconds("time of the block"),
  hash: hex(32, "of the withdrawal's leaf; zero for a deposit and a transfer, which name none"),
  delta: Type.Union([
    strict({ type: Type.Literal("deposit"), usdc: decimal("USDC") }),
    strict({
      type: Type.Literal("subAccountTransfer"),
      usdc: decimal("USDC"),
      user: { ...address, description: "from" },
      destination: address,
    }),
    strict({
      type: Type.Literal("withdraw"),
      usdc: decimal("USDC"),
      nonce: count("index of the withdrawal"),
      fee: Type.Unsafe<"0">({ const: "0", description: "a withdrawal has no fee" }),
    }),
  ]),
  block: count("block number"),
});

type Update = Static<typeof updateSchema>;

/** The owner's address for the first account, the numbered one for the others: as any query takes it. */
function addressOf(account: number, { state }: Pick<ReadContext, "state">): string {
  const record = state.account(account);
  return record?.sub === 0 ? toHex(record.ownerAddress) : numberedAddress(account);
}

/** What came to the account and left it, but for trading: deposits, withdrawals and transfers between sub-accounts, oldest first; at most 500, the next ones are asked for with a later `startTime`. */
export const userNonFundingLedgerUpdatesInfo = defineInfo({
  type: "userNonFundingLedgerUpdates",
  schema: strict({
    type: Type.Literal("userNonFundingLedgerUpdates"),
    ...accountFields,
    startTime: Type.Optional(nullable(milliseconds("first time, inclusive; 0 if absent"))),
    endTime: Type.Optional(nullable(milliseconds("last time, inclusive; now if absent"))),
  }),
  ofHistory: true,
  weight: 20,
  answers: list(updateSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const page = timePage({
      startTime: query.startTime ?? 0,
      ...(query.endTime == null ? {} : { endTime: query.endTime }),
    });
    const { history } = context;
    const [deposits, transfers, payouts] = await Promise.all([
      history.deposits(account, page),
      history.transfers(account, page),
      history.payouts(account, page),
    ]);
    const updates = [
      ...deposits.map((entry) => {
        const delta: Update["delta"] = { type: "deposit", usdc: usd(entry.amount) };
        return { entry, hash: NO_HASH, delta };
      }),
      ...transfers.map((entry) => {
        const ends = [entry.account, entry.counterparty].map((id) => addressOf(id, context)) as [
          string,
          string,
        ];
        const [user, destination] = entry.amount < 0n ? ends : [ends[1], ends[0]];
        const usdc = usd(entry.amount < 0n ? -entry.amount : entry.amount);
        const delta: Update["delta"] = { type: "subAccountTransfer", usdc, user, destination };
        return { entry, hash: NO_HASH, delta };
      }),
      ...payouts.map((entry) => {
        const nonce = Number(entry.leafIndex);
        const delta: Update["delta"] = { type: "withdraw", usdc: usd(entry.amount), nonce, fee: "0" };
        return { entry, hash: entry.leaf, delta };
      }),
    ];
    updates.sort((a, b) => a.entry.block - b.entry.block || a.entry.index - b.entry.index);
    return updates.slice(0, PAGE_ENTRIES).map(({ delta, entry: { block, time }, hash }) => {
      return { time, hash, delta, block };
    });
  },
});
