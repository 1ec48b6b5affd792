import { ByteSink } from "./sink.ts";

export interface MarketFields {
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
}

export const MARKET: MarketFields = {
  id: 0,
  tickBits: 14,
  status: 1,
  unit: 100,
  imfPpm: 50_000,
  mmfPpm: 30_000,
  makerFeePpm: -20,
  takerFeePpm: 450,
  maxPositionLots: 1_000_000,
  markBandPpm: 100_000,
  priceBandPpm: 100_000,
  impactNotional: 5_000_000_000n,
  minNotional: 100_000n,
  liquidationFeePpm: 10_000,
  symbol: "TEST-PERP",
  priceDecimals: 1,
  sizeDecimals: 3,
};

export interface ParameterFields {
  readonly forceDelay: number;
  readonly fundingInterval: number;
  readonly voteMaxAge: number;
  readonly indexMaxAge: number;
  readonly minDeposit: bigint;
  readonly insurance: bigint;
  readonly blockGasLimit: bigint;
  readonly maxTimeDrift: number;
  readonly windDownAfter: number;
}

export const PARAMETERS: ParameterFields = {
  forceDelay: 3600,
  fundingInterval: 3_600_000,
  voteMaxAge: 30_000,
  indexMaxAge: 60_000,
  minDeposit: 1_000_000n,
  insurance: 1_000_000_000n,
  blockGasLimit: 1_000_000n,
  maxTimeDrift: 60_000,
  windDownAfter: 86_400,
};

export interface ValidatorFields {
  readonly id: number;
  readonly address: Uint8Array;
  readonly stake: bigint;
}

export function marketRecord(market: MarketFields): Uint8Array {
  const symbol = new Uint8Array(12);
  symbol.set(new TextEncoder().encode(market.symbol));
  return new ByteSink()
    .uint(market.id, 2)
    .u8(market.tickBits)
    .u8(market.status)
    .uint(market.unit, 4)
    .uint(market.imfPpm, 4)
    .uint(market.mmfPpm, 4)
    .uint(BigInt.asUintN(32, BigInt(market.makerFeePpm)), 4)
    .uint(market.takerFeePpm, 4)
    .uint(market.maxPositionLots, 4)
    .uint(market.markBandPpm, 4)
    .uint(market.priceBandPpm, 4)
    .uint(market.impactNotional, 8)
    .uint(market.minNotional, 8)
    .uint(market.liquidationFeePpm, 4)
    .raw(symbol)
    .u8(market.priceDecimals)
    .u8(market.sizeDecimals)
    .raw(new Uint8Array(10))
    .done();
}

export const parametersRecord = (p: ParameterFields): Uint8Array =>
  new ByteSink()
    .uint(p.forceDelay, 4)
    .uint(p.fundingInterval, 4)
    .uint(p.voteMaxAge, 4)
    .uint(p.indexMaxAge, 4)
    .uint(p.minDeposit, 8)
    .uint(p.insurance, 8)
    .uint(p.blockGasLimit, 8)
    .uint(p.maxTimeDrift, 4)
    .uint(p.windDownAfter, 4)
    .done();

export const validatorRecord = (v: ValidatorFields): Uint8Array =>
  new ByteSink().uint(v.id, 4).raw(v.address).uint(v.stake, 8).done();

export interface GenesisFields {
  readonly chainId: bigint;
  readonly inbox: Uint8Array;
  readonly timelock: Uint8Array;
  readonly timestamp: number;
  readonly parameters: ParameterFields;
  readonly markets: readonly MarketFields[];
  readonly validators: readonly ValidatorFields[];
}

export function genesisPayload(g: GenesisFields): Uint8Array {
  const sink = new ByteSink().uint(g.chainId, 8).raw(g.inbox).raw(g.timelock).uint(g.timestamp, 8);
  sink.raw(parametersRecord(g.parameters)).u8(g.markets.length);
  for (const market of g.markets) sink.raw(marketRecord(market));
  sink.u8(g.validators.length);
  for (const validator of g.validators) sink.raw(validatorRecord(validator));
  return sink.done();
}
