/** The chains that random runs are played on: small worlds, each of which makes some corner of the rules likely. */
import {
  encodeBlock,
  encodeGenesisConfig,
  type GenesisConfig,
  type MarketConfig,
  type Parameters,
} from "../../node/primitives/codec/index.ts";

export interface World {
  readonly name: string;
  readonly genesis: GenesisConfig;
  /** Owners that get money in the first blocks; each starts with one account. */
  readonly owners: number;
  /** Usd6 that each owner gets. */
  readonly cash: bigint;
  /** How far prices move a block, in thousandths. */
  readonly moves: number;
  /** Usual milliseconds between blocks: from, to. */
  readonly pace: readonly [number, number];
  /** Most transactions and most actions of a Trade in one block. */
  readonly transactions: number;
  readonly actions: number;
  /** Largest usual order, in lots. */
  readonly lots: number;
  /** Markets that governance lists in the first block: a genesis has room for a few only. */
  readonly listed: readonly MarketConfig[];
  /** Markets that nobody votes on. */
  readonly silent: readonly number[];
  /** Orders mostly rest near the mark in tiny sizes, so that books grow deep. */
  readonly deep?: boolean;
  /** Orders are spread over all markets. */
  readonly wide?: boolean;
  /** Blocks of a chain. */
  readonly blocks: number;
  /** Nobody sequences for a while, now and then: the chain winds down. */
  readonly closing?: boolean;
  /** Governance lists huge markets and adds validators until there is no room. */
  readonly listing?: boolean;
  /** Few signers send much, in any order within hours, so that nonces fill their pages, leave the window and raise floors. */
  readonly hurried?: boolean;
}

export const START = 1_700_000_000_000;

/** A 20-byte address (hex) that names a number. */
export const address = (n: number): string => `ab${"cd".repeat(14)}00${n.toString(16).padStart(8, "0")}`;
export const TIMELOCK = address(0xfffffff0);
const INBOX = address(0xfffffff1);
/** The address of a validator. */
export const validatorAddress = (id: number): string => address(0xff00_0000 + id);

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

const MARKET: MarketConfig = {
  id: 0,
  symbol: "TEST-PERP",
  status: "active",
  tickBits: 14,
  unit: 100,
  priceDecimals: 1,
  sizeDecimals: 3,
  imfPpm: 50_000,
  mmfPpm: 30_000,
  makerFeePpm: -20,
  takerFeePpm: 450,
  maxPositionLots: 100_000,
  markBandPpm: 100_000,
  priceBandPpm: 100_000,
  impactNotional: 30_000_000n,
  minNotional: 600_000n,
  liquidationFeePpm: 10_000,
};

const PARAMETERS: Parameters = {
  forceDelay: 3600,
  fundingInterval: 60_000,
  voteMaxAge: 30_000,
  indexMaxAge: 60_000,
  minDeposit: 1_000_000n,
  insurance: 20_000_000n,
  blockGasLimit: 1_000_000n,
  maxTimeDrift: 60_000,
  windDownAfter: 0,
};

function genesis(
  markets: readonly Partial<MarketConfig>[],
  stakes: readonly bigint[],
  parameters: Partial<Parameters> = {},
): GenesisConfig {
  return {
    chainId: 1337n,
    inbox: bytesOf(INBOX),
    timelock: bytesOf(TIMELOCK),
    timestamp: BigInt(START),
    parameters: { ...PARAMETERS, ...parameters },
    markets: markets.map((market, id) => ({ ...MARKET, id, symbol: `M${id}`, ...market })),
    validators: stakes.map((stake, id) => ({ id, address: bytesOf(validatorAddress(id)), stake })),
  };
}

const withValidator = (config: GenesisConfig, signer: string): GenesisConfig => ({
  ...config,
  validators: config.validators.map((validator) => ({ ...validator, address: bytesOf(signer) })),
});

/** Rates, fees, grids and limits that differ from market to market. */
const VARIED: readonly Partial<MarketConfig>[] = [
  {},
  { tickBits: 16, unit: 37, imfPpm: 20_000, mmfPpm: 10_000, makerFeePpm: 100, maxPositionLots: 900 },
  { imfPpm: 200_000, mmfPpm: 100_000, priceBandPpm: 30_000, takerFeePpm: 9_999, makerFeePpm: -1000 },
  { tickBits: 13, unit: 1000, minNotional: 0n, makerFeePpm: 0, takerFeePpm: 0, liquidationFeePpm: 100_000 },
];

const SMALL: Partial<MarketConfig> = { minNotional: 0n, tickBits: 10, unit: 100, impactNotional: 100_000n };

export const WORLDS: readonly World[] = [
  {
    name: "busy",
    genesis: genesis([...VARIED, {}], [40n, 35n, 25n]),
    owners: 16,
    cash: 40_000_000n,
    moves: 4,
    pace: [50, 400],
    transactions: 24,
    actions: 6,
    lots: 60,
    blocks: 500,
    listed: [],
    silent: [4],
  },
  {
    name: "stormy",
    genesis: genesis(VARIED, [3n, 2n, 2n, 0n], { insurance: 1_000_000n }),
    owners: 24,
    cash: 25_000_000n,
    moves: 90,
    pace: [50, 400],
    transactions: 20,
    actions: 5,
    lots: 40,
    blocks: 500,
    listed: [],
    silent: [],
  },
  {
    name: "ruin",
    genesis: genesis(
      [
        { imfPpm: 20_000, mmfPpm: 10_000 },
        { imfPpm: 30_000, mmfPpm: 29_999 },
      ],
      [5n, 5n],
      { insurance: 0n },
    ),
    owners: 8,
    cash: 6_000_000n,
    moves: 250,
    pace: [50, 400],
    transactions: 12,
    actions: 4,
    lots: 30,
    blocks: 500,
    listed: [],
    silent: [],
  },
  {
    name: "closing",
    genesis: genesis([...VARIED.slice(0, 3), {}], [5n, 5n], { insurance: 500_000n, windDownAfter: 3 }),
    owners: 10,
    cash: 12_000_000n,
    moves: 120,
    pace: [50, 400],
    transactions: 16,
    actions: 4,
    lots: 40,
    blocks: 120,
    listed: [],
    silent: [3],
    closing: true,
  },
  {
    name: "calm",
    genesis: genesis(VARIED.slice(0, 2), [1n], { fundingInterval: 7_200, indexMaxAge: 20_000 }),
    owners: 12,
    cash: 60_000_000n,
    moves: 1,
    pace: [10, 60],
    transactions: 30,
    actions: 4,
    lots: 30,
    blocks: 500,
    listed: [],
    silent: [],
  },
  {
    name: "deep",
    genesis: genesis([{ minNotional: 0n, unit: 1 }, {}], [1n]),
    owners: 16,
    cash: 900_000_000n,
    moves: 1,
    pace: [10, 60],
    transactions: 8,
    actions: 100,
    lots: 2,
    blocks: 500,
    listed: [],
    silent: [],
    deep: true,
  },
  {
    name: "wide",
    genesis: genesis(
      Array.from({ length: 10 }, () => SMALL),
      [1n],
    ),
    owners: 6,
    cash: 900_000_000n,
    moves: 2,
    pace: [100, 900],
    transactions: 6,
    actions: 80,
    lots: 4,
    blocks: 500,
    listed: Array.from({ length: 60 }, (_, i) => ({ ...MARKET, ...SMALL, id: 10 + i })),
    silent: [69],
    wide: true,
  },
  {
    name: "listing",
    genesis: genesis([{}], [1n]),
    owners: 4,
    cash: 90_000_000n,
    moves: 3,
    pace: [100, 900],
    transactions: 4,
    actions: 4,
    lots: 20,
    blocks: 500,
    listed: [],
    silent: [],
    listing: true,
  },
  {
    name: "hurried",
    // The validator owns an account as well, and trades more than it votes.
    genesis: withValidator(genesis([{}], [1n]), address(1)),
    owners: 2,
    cash: 900_000_000n,
    moves: 3,
    pace: [1_000, 600_000],
    transactions: 60,
    actions: 1,
    lots: 20,
    blocks: 400,
    listed: [],
    silent: [],
    hurried: true,
  },
];

export function worldNamed(name: string): World {
  const world = WORLDS.find((candidate) => candidate.name === name);
  if (!world) throw new Error(`expected a world of ${WORLDS.map((w) => w.name).join(", ")}, got ${name}`);
  return world;
}

/** The bytes of block 0. */
export function genesisBlock(world: World): Uint8Array {
  return encodeBlock({
    number: 0n,
    timestamp: BigInt(START),
    l1Block: 0n,
    inboxDue: 0n,
    messages: [
      {
        kind: 0,
        index: 0n,
        l1Block: 0n,
        l1Time: 0n,
        sender: new Uint8Array(20),
        payload: encodeGenesisConfig(world.genesis),
      },
    ],
    transactions: [],
  });
}
