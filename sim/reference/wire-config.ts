/** Fixed-width records of the chain configuration (wire.md W4). Bounds are rule X2's. */
import { Malformed, type Reader } from "./reader.ts";

export interface Parameters {
  readonly forceDelay: number;
  readonly fundingInterval: number;
  readonly voteMaxAge: number;
  readonly indexMaxAge: number;
  readonly minDeposit: bigint;
  readonly insurance: bigint;
  readonly blockGasLimit: bigint;
  readonly maxTimeDrift: number;
  /** Seconds; 0 = never (Z1). */
  readonly windDownAfter: number;
}

export interface MarketConfig {
  readonly id: number;
  readonly tickBits: number;
  readonly status: number;
  readonly unit: number;
  readonly imfPpm: number;
  readonly mmfPpm: number;
  readonly makerFeePpm: number;
  readonly takerFeePpm: number;
  readonly maxPositionLots: number;
  readonly markBandPpm: number;
  readonly priceBandPpm: number;
  readonly impactNotional: bigint;
  readonly minNotional: bigint;
  readonly liquidationFeePpm: number;
  readonly symbol: string;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  readonly reserved: string;
}

export interface ValidatorConfig {
  readonly id: number;
  readonly address: string;
  readonly stake: bigint;
}

export interface GenesisConfig {
  readonly chainId: bigint;
  readonly inbox: string;
  readonly timelock: string;
  readonly timestamp: bigint;
  readonly parameters: Parameters;
  readonly markets: readonly MarketConfig[];
  readonly validators: readonly ValidatorConfig[];
}

export function readParameters(reader: Reader): Parameters {
  return {
    forceDelay: reader.uint(4),
    fundingInterval: reader.uint(4),
    voteMaxAge: reader.uint(4),
    indexMaxAge: reader.uint(4),
    minDeposit: reader.u64(),
    insurance: reader.u64(),
    blockGasLimit: reader.u64(),
    maxTimeDrift: reader.uint(4),
    windDownAfter: reader.uint(4),
  };
}

export function readMarketConfig(reader: Reader): MarketConfig {
  return {
    id: reader.uint(2),
    tickBits: reader.uint(1),
    status: reader.uint(1),
    unit: reader.uint(4),
    imfPpm: reader.uint(4),
    mmfPpm: reader.uint(4),
    makerFeePpm: reader.uint(4) | 0,
    takerFeePpm: reader.uint(4),
    maxPositionLots: reader.uint(4),
    markBandPpm: reader.uint(4),
    priceBandPpm: reader.uint(4),
    impactNotional: reader.u64(),
    minNotional: reader.u64(),
    liquidationFeePpm: reader.uint(4),
    symbol: reader.hex(12),
    priceDecimals: reader.uint(1),
    sizeDecimals: reader.uint(1),
    reserved: reader.hex(10),
  };
}

export function readValidatorConfig(reader: Reader): ValidatorConfig {
  return { id: reader.uint(4), address: reader.hex(20), stake: reader.u64() };
}

export function readGenesisConfig(reader: Reader): GenesisConfig {
  const config = {
    chainId: reader.u64(),
    inbox: reader.hex(20),
    timelock: reader.hex(20),
    timestamp: reader.u64(),
    parameters: readParameters(reader),
    markets: Array.from({ length: reader.uint(1) }, () => readMarketConfig(reader)),
    validators: Array.from({ length: reader.uint(1) }, () => readValidatorConfig(reader)),
  };
  if (reader.at !== reader.end) throw new Malformed();
  return config;
}
