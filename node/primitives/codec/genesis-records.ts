/** Fixed-width records of the chain configuration (docs/spec/wire.md W4): the form only; bounds are the engine's. */
import { ascii } from "../bytes.ts";
import { NovateError } from "../error.ts";
import { type Cursor, malformed } from "./cursor.ts";
import { ADDRESS_BYTES, SYMBOL_BYTES } from "./limits.ts";
import type { Sink } from "./sink.ts";
import { MARKET_STATUSES, type MarketConfig, type Parameters, type ValidatorConfig } from "./types.ts";

const RESERVED_BYTES = 10;

export function readParameters(cursor: Cursor): Parameters {
  return {
    forceDelay: cursor.u32(),
    fundingInterval: cursor.u32(),
    voteMaxAge: cursor.u32(),
    indexMaxAge: cursor.u32(),
    minDeposit: cursor.u64(),
    insurance: cursor.u64(),
    blockGasLimit: cursor.u64(),
    maxTimeDrift: cursor.u32(),
    windDownAfter: cursor.u32(),
  };
}

export function writeParameters(sink: Sink, parameters: Parameters): void {
  sink.u32(parameters.forceDelay);
  sink.u32(parameters.fundingInterval);
  sink.u32(parameters.voteMaxAge);
  sink.u32(parameters.indexMaxAge);
  sink.u64(parameters.minDeposit);
  sink.u64(parameters.insurance);
  sink.u64(parameters.blockGasLimit);
  sink.u32(parameters.maxTimeDrift);
  sink.u32(parameters.windDownAfter);
}

/** ASCII, zero padded: printable characters, then zeros only. */
function readSymbol(cursor: Cursor): string {
  const at = cursor.position;
  const bytes = cursor.take(SYMBOL_BYTES);
  let length = SYMBOL_BYTES;
  while (length > 0 && bytes[length - 1] === 0) length--;
  const text = String.fromCharCode(...bytes.subarray(0, length));
  if (!/^[\x20-\x7e]+$/.test(text)) malformed("an ASCII symbol", at);
  return text;
}

function writeSymbol(sink: Sink, symbol: string): void {
  const bytes = ascii(symbol);
  if (bytes.length === 0 || bytes.length > SYMBOL_BYTES) {
    throw new NovateError(
      "BAD_LENGTH",
      `expected a symbol of 1..${SYMBOL_BYTES} characters, got ${bytes.length}`,
    );
  }
  sink.raw(bytes);
  sink.zeros(SYMBOL_BYTES - bytes.length);
}

export function readMarket(cursor: Cursor): MarketConfig {
  const id = cursor.u16();
  const tickBits = cursor.u8();
  const statusAt = cursor.position;
  const status = MARKET_STATUSES[cursor.u8()];
  if (status === undefined) malformed("a market status in 1..3", statusAt);
  const market = {
    id,
    tickBits,
    status,
    unit: cursor.u32(),
    imfPpm: cursor.u32(),
    mmfPpm: cursor.u32(),
    makerFeePpm: cursor.i32(),
    takerFeePpm: cursor.u32(),
    maxPositionLots: cursor.u32(),
    markBandPpm: cursor.u32(),
    priceBandPpm: cursor.u32(),
    impactNotional: cursor.u64(),
    minNotional: cursor.u64(),
    liquidationFeePpm: cursor.u32(),
    symbol: readSymbol(cursor),
    priceDecimals: cursor.u8(),
    sizeDecimals: cursor.u8(),
  };
  cursor.zeros(RESERVED_BYTES);
  return market;
}

export function writeMarket(sink: Sink, market: MarketConfig): void {
  sink.u16(market.id);
  sink.u8(market.tickBits);
  sink.u8(MARKET_STATUSES.indexOf(market.status));
  sink.u32(market.unit);
  sink.u32(market.imfPpm);
  sink.u32(market.mmfPpm);
  sink.i32(market.makerFeePpm);
  sink.u32(market.takerFeePpm);
  sink.u32(market.maxPositionLots);
  sink.u32(market.markBandPpm);
  sink.u32(market.priceBandPpm);
  sink.u64(market.impactNotional);
  sink.u64(market.minNotional);
  sink.u32(market.liquidationFeePpm);
  writeSymbol(sink, market.symbol);
  sink.u8(market.priceDecimals);
  sink.u8(market.sizeDecimals);
  sink.zeros(RESERVED_BYTES);
}

export function readValidator(cursor: Cursor): ValidatorConfig {
  return { id: cursor.u32(), address: cursor.copy(ADDRESS_BYTES), stake: cursor.u64() };
}

export function writeValidator(sink: Sink, validator: ValidatorConfig): void {
  sink.u32(validator.id);
  sink.fixed(validator.address, ADDRESS_BYTES);
  sink.u64(validator.stake);
}
