/**
 * The append-only table of the history's key prefixes: a number is never reused, a retired one keeps its row. Keys
 * are the prefix and big-endian integers, so their byte order is the order of the entries.
 */
export const Table = {
  /** Empty -> u64 block, 32 B block hash, u32 version: how far the history goes. */
  Cursor: 0x01,
  /** 32 B hash -> TransactionEntry. */
  Transaction: 0x02,
  /** u32 account, u64 block, u32 index -> FillEntry. */
  Fill: 0x03,
  /** u32 market, u64 block, u32 index -> TradeEntry. */
  Trade: 0x04,
  /** u64 order id, u64 block, u32 index + 1 (0 when placed) -> OrderEntry. */
  Order: 0x05,
  /** u32 account, u64 order id -> empty. */
  OrderOfAccount: 0x06,
  /** u32 account, 16 B client id, u64 order id -> empty. */
  OrderOfClientId: 0x07,
  /** u32 account, u64 block, u32 index -> FundingPaymentEntry. */
  FundingPayment: 0x08,
  /** u32 market, u64 block, u32 index -> FundingRateEntry. */
  FundingRate: 0x09,
  /** u32 account, u64 block, u32 index -> DepositEntry. */
  Deposit: 0x0a,
  /** u64 leaf index -> WithdrawalEntry. */
  Withdrawal: 0x0b,
  /** u32 account, u64 leaf index -> empty. */
  WithdrawalOfAccount: 0x0c,
  /** u32 market, u32 interval (s), u64 start (ms) -> CandleEntry. */
  Candle: 0x0d,
  /** u64 minute -> { block }: the last block of the minute. */
  Minute: 0x0e,
} as const;

/** Version of the layout; another one is rebuilt from the block store. */
export const HISTORY_VERSION = 2;

/** The row of `Table.Minute` that a time in ms falls into. */
export const minuteOf = (time: number): number => Math.floor(time / 60_000);
