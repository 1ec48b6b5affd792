// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.
import { touch } from "../memory/barrier";

// Chain-wide values; the first 128 bytes are proven to L1.
export const BASE: u32 = 0x80000000;
export const SIZE: u32 = 4096;

// @ts-ignore: decorator
@inline
export function stateVersion(): u32 {
  return load<u32>(0x80000000, 0);
}

// @ts-ignore: decorator
@inline
export function setStateVersion(value: u32): void {
  touch(0x80000000);
  store<u32>(0x80000000, value, 0);
}

// @ts-ignore: decorator
@inline
export function chainId(): u64 {
  return load<u64>(0x80000000, 8);
}

// @ts-ignore: decorator
@inline
export function setChainId(value: u64): void {
  touch(0x80000000);
  store<u64>(0x80000000, value, 8);
}

// @ts-ignore: decorator
@inline
export function blockNumber(): u64 {
  return load<u64>(0x80000000, 16);
}

// @ts-ignore: decorator
@inline
export function setBlockNumber(value: u64): void {
  touch(0x80000000);
  store<u64>(0x80000000, value, 16);
}

// @ts-ignore: decorator
@inline
export function timestamp(): u64 {
  return load<u64>(0x80000000, 24);
}

// @ts-ignore: decorator
@inline
export function setTimestamp(value: u64): void {
  touch(0x80000000);
  store<u64>(0x80000000, value, 24);
}

// @ts-ignore: decorator
@inline
export function withdrawalsRootAddress(): u32 {
  return 0x80000000 + 32;
}

export function setWithdrawalsRoot(source: u32): void {
  touch(0x80000000);
  store<u64>(0x80000000, load<u64>(source, 0), 32);
  store<u64>(0x80000000, load<u64>(source, 8), 40);
  store<u64>(0x80000000, load<u64>(source, 16), 48);
  store<u64>(0x80000000, load<u64>(source, 24), 56);
}

// @ts-ignore: decorator
@inline
export function inboxAccumulatorAddress(): u32 {
  return 0x80000000 + 64;
}

export function setInboxAccumulator(source: u32): void {
  touch(0x80000000);
  store<u64>(0x80000000, load<u64>(source, 0), 64);
  store<u64>(0x80000000, load<u64>(source, 8), 72);
  store<u64>(0x80000000, load<u64>(source, 16), 80);
  store<u64>(0x80000000, load<u64>(source, 24), 88);
}

// @ts-ignore: decorator
@inline
export function inboxCursor(): u64 {
  return load<u64>(0x80000000, 96);
}

// @ts-ignore: decorator
@inline
export function setInboxCursor(value: u64): void {
  touch(0x80000000);
  store<u64>(0x80000000, value, 96);
}

// @ts-ignore: decorator
@inline
export function withdrawalCount(): u64 {
  return load<u64>(0x80000000, 104);
}

// @ts-ignore: decorator
@inline
export function setWithdrawalCount(value: u64): void {
  touch(0x80000000);
  store<u64>(0x80000000, value, 104);
}

// @ts-ignore: decorator
@inline
export function l1Block(): u64 {
  return load<u64>(0x80000000, 112);
}

// @ts-ignore: decorator
@inline
export function setL1Block(value: u64): void {
  touch(0x80000000);
  store<u64>(0x80000000, value, 112);
}

// @ts-ignore: decorator
@inline
export function inboxDue(): u64 {
  return load<u64>(0x80000000, 120);
}

// @ts-ignore: decorator
@inline
export function setInboxDue(value: u64): void {
  touch(0x80000000);
  store<u64>(0x80000000, value, 120);
}

// @ts-ignore: decorator
@inline
export function domainSeparatorAddress(): u32 {
  return 0x80000000 + 128;
}

export function setDomainSeparator(source: u32): void {
  touch(0x80000000 + 128);
  store<u64>(0x80000000, load<u64>(source, 0), 128);
  store<u64>(0x80000000, load<u64>(source, 8), 136);
  store<u64>(0x80000000, load<u64>(source, 16), 144);
  store<u64>(0x80000000, load<u64>(source, 24), 152);
}

// @ts-ignore: decorator
@inline
export function inboxAddress(): u32 {
  return 0x80000000 + 160;
}

export function setInbox(source: u32): void {
  touch(0x80000000 + 160);
  store<u64>(0x80000000, load<u64>(source, 0), 160);
  store<u64>(0x80000000, load<u64>(source, 8), 168);
  store<u32>(0x80000000, load<u32>(source, 16), 176);
}

// @ts-ignore: decorator
@inline
export function marketCount(): u32 {
  return load<u32>(0x80000000, 180);
}

// @ts-ignore: decorator
@inline
export function setMarketCount(value: u32): void {
  touch(0x80000000 + 180);
  store<u32>(0x80000000, value, 180);
}

// @ts-ignore: decorator
@inline
export function validatorCount(): u32 {
  return load<u32>(0x80000000, 184);
}

// @ts-ignore: decorator
@inline
export function setValidatorCount(value: u32): void {
  touch(0x80000000 + 184);
  store<u32>(0x80000000, value, 184);
}

// @ts-ignore: decorator
@inline
export function timelockAddress(): u32 {
  return 0x80000000 + 192;
}

export function setTimelock(source: u32): void {
  touch(0x80000000 + 192);
  store<u64>(0x80000000, load<u64>(source, 0), 192);
  store<u64>(0x80000000, load<u64>(source, 8), 200);
  store<u32>(0x80000000, load<u32>(source, 16), 208);
}

// @ts-ignore: decorator
@inline
export function forceDelay(): u32 {
  return load<u32>(0x80000000, 224);
}

// @ts-ignore: decorator
@inline
export function setForceDelay(value: u32): void {
  touch(0x80000000 + 224);
  store<u32>(0x80000000, value, 224);
}

// @ts-ignore: decorator
@inline
export function fundingInterval(): u32 {
  return load<u32>(0x80000000, 228);
}

// @ts-ignore: decorator
@inline
export function setFundingInterval(value: u32): void {
  touch(0x80000000 + 228);
  store<u32>(0x80000000, value, 228);
}

// @ts-ignore: decorator
@inline
export function voteMaxAge(): u32 {
  return load<u32>(0x80000000, 232);
}

// @ts-ignore: decorator
@inline
export function setVoteMaxAge(value: u32): void {
  touch(0x80000000 + 232);
  store<u32>(0x80000000, value, 232);
}

// @ts-ignore: decorator
@inline
export function indexMaxAge(): u32 {
  return load<u32>(0x80000000, 236);
}

// @ts-ignore: decorator
@inline
export function setIndexMaxAge(value: u32): void {
  touch(0x80000000 + 236);
  store<u32>(0x80000000, value, 236);
}

// @ts-ignore: decorator
@inline
export function minDeposit(): u64 {
  return load<u64>(0x80000000, 240);
}

// @ts-ignore: decorator
@inline
export function setMinDeposit(value: u64): void {
  touch(0x80000000 + 240);
  store<u64>(0x80000000, value, 240);
}

// @ts-ignore: decorator
@inline
export function genesisInsurance(): u64 {
  return load<u64>(0x80000000, 248);
}

// @ts-ignore: decorator
@inline
export function setGenesisInsurance(value: u64): void {
  touch(0x80000000 + 248);
  store<u64>(0x80000000, value, 248);
}

// @ts-ignore: decorator
@inline
export function blockGasLimit(): u64 {
  return load<u64>(0x80000000, 256);
}

// @ts-ignore: decorator
@inline
export function setBlockGasLimit(value: u64): void {
  touch(0x80000000 + 256);
  store<u64>(0x80000000, value, 256);
}

// @ts-ignore: decorator
@inline
export function maxTimeDrift(): u32 {
  return load<u32>(0x80000000, 264);
}

// @ts-ignore: decorator
@inline
export function setMaxTimeDrift(value: u32): void {
  touch(0x80000000 + 264);
  store<u32>(0x80000000, value, 264);
}

// @ts-ignore: decorator
@inline
export function insurance(): i64 {
  return load<i64>(0x80000000, 272);
}

// @ts-ignore: decorator
@inline
export function setInsurance(value: i64): void {
  touch(0x80000000 + 272);
  store<i64>(0x80000000, value, 272);
}

// @ts-ignore: decorator
@inline
export function feePool(): i64 {
  return load<i64>(0x80000000, 280);
}

// @ts-ignore: decorator
@inline
export function setFeePool(value: i64): void {
  touch(0x80000000 + 280);
  store<i64>(0x80000000, value, 280);
}

// @ts-ignore: decorator
@inline
export function dust(): i64 {
  return load<i64>(0x80000000, 288);
}

// @ts-ignore: decorator
@inline
export function setDust(value: i64): void {
  touch(0x80000000 + 288);
  store<i64>(0x80000000, value, 288);
}

// @ts-ignore: decorator
@inline
export function badDebt(): i64 {
  return load<i64>(0x80000000, 296);
}

// @ts-ignore: decorator
@inline
export function setBadDebt(value: i64): void {
  touch(0x80000000 + 296);
  store<i64>(0x80000000, value, 296);
}

// @ts-ignore: decorator
@inline
export function unclaimed(): i64 {
  return load<i64>(0x80000000, 304);
}

// @ts-ignore: decorator
@inline
export function setUnclaimed(value: i64): void {
  touch(0x80000000 + 304);
  store<i64>(0x80000000, value, 304);
}

// @ts-ignore: decorator
@inline
export function deposited(): i64 {
  return load<i64>(0x80000000, 312);
}

// @ts-ignore: decorator
@inline
export function setDeposited(value: i64): void {
  touch(0x80000000 + 312);
  store<i64>(0x80000000, value, 312);
}

// @ts-ignore: decorator
@inline
export function withdrawn(): i64 {
  return load<i64>(0x80000000, 320);
}

// @ts-ignore: decorator
@inline
export function setWithdrawn(value: i64): void {
  touch(0x80000000 + 320);
  store<i64>(0x80000000, value, 320);
}

// @ts-ignore: decorator
@inline
export function orderSequence(): u64 {
  return load<u64>(0x80000000, 328);
}

// @ts-ignore: decorator
@inline
export function setOrderSequence(value: u64): void {
  touch(0x80000000 + 328);
  store<u64>(0x80000000, value, 328);
}

// @ts-ignore: decorator
@inline
export function fillSequence(): u64 {
  return load<u64>(0x80000000, 336);
}

// @ts-ignore: decorator
@inline
export function setFillSequence(value: u64): void {
  touch(0x80000000 + 336);
  store<u64>(0x80000000, value, 336);
}

// @ts-ignore: decorator
@inline
export function signerTop(): u32 {
  return load<u32>(0x80000000, 344);
}

// @ts-ignore: decorator
@inline
export function setSignerTop(value: u32): void {
  touch(0x80000000 + 344);
  store<u32>(0x80000000, value, 344);
}

// @ts-ignore: decorator
@inline
export function accountTop(): u32 {
  return load<u32>(0x80000000, 348);
}

// @ts-ignore: decorator
@inline
export function setAccountTop(value: u32): void {
  touch(0x80000000 + 348);
  store<u32>(0x80000000, value, 348);
}

// @ts-ignore: decorator
@inline
export function positionTop(): u32 {
  return load<u32>(0x80000000, 352);
}

// @ts-ignore: decorator
@inline
export function setPositionTop(value: u32): void {
  touch(0x80000000 + 352);
  store<u32>(0x80000000, value, 352);
}

// @ts-ignore: decorator
@inline
export function orderTop(): u32 {
  return load<u32>(0x80000000, 356);
}

// @ts-ignore: decorator
@inline
export function setOrderTop(value: u32): void {
  touch(0x80000000 + 356);
  store<u32>(0x80000000, value, 356);
}

// @ts-ignore: decorator
@inline
export function freePosition(): u32 {
  return load<u32>(0x80000000, 360);
}

// @ts-ignore: decorator
@inline
export function setFreePosition(value: u32): void {
  touch(0x80000000 + 360);
  store<u32>(0x80000000, value, 360);
}

// @ts-ignore: decorator
@inline
export function freeOrder(): u32 {
  return load<u32>(0x80000000, 364);
}

// @ts-ignore: decorator
@inline
export function setFreeOrder(value: u32): void {
  touch(0x80000000 + 364);
  store<u32>(0x80000000, value, 364);
}

// @ts-ignore: decorator
@inline
export function bookTop(): u32 {
  return load<u32>(0x80000000, 368);
}

// @ts-ignore: decorator
@inline
export function setBookTop(value: u32): void {
  touch(0x80000000 + 368);
  store<u32>(0x80000000, value, 368);
}

// @ts-ignore: decorator
@inline
export function openOrders(): u32 {
  return load<u32>(0x80000000, 372);
}

// @ts-ignore: decorator
@inline
export function setOpenOrders(value: u32): void {
  touch(0x80000000 + 372);
  store<u32>(0x80000000, value, 372);
}

// @ts-ignore: decorator
@inline
export function scanCursor(): u32 {
  return load<u32>(0x80000000, 376);
}

// @ts-ignore: decorator
@inline
export function setScanCursor(value: u32): void {
  touch(0x80000000 + 376);
  store<u32>(0x80000000, value, 376);
}

// @ts-ignore: decorator
@inline
export function riskOdometer(): u32 {
  return load<u32>(0x80000000, 380);
}

// @ts-ignore: decorator
@inline
export function setRiskOdometer(value: u32): void {
  touch(0x80000000 + 380);
  store<u32>(0x80000000, value, 380);
}

// @ts-ignore: decorator
@inline
export function sweepCursor(): u32 {
  return load<u32>(0x80000000, 384);
}

// @ts-ignore: decorator
@inline
export function setSweepCursor(value: u32): void {
  touch(0x80000000 + 384);
  store<u32>(0x80000000, value, 384);
}

// @ts-ignore: decorator
@inline
export function phase(): u32 {
  return load<u32>(0x80000000, 388);
}

// @ts-ignore: decorator
@inline
export function setPhase(value: u32): void {
  touch(0x80000000 + 388);
  store<u32>(0x80000000, value, 388);
}

// @ts-ignore: decorator
@inline
export function windDownAfter(): u32 {
  return load<u32>(0x80000000, 392);
}

// @ts-ignore: decorator
@inline
export function setWindDownAfter(value: u32): void {
  touch(0x80000000 + 392);
  store<u32>(0x80000000, value, 392);
}

// @ts-ignore: decorator
@inline
export function windDownCursor(): u32 {
  return load<u32>(0x80000000, 396);
}

// @ts-ignore: decorator
@inline
export function setWindDownCursor(value: u32): void {
  touch(0x80000000 + 396);
  store<u32>(0x80000000, value, 396);
}

// @ts-ignore: decorator
@inline
export function lastOrdinaryTime(): u64 {
  return load<u64>(0x80000000, 400);
}

// @ts-ignore: decorator
@inline
export function setLastOrdinaryTime(value: u64): void {
  touch(0x80000000 + 400);
  store<u64>(0x80000000, value, 400);
}

// @ts-ignore: decorator
@inline
export function windDownClaims(): i64 {
  return load<i64>(0x80000000, 408);
}

// @ts-ignore: decorator
@inline
export function setWindDownClaims(value: i64): void {
  touch(0x80000000 + 408);
  store<i64>(0x80000000, value, 408);
}

// @ts-ignore: decorator
@inline
export function windDownPayable(): i64 {
  return load<i64>(0x80000000, 416);
}

// @ts-ignore: decorator
@inline
export function setWindDownPayable(value: i64): void {
  touch(0x80000000 + 416);
  store<i64>(0x80000000, value, 416);
}

// @ts-ignore: decorator
@inline
export function noncePageTop(): u32 {
  return load<u32>(0x80000000, 424);
}

// @ts-ignore: decorator
@inline
export function setNoncePageTop(value: u32): void {
  touch(0x80000000 + 424);
  store<u32>(0x80000000, value, 424);
}

// @ts-ignore: decorator
@inline
export function freeNoncePage(): u32 {
  return load<u32>(0x80000000, 428);
}

// @ts-ignore: decorator
@inline
export function setFreeNoncePage(value: u32): void {
  touch(0x80000000 + 428);
  store<u32>(0x80000000, value, 428);
}

// @ts-ignore: decorator
@inline
export function nonceHand(): u32 {
  return load<u32>(0x80000000, 432);
}

// @ts-ignore: decorator
@inline
export function setNonceHand(value: u32): void {
  touch(0x80000000 + 432);
  store<u32>(0x80000000, value, 432);
}
