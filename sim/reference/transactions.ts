/** What a transaction's body does for its account; every action has one result (B4, B6). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { approveAgent } from "./agents.ts";
import { clientIdItem, marketItem, remember } from "./cancelled.ts";
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
    for (const [action, what] of body.actions.entries())
      report(s, { transaction, action, ...executeAction(s, id, what) });
    return body.actions.length;
  }
  report(s, { transaction, action: 0, code: executeWhole(s, id, body) });
  return 1;
}

/** Codes of refusals that compare two figures. */
const COMPARING: readonly number[] = [
  resultCode.INSUFFICIENT_MARGIN,
  resultCode.PRICE_BAND,
  resultCode.MIN_NOTIONAL,
  resultCode.POSITION_LIMIT,
  resultCode.INSUFFICIENT_FUNDS,
];

function report(s: State, result: { transaction: number; action: number; code: number }): void {
  const { transaction, action, code } = result;
  if (COMPARING.includes(code)) emit(s, "refusal", { transaction, action, code, ...s.figures });
  emit(s, "actionReceipt", result);
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
      return placeOrder(s, id, action);
    case "cancel":
      return cancelOne(s, account, (order) => order.id === action.orderId);
    case "cancelByClientId": {
      const result = cancelOne(s, account, (order) => order.clientId === action.clientId);
      if (result.code === resultCode.UNKNOWN_ORDER) remember(s, id, clientIdItem(action.clientId));
      return result;
    }
    case "reduce":
      return reduceOrder(s, account, action.orderId, action.size);
    case "cancelAll": {
      if (action.market !== undefined && action.market >= s.markets.length)
        return { code: resultCode.UNKNOWN_MARKET };
      const count = cancelAll(s, id, action.market, resultCode.CANCELLED);
      remember(s, id, marketItem(action.market));
      return { code: resultCode.OK, count };
    }
  }
}
