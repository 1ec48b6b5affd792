/**
 * The append-only table of the history's key prefixes: a number is never reused, a retired one keeps its row. Keys are the prefix and
 * big-endian integers, so their byte order is the order of the entries. Values are records of fixed width, little-endian, declared in
 * `records/`. Rows hold many records: what one id (account or market) met in one block, at most {@link MAX_RECORDS}, under the first one's key.
 */
export const Table = {
  /** Empty -> u64 block, 32 B block hash, u32 version: how far the history goes. */
  Cursor: 0x01,
  /** 32 B hash of an executed transaction -> u64 block, u32 place among its transactions. */
  Transaction: 0x02,
  /** u32 account, u64 block, u32 index -> place, fill records. */
  Fill: 0x03,
  /** u32 market, u64 block, u32 index -> place, trade records. */
  Trade: 0x04,
  // 0x05 was one row for each thing that happened to an order.
  /** u32 account, u64 order id -> the account's next ids of that block, u64 each. */
  OrderOfAccount: 0x06,
  // 0x07 was an order by client id, with the order's id in the key.
  // 0x08 was what an account settled of its funding, one row for each block.
  /** u32 market, u64 block, u32 index -> place, u32 index and event for each funding. */
  FundingRate: 0x09,
  /** u32 account, u64 block, u32 index -> place, u32 index and event for each deposit. */
  Deposit: 0x0a,
  /** u64 leaf index -> place, u32 index, event. */
  Withdrawal: 0x0b,
  /** u32 account, u64 leaf index -> empty. */
  WithdrawalOfAccount: 0x0c,
  /** u32 market, u32 interval (s), u64 start (ms) -> a bar that is over. */
  Candle: 0x0d,
  /** u64 minute -> u64 last block of the minute. */
  Minute: 0x0e,
  /** u64 order id -> place, u32 count, so many placed orders of one bucket, then the client ids of those that have one. */
  Placed: 0x0f,
  /** u64 bucket of order ids, u64 block, u32 index -> place, u32 index and change of orders that left the book. */
  Ended: 0x10,
  /** u64 order id -> place, u32 index, change: the latest that left lots of it in the book. Overwritten. */
  Changed: 0x11,
  // 0x12 was the latest order of a client id.
  /** u32 market -> the bar of each interval that the latest trade fell into. Overwritten. */
  OpenBars: 0x13,
  /** Empty -> u64 block of the last accrual of funding. Overwritten. */
  Accrued: 0x14,
  /** u32 account, u32 market, u64 block of the last accrual -> i64 size held until the next one. Overwritten until then. */
  Held: 0x15,
  /** u32 account, 16 B client id, u64 block, u32 index -> u64 order id; or place and order, where it was refused. */
  ClientId: 0x16,
  /** u32 account, 16 B client id -> place and order of the latest one that was refused with its whole transaction. Overwritten. */
  ClientIdRefused: 0x17,
  /** u64 index of an Inbox message -> place, u32 index and event of its receipt. */
  Message: 0x18,
  /** 20 B sender, u64 index of an Inbox message -> empty. */
  MessageOfSender: 0x19,
  /** u32 account, u64 block, u32 index -> place, u32 index and event for each transfer to or from a sub-account. */
  Transfer: 0x1a,
  /** u32 account, u64 block, u32 index -> place, u32 index and event for each withdrawal. */
  Payout: 0x1b,
  /** u32 account, u64 block, u32 index -> place, changes of its cash. */
  Ledger: 0x1c,
  /** 32 B hash -> u64 block, u32 place of the latest transaction that was refused as a whole under it. Overwritten. */
  TransactionRefused: 0x1d,
} as const;

/** Version of the layout; another one is rebuilt from the block store. */
export const HISTORY_VERSION = 10;

/** Most records of one row: what a page reads in vain at either end, and what an order costs that is looked up. */
export const MAX_RECORDS = 64;
