/** A stored block in the form the history reads: its events, and the orders that its receipts answer. */
import {
  type Action,
  decodeBlock,
  decodeForced,
  decodeTransaction,
  framedBlock,
  MessageKind,
  type OrderAction,
} from "../../primitives/codec/index.ts";
import { transactionDigest } from "../../primitives/eip712/index.ts";
import {
  type ActionReceiptRecord,
  type EventRecord,
  resultCode,
  type TransactionReceiptRecord,
} from "../../state-machine/layout/generated.ts";
import { BlockReceipts } from "../../state-machine/receipts.ts";
import { DIGEST_BYTES } from "../../state-machine/signature/protocol.ts";
import type { StoredBlock } from "../port.ts";
import type { IndexableBlock } from "./index-block.ts";

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

/**
 * Refusals that leave the hash to another transaction: a repeat of an executed one, or the same content under a
 * signature that is not its own.
 */
const NOT_ITS_OWN: ReadonlySet<number> = new Set([
  resultCode.BAD_SIGNATURE,
  resultCode.NOT_AUTHORIZED,
  resultCode.AGENT_EXPIRED,
  resultCode.NONCE_USED,
  resultCode.NONCE_TOO_LOW,
]);

/**
 * `separator` is the chain's EIP-712 domain separator: a transaction's hash is the digest that was signed, taken from `digests` (32 bytes
 * each, in order) where they are known.
 */
export function toIndexable(block: StoredBlock, separator: Uint8Array, digests?: Uint8Array): IndexableBlock {
  if (block.isVoid) {
    const { number, timestamp } = block;
    return { number, timestamp, events: [], transactions: [], orderOf: () => undefined };
  }
  const input = decodeBlock(framedBlock(block.bytes));
  const events: EventRecord[] = [...new BlockReceipts(block.receipts).events()];
  const sources = new Map<number, Source>();
  const forced = new Map<ActionReceiptRecord, Source>();

  // A forced transaction's results follow the receipt of its message.
  let current: Source | undefined;
  for (const event of events) {
    if (event.kind === "transactionReceipt") break;
    if (event.kind === "actionReceipt" && current !== undefined) forced.set(event, current);
    if (event.kind !== "l1MessageReceipt") continue;
    const message = input.messages.find((item) => item.index === event.index);
    current = message?.kind === MessageKind.Forced ? forcedSource(message.payload, event.account) : undefined;
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
    transactions: events
      .filter((event): event is TransactionReceiptRecord => event.kind === "transactionReceipt")
      .filter((receipt) => !NOT_ITS_OWN.has(receipt.code))
      .map(({ transaction: position }) => {
        const known = digests?.subarray(position * DIGEST_BYTES, (position + 1) * DIGEST_BYTES);
        return { hash: known ?? transactionDigest(input.transactions[position]!, separator), position };
      }),
    orderOf(receipt): { account: number; order: OrderAction } | undefined {
      const source = sourceOf(receipt);
      const action = source?.actions[receipt.action];
      return action?.kind === "order" ? { account: source!.account, order: action } : undefined;
    },
  };
}
