/**
 * Branded units: a price in ticks cannot be passed where lots are meant. A brand exists for the compiler only; the
 * constructors check the range once, where a value enters the program.
 */
import { NovateError } from "./error.ts";

declare const unit: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [unit]: Name };

/** A price in ticks of its market: 1 .. 2^22 - 1, 0 for none. */
export type Ticks = Branded<number, "Ticks">;
/** A size in lots of its market, signed for positions: below 2^32 in magnitude. */
export type Lots = Branded<number, "Lots">;
/** An amount of collateral: 1e-6 USD, signed 64-bit. */
export type Usd6 = Branded<bigint, "Usd6">;
/** Height of a block of this chain. */
export type BlockNumber = Branded<bigint, "BlockNumber">;
/** Height of an L1 block. */
export type L1Block = Branded<bigint, "L1Block">;
/** Height of a block of the data-availability layer. */
export type DaHeight = Branded<bigint, "DaHeight">;
/** Milliseconds since the Unix epoch. */
export type Milliseconds = Branded<number, "Milliseconds">;
/** Seconds since the Unix epoch. */
export type Seconds = Branded<number, "Seconds">;
/** Dense account id, from 1. */
export type AccountId = Branded<number, "AccountId">;
/** Dense market id, from 0. */
export type MarketId = Branded<number, "MarketId">;
/** `sequence << 24 | slot`, unique for ever. */
export type OrderId = Branded<bigint, "OrderId">;

const U32_MAX = 0xffff_ffff;
const U64_MAX = (1n << 64n) - 1n;
const I64_MIN = -(1n << 63n);
const I64_MAX = (1n << 63n) - 1n;

function integer(name: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new NovateError("OUT_OF_RANGE", `expected ${name} as an integer in ${low}..${high}, got ${value}`);
}

function wide(name: string, value: bigint, low: bigint, high: bigint): bigint {
  if (value >= low && value <= high) return value;
  throw new NovateError("OUT_OF_RANGE", `expected ${name} in ${low}..${high}, got ${value}`);
}

/** Throws `OUT_OF_RANGE` outside 0 .. 2^22 - 1. */
export const ticks = (value: number): Ticks => integer("ticks", value, 0, 2 ** 22 - 1) as Ticks;
/** Throws `OUT_OF_RANGE` beyond +-(2^32 - 1). */
export const lots = (value: number): Lots => integer("lots", value, -U32_MAX, U32_MAX) as Lots;
/** Throws `OUT_OF_RANGE` outside signed 64 bits. */
export const usd6 = (value: bigint): Usd6 => wide("usd6", value, I64_MIN, I64_MAX) as Usd6;
/** Throws `OUT_OF_RANGE` outside 64 bits, as the four below. */
export const blockNumber = (value: bigint): BlockNumber =>
  wide("block number", value, 0n, U64_MAX) as BlockNumber;
export const l1Block = (value: bigint): L1Block => wide("L1 block", value, 0n, U64_MAX) as L1Block;
export const daHeight = (value: bigint): DaHeight => wide("DA height", value, 0n, U64_MAX) as DaHeight;
export const orderId = (value: bigint): OrderId => wide("order id", value, 0n, U64_MAX) as OrderId;
/** Throws `OUT_OF_RANGE` outside 0 .. 2^48 - 1, what a `u48` of the wire holds. */
export const milliseconds = (value: number): Milliseconds =>
  integer("milliseconds", value, 0, 2 ** 48 - 1) as Milliseconds;
/** Throws `OUT_OF_RANGE` outside 32 bits, as the two below. */
export const seconds = (value: number): Seconds => integer("seconds", value, 0, U32_MAX) as Seconds;
export const accountId = (value: number): AccountId => integer("account id", value, 0, U32_MAX) as AccountId;
export const marketId = (value: number): MarketId => integer("market id", value, 0, U32_MAX) as MarketId;
