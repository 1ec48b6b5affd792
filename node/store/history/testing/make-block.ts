/** Stored blocks of chosen content: real bytes and receipts, hashes that only have to differ. */
import { createHash } from "node:crypto";
import { encodeBlock } from "../../../primitives/codec/index.ts";
import type { L1Message } from "../../../primitives/codec/types.ts";
import type { StoredBlock } from "../../port.ts";
import { type EventDraft, encodeEvents } from "./encode-events.ts";

export interface BlockDraft {
  readonly number: bigint;
  readonly timestamp?: bigint;
  readonly transactions?: readonly Uint8Array[];
  readonly messages?: readonly L1Message[];
  readonly events?: readonly EventDraft[];
  /** Makes two blocks of one number differ. */
  readonly salt?: string;
}

export const GENESIS_TIME = 1_790_000_000_000n;

export function makeBlock(draft: BlockDraft): StoredBlock {
  const timestamp = draft.timestamp ?? GENESIS_TIME + draft.number * 100n;
  const digest = (name: string) => {
    return new Uint8Array(
      createHash("sha256")
        .update(`${name}/${draft.number}/${draft.salt ?? ""}`)
        .digest(),
    );
  };
  const { number, messages = [], transactions = [] } = draft;
  return {
    number,
    timestamp,
    bytes: encodeBlock({ number, timestamp, l1Block: 1n, inboxDue: 0n, messages, transactions }),
    receipts: encodeEvents(draft.events ?? []),
    inputRoot: digest("input"),
    stateRoot: digest("state"),
    hash: digest("hash"),
    parentHash: digest("parent"),
  };
}
