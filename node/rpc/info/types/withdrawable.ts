import { Type } from "typebox";
import { parseUsd } from "../../../primitives/market-decimals.ts";
import { usd } from "../../format.ts";
import { payable, payableSchema, unlessSilent } from "../../present/l1.ts";
import { decimal, list, milliseconds, nullable, strict, u32 } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";

/** What an account may withdraw, and what the Vault lets out when: to be asked before a withdrawal. */
export const withdrawableInfo = defineInfo({
  type: "withdrawable",
  schema: strict({
    type: Type.Literal("withdrawable"),
    ...accountFields,
    amount: Type.Optional(
      Type.String({
        pattern: "^(0|[1-9][0-9]{0,12})(\\.[0-9]{1,6})?$",
        maxLength: 20,
        description: "USDC to withdraw now; all that is withdrawable if absent",
      }),
    ),
  }),
  weight: 20,
  answers: strict({
    account: nullable(u32("account id; null for an owner without an account")),
    withdrawable: decimal("USDC that the account may withdraw (rule M5)"),
    vault: nullable(
      strict({
        available: decimal("USDC that may leave the Vault now, within the outflow cap"),
        cap: decimal("USDC that may leave in any window"),
        window: u32("longest that a payment counts against the cap, s"),
        queue: decimal(
          "USDC of all withdrawals that are requested and not paid; paid first come, first served",
        ),
        returns: list(
          strict({ time: milliseconds("from when"), amount: decimal("USDC that comes free then") }),
        ),
        pausedUntil: nullable(milliseconds("end of the guardian's pause; null while the bridge is open")),
      }),
    ),
    payableFrom: nullable(payableSchema),
  }),
  async answer(query, context) {
    const account = accountIdOf(query, context) ?? null;
    const free = account === null ? 0n : (context.state.margin(account)?.withdrawable ?? 0n);
    const amount = query.amount === undefined ? free : parseUsd(query.amount);
    const facts = await unlessSilent(context.l1.vault());
    const { withdrawn, blockNumber } = context.state.header();
    return {
      account,
      withdrawable: usd(free),
      vault:
        facts === undefined
          ? null
          : {
              available: usd(facts.outflowAvailable),
              cap: usd(facts.outflowCap),
              window: Number(facts.outflowWindow),
              queue: usd(withdrawn > facts.paidOut ? withdrawn - facts.paidOut : 0n),
              returns: facts.returns.map((entry) => {
                return { time: Number(entry.time) * 1_000, amount: usd(entry.amount) };
              }),
              pausedUntil: facts.pausedUntil === undefined ? null : Number(facts.pausedUntil) * 1_000,
            },
      payableFrom: await payable(Number(blockNumber) + 1, amount, context),
    };
  },
});
