/** Operations of the timelock and the bounds of what they set (X2). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { signerOf } from "./accounts.ts";
import { BOOK_BYTES, MARKETS, VALIDATORS } from "./bounds.ts";
import { type Event, emit } from "./events.ts";
import { Malformed, orUndefined, Reader } from "./reader.ts";
import { PHASE, type State } from "./state.ts";
import type { Message } from "./wire.ts";
import {
  type MarketConfig,
  type Parameters,
  readMarketConfig,
  readParameters,
  readValidatorConfig,
  type ValidatorConfig,
} from "./wire-config.ts";

const OP = { market: 1, validator: 2, parameters: 3 } as const;

export function govern(s: State, message: Message, receipt: Event): number {
  if (message.sender !== s.timelock) return resultCode.NOT_AUTHORIZED;
  if (s.phase !== PHASE.trading) return resultCode.WIND_DOWN;
  const { payload } = message;
  if (payload.length === 0) return resultCode.MALFORMED;
  receipt.op = payload[0]!;
  const apply = orUndefined(() => readOperation(s, payload));
  return apply ? apply() : resultCode.MALFORMED;
}

function readOperation(s: State, payload: Uint8Array): () => number {
  const reader = new Reader(payload, 1);
  const exactly = <T>(record: T): T => {
    reader.finish();
    return record;
  };
  if (payload[0] === OP.market) {
    const config = exactly(readMarketConfig(reader));
    return () => setMarket(s, config);
  }
  if (payload[0] === OP.validator) {
    const config = exactly(readValidatorConfig(reader));
    return () => setValidator(s, config);
  }
  if (payload[0] === OP.parameters) {
    const parameters = exactly(readParameters(reader));
    return () => setParameters(s, parameters);
  }
  throw new Malformed();
}

export function setMarket(s: State, config: MarketConfig): number {
  const count = s.markets.length;
  if (!isValidMarket(config) || config.id > count) return resultCode.BAD_PARAMETER;
  if (config.id === count) {
    const bytes = bookBytes(config.tickBits);
    if (count === MARKETS || s.bookBytes + bytes > BOOK_BYTES) return resultCode.MARKETS_FULL;
    s.bookBytes += bytes;
    s.markets.push({
      config,
      lastTrade: 0,
      mark: 0,
      index: 0,
      externalMark: 0,
      indexTime: 0,
      ema: 0n,
      averageMark: 0n,
      fundingIndex: 0n,
      longs: [],
      shorts: [],
      book: [],
      sampleTime: 0,
      sampleSlot: 0,
      samples: [],
      gap: false,
      slotCount: 0,
      slotSum: 0n,
      lastRate: 0n,
    });
  } else {
    const { tickBits, unit, priceDecimals, sizeDecimals } = s.markets[config.id]!.config;
    const same =
      tickBits === config.tickBits &&
      unit === config.unit &&
      priceDecimals === config.priceDecimals &&
      sizeDecimals === config.sizeDecimals;
    if (!same) return resultCode.BAD_PARAMETER;
    s.markets[config.id]!.config = config;
  }
  emit(s, "configUpdate", { op: OP.market, id: config.id });
  return resultCode.OK;
}

function isValidMarket(c: MarketConfig): boolean {
  const prices = 2 ** c.tickBits;
  return (
    c.tickBits >= 10 &&
    c.tickBits <= 22 &&
    c.status >= 1 &&
    c.status <= 3 &&
    c.unit >= 1 &&
    c.unit <= 2 ** 16 &&
    prices * c.unit <= 2 ** 36 &&
    c.maxPositionLots >= 1 &&
    BigInt(prices) * BigInt(c.maxPositionLots) * BigInt(c.unit) <= 1n << 56n &&
    c.mmfPpm > 0 &&
    c.mmfPpm <= c.imfPpm &&
    c.imfPpm <= 1e6 &&
    c.makerFeePpm >= -1000 &&
    c.makerFeePpm <= 10_000 &&
    c.takerFeePpm <= 10_000 &&
    c.takerFeePpm + c.makerFeePpm >= 0 &&
    c.markBandPpm < 1e6 &&
    c.priceBandPpm <= 1e8 &&
    c.liquidationFeePpm <= 1e5 &&
    c.impactNotional > 0n &&
    c.impactNotional < 1n << 56n &&
    c.minNotional < 1n << 56n &&
    isSymbol(c.symbol) &&
    /^0*$/.test(c.reserved)
  );
}

/** One to twelve printable characters, zero padded. */
function isSymbol(hex: string): boolean {
  const text = Buffer.from(hex, "hex").toString("latin1");
  return /^[\x20-\x7e]+\0*$/.test(text);
}

/** state.md: levels and four bitmaps, each rounded up to 128 bytes. */
function bookBytes(tickBits: number): number {
  const aligned = (bytes: number): number => Math.ceil(bytes / 128) * 128;
  const prices = 2 ** tickBits;
  let bytes = aligned(prices * 16);
  for (let words = prices / 64, height = 0; height < 4; height++, words /= 64)
    bytes += aligned(Math.max(1, Math.floor(words)) * 8);
  return bytes;
}

export function setValidator(s: State, config: ValidatorConfig): number {
  const { id, address, stake } = config;
  if (id > s.validators.length || /^0*$/.test(address) || stake > 1n << 48n) return resultCode.BAD_PARAMETER;
  if (id === VALIDATORS) return resultCode.VALIDATORS_FULL;
  signerOf(s, address);
  const known = s.validators[id];
  if (known) {
    if (known.address !== address) known.votes.clear();
    known.address = address;
    known.stake = stake;
  } else {
    s.validators.push({ address, stake, votes: new Map() });
  }
  emit(s, "configUpdate", { op: OP.validator, id });
  return resultCode.OK;
}

export function setParameters(s: State, parameters: Parameters): number {
  const { fundingInterval, voteMaxAge, indexMaxAge, blockGasLimit } = parameters;
  const holds =
    fundingInterval >= 720 &&
    voteMaxAge >= 1 &&
    indexMaxAge >= 1 &&
    blockGasLimit >= 10_000n &&
    blockGasLimit <= 1_000_000n;
  if (!holds) return resultCode.BAD_PARAMETER;
  s.parameters = { ...parameters, insurance: s.parameters.insurance };
  emit(s, "configUpdate", { op: OP.parameters, id: 0 });
  return resultCode.OK;
}
