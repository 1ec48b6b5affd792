/** What a transaction's body does for its account; every action has one result (B4, B6). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { approveAgent } from "./agents.ts";
import { cancelAll, cancelOne, reduceOrder } from "./cancels.ts";
import { emit } from "./events.ts";
import { transfer, withdraw } from "./money.ts";
import { placeOrder } from "./place.ts";
import { accountOf, type State } from "./state.ts";
import type { Action, Body } from "./wire.ts";

/** The transaction's index in results of forced ones. */
export const FORCED = 2 ** 32 - 1;

/** Executes the body for account `id`; returns the number of results. */
export function executeBody(s: State, id: number, body: Body, transaction: number): number {
  if (body.type === 1) {
    for (const [i, action] of body.actions.entries()) {
      emit(s, "actionReceipt", { transaction, action: i, ...executeAction(s, id, action) });
    }
    return body.actions.length;
  }
  emit(s, "actionReceipt", { transaction, action: 0, code: executeWhole(s, id, body) });
  return 1;
}

function executeWhole(s: State, id: number, body: Body): number {
  const account = accountOf(s, id);
  if (body.type === 2) return withdraw(s, account, body.recipient, body.amount);
  if (body.type === 3) return transfer(s, account, body.toSub, body.amount);
  if (body.type === 4) return approveAgent(s, account.owner, body.agent, body.expiry);
  throw new Error("a vote has no account");
}

function executeAction(s: State, id: number, action: Action) {
  const account = accountOf(s, id);
  switch (action.kind) {
    case "order":
      return { ...placeOrder(s, id, action) };
    case "cancel":
      return { ...cancelOne(s, account, (order) => order.id === action.orderId) };
    case "cancelByClientId":
      return { ...cancelOne(s, account, (order) => order.clientId === action.clientId) };
    case "reduce":
      return { ...reduceOrder(s, account, action.orderId, action.size) };
    case "cancelAll": {
      if (action.market !== undefined && action.market >= s.markets.length)
        return { code: resultCode.UNKNOWN_MARKET };
      const count = cancelAll(s, id, action.market, resultCode.CANCELLED);
      return { code: resultCode.OK, count };
    }
  }
}
