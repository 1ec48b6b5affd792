/** Gas of a transaction by rule B3, as the engine counts it (layout/codes.ts). */
import {
  ActionFields,
  CANCEL,
  CANCEL_BY_CLIENT_ID,
  FOK,
  ORDER,
  REDUCE,
  readAction,
} from "../primitives/codec/action.ts";
import { APPROVE_AGENT, ORACLE_VOTE, TRADE, TRANSFER, WITHDRAW } from "../primitives/codec/body.ts";
import { Cursor } from "../primitives/codec/cursor.ts";
import type { TransactionFields } from "../primitives/codec/transaction.ts";
import { gasTable } from "../state-machine/layout/codes.ts";

const action = new ActionFields();

function actionGas(): number {
  if (action.kind === ORDER) {
    return action.timeInForce === FOK ? gasTable.GAS_FILL_OR_KILL : gasTable.GAS_ORDER;
  }
  if (action.kind === CANCEL || action.kind === REDUCE) return gasTable.GAS_CANCEL;
  return action.kind === CANCEL_BY_CLIENT_ID ? gasTable.GAS_CANCEL_BY_CLIENT_ID : gasTable.GAS_CANCEL_ALL;
}

function bodyGas(bytes: Uint8Array, fields: TransactionFields): number {
  switch (fields.type) {
    case WITHDRAW:
      return gasTable.GAS_WITHDRAW;
    case TRANSFER:
      return gasTable.GAS_TRANSFER;
    case APPROVE_AGENT:
      return gasTable.GAS_APPROVE_AGENT;
    case ORACLE_VOTE:
      return fields.body.count * gasTable.GAS_VOTE;
    default: {
      const cursor = new Cursor(bytes, fields.body.itemsAt, fields.signatureAt);
      let gas = 0;
      for (let i = 0; fields.type === TRADE && i < fields.body.count; i++) {
        readAction(cursor, action);
        gas += actionGas();
      }
      return gas;
    }
  }
}

/** Gas of the transaction whose `fields` were read from `bytes`. */
export function transactionGas(bytes: Uint8Array, fields: TransactionFields): number {
  return gasTable.GAS_TRANSACTION + bodyGas(bytes, fields);
}
