/** L1 messages and their payloads (docs/spec/wire.md W3). */
import { bigEndian, concatBytes, fromBigEndian } from "../bytes.ts";
import { NovateError } from "../error.ts";
import { keccak256, keccak256Pair } from "../keccak.ts";
import { ORACLE_VOTE, toBody, writeBody } from "./body.ts";
import { Cursor, malformed } from "./cursor.ts";
import {
  readMarket,
  readParameters,
  readValidator,
  writeMarket,
  writeParameters,
  writeValidator,
} from "./genesis-records.ts";
import { ADDRESS_BYTES, MAX_MESSAGE_PAYLOAD } from "./limits.ts";
import { Sink } from "./sink.ts";
import {
  type Deposit,
  type ForcedTransaction,
  type Governance,
  type L1Message,
  MessageKind,
  type OwnerBody,
  TRANSACTION_TYPES,
} from "./types.ts";

/** Reads one message at the cursor, strictly as to its frame; the payload stays a view of the cursor's bytes. */
export function readMessage(cursor: Cursor): L1Message {
  const start = cursor.position;
  const kind = cursor.u8();
  if (kind > MessageKind.Governance) malformed("a message kind", start);
  const index = cursor.u64();
  const l1Block = cursor.u64();
  const l1Time = cursor.u64();
  const sender = cursor.take(ADDRESS_BYTES);
  const lengthAt = cursor.position;
  const length = cursor.u16();
  if (length > MAX_MESSAGE_PAYLOAD)
    malformed(`a payload of at most ${MAX_MESSAGE_PAYLOAD} bytes`, lengthAt, "FIELD_RANGE");
  return { kind, index, l1Block, l1Time, sender, payload: cursor.take(length) };
}

export function writeMessage(sink: Sink, message: L1Message): void {
  if (message.kind > MessageKind.Governance || message.payload.length > MAX_MESSAGE_PAYLOAD) {
    throw new NovateError(
      "OUT_OF_RANGE",
      "expected a message kind in 0..3 and a payload of at most 2048 bytes",
    );
  }
  sink.u8(message.kind);
  sink.u64(message.index);
  sink.u64(message.l1Block);
  sink.u64(message.l1Time);
  sink.fixed(message.sender, ADDRESS_BYTES);
  sink.u16(message.payload.length);
  sink.raw(message.payload);
}

/** What the Inbox hashes of a message. */
export function messageHash(message: L1Message): Uint8Array {
  return keccak256(
    concatBytes([
      bigEndian(BigInt(message.kind), 1),
      bigEndian(message.index, 8),
      bigEndian(message.l1Block, 8),
      bigEndian(message.l1Time, 8),
      message.sender,
      keccak256(message.payload),
    ]),
  );
}

/** The inbox accumulator after `message`; it starts from 32 zero bytes. */
export function accumulate(accumulator: Uint8Array, message: L1Message): Uint8Array {
  return keccak256Pair(accumulator, messageHash(message));
}

const DEPOSIT_BYTES = 33;

export function encodeDeposit(deposit: Deposit): Uint8Array {
  const sink = new Sink();
  sink.fixed(deposit.to, ADDRESS_BYTES);
  sink.u32BigEndian(deposit.sub);
  sink.u8(deposit.asset);
  sink.u64(deposit.amount, false);
  return sink.finish();
}

export function decodeDeposit(payload: Uint8Array): Deposit {
  if (payload.length !== DEPOSIT_BYTES) malformed(`${DEPOSIT_BYTES} bytes of deposit`, 0);
  return {
    to: payload.slice(0, 20),
    sub: Number(fromBigEndian(payload.subarray(20, 24))),
    asset: payload[24]!,
    amount: fromBigEndian(payload.subarray(25, 33)),
  };
}

export function encodeForced(forced: ForcedTransaction): Uint8Array {
  const sink = new Sink();
  sink.u32BigEndian(forced.sub);
  sink.u8(TRANSACTION_TYPES.indexOf(forced.body.type));
  writeBody(sink, forced.body);
  const payload = sink.finish();
  decodeForced(payload);
  return payload;
}

/** Throws as `scanTransaction`; the engine consumes such a message with a failed receipt. */
export function decodeForced(payload: Uint8Array): ForcedTransaction {
  const cursor = new Cursor(payload);
  const sub = Number(fromBigEndian(cursor.take(4)));
  const type = cursor.u8();
  if (type === ORACLE_VOTE) malformed("a type an owner may force", 4);
  const body = toBody(cursor, type) as OwnerBody;
  cursor.finish();
  return { sub, body };
}

const GOVERNANCE_OPS = { setMarket: 1, setValidator: 2, setParameters: 3 } as const;

export function encodeGovernance(governance: Governance): Uint8Array {
  const sink = new Sink();
  sink.u8(GOVERNANCE_OPS[governance.op]);
  if (governance.op === "setMarket") writeMarket(sink, governance.market);
  else if (governance.op === "setValidator") writeValidator(sink, governance.validator);
  else writeParameters(sink, governance.parameters);
  return sink.finish();
}

export function decodeGovernance(payload: Uint8Array): Governance {
  const cursor = new Cursor(payload);
  const governance = readGovernance(cursor);
  cursor.finish();
  return governance;
}

function readGovernance(cursor: Cursor): Governance {
  switch (cursor.u8()) {
    case GOVERNANCE_OPS.setMarket:
      return { op: "setMarket", market: readMarket(cursor) };
    case GOVERNANCE_OPS.setValidator:
      return { op: "setValidator", validator: readValidator(cursor) };
    case GOVERNANCE_OPS.setParameters:
      return { op: "setParameters", parameters: readParameters(cursor) };
    default:
      return malformed("a governance op", 0);
  }
}
