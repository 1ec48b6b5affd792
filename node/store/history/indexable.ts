/** A stored block in the form the history reads: its events, and the orders that its receipts answer. */
import {
  type Action,
  decodeBlock,
  decodeForced,
  decodeTransaction,
  MessageKind,
  type OrderAction,
} from "../../primitives/codec/index.ts";
import { keccak256 } from "../../primitives/keccak.ts";
import type { ActionReceiptRecord, EventRecord } from "../../state-machine/layout/generated.ts";
import { BlockReceipts } from "../../state-machine/receipts.ts";
import type { StoredBlock } from "../port.ts";
import type { IndexableBlock } from "./index-block.ts";

/** The name a transaction is looked up by: keccak-256 of its canonical bytes, signature included. */
export function transactionHash(bytes: Uint8Array): Uint8Array {
  return keccak256(bytes);
}

interface Source {
  readonly account: number;
  readonly actions: readonly Action[];
}

/** Forced transactions have no account in their bytes; their receipt has. */
function forcedSource(payload: Uint8Array, account: number): Source | undefined {
  try {
    const { body } = decodeForced(payload);
    return { account, actions: body.type === "trade" ? body.actions : [] };
  } catch {
    // A malformed message was consumed with a failed receipt: there is no order in it.
    return undefined;
  }
}

export function toIndexable(block: StoredBlock): IndexableBlock {
  const input = decodeBlock(block.bytes);
  const events: EventRecord[] = [...new BlockReceipts(block.receipts).events()];
  const sources = new Map<number, Source>();
  const forced = new Map<ActionReceiptRecord, Source>();

  // A forced transaction's results lie before the receipt of its message.
  let results: ActionReceiptRecord[] = [];
  for (const event of events) {
    if (event.kind === "transactionReceipt") break;
    if (event.kind === "actionReceipt") results.push(event);
    if (event.kind !== "l1MessageReceipt") continue;
    const message = input.messages.find((item) => item.index === event.index);
    const source =
      message?.kind === MessageKind.Forced ? forcedSource(message.payload, event.account) : undefined;
    if (source !== undefined) for (const result of results) forced.set(result, source);
    results = [];
  }

  function sourceOf(receipt: ActionReceiptRecord): Source | undefined {
    const known = forced.get(receipt) ?? sources.get(receipt.transaction);
    const bytes = input.transactions[receipt.transaction];
    if (known !== undefined || bytes === undefined) return known;
    const { account, body } = decodeTransaction(bytes);
    const source = { account, actions: body.type === "trade" ? body.actions : [] };
    sources.set(receipt.transaction, source);
    return source;
  }

  return {
    number: block.number,
    timestamp: block.timestamp,
    events,
    transactions: input.transactions.map(transactionHash),
    orderOf(receipt): { account: number; order: OrderAction } | undefined {
      const source = sourceOf(receipt);
      const action = source?.actions[receipt.action];
      return action?.kind === "order" ? { account: source!.account, order: action } : undefined;
    },
  };
}
