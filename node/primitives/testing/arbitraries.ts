/** fast-check arbitraries of everything the wire formats can hold. For tests of any room. */
import fc from "fast-check";
import type {
  Action,
  GenesisConfig,
  L1Message,
  MarketConfig,
  OwnerBody,
  Parameters,
  TransactionBody,
  UnsignedTransaction,
  ValidatorConfig,
} from "../codec/types.ts";

export const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const u8 = fc.integer({ min: 0, max: 255 });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const u48 = fc.oneof(
  fc.constantFrom(0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1),
  fc.integer({ min: 0, max: 2 ** 48 - 1 }),
);
const u64 = fc.oneof(
  fc.constantFrom(0n, 127n, 128n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n),
  fc.bigInt(0n, 2n ** 64n - 1n),
);
const amount = u64.filter((value) => value > 0n);
const clientId = bytes(16).filter((id) => id.some((byte) => byte !== 0));
const market = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 2 ** 32 - 2 }));
const price = fc.integer({ min: 1, max: 2 ** 22 - 1 });

const order: fc.Arbitrary<Action> = fc
  .record({
    market,
    isBuy: fc.boolean(),
    limit: price,
    bps: fc.integer({ min: 1, max: 5000 }),
    size: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    timeInForce: fc.constantFrom(
      "GTC" as const,
      "IOC" as const,
      "FOK" as const,
      "POST_ONLY" as const,
      "GTT" as const,
    ),
    reduceOnly: fc.boolean(),
    market1: fc.boolean(),
    goodTill: u32,
    clientId: fc.option(clientId, { nil: undefined }),
  })
  .map(({ limit, bps, market1, goodTill, clientId: id, ...rest }) => {
    const isMarket = market1 && (rest.timeInForce === "IOC" || rest.timeInForce === "FOK");
    return {
      kind: "order",
      ...rest,
      isMarket,
      price: isMarket ? bps : limit,
      goodTill: rest.timeInForce === "GTT" ? goodTill : 0,
      ...(id && { clientId: id }),
    };
  });

export const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: order },
  u64.map((orderId): Action => ({ kind: "cancel", orderId })),
  clientId.map((id): Action => ({ kind: "cancelByClientId", clientId: id })),
  fc.record({
    kind: fc.constant("reduce" as const),
    orderId: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    size: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  }),
  fc
    .option(
      market.filter((id) => id < 2 ** 32 - 1),
      { nil: undefined },
    )
    .map((id): Action => (id === undefined ? { kind: "cancelAll" } : { kind: "cancelAll", market: id })),
);

export const ownerBody: fc.Arbitrary<OwnerBody> = fc.oneof(
  fc.array(action, { minLength: 1, maxLength: 8 }).map((actions): OwnerBody => ({ type: "trade", actions })),
  fc.record({ recipient: bytes(20), amount }).map((body): OwnerBody => ({ type: "withdraw", ...body })),
  fc
    .record({ toSub: fc.integer({ min: 0, max: 127 }), amount })
    .map((body): OwnerBody => ({ type: "transfer", ...body })),
  fc
    .record({ agent: bytes(20), agentExpiry: u48 })
    .map((body): OwnerBody => ({ type: "approveAgent", ...body })),
);

const vote: fc.Arbitrary<TransactionBody> = fc
  .uniqueArray(fc.record({ market, index: price, externalMark: fc.oneof(fc.constant(0), price) }), {
    minLength: 1,
    maxLength: 8,
    selector: (entry) => entry.market,
  })
  .map((prices) => ({ type: "oracleVote", prices: prices.sort((a, b) => a.market - b.market) }));

export const unsignedTransaction: fc.Arbitrary<UnsignedTransaction> = fc.record({
  account: u32,
  nonce: u48,
  expiresAfter: u48,
  body: fc.oneof({ weight: 4, arbitrary: ownerBody as fc.Arbitrary<TransactionBody> }, vote),
});

export const message: fc.Arbitrary<L1Message> = fc.record({
  kind: fc.integer({ min: 0, max: 3 }),
  index: u64,
  l1Block: u64,
  l1Time: u64,
  sender: bytes(20),
  payload: fc.uint8Array({ maxLength: 200 }),
});

export const parameters: fc.Arbitrary<Parameters> = fc.record({
  forceDelay: u32,
  fundingInterval: u32,
  voteMaxAge: u32,
  indexMaxAge: u32,
  minDeposit: u64,
  insurance: u64,
  blockGasLimit: u64,
  maxTimeDrift: u32,
  windDownAfter: u32,
});

export const marketConfig: fc.Arbitrary<MarketConfig> = fc.record({
  id: fc.integer({ min: 0, max: 0xffff }),
  symbol: fc
    .string({ minLength: 1, maxLength: 12, unit: "grapheme-ascii" })
    .filter((text) => /^[\x20-\x7e]+$/.test(text)),
  status: fc.constantFrom("active" as const, "reduceOnly" as const, "closed" as const),
  tickBits: u8,
  unit: u32,
  priceDecimals: u8,
  sizeDecimals: u8,
  imfPpm: u32,
  mmfPpm: u32,
  makerFeePpm: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  takerFeePpm: u32,
  maxPositionLots: u32,
  markBandPpm: u32,
  priceBandPpm: u32,
  impactNotional: u64,
  minNotional: u64,
  liquidationFeePpm: u32,
});

export const validatorConfig: fc.Arbitrary<ValidatorConfig> = fc.record({
  id: u32,
  address: bytes(20),
  stake: u64,
});

export const genesisConfig: fc.Arbitrary<GenesisConfig> = fc.record({
  chainId: u64,
  inbox: bytes(20),
  timelock: bytes(20),
  timestamp: u64,
  parameters,
  markets: fc.array(marketConfig, { maxLength: 4 }),
  validators: fc.array(validatorConfig, { maxLength: 4 }),
});
