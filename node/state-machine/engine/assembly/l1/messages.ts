import { GAS_MESSAGE, VOID_APPLIED, VOID_BAD_MESSAGE } from "../generated/codes";
import * as header from "../generated/header";
import * as l1Message from "../generated/l1Message";
import * as l1MessageReceipt from "../generated/l1MessageReceipt";
import { HASH_INPUT, MAX_PAYLOAD_BYTES } from "../generated/limits";
import { isBroken, position, skip } from "../input/reader";
import { copy20, copy32, storeBigEndian64 } from "../memory/bytes";
import { keccak256 } from "../syscalls";
import { executeDeposit } from "./deposit";
import { executeForced } from "./forced";
import { executeGovernance } from "./governance";

export const GENESIS: u32 = 0;
const DEPOSIT: u32 = 1;
const FORCED: u32 = 2;
const GOVERNANCE: u32 = 3;

const HASH_BYTES: u32 = 1 + 8 + 8 + 8 + 20 + 32;
const MESSAGE_INPUT: u32 = HASH_INPUT + 0x200;
const PAIR: u32 = HASH_INPUT + 0x280;
const ACCUMULATOR: u32 = HASH_INPUT + 0x300;

/** Checks the frames of `count` messages at the cursor (W3) and steps over them; returns a void code. Writes nothing. */
export function checkMessages(count: u32): u32 {
  const first = header.inboxCursor();
  for (let i: u32 = 0; i < count; i++) {
    const message = skip(l1Message.SIZE);
    if (isBroken()) return VOID_BAD_MESSAGE;
    const kind = <u32>l1Message.kind(message);
    if (kind === GENESIS || kind > GOVERNANCE || l1Message.index(message) !== first + i)
      return VOID_BAD_MESSAGE;
    const length = <u32>l1Message.length(message);
    skip(length);
    if (length > MAX_PAYLOAD_BYTES || isBroken()) return VOID_BAD_MESSAGE;
  }
  return VOID_APPLIED;
}

/** Consumes `count` checked messages from `from`, in order: each joins the accumulator and is executed. */
export function executeMessages(from: u32, count: u32): void {
  let message = from;
  for (let i: u32 = 0; i < count; i++) {
    accumulate(message);
    header.setInboxCursor(l1Message.index(message) + 1);
    executeMessage(message);
    message += l1Message.SIZE + l1Message.length(message);
  }
}

/** accumulator = keccak256(accumulator || messageHash), as the Inbox computes it. */
function accumulate(message: u32): void {
  store<u8>(MESSAGE_INPUT, l1Message.kind(message));
  storeBigEndian64(MESSAGE_INPUT + 1, l1Message.index(message));
  storeBigEndian64(MESSAGE_INPUT + 9, l1Message.l1Block(message));
  storeBigEndian64(MESSAGE_INPUT + 17, l1Message.l1Time(message));
  copy20(MESSAGE_INPUT + 25, l1Message.senderAddress(message));
  keccak256(message + l1Message.SIZE, l1Message.length(message), MESSAGE_INPUT + 45);
  copy32(PAIR, header.inboxAccumulatorAddress());
  keccak256(MESSAGE_INPUT, HASH_BYTES, PAIR + 32);
  keccak256(PAIR, 64, ACCUMULATOR);
  header.setInboxAccumulator(ACCUMULATOR);
}

function executeMessage(message: u32): void {
  const kind = <u32>l1Message.kind(message);
  const sender = l1Message.senderAddress(message);
  const payload = message + l1Message.SIZE;
  const length = <u32>l1Message.length(message);
  const event = l1MessageReceipt.append();
  l1MessageReceipt.setMessageKind(event, <u8>kind);
  l1MessageReceipt.setIndex(event, l1Message.index(message));
  l1MessageReceipt.setL1Block(event, l1Message.l1Block(message));
  l1MessageReceipt.setL1Time(event, l1Message.l1Time(message));
  l1MessageReceipt.setGas(event, GAS_MESSAGE);
  l1MessageReceipt.setSender(event, sender);
  let code: u32;
  if (kind === DEPOSIT) code = executeDeposit(l1Message.index(message), payload, length);
  else if (kind === FORCED) code = executeForced(sender, payload, length, event);
  else code = executeGovernance(sender, payload, length, event);
  l1MessageReceipt.setCode(event, <u16>code);
}
