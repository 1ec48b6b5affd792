// biome-ignore-all format: generated
// Written by node/state-machine/layout/build.ts from the layout declaration. Do not edit.

/* Addresses and offsets are bytes; 64-bit fields read as bigint. */

export const limits = {
  MAX_BODY_BYTES: 4194304,
  MAX_MESSAGES: 256,
  MAX_TRANSACTIONS: 20000,
  MAX_ACTIONS: 100,
  MAX_VOTE_PRICES: 64,
  MAX_SLIPPAGE_BPS: 5000,
  TICKS_LIMIT: 4194304,
  MAX_PAYLOAD_BYTES: 2048,
  MAX_SUB: 127,
  MAX_FORCED_ACTIONS: 10,
  NONCES_KEPT: 1024,
  NONCES_DROPPED: 16,
  NONCE_PAST_MS: 172800000,
  NONCE_FUTURE_MS: 86400000,
  MAX_POSITIONS: 64,
  MAX_OPEN_ORDERS: 200,
  MAX_REDUCE_ONLY_ORDERS: 16,
  MAX_MAKERS_PER_ORDER: 1024,
  MAX_MAKERS_PER_FILL_OR_KILL: 128,
  MAX_MAKERS_PER_BLOCK: 262144,
  MAX_CANCELLED_ITEMS: 32,
  SWEEP_SLOTS: 1024,
  RISK_BUDGET: 65536,
  MAX_LIQUIDATIONS: 64,
  MAX_COUNTERPARTIES: 4096,
  IMPACT_LEVELS: 64,
  FUNDING_SLOTS: 60,
  FUNDING_SAMPLES: 12,
  FUNDING_MIN_SLOTS: 15,
  FUNDING_CAP_PPB: 40000000,
  MAX_LIVE_AGENTS: 16,
  MAX_AGENTS_EVER: 256,
  MAX_AGENT_DAYS: 400,
  WIND_DOWN_BUDGET: 65536,
  MAX_BLOCK_GAS: 1000000,
  MIN_BLOCK_GAS: 10000,
} as const;

export const addresses = {
  HASH_INPUT: 1310720,
  DIGEST: 1572864,
  DIGEST_END: 1638400,
  DIRTY_MAP: 16777216,
  DIRTY_LIST: 33554432,
  SAVED_LIST: 50331648,
  SAVED: 51380224,
  MAX_SAVED: 65536,
  UNDO: 67108864,
  OUTPUT: 603979776,
  OUTPUT_END: 738197504,
  INPUT: 1073741824,
  STATE: 2147483648,
  BOOKS: 3355443200,
  BOOKS_END: 4293918720,
  CHUNK_BYTES: 128,
  MAX_DIRTY: 4194304,
  PAGES: 65536,
} as const;

export const names = {
  ORDER_SLOT_BITS: 22,
  NEWEST_NONCES: 12,
  NONCES_SPILLED: 8,
  PAGE_NONCES: 58,
  MARKET_ACTIVE: 1,
  MARKET_REDUCE_ONLY: 2,
  MARKET_CLOSED_STATUS: 3,
  FLAG_BUY: 1,
  FLAG_REDUCE_ONLY: 16,
  FLAG_CLIENT_ID: 32,
  FLAG_MARKET: 64,
  TIF_GTC: 0,
  TIF_IOC: 1,
  TIF_FOK: 2,
  TIF_POST_ONLY: 3,
  TIF_GTT: 4,
  ORDER_OPENED: 1,
  ORDER_CANCELLED: 2,
  ORDER_CUT: 3,
  LIQUIDATION_ORDERS: 1,
  LIQUIDATION_POSITIONS: 2,
  LIQUIDATION_DELEVERAGE: 3,
  LIQUIDATION_DEFICIT: 4,
  PHASE_TRADING: 0,
  PHASE_CLOSING: 1,
  PHASE_PAYING: 2,
  PHASE_DONE: 3,
  WIND_DOWN_ENTERED: 1,
  WIND_DOWN_CLOSED: 2,
  WIND_DOWN_PAYING: 3,
  WIND_DOWN_PAID: 4,
  WIND_DOWN_DONE: 5,
  INSURANCE_FEE: 1,
  INSURANCE_COVER: 2,
  INSURANCE_SOCIALISED: 3,
  INSURANCE_BAD_DEBT: 4,
} as const;

export const gas = {
  GAS_TRANSACTION: 6,
  GAS_ORDER: 16,
  GAS_FILL_OR_KILL: 1300,
  GAS_CANCEL: 2,
  GAS_CANCEL_BY_CLIENT_ID: 6,
  GAS_CANCEL_ALL: 300,
  GAS_WITHDRAW: 14,
  GAS_TRANSFER: 14,
  GAS_APPROVE_AGENT: 10,
  GAS_VOTE: 2,
  GAS_MESSAGE: 20,
} as const;

export const resultCode = {
  OK: 0,
  BAD_SIGNATURE: 1,
  UNKNOWN_ACCOUNT: 2,
  UNKNOWN_VALIDATOR: 3,
  NOT_AUTHORIZED: 4,
  AGENT_EXPIRED: 5,
  TX_EXPIRED: 6,
  NONCE_OUT_OF_WINDOW: 7,
  NONCE_USED: 8,
  NONCE_TOO_LOW: 9,
  UNKNOWN_MARKET: 20,
  MARKET_CLOSED: 21,
  BAD_PRICE: 22,
  ORDER_EXPIRED: 24,
  DUPLICATE_CLIENT_ID: 25,
  NO_PRICE: 26,
  REDUCE_ONLY_MODE: 27,
  PRICE_BAND: 28,
  MIN_NOTIONAL: 29,
  REDUCE_ONLY: 30,
  POSITION_LIMIT: 31,
  TOO_MANY_POSITIONS: 32,
  TOO_MANY_ORDERS: 33,
  POSITIONS_FULL: 34,
  ORDERS_FULL: 35,
  INSUFFICIENT_MARGIN: 36,
  POST_ONLY_WOULD_TAKE: 37,
  FOK_NOT_FILLED: 38,
  IOC_NO_FILL: 39,
  NO_LIQUIDITY: 40,
  MATCH_LIMIT: 41,
  UNKNOWN_ORDER: 42,
  NOT_A_REDUCTION: 43,
  CANCELLED_FIRST: 44,
  INSUFFICIENT_FUNDS: 50,
  SELF_TRANSFER: 51,
  ACCOUNTS_FULL: 52,
  WITHDRAWALS_FULL: 53,
  BAD_RECIPIENT: 54,
  AGENT_TAKEN: 60,
  UNKNOWN_AGENT: 61,
  BAD_EXPIRY: 62,
  TOO_MANY_AGENTS: 63,
  MALFORMED: 70,
  UNSUPPORTED_ASSET: 71,
  BAD_AMOUNT: 72,
  UNCLAIMED: 73,
  BAD_PARAMETER: 74,
  MARKETS_FULL: 75,
  VALIDATORS_FULL: 76,
  WIND_DOWN: 80,
  CANCELLED: 90,
  EXPIRED: 91,
  SELF_TRADE: 92,
  MAKER_UNDERMARGINED: 93,
  REDUCE_ONLY_CUT: 94,
  LIQUIDATION: 95,
} as const;

/** [code, name, meaning] */
export const resultCodeList: readonly (readonly [number, string, string])[] = [
  [0, "OK", "Done."],
  [1, "BAD_SIGNATURE", "The signature recovers no address, or s lies in the upper half of the order."],
  [2, "UNKNOWN_ACCOUNT", "No such account."],
  [3, "UNKNOWN_VALIDATOR", "No such validator."],
  [4, "NOT_AUTHORIZED", "The signer may not do this for that account."],
  [5, "AGENT_EXPIRED", "The signing agent's approval has expired or was revoked."],
  [6, "TX_EXPIRED", "The transaction's expiresAfter lies before the block's timestamp."],
  [7, "NONCE_OUT_OF_WINDOW", "The nonce is not within two days before and one day after the block's timestamp."],
  [8, "NONCE_USED", "This nonce was already accepted from this signer."],
  [9, "NONCE_TOO_LOW", "The nonce is not above the signer's floor: below the 1,024 highest accepted from it."],
  [20, "UNKNOWN_MARKET", "No such market."],
  [21, "MARKET_CLOSED", "The market is closed."],
  [22, "BAD_PRICE", "The price is not on the market's grid (1 .. 2^tickBits - 1 ticks)."],
  [24, "ORDER_EXPIRED", "The good-till time is not in the future."],
  [25, "DUPLICATE_CLIENT_ID", "An open order of the account has the same client id."],
  [26, "NO_PRICE", "The market has no mark price yet."],
  [27, "REDUCE_ONLY_MODE", "The market takes only reduce-only orders: by status, or because its index is stale."],
  [28, "PRICE_BAND", "The limit is too far from the mark on the aggressive side."],
  [29, "MIN_NOTIONAL", "The order's value is below the market's minimum."],
  [30, "REDUCE_ONLY", "There is no opposite position to reduce."],
  [31, "POSITION_LIMIT", "Position and open orders of that side would exceed the market's limit."],
  [32, "TOO_MANY_POSITIONS", "The account already uses 64 markets."],
  [33, "TOO_MANY_ORDERS", "The account has 200 open orders, or 16 reduce-only orders in this market."],
  [34, "POSITIONS_FULL", "The position arena is full."],
  [35, "ORDERS_FULL", "The order arena is full."],
  [36, "INSUFFICIENT_MARGIN", "Equity would not cover the initial margin."],
  [37, "POST_ONLY_WOULD_TAKE", "A post-only order would have traded at once."],
  [38, "FOK_NOT_FILLED", "A fill-or-kill order could not be filled completely."],
  [39, "IOC_NO_FILL", "An immediate-or-cancel order found nothing to trade with."],
  [40, "NO_LIQUIDITY", "A market order found nothing to trade with inside its slippage bound."],
  [41, "MATCH_LIMIT", "Matching stopped at its bound of visited orders; the rest was cancelled."],
  [42, "UNKNOWN_ORDER", "No open order of the account has this id."],
  [43, "NOT_A_REDUCTION", "The new size is not below what the order still has."],
  [44, "CANCELLED_FIRST", "A cancel with a higher nonce, executed earlier in the same block, names the order."],
  [50, "INSUFFICIENT_FUNDS", "The amount exceeds what may be withdrawn."],
  [51, "SELF_TRANSFER", "Source and destination are the same account."],
  [52, "ACCOUNTS_FULL", "The account or signer arena is full."],
  [53, "WITHDRAWALS_FULL", "The withdrawal tree is full."],
  [54, "BAD_RECIPIENT", "The recipient is the zero address or the Inbox: nobody could move the money from there."],
  [60, "AGENT_TAKEN", "The address owns accounts, is a validator, or is another owner's agent."],
  [61, "UNKNOWN_AGENT", "The address to revoke is not an agent of this owner."],
  [62, "BAD_EXPIRY", "The expiry is not in the future, or more than 400 days away."],
  [63, "TOO_MANY_AGENTS", "The owner has 16 live agents, or has ever approved 256."],
  [70, "MALFORMED", "The message's kind or payload is malformed."],
  [71, "UNSUPPORTED_ASSET", "The deposited asset is unknown."],
  [72, "BAD_AMOUNT", "The amount is zero or out of range."],
  [73, "UNCLAIMED", "The deposit could not be credited to an account and went to the unclaimed balance."],
  [74, "BAD_PARAMETER", "A parameter is out of its bounds, or may not change."],
  [75, "MARKETS_FULL", "The book arena or the market table is full."],
  [76, "VALIDATORS_FULL", "The validator table is full."],
  [80, "WIND_DOWN", "The chain winds down: positions are closed and everybody is paid, nothing else happens."],
  [90, "CANCELLED", "Cancelled by its owner or agent."],
  [91, "EXPIRED", "Its good-till time came."],
  [92, "SELF_TRADE", "It met an order of the same owner."],
  [93, "MAKER_UNDERMARGINED", "Its account could not carry the fill."],
  [94, "REDUCE_ONLY_CUT", "The position it was to reduce has shrunk or is gone."],
  [95, "LIQUIDATION", "Its account is being liquidated."],
];

export const voidCode = {
  APPLIED: 0,
  BAD_HEADER: 1,
  BAD_NUMBER: 2,
  BAD_TIMESTAMP: 3,
  BAD_L1_ORIGIN: 4,
  BAD_MESSAGE: 5,
  MESSAGES_DUE: 6,
  BAD_TRANSACTION: 7,
  GAS_LIMIT: 8,
  BAD_GENESIS: 9,
} as const;

/** [code, name, meaning] */
export const voidCodeList: readonly (readonly [number, string, string])[] = [
  [0, "APPLIED", "The block was applied."],
  [1, "BAD_HEADER", "Magic, body length, counts or reserved bytes break W1."],
  [2, "BAD_NUMBER", "The number is not above the state's, or block 0 met a state that is not empty."],
  [3, "BAD_TIMESTAMP", "The timestamp does not increase."],
  [4, "BAD_L1_ORIGIN", "Retired: the L1 block or the count of due messages decreased."],
  [5, "BAD_MESSAGE", "An L1 message is malformed in its frame or out of order."],
  [6, "MESSAGES_DUE", "L1 messages that are due are missing."],
  [7, "BAD_TRANSACTION", "A transaction is malformed in its frame, or bytes are left over."],
  [8, "GAS_LIMIT", "The block uses more gas than its limit, or its orders more than four fifths of it."],
  [9, "BAD_GENESIS", "The genesis configuration is malformed or out of bounds."],
];

const copy = (view: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, length).slice();

/** Chain-wide values; the first 128 bytes are proven to L1. */
export const headerLayout = {
  base: 2147483648,
  size: 4096,
  capacity: 1,
  firstIndex: 0,
  offset: {
    stateVersion: 0,
    chainId: 8,
    blockNumber: 16,
    timestamp: 24,
    withdrawalsRoot: 32,
    inboxAccumulator: 64,
    inboxCursor: 96,
    withdrawalCount: 104,
    l1Block: 112,
    inboxDue: 120,
    domainSeparator: 128,
    inbox: 160,
    marketCount: 180,
    validatorCount: 184,
    timelock: 192,
    forceDelay: 224,
    fundingInterval: 228,
    voteMaxAge: 232,
    indexMaxAge: 236,
    minDeposit: 240,
    genesisInsurance: 248,
    blockGasLimit: 256,
    maxTimeDrift: 264,
    insurance: 272,
    feePool: 280,
    dust: 288,
    badDebt: 296,
    unclaimed: 304,
    deposited: 312,
    withdrawn: 320,
    orderSequence: 328,
    fillSequence: 336,
    signerTop: 344,
    accountTop: 348,
    positionTop: 352,
    orderTop: 356,
    freePosition: 360,
    freeOrder: 364,
    bookTop: 368,
    openOrders: 372,
    scanCursor: 376,
    riskOdometer: 380,
    sweepCursor: 384,
    phase: 388,
    windDownAfter: 392,
    windDownCursor: 396,
    lastOrdinaryTime: 400,
    windDownClaims: 408,
    windDownPayable: 416,
    noncePageTop: 424,
    freeNoncePage: 428,
    nonceHand: 432,
  },
} as const;

export interface HeaderRecord {
  readonly stateVersion: number;
  readonly chainId: bigint;
  readonly blockNumber: bigint;
  readonly timestamp: bigint;
  readonly withdrawalsRoot: Uint8Array;
  readonly inboxAccumulator: Uint8Array;
  readonly inboxCursor: bigint;
  readonly withdrawalCount: bigint;
  readonly l1Block: bigint;
  readonly inboxDue: bigint;
  readonly domainSeparator: Uint8Array;
  readonly inbox: Uint8Array;
  readonly marketCount: number;
  readonly validatorCount: number;
  readonly timelock: Uint8Array;
  readonly forceDelay: number;
  readonly fundingInterval: number;
  readonly voteMaxAge: number;
  readonly indexMaxAge: number;
  readonly minDeposit: bigint;
  readonly genesisInsurance: bigint;
  readonly blockGasLimit: bigint;
  readonly maxTimeDrift: number;
  readonly insurance: bigint;
  readonly feePool: bigint;
  readonly dust: bigint;
  readonly badDebt: bigint;
  readonly unclaimed: bigint;
  readonly deposited: bigint;
  readonly withdrawn: bigint;
  readonly orderSequence: bigint;
  readonly fillSequence: bigint;
  readonly signerTop: number;
  readonly accountTop: number;
  readonly positionTop: number;
  readonly orderTop: number;
  readonly freePosition: number;
  readonly freeOrder: number;
  readonly bookTop: number;
  readonly openOrders: number;
  readonly scanCursor: number;
  readonly riskOdometer: number;
  readonly sweepCursor: number;
  readonly phase: number;
  readonly windDownAfter: number;
  readonly windDownCursor: number;
  readonly lastOrdinaryTime: bigint;
  readonly windDownClaims: bigint;
  readonly windDownPayable: bigint;
  readonly noncePageTop: number;
  readonly freeNoncePage: number;
  readonly nonceHand: number;
}

export function readHeader(view: DataView, at: number): HeaderRecord {
  return {
    stateVersion: view.getUint32(at + 0, true),
    chainId: view.getBigUint64(at + 8, true),
    blockNumber: view.getBigUint64(at + 16, true),
    timestamp: view.getBigUint64(at + 24, true),
    withdrawalsRoot: copy(view, at + 32, 32),
    inboxAccumulator: copy(view, at + 64, 32),
    inboxCursor: view.getBigUint64(at + 96, true),
    withdrawalCount: view.getBigUint64(at + 104, true),
    l1Block: view.getBigUint64(at + 112, true),
    inboxDue: view.getBigUint64(at + 120, true),
    domainSeparator: copy(view, at + 128, 32),
    inbox: copy(view, at + 160, 20),
    marketCount: view.getUint32(at + 180, true),
    validatorCount: view.getUint32(at + 184, true),
    timelock: copy(view, at + 192, 20),
    forceDelay: view.getUint32(at + 224, true),
    fundingInterval: view.getUint32(at + 228, true),
    voteMaxAge: view.getUint32(at + 232, true),
    indexMaxAge: view.getUint32(at + 236, true),
    minDeposit: view.getBigUint64(at + 240, true),
    genesisInsurance: view.getBigUint64(at + 248, true),
    blockGasLimit: view.getBigUint64(at + 256, true),
    maxTimeDrift: view.getUint32(at + 264, true),
    insurance: view.getBigInt64(at + 272, true),
    feePool: view.getBigInt64(at + 280, true),
    dust: view.getBigInt64(at + 288, true),
    badDebt: view.getBigInt64(at + 296, true),
    unclaimed: view.getBigInt64(at + 304, true),
    deposited: view.getBigInt64(at + 312, true),
    withdrawn: view.getBigInt64(at + 320, true),
    orderSequence: view.getBigUint64(at + 328, true),
    fillSequence: view.getBigUint64(at + 336, true),
    signerTop: view.getUint32(at + 344, true),
    accountTop: view.getUint32(at + 348, true),
    positionTop: view.getUint32(at + 352, true),
    orderTop: view.getUint32(at + 356, true),
    freePosition: view.getUint32(at + 360, true),
    freeOrder: view.getUint32(at + 364, true),
    bookTop: view.getUint32(at + 368, true),
    openOrders: view.getUint32(at + 372, true),
    scanCursor: view.getUint32(at + 376, true),
    riskOdometer: view.getUint32(at + 380, true),
    sweepCursor: view.getUint32(at + 384, true),
    phase: view.getUint32(at + 388, true),
    windDownAfter: view.getUint32(at + 392, true),
    windDownCursor: view.getUint32(at + 396, true),
    lastOrdinaryTime: view.getBigUint64(at + 400, true),
    windDownClaims: view.getBigInt64(at + 408, true),
    windDownPayable: view.getBigInt64(at + 416, true),
    noncePageTop: view.getUint32(at + 424, true),
    freeNoncePage: view.getUint32(at + 428, true),
    nonceHand: view.getUint32(at + 432, true),
  };
}

/** Left siblings of the next withdrawal leaf, one per tree level. */
export const frontierLayout = {
  base: 2147487744,
  size: 32,
  capacity: 32,
  firstIndex: 0,
  offset: {
    node: 0,
  },
} as const;

export interface FrontierRecord {
  readonly node: Uint8Array;
}

export function readFrontier(view: DataView, at: number): FrontierRecord {
  return {
    node: copy(view, at + 0, 32),
  };
}

/** An oracle voter; index = validator id. */
export const validatorLayout = {
  base: 2147491840,
  size: 64,
  capacity: 64,
  firstIndex: 0,
  offset: {
    signer: 0,
    stake: 8,
    address: 16,
  },
} as const;

export interface ValidatorRecord {
  readonly signer: number;
  readonly stake: bigint;
  readonly address: Uint8Array;
}

export function readValidator(view: DataView, at: number): ValidatorRecord {
  return {
    signer: view.getUint32(at + 0, true),
    stake: view.getBigUint64(at + 8, true),
    address: copy(view, at + 16, 20),
  };
}

/** A perpetual market; index = market id. Configuration in bytes 0-127, book and prices from 128, funding from 256. */
export const marketLayout = {
  base: 2147549184,
  size: 1024,
  capacity: 256,
  firstIndex: 0,
  offset: {
    id: 0,
    tickBits: 2,
    status: 3,
    unit: 4,
    imfPpm: 8,
    mmfPpm: 12,
    makerFeePpm: 16,
    takerFeePpm: 20,
    maxPositionLots: 24,
    markBandPpm: 28,
    priceBandPpm: 32,
    liquidationFeePpm: 36,
    impactNotional: 40,
    minNotional: 48,
    symbol: 56,
    priceDecimals: 68,
    sizeDecimals: 69,
    levels: 72,
    bitmap0: 76,
    bitmap1: 80,
    bitmap2: 84,
    bitmap3: 88,
    bestBid: 128,
    bestAsk: 132,
    lastTrade: 136,
    mark: 140,
    index: 144,
    externalMark: 148,
    indexTime: 152,
    ema: 160,
    fundingIndex: 168,
    openInterest: 176,
    firstLong: 184,
    lastLong: 188,
    firstShort: 192,
    lastShort: 196,
    averageMark: 200,
    sampleTime: 256,
    sampleSlot: 264,
    sampleCount: 272,
    sampleGap: 276,
    slotCount: 280,
    slotSum: 288,
    lastRate: 296,
    samples: 304,
  },
} as const;

export interface MarketRecord {
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
  readonly liquidationFeePpm: number;
  readonly impactNotional: bigint;
  readonly minNotional: bigint;
  readonly symbol: Uint8Array;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  readonly levels: number;
  readonly bitmap0: number;
  readonly bitmap1: number;
  readonly bitmap2: number;
  readonly bitmap3: number;
  readonly bestBid: number;
  readonly bestAsk: number;
  readonly lastTrade: number;
  readonly mark: number;
  readonly index: number;
  readonly externalMark: number;
  readonly indexTime: bigint;
  readonly ema: bigint;
  readonly fundingIndex: bigint;
  readonly openInterest: bigint;
  readonly firstLong: number;
  readonly lastLong: number;
  readonly firstShort: number;
  readonly lastShort: number;
  readonly averageMark: bigint;
  readonly sampleTime: bigint;
  readonly sampleSlot: bigint;
  readonly sampleCount: number;
  readonly sampleGap: number;
  readonly slotCount: number;
  readonly slotSum: bigint;
  readonly lastRate: bigint;
  readonly samples: readonly bigint[];
}

export function readMarket(view: DataView, at: number): MarketRecord {
  return {
    id: view.getUint16(at + 0, true),
    tickBits: view.getUint8(at + 2),
    status: view.getUint8(at + 3),
    unit: view.getUint32(at + 4, true),
    imfPpm: view.getUint32(at + 8, true),
    mmfPpm: view.getUint32(at + 12, true),
    makerFeePpm: view.getInt32(at + 16, true),
    takerFeePpm: view.getUint32(at + 20, true),
    maxPositionLots: view.getUint32(at + 24, true),
    markBandPpm: view.getUint32(at + 28, true),
    priceBandPpm: view.getUint32(at + 32, true),
    liquidationFeePpm: view.getUint32(at + 36, true),
    impactNotional: view.getBigUint64(at + 40, true),
    minNotional: view.getBigUint64(at + 48, true),
    symbol: copy(view, at + 56, 12),
    priceDecimals: view.getUint8(at + 68),
    sizeDecimals: view.getUint8(at + 69),
    levels: view.getUint32(at + 72, true),
    bitmap0: view.getUint32(at + 76, true),
    bitmap1: view.getUint32(at + 80, true),
    bitmap2: view.getUint32(at + 84, true),
    bitmap3: view.getUint32(at + 88, true),
    bestBid: view.getUint32(at + 128, true),
    bestAsk: view.getUint32(at + 132, true),
    lastTrade: view.getUint32(at + 136, true),
    mark: view.getUint32(at + 140, true),
    index: view.getUint32(at + 144, true),
    externalMark: view.getUint32(at + 148, true),
    indexTime: view.getBigUint64(at + 152, true),
    ema: view.getBigInt64(at + 160, true),
    fundingIndex: view.getBigInt64(at + 168, true),
    openInterest: view.getBigUint64(at + 176, true),
    firstLong: view.getUint32(at + 184, true),
    lastLong: view.getUint32(at + 188, true),
    firstShort: view.getUint32(at + 192, true),
    lastShort: view.getUint32(at + 196, true),
    averageMark: view.getBigInt64(at + 200, true),
    sampleTime: view.getBigUint64(at + 256, true),
    sampleSlot: view.getBigUint64(at + 264, true),
    sampleCount: view.getUint32(at + 272, true),
    sampleGap: view.getUint32(at + 276, true),
    slotCount: view.getUint32(at + 280, true),
    slotSum: view.getBigInt64(at + 288, true),
    lastRate: view.getBigInt64(at + 296, true),
    samples: Array.from({ length: 12 }, (_, i) => view.getBigInt64(at + 304 + i * 8, true)),
  };
}

/** A validator's last vote for a market; index = validator * 256 + market. */
export const voteLayout = {
  base: 2148007936,
  size: 32,
  capacity: 16384,
  firstIndex: 0,
  offset: {
    time: 0,
    index: 8,
    externalMark: 12,
  },
} as const;

export interface VoteRecord {
  readonly time: bigint;
  readonly index: number;
  readonly externalMark: number;
}

export function readVote(view: DataView, at: number): VoteRecord {
  return {
    time: view.getBigUint64(at + 0, true),
    index: view.getUint32(at + 8, true),
    externalMark: view.getUint32(at + 12, true),
  };
}

/** Open-addressing hash index of signers by address: `tag << 21 | signer slot`, 0 = free. */
export const signerIndexLayout = {
  base: 2164260864,
  size: 4,
  capacity: 4194304,
  firstIndex: 0,
  offset: {
    entry: 0,
  },
} as const;

export interface SignerIndexRecord {
  readonly entry: number;
}

export function readSignerIndex(view: DataView, at: number): SignerIndexRecord {
  return {
    entry: view.getUint32(at + 0, true),
  };
}

/** An address that may sign: an owner of accounts, an agent of one, or a validator. */
export const signerLayout = {
  base: 2181038080,
  size: 128,
  capacity: 1310720,
  firstIndex: 1,
  offset: {
    address: 0,
    firstAccount: 20,
    lastAccount: 24,
    owner: 28,
    agentExpiry: 32,
    firstAgent: 40,
    nextAgent: 44,
    nonceBase: 48,
    nonceFloor: 56,
    lowPage: 64,
    highPage: 68,
    agentCount: 72,
    nonceCount: 74,
    newestCount: 76,
    newest: 80,
  },
} as const;

export interface SignerRecord {
  readonly address: Uint8Array;
  readonly firstAccount: number;
  readonly lastAccount: number;
  readonly owner: number;
  readonly agentExpiry: bigint;
  readonly firstAgent: number;
  readonly nextAgent: number;
  readonly nonceBase: bigint;
  readonly nonceFloor: bigint;
  readonly lowPage: number;
  readonly highPage: number;
  readonly agentCount: number;
  readonly nonceCount: number;
  readonly newestCount: number;
  readonly newest: readonly number[];
}

export function readSigner(view: DataView, at: number): SignerRecord {
  return {
    address: copy(view, at + 0, 20),
    firstAccount: view.getUint32(at + 20, true),
    lastAccount: view.getUint32(at + 24, true),
    owner: view.getUint32(at + 28, true),
    agentExpiry: view.getBigUint64(at + 32, true),
    firstAgent: view.getUint32(at + 40, true),
    nextAgent: view.getUint32(at + 44, true),
    nonceBase: view.getBigUint64(at + 48, true),
    nonceFloor: view.getBigUint64(at + 56, true),
    lowPage: view.getUint32(at + 64, true),
    highPage: view.getUint32(at + 68, true),
    agentCount: view.getUint16(at + 72, true),
    nonceCount: view.getUint16(at + 74, true),
    newestCount: view.getUint8(at + 76),
    newest: Array.from({ length: 12 }, (_, i) => view.getUint32(at + 80 + i * 4, true)),
  };
}

/** Kept nonces of one signer below its newest, ascending in `first..first + count`, as differences to `base`; only signers that use many have pages. */
export const noncePageLayout = {
  base: 2348810240,
  size: 256,
  capacity: 1048576,
  firstIndex: 1,
  offset: {
    owner: 0,
    lower: 4,
    higher: 8,
    first: 12,
    count: 14,
    base: 16,
    nonces: 24,
  },
} as const;

export interface NoncePageRecord {
  readonly owner: number;
  readonly lower: number;
  readonly higher: number;
  readonly first: number;
  readonly count: number;
  readonly base: bigint;
  readonly nonces: readonly number[];
}

export function readNoncePage(view: DataView, at: number): NoncePageRecord {
  return {
    owner: view.getUint32(at + 0, true),
    lower: view.getUint32(at + 4, true),
    higher: view.getUint32(at + 8, true),
    first: view.getUint16(at + 12, true),
    count: view.getUint16(at + 14, true),
    base: view.getBigUint64(at + 16, true),
    nonces: Array.from({ length: 58 }, (_, i) => view.getUint32(at + 24 + i * 4, true)),
  };
}

/** A sub-account: the unit of cross margin. */
export const accountLayout = {
  base: 2617245696,
  size: 128,
  capacity: 1310720,
  firstIndex: 1,
  offset: {
    cash: 0,
    owner: 8,
    sub: 12,
    firstPosition: 16,
    positionCount: 20,
    orderCount: 28,
    clientOrderCount: 32,
    nextOfOwner: 36,
    orderLists: 64,
  },
} as const;

export interface AccountRecord {
  readonly cash: bigint;
  readonly owner: number;
  readonly sub: number;
  readonly firstPosition: number;
  readonly positionCount: number;
  readonly orderCount: number;
  readonly clientOrderCount: number;
  readonly nextOfOwner: number;
  readonly orderLists: readonly number[];
}

export function readAccount(view: DataView, at: number): AccountRecord {
  return {
    cash: view.getBigInt64(at + 0, true),
    owner: view.getUint32(at + 8, true),
    sub: view.getUint32(at + 12, true),
    firstPosition: view.getUint32(at + 16, true),
    positionCount: view.getUint32(at + 20, true),
    orderCount: view.getUint32(at + 28, true),
    clientOrderCount: view.getUint32(at + 32, true),
    nextOfOwner: view.getUint32(at + 36, true),
    orderLists: Array.from({ length: 16 }, (_, i) => view.getUint32(at + 64 + i * 4, true)),
  };
}

/** How far marks may move before an account must be assessed again: reading of the risk odometer, 0 = at once; index = account id. */
export const riskLayout = {
  base: 2785017856,
  size: 4,
  capacity: 1310720,
  firstIndex: 0,
  offset: {
    safeUntil: 0,
  },
} as const;

export interface RiskRecord {
  readonly safeUntil: number;
}

export function readRisk(view: DataView, at: number): RiskRecord {
  return {
    safeUntil: view.getUint32(at + 0, true),
  };
}

/** What an account holds and has open in one market; freed when all of it is zero. */
export const positionLayout = {
  base: 2818572288,
  size: 64,
  capacity: 4194304,
  firstIndex: 1,
  offset: {
    account: 0,
    market: 4,
    reduceOnlyCount: 6,
    size: 8,
    cost: 16,
    fundingIndex: 24,
    openBuyLots: 32,
    openSellLots: 36,
    reduceOnlyLots: 40,
    nextOfAccount: 44,
    previousOfSide: 48,
    nextOfSide: 52,
  },
} as const;

export interface PositionRecord {
  readonly account: number;
  readonly market: number;
  readonly reduceOnlyCount: number;
  readonly size: bigint;
  readonly cost: bigint;
  readonly fundingIndex: bigint;
  readonly openBuyLots: number;
  readonly openSellLots: number;
  readonly reduceOnlyLots: number;
  readonly nextOfAccount: number;
  readonly previousOfSide: number;
  readonly nextOfSide: number;
}

export function readPosition(view: DataView, at: number): PositionRecord {
  return {
    account: view.getUint32(at + 0, true),
    market: view.getUint16(at + 4, true),
    reduceOnlyCount: view.getUint16(at + 6, true),
    size: view.getBigInt64(at + 8, true),
    cost: view.getBigInt64(at + 16, true),
    fundingIndex: view.getBigInt64(at + 24, true),
    openBuyLots: view.getUint32(at + 32, true),
    openSellLots: view.getUint32(at + 36, true),
    reduceOnlyLots: view.getUint32(at + 40, true),
    nextOfAccount: view.getUint32(at + 44, true),
    previousOfSide: view.getUint32(at + 48, true),
    nextOfSide: view.getUint32(at + 52, true),
  };
}

/** A resting order. */
export const orderLayout = {
  base: 3087007744,
  size: 64,
  capacity: 4194304,
  firstIndex: 1,
  offset: {
    id: 0,
    account: 8,
    market: 12,
    flags: 14,
    price: 16,
    lots: 20,
    previous: 24,
    next: 28,
    previousOfAccount: 32,
    nextOfAccount: 36,
    goodTill: 40,
    position: 44,
    clientId: 48,
  },
} as const;

export interface OrderRecord {
  readonly id: bigint;
  readonly account: number;
  readonly market: number;
  readonly flags: number;
  readonly price: number;
  readonly lots: number;
  readonly previous: number;
  readonly next: number;
  readonly previousOfAccount: number;
  readonly nextOfAccount: number;
  readonly goodTill: number;
  readonly position: number;
  readonly clientId: Uint8Array;
}

export function readOrder(view: DataView, at: number): OrderRecord {
  return {
    id: view.getBigUint64(at + 0, true),
    account: view.getUint32(at + 8, true),
    market: view.getUint16(at + 12, true),
    flags: view.getUint8(at + 14),
    price: view.getUint32(at + 16, true),
    lots: view.getUint32(at + 20, true),
    previous: view.getUint32(at + 24, true),
    next: view.getUint32(at + 28, true),
    previousOfAccount: view.getUint32(at + 32, true),
    nextOfAccount: view.getUint32(at + 36, true),
    goodTill: view.getUint32(at + 40, true),
    position: view.getUint32(at + 44, true),
    clientId: copy(view, at + 48, 16),
  };
}

/** A price level; address = market.levels + price * 16. Bids and asks share the array: they never share a price. */
export const levelLayout = {
  base: 3355443200,
  size: 16,
  capacity: 58654720,
  firstIndex: 0,
  offset: {
    head: 0,
    tail: 4,
    lots: 8,
  },
} as const;

export interface LevelRecord {
  readonly head: number;
  readonly tail: number;
  readonly lots: bigint;
}

export function readLevel(view: DataView, at: number): LevelRecord {
  return {
    head: view.getUint32(at + 0, true),
    tail: view.getUint32(at + 4, true),
    lots: view.getBigUint64(at + 8, true),
  };
}

/** 64 bits of a market's level bitmaps: bit i of bitmap0 = level i is not empty, bit i of bitmap k+1 = word i of bitmap k is not zero. */
export const bitmapWordLayout = {
  base: 3355443200,
  size: 8,
  capacity: 117309440,
  firstIndex: 0,
  offset: {
    bits: 0,
  },
} as const;

export interface BitmapWordRecord {
  readonly bits: bigint;
}

export function readBitmapWord(view: DataView, at: number): BitmapWordRecord {
  return {
    bits: view.getBigUint64(at + 0, true),
  };
}

/** Block-wide work values; `dirtyCount` is what the host reads back, also after a trap. */
export const workLayout = {
  base: 1048576,
  size: 128,
  capacity: 1,
  firstIndex: 0,
  offset: {
    dirtyCount: 0,
    savedCount: 4,
    timestamp: 8,
    elapsed: 16,
    makerBudget: 24,
    riskBudget: 28,
    withdrawals: 36,
    transaction: 40,
    markMovement: 44,
    fundingMovement: 48,
    foreseen: 52,
    fetched: 56,
    nonce: 64,
    have: 72,
    need: 80,
    cancelledAccounts: 88,
    cancelledItems: 92,
  },
} as const;

export interface WorkRecord {
  readonly dirtyCount: number;
  readonly savedCount: number;
  readonly timestamp: bigint;
  readonly elapsed: bigint;
  readonly makerBudget: number;
  readonly riskBudget: number;
  readonly withdrawals: number;
  readonly transaction: number;
  readonly markMovement: number;
  readonly fundingMovement: number;
  readonly foreseen: number;
  readonly fetched: bigint;
  readonly nonce: bigint;
  readonly have: bigint;
  readonly need: bigint;
  readonly cancelledAccounts: number;
  readonly cancelledItems: number;
}

export function readWork(view: DataView, at: number): WorkRecord {
  return {
    dirtyCount: view.getUint32(at + 0, true),
    savedCount: view.getUint32(at + 4, true),
    timestamp: view.getBigUint64(at + 8, true),
    elapsed: view.getBigUint64(at + 16, true),
    makerBudget: view.getUint32(at + 24, true),
    riskBudget: view.getUint32(at + 28, true),
    withdrawals: view.getUint32(at + 36, true),
    transaction: view.getUint32(at + 40, true),
    markMovement: view.getUint32(at + 44, true),
    fundingMovement: view.getUint32(at + 48, true),
    foreseen: view.getUint32(at + 52, true),
    fetched: view.getBigUint64(at + 56, true),
    nonce: view.getBigUint64(at + 64, true),
    have: view.getBigInt64(at + 72, true),
    need: view.getBigInt64(at + 80, true),
    cancelledAccounts: view.getUint32(at + 88, true),
    cancelledItems: view.getUint32(at + 92, true),
  };
}

/** The action last decoded (W2). */
export const actionLayout = {
  base: 1048832,
  size: 64,
  capacity: 1,
  firstIndex: 0,
  offset: {
    kind: 0,
    flags: 4,
    timeInForce: 8,
    market: 12,
    price: 16,
    size: 20,
    goodTill: 24,
    orderId: 32,
    clientId: 40,
  },
} as const;

export interface ActionRecord {
  readonly kind: number;
  readonly flags: number;
  readonly timeInForce: number;
  readonly market: number;
  readonly price: number;
  readonly size: number;
  readonly goodTill: number;
  readonly orderId: bigint;
  readonly clientId: Uint8Array;
}

export function readAction(view: DataView, at: number): ActionRecord {
  return {
    kind: view.getUint32(at + 0, true),
    flags: view.getUint32(at + 4, true),
    timeInForce: view.getUint32(at + 8, true),
    market: view.getUint32(at + 12, true),
    price: view.getUint32(at + 16, true),
    size: view.getUint32(at + 20, true),
    goodTill: view.getUint32(at + 24, true),
    orderId: view.getBigUint64(at + 32, true),
    clientId: copy(view, at + 40, 16),
  };
}

/** The order being matched. */
export const takerLayout = {
  base: 1049088,
  size: 128,
  capacity: 1,
  firstIndex: 0,
  offset: {
    account: 0,
    owner: 4,
    market: 8,
    position: 12,
    isBuy: 16,
    limit: 20,
    remaining: 24,
    filled: 28,
    orderId: 32,
    notional: 40,
    fee: 48,
    equity: 56,
    visits: 64,
    visitLimit: 68,
    stop: 72,
    guarded: 76,
    liquidation: 80,
    zeroPrice: 84,
    resting: 88,
    mark: 92,
  },
} as const;

export interface TakerRecord {
  readonly account: number;
  readonly owner: number;
  readonly market: number;
  readonly position: number;
  readonly isBuy: number;
  readonly limit: number;
  readonly remaining: number;
  readonly filled: number;
  readonly orderId: bigint;
  readonly notional: bigint;
  readonly fee: bigint;
  readonly equity: bigint;
  readonly visits: number;
  readonly visitLimit: number;
  readonly stop: number;
  readonly guarded: number;
  readonly liquidation: number;
  readonly zeroPrice: number;
  readonly resting: number;
  readonly mark: number;
}

export function readTaker(view: DataView, at: number): TakerRecord {
  return {
    account: view.getUint32(at + 0, true),
    owner: view.getUint32(at + 4, true),
    market: view.getUint32(at + 8, true),
    position: view.getUint32(at + 12, true),
    isBuy: view.getUint32(at + 16, true),
    limit: view.getUint32(at + 20, true),
    remaining: view.getUint32(at + 24, true),
    filled: view.getUint32(at + 28, true),
    orderId: view.getBigUint64(at + 32, true),
    notional: view.getBigInt64(at + 40, true),
    fee: view.getBigInt64(at + 48, true),
    equity: view.getBigInt64(at + 56, true),
    visits: view.getUint32(at + 64, true),
    visitLimit: view.getUint32(at + 68, true),
    stop: view.getUint32(at + 72, true),
    guarded: view.getUint32(at + 76, true),
    liquidation: view.getUint32(at + 80, true),
    zeroPrice: view.getUint32(at + 84, true),
    resting: view.getUint32(at + 88, true),
    mark: view.getUint32(at + 92, true),
  };
}

/** Figures of the account last assessed (M1, R2). */
export const marginLayout = {
  base: 1049344,
  size: 64,
  capacity: 1,
  firstIndex: 0,
  offset: {
    equity: 0,
    initial: 8,
    maintenance: 16,
    stale: 24,
    notional: 32,
  },
} as const;

export interface MarginRecord {
  readonly equity: bigint;
  readonly initial: bigint;
  readonly maintenance: bigint;
  readonly stale: number;
  readonly notional: bigint;
}

export function readMargin(view: DataView, at: number): MarginRecord {
  return {
    equity: view.getBigInt64(at + 0, true),
    initial: view.getBigInt64(at + 8, true),
    maintenance: view.getBigInt64(at + 16, true),
    stale: view.getUint32(at + 24, true),
    notional: view.getBigUint64(at + 32, true),
  };
}

/** Equity (M1) and initial margin (R2) of the account that trades, kept while its orders come and go; account 0 = not known. */
export const standingLayout = {
  base: 1049472,
  size: 64,
  capacity: 1,
  firstIndex: 0,
  offset: {
    account: 0,
    equity: 8,
    initial: 16,
    initialWithOrder: 24,
  },
} as const;

export interface StandingRecord {
  readonly account: number;
  readonly equity: bigint;
  readonly initial: bigint;
  readonly initialWithOrder: bigint;
}

export function readStanding(view: DataView, at: number): StandingRecord {
  return {
    account: view.getUint32(at + 0, true),
    equity: view.getBigInt64(at + 8, true),
    initial: view.getBigUint64(at + 16, true),
    initialWithOrder: view.getBigUint64(at + 24, true),
  };
}

/** Whether a market got a vote in this block. */
export const votedLayout = {
  base: 1049600,
  size: 4,
  capacity: 256,
  firstIndex: 0,
  offset: {
    flag: 0,
  },
} as const;

export interface VotedRecord {
  readonly flag: number;
}

export function readVoted(view: DataView, at: number): VotedRecord {
  return {
    flag: view.getUint32(at + 0, true),
  };
}

/** One vote of a median, sorted by price then validator. */
export const ballotLayout = {
  base: 1050624,
  size: 16,
  capacity: 64,
  firstIndex: 0,
  offset: {
    price: 0,
    stake: 8,
  },
} as const;

export interface BallotRecord {
  readonly price: number;
  readonly stake: bigint;
}

export function readBallot(view: DataView, at: number): BallotRecord {
  return {
    price: view.getUint32(at + 0, true),
    stake: view.getBigUint64(at + 8, true),
  };
}

/** An open order that a walk of its account's lists has come to. */
export const pickedLayout = {
  base: 1051648,
  size: 16,
  capacity: 16,
  firstIndex: 0,
  offset: {
    id: 0,
    order: 8,
  },
} as const;

export interface PickedRecord {
  readonly id: bigint;
  readonly order: number;
}

export function readPicked(view: DataView, at: number): PickedRecord {
  return {
    id: view.getBigUint64(at + 0, true),
    order: view.getUint32(at + 8, true),
  };
}

/** One decoded transaction frame; the last place is for forced transactions. */
export const transactionLayout = {
  base: 2097152,
  size: 64,
  capacity: 20001,
  firstIndex: 0,
  offset: {
    body: 0,
    account: 4,
    gas: 8,
    type: 12,
    rank: 13,
    recovered: 14,
    nonce: 16,
    expiresAfter: 24,
    signer: 32,
    foreseen: 52,
    foreseenEnd: 56,
    signerEntry: 60,
  },
} as const;

export interface TransactionRecord {
  readonly body: number;
  readonly account: number;
  readonly gas: number;
  readonly type: number;
  readonly rank: number;
  readonly recovered: number;
  readonly nonce: bigint;
  readonly expiresAfter: bigint;
  readonly signer: Uint8Array;
  readonly foreseen: number;
  readonly foreseenEnd: number;
  readonly signerEntry: number;
}

export function readTransaction(view: DataView, at: number): TransactionRecord {
  return {
    body: view.getUint32(at + 0, true),
    account: view.getUint32(at + 4, true),
    gas: view.getUint32(at + 8, true),
    type: view.getUint8(at + 12),
    rank: view.getUint8(at + 13),
    recovered: view.getUint8(at + 14),
    nonce: view.getBigUint64(at + 16, true),
    expiresAfter: view.getBigUint64(at + 24, true),
    signer: copy(view, at + 32, 20),
    foreseen: view.getUint32(at + 52, true),
    foreseenEnd: view.getUint32(at + 56, true),
    signerEntry: view.getUint32(at + 60, true),
  };
}

/** A deleveraged counterparty of the account being liquidated; `key` = account id << 32 | ordinal. */
export const counterpartyLayout = {
  base: 4194304,
  size: 32,
  capacity: 262144,
  firstIndex: 0,
  offset: {
    key: 0,
    profit: 8,
    share: 16,
  },
} as const;

export interface CounterpartyRecord {
  readonly key: bigint;
  readonly profit: bigint;
  readonly share: bigint;
}

export function readCounterparty(view: DataView, at: number): CounterpartyRecord {
  return {
    key: view.getBigUint64(at + 0, true),
    profit: view.getBigInt64(at + 8, true),
    share: view.getBigInt64(at + 16, true),
  };
}

/** Address of an order that an action of the block names by its id, in their sequence. */
export const foreseenLayout = {
  base: 13631488,
  size: 4,
  capacity: 65536,
  firstIndex: 0,
  offset: {
    order: 0,
  },
} as const;

export interface ForeseenRecord {
  readonly order: number;
}

export function readForeseen(view: DataView, at: number): ForeseenRecord {
  return {
    order: view.getUint32(at + 0, true),
  };
}

/** Where the cancelled record of an account is (T10), if it lies below their count and names the account; index = account id. */
export const cancelledHeadLayout = {
  base: 738197504,
  size: 4,
  capacity: 1310720,
  firstIndex: 0,
  offset: {
    record: 0,
  },
} as const;

export interface CancelledHeadRecord {
  readonly record: number;
}

export function readCancelledHead(view: DataView, at: number): CancelledHeadRecord {
  return {
    record: view.getUint32(at + 0, true),
  };
}

/** What an account's cancels of the block name (T10): orders below `nonce` everywhere, and a list of items. */
export const cancelledLayout = {
  base: 746586112,
  size: 32,
  capacity: 20000,
  firstIndex: 0,
  offset: {
    account: 0,
    items: 4,
    nonce: 8,
    firstItem: 16,
  },
} as const;

export interface CancelledRecord {
  readonly account: number;
  readonly items: number;
  readonly nonce: bigint;
  readonly firstItem: number;
}

export function readCancelled(view: DataView, at: number): CancelledRecord {
  return {
    account: view.getUint32(at + 0, true),
    items: view.getUint32(at + 4, true),
    nonce: view.getBigUint64(at + 8, true),
    firstItem: view.getUint32(at + 16, true),
  };
}

/** Orders below `nonce` in a market (`marketPlusOne` is not 0), or with a client id. */
export const cancelledItemLayout = {
  base: 754974720,
  size: 32,
  capacity: 640000,
  firstIndex: 0,
  offset: {
    clientId: 0,
    nonce: 16,
    marketPlusOne: 24,
    next: 28,
  },
} as const;

export interface CancelledItemRecord {
  readonly clientId: Uint8Array;
  readonly nonce: bigint;
  readonly marketPlusOne: number;
  readonly next: number;
}

export function readCancelledItem(view: DataView, at: number): CancelledItemRecord {
  return {
    clientId: copy(view, at + 0, 16),
    nonce: view.getBigUint64(at + 16, true),
    marketPlusOne: view.getUint32(at + 24, true),
    next: view.getUint32(at + 28, true),
  };
}

/** An opposite position considered for deleveraging; `key` = account id << 32 | position slot. */
export const candidateLayout = {
  base: 12582912,
  size: 16,
  capacity: 4096,
  firstIndex: 0,
  offset: {
    key: 0,
    take: 8,
  },
} as const;

export interface CandidateRecord {
  readonly key: bigint;
  readonly take: bigint;
}

export function readCandidate(view: DataView, at: number): CandidateRecord {
  return {
    key: view.getBigUint64(at + 0, true),
    take: view.getBigUint64(at + 8, true),
  };
}

/** Kinds of output records. */
export const eventKind = {
  L1_MESSAGE_RECEIPT: 1,
  TRANSACTION_RECEIPT: 2,
  ACTION_RECEIPT: 3,
  FILL: 4,
  ORDER_UPDATE: 5,
  ACCOUNT_OPENED: 6,
  DEPOSIT: 7,
  WITHDRAWAL: 8,
  TRANSFER: 9,
  AGENT_UPDATE: 10,
  MARK_UPDATE: 11,
  FUNDING: 12,
  FUNDING_PAYMENT: 13,
  LIQUIDATION: 14,
  DELEVERAGING: 15,
  INSURANCE: 16,
  CONFIG_UPDATE: 17,
  WIND_DOWN: 18,
  REFUSAL: 20,
  POSITION_CLOSED: 19,
} as const;

/** An L1 message was consumed. */
export const l1MessageReceiptLayout = {
  size: 64,
  offset: {
    recordKind: 0,
    recordSize: 2,
    code: 4,
    messageKind: 6,
    op: 7,
    index: 8,
    l1Block: 16,
    l1Time: 24,
    account: 32,
    gas: 36,
    sender: 40,
  },
} as const;

export interface L1MessageReceiptRecord {
  readonly kind: "l1MessageReceipt";
  readonly code: number;
  readonly messageKind: number;
  readonly op: number;
  readonly index: bigint;
  readonly l1Block: bigint;
  readonly l1Time: bigint;
  readonly account: number;
  readonly gas: number;
  readonly sender: Uint8Array;
}

export function readL1MessageReceipt(view: DataView, at: number): L1MessageReceiptRecord {
  return {
    kind: "l1MessageReceipt",
    code: view.getUint16(at + 4, true),
    messageKind: view.getUint8(at + 6),
    op: view.getUint8(at + 7),
    index: view.getBigUint64(at + 8, true),
    l1Block: view.getBigUint64(at + 16, true),
    l1Time: view.getBigUint64(at + 24, true),
    account: view.getUint32(at + 32, true),
    gas: view.getUint32(at + 36, true),
    sender: copy(view, at + 40, 20),
  };
}

/** A transaction was reached; its results follow. */
export const transactionReceiptLayout = {
  size: 56,
  offset: {
    recordKind: 0,
    recordSize: 2,
    transaction: 4,
    code: 8,
    type: 10,
    class: 11,
    gas: 12,
    account: 16,
    results: 20,
    nonce: 24,
    signer: 32,
  },
} as const;

export interface TransactionReceiptRecord {
  readonly kind: "transactionReceipt";
  readonly transaction: number;
  readonly code: number;
  readonly type: number;
  readonly class: number;
  readonly gas: number;
  readonly account: number;
  readonly results: number;
  readonly nonce: bigint;
  readonly signer: Uint8Array;
}

export function readTransactionReceipt(view: DataView, at: number): TransactionReceiptRecord {
  return {
    kind: "transactionReceipt",
    transaction: view.getUint32(at + 4, true),
    code: view.getUint16(at + 8, true),
    type: view.getUint8(at + 10),
    class: view.getUint8(at + 11),
    gas: view.getUint32(at + 12, true),
    account: view.getUint32(at + 16, true),
    results: view.getUint32(at + 20, true),
    nonce: view.getBigUint64(at + 24, true),
    signer: copy(view, at + 32, 20),
  };
}

/** The result of one action, after the events it caused. */
export const actionReceiptLayout = {
  size: 48,
  offset: {
    recordKind: 0,
    recordSize: 2,
    transaction: 4,
    action: 8,
    code: 10,
    count: 12,
    orderId: 16,
    filledLots: 24,
    restingLots: 28,
    filledNotional: 32,
    fee: 40,
  },
} as const;

export interface ActionReceiptRecord {
  readonly kind: "actionReceipt";
  readonly transaction: number;
  readonly action: number;
  readonly code: number;
  readonly count: number;
  readonly orderId: bigint;
  readonly filledLots: number;
  readonly restingLots: number;
  readonly filledNotional: bigint;
  readonly fee: bigint;
}

export function readActionReceipt(view: DataView, at: number): ActionReceiptRecord {
  return {
    kind: "actionReceipt",
    transaction: view.getUint32(at + 4, true),
    action: view.getUint16(at + 8, true),
    code: view.getUint16(at + 10, true),
    count: view.getUint32(at + 12, true),
    orderId: view.getBigUint64(at + 16, true),
    filledLots: view.getUint32(at + 24, true),
    restingLots: view.getUint32(at + 28, true),
    filledNotional: view.getBigInt64(at + 32, true),
    fee: view.getBigInt64(at + 40, true),
  };
}

/** Two orders traded. */
export const fillLayout = {
  size: 120,
  offset: {
    recordKind: 0,
    recordSize: 2,
    market: 4,
    takerIsBuy: 6,
    liquidation: 7,
    sequence: 8,
    price: 16,
    lots: 20,
    notional: 24,
    makerOrderId: 32,
    takerOrderId: 40,
    makerAccount: 48,
    takerAccount: 52,
    makerFee: 56,
    takerFee: 64,
    makerPnl: 72,
    takerPnl: 80,
    makerSize: 88,
    takerSize: 96,
    makerRestingLots: 104,
    takerRemainingLots: 108,
  },
} as const;

export interface FillRecord {
  readonly kind: "fill";
  readonly market: number;
  readonly takerIsBuy: number;
  readonly liquidation: number;
  readonly sequence: bigint;
  readonly price: number;
  readonly lots: number;
  readonly notional: bigint;
  readonly makerOrderId: bigint;
  readonly takerOrderId: bigint;
  readonly makerAccount: number;
  readonly takerAccount: number;
  readonly makerFee: bigint;
  readonly takerFee: bigint;
  readonly makerPnl: bigint;
  readonly takerPnl: bigint;
  readonly makerSize: bigint;
  readonly takerSize: bigint;
  readonly makerRestingLots: number;
  readonly takerRemainingLots: number;
}

export function readFill(view: DataView, at: number): FillRecord {
  return {
    kind: "fill",
    market: view.getUint16(at + 4, true),
    takerIsBuy: view.getUint8(at + 6),
    liquidation: view.getUint8(at + 7),
    sequence: view.getBigUint64(at + 8, true),
    price: view.getUint32(at + 16, true),
    lots: view.getUint32(at + 20, true),
    notional: view.getBigInt64(at + 24, true),
    makerOrderId: view.getBigUint64(at + 32, true),
    takerOrderId: view.getBigUint64(at + 40, true),
    makerAccount: view.getUint32(at + 48, true),
    takerAccount: view.getUint32(at + 52, true),
    makerFee: view.getBigInt64(at + 56, true),
    takerFee: view.getBigInt64(at + 64, true),
    makerPnl: view.getBigInt64(at + 72, true),
    takerPnl: view.getBigInt64(at + 80, true),
    makerSize: view.getBigInt64(at + 88, true),
    takerSize: view.getBigInt64(at + 96, true),
    makerRestingLots: view.getUint32(at + 104, true),
    takerRemainingLots: view.getUint32(at + 108, true),
  };
}

/** An order came to rest, was cut, or left the book other than by a fill. */
export const orderUpdateLayout = {
  size: 56,
  offset: {
    recordKind: 0,
    recordSize: 2,
    event: 4,
    flags: 5,
    reason: 6,
    orderId: 8,
    account: 16,
    market: 20,
    price: 24,
    lots: 28,
    change: 32,
    goodTill: 36,
    clientId: 40,
  },
} as const;

export interface OrderUpdateRecord {
  readonly kind: "orderUpdate";
  readonly event: number;
  readonly flags: number;
  readonly reason: number;
  readonly orderId: bigint;
  readonly account: number;
  readonly market: number;
  readonly price: number;
  readonly lots: number;
  readonly change: number;
  readonly goodTill: number;
  readonly clientId: Uint8Array;
}

export function readOrderUpdate(view: DataView, at: number): OrderUpdateRecord {
  return {
    kind: "orderUpdate",
    event: view.getUint8(at + 4),
    flags: view.getUint8(at + 5),
    reason: view.getUint16(at + 6, true),
    orderId: view.getBigUint64(at + 8, true),
    account: view.getUint32(at + 16, true),
    market: view.getUint16(at + 20, true),
    price: view.getUint32(at + 24, true),
    lots: view.getUint32(at + 28, true),
    change: view.getUint32(at + 32, true),
    goodTill: view.getUint32(at + 36, true),
    clientId: copy(view, at + 40, 16),
  };
}

/** A sub-account was created. */
export const accountOpenedLayout = {
  size: 40,
  offset: {
    recordKind: 0,
    recordSize: 2,
    account: 4,
    sub: 8,
    owner: 12,
  },
} as const;

export interface AccountOpenedRecord {
  readonly kind: "accountOpened";
  readonly account: number;
  readonly sub: number;
  readonly owner: Uint8Array;
}

export function readAccountOpened(view: DataView, at: number): AccountOpenedRecord {
  return {
    kind: "accountOpened",
    account: view.getUint32(at + 4, true),
    sub: view.getUint32(at + 8, true),
    owner: copy(view, at + 12, 20),
  };
}

/** A deposit was credited; account 0 = to the unclaimed balance. */
export const depositLayout = {
  size: 56,
  offset: {
    recordKind: 0,
    recordSize: 2,
    account: 4,
    index: 8,
    amount: 16,
    sub: 24,
    asset: 28,
    to: 32,
  },
} as const;

export interface DepositRecord {
  readonly kind: "deposit";
  readonly account: number;
  readonly index: bigint;
  readonly amount: bigint;
  readonly sub: number;
  readonly asset: number;
  readonly to: Uint8Array;
}

export function readDeposit(view: DataView, at: number): DepositRecord {
  return {
    kind: "deposit",
    account: view.getUint32(at + 4, true),
    index: view.getBigUint64(at + 8, true),
    amount: view.getBigUint64(at + 16, true),
    sub: view.getUint32(at + 24, true),
    asset: view.getUint8(at + 28),
    to: copy(view, at + 32, 20),
  };
}

/** A withdrawal was debited and its leaf appended. */
export const withdrawalLayout = {
  size: 88,
  offset: {
    recordKind: 0,
    recordSize: 2,
    account: 4,
    index: 8,
    amount: 16,
    asset: 24,
    recipient: 28,
    leaf: 48,
  },
} as const;

export interface WithdrawalRecord {
  readonly kind: "withdrawal";
  readonly account: number;
  readonly index: bigint;
  readonly amount: bigint;
  readonly asset: number;
  readonly recipient: Uint8Array;
  readonly leaf: Uint8Array;
}

export function readWithdrawal(view: DataView, at: number): WithdrawalRecord {
  return {
    kind: "withdrawal",
    account: view.getUint32(at + 4, true),
    index: view.getBigUint64(at + 8, true),
    amount: view.getBigUint64(at + 16, true),
    asset: view.getUint8(at + 24),
    recipient: copy(view, at + 28, 20),
    leaf: copy(view, at + 48, 32),
  };
}

/** Cash moved between two sub-accounts of one owner. */
export const transferLayout = {
  size: 24,
  offset: {
    recordKind: 0,
    recordSize: 2,
    fromAccount: 4,
    toAccount: 8,
    amount: 16,
  },
} as const;

export interface TransferRecord {
  readonly kind: "transfer";
  readonly fromAccount: number;
  readonly toAccount: number;
  readonly amount: bigint;
}

export function readTransfer(view: DataView, at: number): TransferRecord {
  return {
    kind: "transfer",
    fromAccount: view.getUint32(at + 4, true),
    toAccount: view.getUint32(at + 8, true),
    amount: view.getBigUint64(at + 16, true),
  };
}

/** An agent was approved (expiry in ms) or revoked (0). */
export const agentUpdateLayout = {
  size: 56,
  offset: {
    recordKind: 0,
    recordSize: 2,
    expiry: 8,
    owner: 16,
    agent: 36,
  },
} as const;

export interface AgentUpdateRecord {
  readonly kind: "agentUpdate";
  readonly expiry: bigint;
  readonly owner: Uint8Array;
  readonly agent: Uint8Array;
}

export function readAgentUpdate(view: DataView, at: number): AgentUpdateRecord {
  return {
    kind: "agentUpdate",
    expiry: view.getBigUint64(at + 8, true),
    owner: copy(view, at + 16, 20),
    agent: copy(view, at + 36, 20),
  };
}

/** The index or the mark of a market changed, or its book moved between marks. */
export const markUpdateLayout = {
  size: 48,
  offset: {
    recordKind: 0,
    recordSize: 2,
    market: 4,
    stale: 6,
    mark: 8,
    index: 12,
    indexTime: 16,
    ema: 24,
    externalMark: 32,
    openInterest: 40,
  },
} as const;

export interface MarkUpdateRecord {
  readonly kind: "markUpdate";
  readonly market: number;
  readonly stale: number;
  readonly mark: number;
  readonly index: number;
  readonly indexTime: bigint;
  readonly ema: bigint;
  readonly externalMark: number;
  readonly openInterest: bigint;
}

export function readMarkUpdate(view: DataView, at: number): MarkUpdateRecord {
  return {
    kind: "markUpdate",
    market: view.getUint16(at + 4, true),
    stale: view.getUint8(at + 6),
    mark: view.getUint32(at + 8, true),
    index: view.getUint32(at + 12, true),
    indexTime: view.getBigUint64(at + 16, true),
    ema: view.getBigInt64(at + 24, true),
    externalMark: view.getUint32(at + 32, true),
    openInterest: view.getBigUint64(at + 40, true),
  };
}

/** Funding accrued in a market. */
export const fundingLayout = {
  size: 40,
  offset: {
    recordKind: 0,
    recordSize: 2,
    market: 4,
    slots: 6,
    time: 8,
    rate: 16,
    fundingIndex: 24,
    index: 32,
  },
} as const;

export interface FundingRecord {
  readonly kind: "funding";
  readonly market: number;
  readonly slots: number;
  readonly time: bigint;
  readonly rate: bigint;
  readonly fundingIndex: bigint;
  readonly index: number;
}

export function readFunding(view: DataView, at: number): FundingRecord {
  return {
    kind: "funding",
    market: view.getUint16(at + 4, true),
    slots: view.getUint16(at + 6, true),
    time: view.getBigUint64(at + 8, true),
    rate: view.getBigInt64(at + 16, true),
    fundingIndex: view.getBigInt64(at + 24, true),
    index: view.getUint32(at + 32, true),
  };
}

/** A position settled funding; a positive payment left the account's cash. */
export const fundingPaymentLayout = {
  size: 40,
  offset: {
    recordKind: 0,
    recordSize: 2,
    account: 4,
    market: 8,
    size: 16,
    payment: 24,
    fundingIndex: 32,
  },
} as const;

export interface FundingPaymentRecord {
  readonly kind: "fundingPayment";
  readonly account: number;
  readonly market: number;
  readonly size: bigint;
  readonly payment: bigint;
  readonly fundingIndex: bigint;
}

export function readFundingPayment(view: DataView, at: number): FundingPaymentRecord {
  return {
    kind: "fundingPayment",
    account: view.getUint32(at + 4, true),
    market: view.getUint16(at + 8, true),
    size: view.getBigInt64(at + 16, true),
    payment: view.getBigInt64(at + 24, true),
    fundingIndex: view.getBigInt64(at + 32, true),
  };
}

/** An account fell below maintenance margin; figures at the start of each stage. */
export const liquidationLayout = {
  size: 40,
  offset: {
    recordKind: 0,
    recordSize: 2,
    account: 4,
    stage: 8,
    cancelledOrders: 12,
    equity: 16,
    maintenance: 24,
  },
} as const;

export interface LiquidationRecord {
  readonly kind: "liquidation";
  readonly account: number;
  readonly stage: number;
  readonly cancelledOrders: number;
  readonly equity: bigint;
  readonly maintenance: bigint;
}

export function readLiquidation(view: DataView, at: number): LiquidationRecord {
  return {
    kind: "liquidation",
    account: view.getUint32(at + 4, true),
    stage: view.getUint32(at + 8, true),
    cancelledOrders: view.getUint32(at + 12, true),
    equity: view.getBigInt64(at + 16, true),
    maintenance: view.getBigInt64(at + 24, true),
  };
}

/** A liquidated position was closed at the mark against an opposite one. */
export const deleveragingLayout = {
  size: 56,
  offset: {
    recordKind: 0,
    recordSize: 2,
    account: 4,
    counterparty: 8,
    market: 12,
    accountIsBuy: 14,
    price: 16,
    lots: 20,
    accountPnl: 24,
    counterpartyPnl: 32,
    accountSize: 40,
    counterpartySize: 48,
  },
} as const;

export interface DeleveragingRecord {
  readonly kind: "deleveraging";
  readonly account: number;
  readonly counterparty: number;
  readonly market: number;
  readonly accountIsBuy: number;
  readonly price: number;
  readonly lots: number;
  readonly accountPnl: bigint;
  readonly counterpartyPnl: bigint;
  readonly accountSize: bigint;
  readonly counterpartySize: bigint;
}

export function readDeleveraging(view: DataView, at: number): DeleveragingRecord {
  return {
    kind: "deleveraging",
    account: view.getUint32(at + 4, true),
    counterparty: view.getUint32(at + 8, true),
    market: view.getUint16(at + 12, true),
    accountIsBuy: view.getUint8(at + 14),
    price: view.getUint32(at + 16, true),
    lots: view.getUint32(at + 20, true),
    accountPnl: view.getBigInt64(at + 24, true),
    counterpartyPnl: view.getBigInt64(at + 32, true),
    accountSize: view.getBigInt64(at + 40, true),
    counterpartySize: view.getBigInt64(at + 48, true),
  };
}

/** The insurance fund, a counterparty or the bad debt took a loss, or the fund a fee. */
export const insuranceLayout = {
  size: 40,
  offset: {
    recordKind: 0,
    recordSize: 2,
    account: 4,
    reason: 8,
    counterparty: 12,
    amount: 16,
    insurance: 24,
    badDebt: 32,
  },
} as const;

export interface InsuranceRecord {
  readonly kind: "insurance";
  readonly account: number;
  readonly reason: number;
  readonly counterparty: number;
  readonly amount: bigint;
  readonly insurance: bigint;
  readonly badDebt: bigint;
}

export function readInsurance(view: DataView, at: number): InsuranceRecord {
  return {
    kind: "insurance",
    account: view.getUint32(at + 4, true),
    reason: view.getUint32(at + 8, true),
    counterparty: view.getUint32(at + 12, true),
    amount: view.getBigInt64(at + 16, true),
    insurance: view.getBigInt64(at + 24, true),
    badDebt: view.getBigInt64(at + 32, true),
  };
}

/** Governance changed a market, a validator or the parameters. */
export const configUpdateLayout = {
  size: 16,
  offset: {
    recordKind: 0,
    recordSize: 2,
    op: 4,
    id: 8,
  },
} as const;

export interface ConfigUpdateRecord {
  readonly kind: "configUpdate";
  readonly op: number;
  readonly id: number;
}

export function readConfigUpdate(view: DataView, at: number): ConfigUpdateRecord {
  return {
    kind: "configUpdate",
    op: view.getUint32(at + 4, true),
    id: view.getUint32(at + 8, true),
  };
}

/** A stage of the wind-down; figures of one account in stages 2 and 4. */
export const windDownLayout = {
  size: 32,
  offset: {
    recordKind: 0,
    recordSize: 2,
    stage: 4,
    account: 8,
    amount: 16,
    paid: 24,
  },
} as const;

export interface WindDownRecord {
  readonly kind: "windDown";
  readonly stage: number;
  readonly account: number;
  readonly amount: bigint;
  readonly paid: bigint;
}

export function readWindDown(view: DataView, at: number): WindDownRecord {
  return {
    kind: "windDown",
    stage: view.getUint32(at + 4, true),
    account: view.getUint32(at + 8, true),
    amount: view.getBigInt64(at + 16, true),
    paid: view.getBigInt64(at + 24, true),
  };
}

/** Why the action whose receipt follows was refused, in figures: what there is, and what would do. */
export const refusalLayout = {
  size: 32,
  offset: {
    recordKind: 0,
    recordSize: 2,
    transaction: 4,
    action: 8,
    code: 10,
    have: 16,
    need: 24,
  },
} as const;

export interface RefusalRecord {
  readonly kind: "refusal";
  readonly transaction: number;
  readonly action: number;
  readonly code: number;
  readonly have: bigint;
  readonly need: bigint;
}

export function readRefusal(view: DataView, at: number): RefusalRecord {
  return {
    kind: "refusal",
    transaction: view.getUint32(at + 4, true),
    action: view.getUint16(at + 8, true),
    code: view.getUint16(at + 10, true),
    have: view.getBigInt64(at + 16, true),
    need: view.getBigInt64(at + 24, true),
  };
}

/** The wind-down closed a position at the market's settlement price. */
export const positionClosedLayout = {
  size: 40,
  offset: {
    recordKind: 0,
    recordSize: 2,
    account: 4,
    market: 8,
    price: 12,
    size: 16,
    profit: 24,
  },
} as const;

export interface PositionClosedRecord {
  readonly kind: "positionClosed";
  readonly account: number;
  readonly market: number;
  readonly price: number;
  readonly size: bigint;
  readonly profit: bigint;
}

export function readPositionClosed(view: DataView, at: number): PositionClosedRecord {
  return {
    kind: "positionClosed",
    account: view.getUint32(at + 4, true),
    market: view.getUint16(at + 8, true),
    price: view.getUint32(at + 12, true),
    size: view.getBigInt64(at + 16, true),
    profit: view.getBigInt64(at + 24, true),
  };
}

export type EventRecord =
  | L1MessageReceiptRecord
  | TransactionReceiptRecord
  | ActionReceiptRecord
  | FillRecord
  | OrderUpdateRecord
  | AccountOpenedRecord
  | DepositRecord
  | WithdrawalRecord
  | TransferRecord
  | AgentUpdateRecord
  | MarkUpdateRecord
  | FundingRecord
  | FundingPaymentRecord
  | LiquidationRecord
  | DeleveragingRecord
  | InsuranceRecord
  | ConfigUpdateRecord
  | WindDownRecord
  | RefusalRecord
  | PositionClosedRecord;

/** Decodes the output record at `at`; undefined for a kind this release does not know. */
export function readEvent(view: DataView, at: number): EventRecord | undefined {
  switch (view.getUint16(at, true)) {
    case 1:
      return readL1MessageReceipt(view, at);
    case 2:
      return readTransactionReceipt(view, at);
    case 3:
      return readActionReceipt(view, at);
    case 4:
      return readFill(view, at);
    case 5:
      return readOrderUpdate(view, at);
    case 6:
      return readAccountOpened(view, at);
    case 7:
      return readDeposit(view, at);
    case 8:
      return readWithdrawal(view, at);
    case 9:
      return readTransfer(view, at);
    case 10:
      return readAgentUpdate(view, at);
    case 11:
      return readMarkUpdate(view, at);
    case 12:
      return readFunding(view, at);
    case 13:
      return readFundingPayment(view, at);
    case 14:
      return readLiquidation(view, at);
    case 15:
      return readDeleveraging(view, at);
    case 16:
      return readInsurance(view, at);
    case 17:
      return readConfigUpdate(view, at);
    case 18:
      return readWindDown(view, at);
    case 20:
      return readRefusal(view, at);
    case 19:
      return readPositionClosed(view, at);
    default:
      return undefined;
  }
}

/** W1: first bytes of a block. */
export const blockHeaderLayout = {
  size: 64,
  offset: {
    magic: 0,
    bodyLength: 4,
    number: 8,
    timestamp: 16,
    l1Block: 24,
    inboxDue: 32,
    messageCount: 40,
    transactionCount: 44,
    flags: 48,
    reservedLow: 52,
    reservedHigh: 56,
  },
} as const;

export interface BlockHeaderRecord {
  readonly magic: number;
  readonly bodyLength: number;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly l1Block: bigint;
  readonly inboxDue: bigint;
  readonly messageCount: number;
  readonly transactionCount: number;
  readonly flags: number;
  readonly reservedLow: number;
  readonly reservedHigh: bigint;
}

export function readBlockHeader(view: DataView, at: number): BlockHeaderRecord {
  return {
    magic: view.getUint32(at + 0, true),
    bodyLength: view.getUint32(at + 4, true),
    number: view.getBigUint64(at + 8, true),
    timestamp: view.getBigUint64(at + 16, true),
    l1Block: view.getBigUint64(at + 24, true),
    inboxDue: view.getBigUint64(at + 32, true),
    messageCount: view.getUint32(at + 40, true),
    transactionCount: view.getUint32(at + 44, true),
    flags: view.getUint32(at + 48, true),
    reservedLow: view.getUint32(at + 52, true),
    reservedHigh: view.getBigUint64(at + 56, true),
  };
}

/** W3: frame of an L1 message; the payload follows. */
export const l1MessageLayout = {
  size: 47,
  offset: {
    kind: 0,
    index: 1,
    l1Block: 9,
    l1Time: 17,
    sender: 25,
    length: 45,
  },
} as const;

export interface L1MessageRecord {
  readonly kind: number;
  readonly index: bigint;
  readonly l1Block: bigint;
  readonly l1Time: bigint;
  readonly sender: Uint8Array;
  readonly length: number;
}

export function readL1Message(view: DataView, at: number): L1MessageRecord {
  return {
    kind: view.getUint8(at + 0),
    index: view.getBigUint64(at + 1, true),
    l1Block: view.getBigUint64(at + 9, true),
    l1Time: view.getBigUint64(at + 17, true),
    sender: copy(view, at + 25, 20),
    length: view.getUint16(at + 45, true),
  };
}

/** W4: fixed head of the genesis payload; parameters and records follow. */
export const genesisConfigLayout = {
  size: 56,
  offset: {
    chainId: 0,
    inbox: 8,
    timelock: 28,
    timestamp: 48,
  },
} as const;

export interface GenesisConfigRecord {
  readonly chainId: bigint;
  readonly inbox: Uint8Array;
  readonly timelock: Uint8Array;
  readonly timestamp: bigint;
}

export function readGenesisConfig(view: DataView, at: number): GenesisConfigRecord {
  return {
    chainId: view.getBigUint64(at + 0, true),
    inbox: copy(view, at + 8, 20),
    timelock: copy(view, at + 28, 20),
    timestamp: view.getBigUint64(at + 48, true),
  };
}

/** W4: chain parameters. */
export const parametersLayout = {
  size: 48,
  offset: {
    forceDelay: 0,
    fundingInterval: 4,
    voteMaxAge: 8,
    indexMaxAge: 12,
    minDeposit: 16,
    insurance: 24,
    blockGasLimit: 32,
    maxTimeDrift: 40,
    windDownAfter: 44,
  },
} as const;

export interface ParametersRecord {
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

export function readParameters(view: DataView, at: number): ParametersRecord {
  return {
    forceDelay: view.getUint32(at + 0, true),
    fundingInterval: view.getUint32(at + 4, true),
    voteMaxAge: view.getUint32(at + 8, true),
    indexMaxAge: view.getUint32(at + 12, true),
    minDeposit: view.getBigUint64(at + 16, true),
    insurance: view.getBigUint64(at + 24, true),
    blockGasLimit: view.getBigUint64(at + 32, true),
    maxTimeDrift: view.getUint32(at + 40, true),
    windDownAfter: view.getUint32(at + 44, true),
  };
}

/** W4: a market record. */
export const marketConfigLayout = {
  size: 80,
  offset: {
    id: 0,
    tickBits: 2,
    status: 3,
    unit: 4,
    imfPpm: 8,
    mmfPpm: 12,
    makerFeePpm: 16,
    takerFeePpm: 20,
    maxPositionLots: 24,
    markBandPpm: 28,
    priceBandPpm: 32,
    impactNotional: 36,
    minNotional: 44,
    liquidationFeePpm: 52,
    symbol: 56,
    priceDecimals: 68,
    sizeDecimals: 69,
    reserved: 70,
  },
} as const;

export interface MarketConfigRecord {
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
  readonly symbol: Uint8Array;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  readonly reserved: Uint8Array;
}

export function readMarketConfig(view: DataView, at: number): MarketConfigRecord {
  return {
    id: view.getUint16(at + 0, true),
    tickBits: view.getUint8(at + 2),
    status: view.getUint8(at + 3),
    unit: view.getUint32(at + 4, true),
    imfPpm: view.getUint32(at + 8, true),
    mmfPpm: view.getUint32(at + 12, true),
    makerFeePpm: view.getInt32(at + 16, true),
    takerFeePpm: view.getUint32(at + 20, true),
    maxPositionLots: view.getUint32(at + 24, true),
    markBandPpm: view.getUint32(at + 28, true),
    priceBandPpm: view.getUint32(at + 32, true),
    impactNotional: view.getBigUint64(at + 36, true),
    minNotional: view.getBigUint64(at + 44, true),
    liquidationFeePpm: view.getUint32(at + 52, true),
    symbol: copy(view, at + 56, 12),
    priceDecimals: view.getUint8(at + 68),
    sizeDecimals: view.getUint8(at + 69),
    reserved: copy(view, at + 70, 10),
  };
}

/** W4: a validator record. */
export const validatorConfigLayout = {
  size: 32,
  offset: {
    id: 0,
    address: 4,
    stake: 24,
  },
} as const;

export interface ValidatorConfigRecord {
  readonly id: number;
  readonly address: Uint8Array;
  readonly stake: bigint;
}

export function readValidatorConfig(view: DataView, at: number): ValidatorConfigRecord {
  return {
    id: view.getUint32(at + 0, true),
    address: copy(view, at + 4, 20),
    stake: view.getBigUint64(at + 24, true),
  };
}
