import * as action from "../generated/action";
import {
  FLAG_CLIENT_ID,
  FLAG_MARKET,
  MAX_SLIPPAGE_BPS,
  TICKS_LIMIT,
  TIF_FOK,
  TIF_GTT,
  TIF_IOC,
} from "../generated/limits";
import { breakReader, isBroken, readByte, readU32, readVarint, readVarintIn, skip } from "./reader";

export const ORDER: u32 = 1;
export const CANCEL: u32 = 2;
export const CANCEL_BY_CLIENT_ID: u32 = 3;
export const CANCEL_ALL: u32 = 4;
export const REDUCE: u32 = 5;

const CLIENT_ID_BYTES: u32 = 16;
const UNDEFINED_FLAG: u32 = 128;
const U32_LIMIT: u64 = 0x1_0000_0000;

/** Reads the action at the cursor into the action record (W2); fields it has not are left as they were. */
export function readAction(): void {
  const kind = readByte();
  action.setKind(kind);
  if (kind === ORDER) readOrder();
  else if (kind === CANCEL) action.setOrderId(readVarint());
  else if (kind === CANCEL_BY_CLIENT_ID) readClientId();
  else if (kind === CANCEL_ALL) action.setMarket(<u32>readVarintIn(0, U32_LIMIT));
  else if (kind === REDUCE) readReduce();
  else breakReader();
}

function readOrder(): void {
  const flags = readByte();
  const timeInForce = (flags >> 1) & 7;
  const isMarket = (flags & FLAG_MARKET) !== 0;
  if ((flags & UNDEFINED_FLAG) !== 0 || timeInForce > TIF_GTT) breakReader();
  if (isMarket && timeInForce !== TIF_IOC && timeInForce !== TIF_FOK) breakReader();
  action.setFlags(flags);
  action.setTimeInForce(timeInForce);
  action.setMarket(<u32>readVarintIn(0, U32_LIMIT - 1));
  action.setPrice(<u32>readVarintIn(1, isMarket ? MAX_SLIPPAGE_BPS + 1 : TICKS_LIMIT));
  action.setSize(<u32>readVarintIn(1, U32_LIMIT));
  action.setGoodTill(timeInForce === TIF_GTT ? readU32() : 0);
  if ((flags & FLAG_CLIENT_ID) !== 0) readClientId();
}

function readReduce(): void {
  action.setOrderId(readVarint());
  action.setSize(<u32>readVarintIn(1, U32_LIMIT));
}

function readClientId(): void {
  const from = skip(CLIENT_ID_BYTES);
  if (isBroken()) return;
  if ((load<u64>(from) | load<u64>(from, 8)) === 0) breakReader();
  action.setClientId(from);
}
