/** The values of the API, as docs/spec/api.md and docs/spec/wire.md bound them. */
import { fromHex, isZero } from "../../node/primitives/bytes.ts";
import { CLIENT_ID_BYTES, MAX_SUB_ACCOUNT, U32_LIMIT } from "../../node/primitives/codec/limits.ts";
import { hasRightChecksum } from "../../node/primitives/eip55.ts";
import {
  type MarketDecimals,
  parsePrice,
  parseSize,
  parseUsd,
} from "../../node/primitives/market-decimals.ts";
import { at, boolean, type Check, integer, refuse, text } from "./check.ts";

export { boolean };

const U64_LIMIT = 1n << 64n;
/** 2001-09-09: what lies before it, zero aside, was meant as seconds. */
const FIRST_MS = 1_000_000_000_000;
const LAST_MS = 2 ** 48 - 1;

export const accountId = integer("an account id", 0, U32_LIMIT - 1);
export const subAccount = integer("a sub-account", 0, MAX_SUB_ACCOUNT);
export const unixSeconds = integer("seconds since the Unix epoch", 1, U32_LIMIT - 1);
export const coin = text("the symbol of a market, such as BTC-PERP", /^[!-~]{1,12}$/);

/** Milliseconds since the Unix epoch, or 0. Seconds are refused: as milliseconds they are long gone. */
export const milliseconds: Check<number> = (value, path) => {
  const time = integer("milliseconds since the Unix epoch, or 0", 0, LAST_MS)(value, path);
  if (time === 0 || time >= FIRST_MS) return time;
  return refuse(path, "milliseconds since the Unix epoch (these look like seconds)", value, "OUT_OF_RANGE");
};

const hexText = (bytes: number) => new RegExp(`^0x[0-9a-fA-F]{${2 * bytes}}$`);
const addressText = text("an address, 0x and 40 hex digits", hexText(20));

/** In any spelling. */
export const address = addressText as Check<`0x${string}`>;

/** An address that is given money or power: its checksum is right where it has one, and it is not zero. */
export const destination: Check<Uint8Array> = (value, path) => {
  const given = addressText(value, path);
  const bytes = fromHex(given, 20);
  if (isZero(bytes)) refuse(path, "an address that somebody controls", value, "FIELD_RANGE");
  if (!hasRightChecksum(given))
    refuse(path, "an address whose EIP-55 checksum is right (or in lower case)", value, "BAD_CHECKSUM");
  return bytes;
};

const clientIdText = text("a client id, 0x and 32 hex digits", hexText(CLIENT_ID_BYTES));
export const clientId: Check<Uint8Array> = (value, path) => {
  const bytes = fromHex(clientIdText(value, path), CLIENT_ID_BYTES);
  return isZero(bytes) ? refuse(path, "a client id that is not all zero", value, "FIELD_RANGE") : bytes;
};

/** A u64: a decimal string, or a number as long as that is exact. */
export const u64 =
  (what: string): Check<bigint> =>
  (value, path) => {
    const expected = `${what}, a decimal string below 2^64`;
    const exact = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
    if (!exact && (typeof value !== "string" || !/^(0|[1-9][0-9]{0,19})$/.test(value)))
      return refuse(path, expected, value);
    const read = BigInt(value as string | number);
    return read < U64_LIMIT ? read : refuse(path, expected, value, "OUT_OF_RANGE");
  };
export const orderId = u64("an order id");

function positive<Value extends number | bigint>(value: Value, path: string, came: unknown): Value {
  return value > 0 ? value : refuse(path, "a number above zero", came, "FIELD_RANGE");
}

function decimal<Value extends number | bigint>(parse: (text: string) => Value): Check<Value> {
  return (value, path) => {
    if (typeof value !== "string") return refuse(path, 'a decimal string such as "12.5"', value);
    return positive(
      at(path, () => parse(value)),
      path,
      value,
    );
  };
}

/** Above zero, on the market's grid. `BAD_DECIMAL`, `OUT_OF_RANGE`, `FIELD_RANGE`. */
export const price = (market: MarketDecimals): Check<number> => decimal((value) => parsePrice(value, market));
export const size = (market: MarketDecimals): Check<number> => decimal((value) => parseSize(value, market));
/** USDC above zero, at most six decimals. */
export const usdc: Check<bigint> = decimal((value) => parseUsd(value));
