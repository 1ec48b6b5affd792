// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// A perpetual market; index = market id. Configuration in bytes 0-127, book and prices from 128, funding from 256.
export const BASE: u32 = 0x80010000;
export const SIZE: u32 = 1024;
export const CAPACITY: u32 = 256;
// @ts-ignore: decorator
@inline
export function at(index: u32): u32 {
  return BASE + index * SIZE;
}
// @ts-ignore: decorator
@inline
export function indexOf(address: u32): u32 {
  return (address - BASE) / SIZE;
}

// @ts-ignore: decorator
@inline
export function id(p: u32): u16 {
  return load<u16>(p, 0);
}

// @ts-ignore: decorator
@inline
export function setId(p: u32, value: u16): void {
  touch(p);
  store<u16>(p, value, 0);
}

// @ts-ignore: decorator
@inline
export function tickBits(p: u32): u8 {
  return load<u8>(p, 2);
}

// @ts-ignore: decorator
@inline
export function setTickBits(p: u32, value: u8): void {
  touch(p);
  store<u8>(p, value, 2);
}

// @ts-ignore: decorator
@inline
export function status(p: u32): u8 {
  return load<u8>(p, 3);
}

// @ts-ignore: decorator
@inline
export function setStatus(p: u32, value: u8): void {
  touch(p);
  store<u8>(p, value, 3);
}

// @ts-ignore: decorator
@inline
export function unit(p: u32): u32 {
  return load<u32>(p, 4);
}

// @ts-ignore: decorator
@inline
export function setUnit(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 4);
}

// @ts-ignore: decorator
@inline
export function imfPpm(p: u32): u32 {
  return load<u32>(p, 8);
}

// @ts-ignore: decorator
@inline
export function setImfPpm(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 8);
}

// @ts-ignore: decorator
@inline
export function mmfPpm(p: u32): u32 {
  return load<u32>(p, 12);
}

// @ts-ignore: decorator
@inline
export function setMmfPpm(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 12);
}

// @ts-ignore: decorator
@inline
export function makerFeePpm(p: u32): i32 {
  return load<i32>(p, 16);
}

// @ts-ignore: decorator
@inline
export function setMakerFeePpm(p: u32, value: i32): void {
  touch(p);
  store<i32>(p, value, 16);
}

// @ts-ignore: decorator
@inline
export function takerFeePpm(p: u32): u32 {
  return load<u32>(p, 20);
}

// @ts-ignore: decorator
@inline
export function setTakerFeePpm(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 20);
}

// @ts-ignore: decorator
@inline
export function maxPositionLots(p: u32): u32 {
  return load<u32>(p, 24);
}

// @ts-ignore: decorator
@inline
export function setMaxPositionLots(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 24);
}

// @ts-ignore: decorator
@inline
export function markBandPpm(p: u32): u32 {
  return load<u32>(p, 28);
}

// @ts-ignore: decorator
@inline
export function setMarkBandPpm(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 28);
}

// @ts-ignore: decorator
@inline
export function priceBandPpm(p: u32): u32 {
  return load<u32>(p, 32);
}

// @ts-ignore: decorator
@inline
export function setPriceBandPpm(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 32);
}

// @ts-ignore: decorator
@inline
export function liquidationFeePpm(p: u32): u32 {
  return load<u32>(p, 36);
}

// @ts-ignore: decorator
@inline
export function setLiquidationFeePpm(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 36);
}

// @ts-ignore: decorator
@inline
export function impactNotional(p: u32): u64 {
  return load<u64>(p, 40);
}

// @ts-ignore: decorator
@inline
export function setImpactNotional(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 40);
}

// @ts-ignore: decorator
@inline
export function minNotional(p: u32): u64 {
  return load<u64>(p, 48);
}

// @ts-ignore: decorator
@inline
export function setMinNotional(p: u32, value: u64): void {
  touch(p);
  store<u64>(p, value, 48);
}

// @ts-ignore: decorator
@inline
export function symbolAddress(p: u32): u32 {
  return p + 56;
}

export function setSymbol(p: u32, source: u32): void {
  touch(p);
  store<u64>(p, load<u64>(source, 0), 56);
  store<u32>(p, load<u32>(source, 8), 64);
}

// @ts-ignore: decorator
@inline
export function priceDecimals(p: u32): u8 {
  return load<u8>(p, 68);
}

// @ts-ignore: decorator
@inline
export function setPriceDecimals(p: u32, value: u8): void {
  touch(p);
  store<u8>(p, value, 68);
}

// @ts-ignore: decorator
@inline
export function sizeDecimals(p: u32): u8 {
  return load<u8>(p, 69);
}

// @ts-ignore: decorator
@inline
export function setSizeDecimals(p: u32, value: u8): void {
  touch(p);
  store<u8>(p, value, 69);
}

// @ts-ignore: decorator
@inline
export function levels(p: u32): u32 {
  return load<u32>(p, 72);
}

// @ts-ignore: decorator
@inline
export function setLevels(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 72);
}

// @ts-ignore: decorator
@inline
export function bitmap0(p: u32): u32 {
  return load<u32>(p, 76);
}

// @ts-ignore: decorator
@inline
export function setBitmap0(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 76);
}

// @ts-ignore: decorator
@inline
export function bitmap1(p: u32): u32 {
  return load<u32>(p, 80);
}

// @ts-ignore: decorator
@inline
export function setBitmap1(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 80);
}

// @ts-ignore: decorator
@inline
export function bitmap2(p: u32): u32 {
  return load<u32>(p, 84);
}

// @ts-ignore: decorator
@inline
export function setBitmap2(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 84);
}

// @ts-ignore: decorator
@inline
export function bitmap3(p: u32): u32 {
  return load<u32>(p, 88);
}

// @ts-ignore: decorator
@inline
export function setBitmap3(p: u32, value: u32): void {
  touch(p);
  store<u32>(p, value, 88);
}

// @ts-ignore: decorator
@inline
export function bestBid(p: u32): u32 {
  return load<u32>(p, 128);
}

// @ts-ignore: decorator
@inline
export function setBestBid(p: u32, value: u32): void {
  touch(p + 128);
  store<u32>(p, value, 128);
}

// @ts-ignore: decorator
@inline
export function bestAsk(p: u32): u32 {
  return load<u32>(p, 132);
}

// @ts-ignore: decorator
@inline
export function setBestAsk(p: u32, value: u32): void {
  touch(p + 132);
  store<u32>(p, value, 132);
}

// @ts-ignore: decorator
@inline
export function lastTrade(p: u32): u32 {
  return load<u32>(p, 136);
}

// @ts-ignore: decorator
@inline
export function setLastTrade(p: u32, value: u32): void {
  touch(p + 136);
  store<u32>(p, value, 136);
}

// @ts-ignore: decorator
@inline
export function mark(p: u32): u32 {
  return load<u32>(p, 140);
}

// @ts-ignore: decorator
@inline
export function setMark(p: u32, value: u32): void {
  touch(p + 140);
  store<u32>(p, value, 140);
}

// @ts-ignore: decorator
@inline
export function index(p: u32): u32 {
  return load<u32>(p, 144);
}

// @ts-ignore: decorator
@inline
export function setIndex(p: u32, value: u32): void {
  touch(p + 144);
  store<u32>(p, value, 144);
}

// @ts-ignore: decorator
@inline
export function externalMark(p: u32): u32 {
  return load<u32>(p, 148);
}

// @ts-ignore: decorator
@inline
export function setExternalMark(p: u32, value: u32): void {
  touch(p + 148);
  store<u32>(p, value, 148);
}

// @ts-ignore: decorator
@inline
export function indexTime(p: u32): u64 {
  return load<u64>(p, 152);
}

// @ts-ignore: decorator
@inline
export function setIndexTime(p: u32, value: u64): void {
  touch(p + 152);
  store<u64>(p, value, 152);
}

// @ts-ignore: decorator
@inline
export function ema(p: u32): i64 {
  return load<i64>(p, 160);
}

// @ts-ignore: decorator
@inline
export function setEma(p: u32, value: i64): void {
  touch(p + 160);
  store<i64>(p, value, 160);
}

// @ts-ignore: decorator
@inline
export function fundingIndex(p: u32): i64 {
  return load<i64>(p, 168);
}

// @ts-ignore: decorator
@inline
export function setFundingIndex(p: u32, value: i64): void {
  touch(p + 168);
  store<i64>(p, value, 168);
}

// @ts-ignore: decorator
@inline
export function openInterest(p: u32): u64 {
  return load<u64>(p, 176);
}

// @ts-ignore: decorator
@inline
export function setOpenInterest(p: u32, value: u64): void {
  touch(p + 176);
  store<u64>(p, value, 176);
}

// @ts-ignore: decorator
@inline
export function firstLong(p: u32): u32 {
  return load<u32>(p, 184);
}

// @ts-ignore: decorator
@inline
export function setFirstLong(p: u32, value: u32): void {
  touch(p + 184);
  store<u32>(p, value, 184);
}

// @ts-ignore: decorator
@inline
export function lastLong(p: u32): u32 {
  return load<u32>(p, 188);
}

// @ts-ignore: decorator
@inline
export function setLastLong(p: u32, value: u32): void {
  touch(p + 188);
  store<u32>(p, value, 188);
}

// @ts-ignore: decorator
@inline
export function firstShort(p: u32): u32 {
  return load<u32>(p, 192);
}

// @ts-ignore: decorator
@inline
export function setFirstShort(p: u32, value: u32): void {
  touch(p + 192);
  store<u32>(p, value, 192);
}

// @ts-ignore: decorator
@inline
export function lastShort(p: u32): u32 {
  return load<u32>(p, 196);
}

// @ts-ignore: decorator
@inline
export function setLastShort(p: u32, value: u32): void {
  touch(p + 196);
  store<u32>(p, value, 196);
}

// @ts-ignore: decorator
@inline
export function averageMark(p: u32): i64 {
  return load<i64>(p, 200);
}

// @ts-ignore: decorator
@inline
export function setAverageMark(p: u32, value: i64): void {
  touch(p + 200);
  store<i64>(p, value, 200);
}

// @ts-ignore: decorator
@inline
export function sampleTime(p: u32): u64 {
  return load<u64>(p, 256);
}

// @ts-ignore: decorator
@inline
export function setSampleTime(p: u32, value: u64): void {
  touch(p + 256);
  store<u64>(p, value, 256);
}

// @ts-ignore: decorator
@inline
export function sampleSlot(p: u32): u64 {
  return load<u64>(p, 264);
}

// @ts-ignore: decorator
@inline
export function setSampleSlot(p: u32, value: u64): void {
  touch(p + 264);
  store<u64>(p, value, 264);
}

// @ts-ignore: decorator
@inline
export function sampleCount(p: u32): u32 {
  return load<u32>(p, 272);
}

// @ts-ignore: decorator
@inline
export function setSampleCount(p: u32, value: u32): void {
  touch(p + 272);
  store<u32>(p, value, 272);
}

// @ts-ignore: decorator
@inline
export function sampleGap(p: u32): u32 {
  return load<u32>(p, 276);
}

// @ts-ignore: decorator
@inline
export function setSampleGap(p: u32, value: u32): void {
  touch(p + 276);
  store<u32>(p, value, 276);
}

// @ts-ignore: decorator
@inline
export function slotCount(p: u32): u32 {
  return load<u32>(p, 280);
}

// @ts-ignore: decorator
@inline
export function setSlotCount(p: u32, value: u32): void {
  touch(p + 280);
  store<u32>(p, value, 280);
}

// @ts-ignore: decorator
@inline
export function slotSum(p: u32): i64 {
  return load<i64>(p, 288);
}

// @ts-ignore: decorator
@inline
export function setSlotSum(p: u32, value: i64): void {
  touch(p + 288);
  store<i64>(p, value, 288);
}

// @ts-ignore: decorator
@inline
export function lastRate(p: u32): i64 {
  return load<i64>(p, 296);
}

// @ts-ignore: decorator
@inline
export function setLastRate(p: u32, value: i64): void {
  touch(p + 296);
  store<i64>(p, value, 296);
}

// @ts-ignore: decorator
@inline
export function samplesAddress(p: u32): u32 {
  return p + 304;
}

// @ts-ignore: decorator
@inline
export function samples(p: u32, i: u32): i64 {
  return load<i64>(p + i * 8, 304);
}

// @ts-ignore: decorator
@inline
export function setSamples(p: u32, i: u32, value: i64): void {
  touch(p + i * 8 + 304);
  store<i64>(p + i * 8, value, 304);
}
