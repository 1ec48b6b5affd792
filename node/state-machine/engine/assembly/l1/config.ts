import * as bitmapWord from "../generated/bitmapWord";
import { ACCOUNTS_FULL, BAD_PARAMETER, MARKETS_FULL, OK, VALIDATORS_FULL } from "../generated/codes";
import * as configUpdate from "../generated/configUpdate";
import * as header from "../generated/header";
import * as level from "../generated/level";
import { BOOKS_END, CHUNK_BYTES, MAX_BLOCK_GAS, MIN_BLOCK_GAS } from "../generated/limits";
import * as market from "../generated/market";
import * as marketConfig from "../generated/marketConfig";
import * as parameters from "../generated/parameters";
import * as signer from "../generated/signer";
import * as validator from "../generated/validator";
import * as validatorConfig from "../generated/validatorConfig";
import * as vote from "../generated/vote";
import { equal20, isZero20 } from "../memory/bytes";
import { noteParameters } from "../risk/odometer";
import { findOrCreateSigner } from "../signing/signers";

export const SET_MARKET: u32 = 1;
export const SET_VALIDATOR: u32 = 2;
export const SET_PARAMETERS: u32 = 3;

const PPM: u32 = 1_000_000;
const MIN_TICK_BITS: u32 = 10;
const MAX_TICK_BITS: u32 = 22;
const MAX_UNIT: u32 = 1 << 16;
/** 2^tickBits * unit: keeps one interval's funding within 63 bits (O5). */
const LOT_VALUE_BITS: u64 = 36;
/** 2^tickBits * unit * maxPositionLots: keeps the notionals of 64 positions within 63 bits. */
const NOTIONAL_BITS: u64 = 56;
const MIN_MAKER_FEE: i32 = -1000;
const MAX_FEE: i32 = 10_000;
const MAX_LIQUIDATION_FEE: u32 = 100_000;
const MAX_PRICE_BAND: u32 = 100_000_000;
const MAX_STAKE: u64 = (<u64>1) << 48;
const MIN_FUNDING_INTERVAL: u32 = 720;
const SYMBOL_BYTES: u32 = 12;

/** Rule X2: lists a market (id = count) or changes one. `c` = a market record (W4). */
export function setMarket(c: u32): u32 {
  const id = <u32>marketConfig.id(c);
  const count = header.marketCount();
  if (!isValidMarket(c) || id > count) return BAD_PARAMETER;
  const m = market.at(id);
  if (id === count) {
    if (id === market.CAPACITY || !allocateBook(m, marketConfig.tickBits(c))) return MARKETS_FULL;
    header.setMarketCount(count + 1);
  } else if (
    market.tickBits(m) !== marketConfig.tickBits(c) ||
    market.unit(m) !== marketConfig.unit(c) ||
    market.priceDecimals(m) !== marketConfig.priceDecimals(c) ||
    market.sizeDecimals(m) !== marketConfig.sizeDecimals(c)
  ) {
    return BAD_PARAMETER;
  }
  writeMarket(m, c);
  noteParameters();
  reportConfig(SET_MARKET, id);
  return OK;
}

function isValidMarket(c: u32): bool {
  const tickBits = <u32>marketConfig.tickBits(c);
  const unit = marketConfig.unit(c);
  const lots = marketConfig.maxPositionLots(c);
  const maker = marketConfig.makerFeePpm(c);
  const taker = marketConfig.takerFeePpm(c);
  if (tickBits < MIN_TICK_BITS || tickBits > MAX_TICK_BITS || unit === 0 || unit > MAX_UNIT || lots === 0)
    return false;
  if (<u64>unit > (<u64>1) << (LOT_VALUE_BITS - tickBits)) return false;
  if (<u64>unit * lots > (<u64>1) << (NOTIONAL_BITS - tickBits)) return false;
  const status = marketConfig.status(c);
  if (status === 0 || status > 3) return false;
  const mmf = marketConfig.mmfPpm(c);
  if (mmf === 0 || mmf > marketConfig.imfPpm(c) || marketConfig.imfPpm(c) > PPM) return false;
  if (maker < MIN_MAKER_FEE || maker > MAX_FEE || taker > <u32>MAX_FEE || maker + <i32>taker < 0)
    return false;
  if (marketConfig.markBandPpm(c) >= PPM || marketConfig.priceBandPpm(c) > MAX_PRICE_BAND) return false;
  if (marketConfig.liquidationFeePpm(c) > MAX_LIQUIDATION_FEE) return false;
  const impact = marketConfig.impactNotional(c);
  if (impact === 0 || impact >> NOTIONAL_BITS !== 0 || marketConfig.minNotional(c) >> NOTIONAL_BITS !== 0)
    return false;
  const reserved = marketConfig.reservedAddress(c);
  return (load<u64>(reserved) | <u64>load<u16>(reserved, 8)) === 0 && isSymbol(marketConfig.symbolAddress(c));
}

/** One to twelve printable ASCII characters, zero padded. */
function isSymbol(at: u32): bool {
  let ended = false;
  for (let i: u32 = 0; i < SYMBOL_BYTES; i++) {
    const byte = load<u8>(at + i);
    if (byte === 0) ended = true;
    else if (ended || byte < 0x20 || byte > 0x7e) return false;
  }
  return load<u8>(at) !== 0;
}

/** Takes levels and bitmaps of a new market from the book arena. */
function allocateBook(m: u32, tickBits: u32): bool {
  const bits: u32 = 1 << tickBits;
  const levels = header.bookTop();
  const bitmap0 = levels + aligned(level.SIZE << tickBits);
  const bitmap1 = bitmap0 + bitmapBytes(bits);
  const bitmap2 = bitmap1 + bitmapBytes(bits >> 6);
  const bitmap3 = bitmap2 + bitmapBytes(bits >> 12);
  const top = bitmap3 + bitmapBytes(bits >> 18);
  // In 32 bits the sum may wrap: what is taken is compared with what is left.
  if (top - levels > BOOKS_END - levels) return false;
  market.setLevels(m, levels);
  market.setBitmap0(m, bitmap0);
  market.setBitmap1(m, bitmap1);
  market.setBitmap2(m, bitmap2);
  market.setBitmap3(m, bitmap3);
  header.setBookTop(top);
  return true;
}

function aligned(bytes: u32): u32 {
  return (bytes + CHUNK_BYTES - 1) & ~(CHUNK_BYTES - 1);
}

/** Bytes of a bitmap of so many bits, at least one word. */
function bitmapBytes(bits: u32): u32 {
  return aligned(max<u32>(bits >> 6, 1) * bitmapWord.SIZE);
}

function writeMarket(m: u32, c: u32): void {
  market.setId(m, marketConfig.id(c));
  market.setTickBits(m, marketConfig.tickBits(c));
  market.setStatus(m, marketConfig.status(c));
  market.setUnit(m, marketConfig.unit(c));
  market.setImfPpm(m, marketConfig.imfPpm(c));
  market.setMmfPpm(m, marketConfig.mmfPpm(c));
  market.setMakerFeePpm(m, marketConfig.makerFeePpm(c));
  market.setTakerFeePpm(m, marketConfig.takerFeePpm(c));
  market.setMaxPositionLots(m, marketConfig.maxPositionLots(c));
  market.setMarkBandPpm(m, marketConfig.markBandPpm(c));
  market.setPriceBandPpm(m, marketConfig.priceBandPpm(c));
  market.setLiquidationFeePpm(m, marketConfig.liquidationFeePpm(c));
  market.setImpactNotional(m, marketConfig.impactNotional(c));
  market.setMinNotional(m, marketConfig.minNotional(c));
  market.setSymbol(m, marketConfig.symbolAddress(c));
  market.setPriceDecimals(m, marketConfig.priceDecimals(c));
  market.setSizeDecimals(m, marketConfig.sizeDecimals(c));
}

/** Adds a validator (id = count) or changes one; a new address starts without votes. `c` = a validator record (W4). */
export function setValidator(c: u32): u32 {
  const id = validatorConfig.id(c);
  const count = header.validatorCount();
  const address = validatorConfig.addressAddress(c);
  if (id > count || isZero20(address) || validatorConfig.stake(c) > MAX_STAKE) return BAD_PARAMETER;
  if (id === validator.CAPACITY) return VALIDATORS_FULL;
  const s = findOrCreateSigner(address);
  if (s === 0) return ACCOUNTS_FULL;
  const v = validator.at(id);
  if (id === count) header.setValidatorCount(count + 1);
  else if (!equal20(validator.addressAddress(v), address)) forgetVotes(id);
  validator.setSigner(v, signer.indexOf(s));
  validator.setStake(v, validatorConfig.stake(c));
  validator.setAddress(v, address);
  reportConfig(SET_VALIDATOR, id);
  return OK;
}

function forgetVotes(id: u32): void {
  const markets = header.marketCount();
  for (let i: u32 = 0; i < markets; i++) vote.clear(vote.at(id * market.CAPACITY + i));
}

/** Changes the chain's parameters; the insurance field counts at genesis only. `c` = parameters (W4). */
export function setParameters(c: u32): u32 {
  const gas = parameters.blockGasLimit(c);
  if (parameters.fundingInterval(c) < MIN_FUNDING_INTERVAL) return BAD_PARAMETER;
  if (parameters.voteMaxAge(c) === 0 || parameters.indexMaxAge(c) === 0) return BAD_PARAMETER;
  if (gas < MIN_BLOCK_GAS || gas > MAX_BLOCK_GAS) return BAD_PARAMETER;
  header.setForceDelay(parameters.forceDelay(c));
  header.setFundingInterval(parameters.fundingInterval(c));
  header.setVoteMaxAge(parameters.voteMaxAge(c));
  header.setIndexMaxAge(parameters.indexMaxAge(c));
  header.setMinDeposit(parameters.minDeposit(c));
  header.setBlockGasLimit(gas);
  header.setMaxTimeDrift(parameters.maxTimeDrift(c));
  header.setWindDownAfter(parameters.windDownAfter(c));
  reportConfig(SET_PARAMETERS, 0);
  return OK;
}

function reportConfig(op: u32, id: u32): void {
  const event = configUpdate.append();
  configUpdate.setOp(event, op);
  configUpdate.setId(event, id);
}
