import { equalBytes } from "../primitives/bytes.ts";
import { ActionFields, ORDER, readAction } from "../primitives/codec/action.ts";
import { Cursor } from "../primitives/codec/cursor.ts";
import { CLIENT_ID_BYTES } from "../primitives/codec/index.ts";
import { scanTransaction, TransactionFields } from "../primitives/codec/transaction.ts";

const fields = new TransactionFields();
const action = new ActionFields();

/** Whether an order of the Trade in `bytes` has this client id. */
export function carriesClientId(bytes: Uint8Array, clientId: Uint8Array): boolean {
  scanTransaction(bytes, fields);
  const cursor = new Cursor(bytes, fields.body.itemsAt, fields.signatureAt);
  for (let i = 0; i < fields.body.count; i++) {
    readAction(cursor, action);
    const at = action.clientIdAt;
    if (action.kind !== ORDER || at < 0) continue;
    if (equalBytes(bytes.subarray(at, at + CLIENT_ID_BYTES), clientId)) return true;
  }
  return false;
}
