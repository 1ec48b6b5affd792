import { type Static, Type } from "typebox";
import { NovateError } from "../../../primitives/error.ts";
import { usd } from "../../format.ts";
import { clearinghouseSchema, clearinghouseState } from "../../present/account.ts";
import { contextSchema, marketContext } from "../../present/market.ts";
import { nothing, zero } from "../../present/nothing.ts";
import { frontendOrder, frontendOrderSchema, openOrder } from "../../present/order.ts";
import { address, list, milliseconds, signed, strict } from "../../schema.ts";
import type { Tally } from "../../tallies.ts";
import { accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { restingOrders } from "../open-orders.ts";
import { meta, metaSchema } from "./meta.ts";

const answers = strict({
  clearinghouseState: clearinghouseSchema,
  openOrders: list(frontendOrderSchema),
  cumLedger: signed("what came in less what went out, USD: equity less all profit"),
  meta: metaSchema,
  assetCtxs: list(contextSchema),
  serverTime: milliseconds("clock of the node"),
  user: address,
  agentAddress: Type.Null({ description: "agents have a list of their own: extraAgents" }),
  agentValidUntil: Type.Null(),
  isVault: Type.Literal(false),
  leadingVaults: nothing,
  totalVaultEquity: zero,
  twapStates: nothing,
  spotState: strict({ balances: nothing }),
  spotAssetCtxs: nothing,
  perpsAtOpenInterestCap: nothing,
});

const ABSENT = {
  agentAddress: null,
  agentValidUntil: null,
  isVault: false,
  leadingVaults: [],
  totalVaultEquity: "0",
  twapStates: [],
  spotState: { balances: [] },
  spotAssetCtxs: [],
  perpsAtOpenInterestCap: [],
} as const;

/** An owner's first account with everything beside it, in one answer. Throws `HISTORY_BEHIND` while its trades are still being summed: ask again. */
export const webData2Info = defineInfo({
  type: "webData2",
  schema: strict({ type: Type.Literal("webData2"), user: address }),
  ofHistory: true,
  weight: 40,
  answers,
  async answer({ user }, context): Promise<Static<typeof answers>> {
    const { clock, markets, state } = context;
    const account = accountIdOf({ user }, context);
    const tally: Tally | undefined = account === undefined ? undefined : await context.tallies.of(account);
    if (account !== undefined && tally === undefined) {
      throw new NovateError("HISTORY_BEHIND", "expected all trades of the account to be summed; ask again");
    }
    const orders = account === undefined ? [] : await restingOrders(account, context);
    const margin = account === undefined ? undefined : state.margin(account);
    const unrealised = (margin?.positions ?? []).reduce((sum, position) => sum + position.unrealisedPnl, 0n);
    return {
      ...ABSENT,
      clearinghouseState: clearinghouseState(account, context, tally),
      openOrders: orders.map(({ order, history }) => frontendOrder(openOrder(order, markets, history))),
      cumLedger: usd((margin?.equity ?? 0n) - (tally?.realised ?? 0n) - unrealised),
      meta: meta(context),
      assetCtxs: state.markets().map((record) => marketContext(record, markets.byId(record.id), context)),
      serverTime: clock.now(),
      user: user.toLowerCase(),
    };
  },
});
