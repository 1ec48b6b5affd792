/** L1 messages: the accumulator (W3), deposits, forced transactions (X1), governance (X2). */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { findAccount } from "./accounts.ts";
import { FORCED_ACTIONS } from "./bounds.ts";
import { type Event, emit } from "./events.ts";
import { gasOfBody } from "./gas.ts";
import { govern } from "./governance.ts";
import { deposit } from "./money.ts";
import { fromHex, Malformed, orUndefined, Reader } from "./reader.ts";
import { PHASE, type State } from "./state.ts";
import { executeBody, FORCED } from "./transactions.ts";
import { type Message, readBody } from "./wire.ts";
import { bigEndian64 } from "./withdrawal-tree.ts";

const GAS = 20;

export function executeMessage(s: State, message: Message): void {
  s.accumulator = accumulate(s.accumulator, message);
  s.inboxCursor = message.index + 1n;
  const { kind: messageKind, index, l1Block, l1Time, sender } = message;
  const receipt = emit(s, "l1MessageReceipt", { messageKind, index, l1Block, l1Time, gas: GAS, sender });
  if (messageKind === 1) receipt.code = deposit(s, message);
  else if (messageKind === 2) receipt.code = force(s, message, receipt);
  else receipt.code = govern(s, message, receipt);
}

function accumulate(accumulator: Uint8Array, message: Message): Uint8Array {
  const hash = keccak_256(
    Uint8Array.of(
      message.kind,
      ...bigEndian64(message.index),
      ...bigEndian64(message.l1Block),
      ...bigEndian64(message.l1Time),
      ...fromHex(message.sender),
      ...keccak_256(message.payload),
    ),
  );
  return keccak_256(Uint8Array.of(...accumulator, ...hash));
}

/** X1. */
function force(s: State, message: Message, receipt: Event): number {
  if (s.phase !== PHASE.trading) return resultCode.WIND_DOWN;
  const forced = orUndefined(() => readForced(message.payload));
  if (!forced) return resultCode.MALFORMED;
  receipt.gas = GAS + gasOfBody(forced.body);
  receipt.op = forced.body.type;
  const account = findAccount(s, message.sender, forced.sub);
  if (!account) return resultCode.UNKNOWN_ACCOUNT;
  receipt.account = account.id;
  executeBody(s, account.id, forced.body, FORCED);
  return resultCode.OK;
}

function readForced(payload: Uint8Array) {
  const reader = new Reader(payload);
  const sub = Number(reader.bigEndian(4));
  const body = readBody(reader, reader.uint(1));
  reader.finish();
  if (body.type === 5 || (body.type === 1 && body.actions.length > FORCED_ACTIONS)) throw new Malformed();
  return { sub, body };
}
