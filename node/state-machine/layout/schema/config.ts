import { fieldsOf, type RecordType, type Row } from "./types.ts";

const record = (name: string, size: number, doc: string, rows: readonly Row[]): RecordType => ({
  name,
  size,
  doc,
  fields: fieldsOf(rows),
});

/** Fixed-width records of the input (docs/spec/wire.md W1, W3, W4); packed, so fields may be unaligned. */
export const config: readonly RecordType[] = [
  record("blockHeader", 64, "W1: first bytes of a block.", [
    [0, "magic", "u32"],
    [4, "bodyLength", "u32"],
    [8, "number", "u64"],
    [16, "timestamp", "u64"],
    [24, "l1Block", "u64"],
    [32, "inboxDue", "u64"],
    [40, "messageCount", "u32"],
    [44, "transactionCount", "u32"],
    [48, "reserved", "bytes16"],
  ]),
  record("l1Message", 47, "W3: frame of an L1 message; the payload follows.", [
    [0, "kind", "u8"],
    [1, "index", "u64"],
    [9, "l1Block", "u64"],
    [17, "l1Time", "u64"],
    [25, "sender", "bytes20"],
    [45, "length", "u16"],
  ]),
  record("genesisConfig", 56, "W4: fixed head of the genesis payload; parameters and records follow.", [
    [0, "chainId", "u64"],
    [8, "inbox", "bytes20"],
    [28, "timelock", "bytes20"],
    [48, "timestamp", "u64"],
  ]),
  record("parameters", 48, "W4: chain parameters.", [
    [0, "forceDelay", "u32"],
    [4, "fundingInterval", "u32"],
    [8, "voteMaxAge", "u32"],
    [12, "indexMaxAge", "u32"],
    [16, "minDeposit", "u64"],
    [24, "insurance", "u64"],
    [32, "blockGasLimit", "u64"],
    [40, "maxTimeDrift", "u32"],
    [44, "reserved", "u32"],
  ]),
  record("marketConfig", 80, "W4: a market record.", [
    [0, "id", "u16"],
    [2, "tickBits", "u8"],
    [3, "status", "u8"],
    [4, "unit", "u32"],
    [8, "imfPpm", "u32"],
    [12, "mmfPpm", "u32"],
    [16, "makerFeePpm", "i32"],
    [20, "takerFeePpm", "u32"],
    [24, "maxPositionLots", "u32"],
    [28, "markBandPpm", "u32"],
    [32, "priceBandPpm", "u32"],
    [36, "impactNotional", "u64"],
    [44, "minNotional", "u64"],
    [52, "liquidationFeePpm", "u32"],
    [56, "symbol", "bytes12"],
    [68, "priceDecimals", "u8"],
    [69, "sizeDecimals", "u8"],
    [70, "reserved", "bytes10"],
  ]),
  record("validatorConfig", 32, "W4: a validator record.", [
    [0, "id", "u32"],
    [4, "address", "bytes20"],
    [24, "stake", "u64"],
  ]),
];
