/**
 * Result codes of transactions and actions, in order of precedence within each group: the first failing check names the
 * result. Numbers are stable for ever; a retired code keeps its number.
 */
export interface ResultCode {
  readonly code: number;
  readonly name: string;
  readonly meaning: string;
}

const row = (code: number, name: string, meaning: string): ResultCode => ({ code, name, meaning });

export const resultCodes: readonly ResultCode[] = [
  row(0, "OK", "Done."),
  // Transactions (B4, B5).
  row(1, "BAD_SIGNATURE", "The signature recovers no address, or s lies in the upper half of the order."),
  row(2, "UNKNOWN_ACCOUNT", "No such account."),
  row(3, "UNKNOWN_VALIDATOR", "No such validator."),
  row(4, "NOT_AUTHORIZED", "The signer may not do this for that account."),
  row(5, "AGENT_EXPIRED", "The signing agent's approval has expired or was revoked."),
  row(6, "TX_EXPIRED", "The transaction's expiresAfter lies before the block's timestamp."),
  row(
    7,
    "NONCE_OUT_OF_WINDOW",
    "The nonce is not within two days before and one day after the block's timestamp.",
  ),
  row(8, "NONCE_USED", "This nonce was already accepted from this signer."),
  row(
    9,
    "NONCE_TOO_LOW",
    "The nonce is not above the signer's floor: below the 1,024 highest accepted from it.",
  ),
  // Orders (T1, R5, R3, then matching).
  row(20, "UNKNOWN_MARKET", "No such market."),
  row(21, "MARKET_CLOSED", "The market is closed."),
  row(22, "BAD_PRICE", "The price is not on the market's grid (1 .. 2^tickBits - 1 ticks)."),
  row(24, "ORDER_EXPIRED", "The good-till time is not in the future."),
  row(25, "DUPLICATE_CLIENT_ID", "An open order of the account has the same client id."),
  row(26, "NO_PRICE", "The market has no mark price yet."),
  row(
    27,
    "REDUCE_ONLY_MODE",
    "The market takes only reduce-only orders: by status, or because its index is stale.",
  ),
  row(28, "PRICE_BAND", "The limit is too far from the mark on the aggressive side."),
  row(29, "MIN_NOTIONAL", "The order's value is below the market's minimum."),
  row(30, "REDUCE_ONLY", "There is no opposite position to reduce."),
  row(31, "POSITION_LIMIT", "Position and open orders of that side would exceed the market's limit."),
  row(32, "TOO_MANY_POSITIONS", "The account already uses 64 markets."),
  row(33, "TOO_MANY_ORDERS", "The account has 200 open orders, or 16 reduce-only orders in this market."),
  row(34, "POSITIONS_FULL", "The position arena is full."),
  row(35, "ORDERS_FULL", "The order arena is full."),
  row(36, "INSUFFICIENT_MARGIN", "Equity would not cover the initial margin."),
  row(37, "POST_ONLY_WOULD_TAKE", "A post-only order would have traded at once."),
  row(38, "FOK_NOT_FILLED", "A fill-or-kill order could not be filled completely."),
  row(39, "IOC_NO_FILL", "An immediate-or-cancel order found nothing to trade with."),
  row(40, "NO_LIQUIDITY", "A market order found nothing to trade with inside its slippage bound."),
  row(41, "MATCH_LIMIT", "Matching stopped at its bound of visited orders; the rest was cancelled."),
  row(42, "UNKNOWN_ORDER", "No open order of the account has this id."),
  row(43, "NOT_A_REDUCTION", "The new size is not below what the order still has."),
  row(
    44,
    "CANCELLED_FIRST",
    "A cancel with a higher nonce, executed earlier in the same block, names the order.",
  ),
  // Money (M5, M6).
  row(50, "INSUFFICIENT_FUNDS", "The amount exceeds what may be withdrawn."),
  row(51, "SELF_TRANSFER", "Source and destination are the same account."),
  row(52, "ACCOUNTS_FULL", "The account or signer arena is full."),
  row(53, "WITHDRAWALS_FULL", "The withdrawal tree is full."),
  row(
    54,
    "BAD_RECIPIENT",
    "The recipient is the zero address or the Inbox: nobody could move the money from there.",
  ),
  // Agents (A1).
  row(60, "AGENT_TAKEN", "The address owns accounts, is a validator, or is another owner's agent."),
  row(61, "UNKNOWN_AGENT", "The address to revoke is not an agent of this owner."),
  row(62, "BAD_EXPIRY", "The expiry is not in the future, or more than 400 days away."),
  row(63, "TOO_MANY_AGENTS", "The owner has 16 live agents, or has ever approved 256."),
  // L1 messages (X).
  row(70, "MALFORMED", "The message's kind or payload is malformed."),
  row(71, "UNSUPPORTED_ASSET", "The deposited asset is unknown."),
  row(72, "BAD_AMOUNT", "The amount is zero or out of range."),
  row(73, "UNCLAIMED", "The deposit could not be credited to an account and went to the unclaimed balance."),
  row(74, "BAD_PARAMETER", "A parameter is out of its bounds, or may not change."),
  row(75, "MARKETS_FULL", "The book arena or the market table is full."),
  row(76, "VALIDATORS_FULL", "The validator table is full."),
  row(
    80,
    "WIND_DOWN",
    "The chain winds down: positions are closed and everybody is paid, nothing else happens.",
  ),
  // Why an order left the book or was cut; only in order updates.
  row(90, "CANCELLED", "Cancelled by its owner or agent."),
  row(91, "EXPIRED", "Its good-till time came."),
  row(92, "SELF_TRADE", "It met an order of the same owner."),
  row(93, "MAKER_UNDERMARGINED", "Its account could not carry the fill."),
  row(94, "REDUCE_ONLY_CUT", "The position it was to reduce has shrunk or is gone."),
  row(95, "LIQUIDATION", "Its account is being liquidated."),
];

/** Why a block is void (`applyBlock` returns the code; the state is unchanged). Traps are void as well. */
export const voidCodes: readonly ResultCode[] = [
  row(0, "APPLIED", "The block was applied."),
  row(1, "BAD_HEADER", "Magic, body length, counts or reserved bytes break W1."),
  row(2, "BAD_NUMBER", "The number is not above the state's, or block 0 met a state that is not empty."),
  row(3, "BAD_TIMESTAMP", "The timestamp does not increase."),
  row(4, "BAD_L1_ORIGIN", "Retired: the L1 block or the count of due messages decreased."),
  row(5, "BAD_MESSAGE", "An L1 message is malformed in its frame or out of order."),
  row(6, "MESSAGES_DUE", "L1 messages that are due are missing."),
  row(7, "BAD_TRANSACTION", "A transaction is malformed in its frame, or bytes are left over."),
  row(8, "GAS_LIMIT", "The block uses more gas than its limit, or its orders more than four fifths of it."),
  row(9, "BAD_GENESIS", "The genesis configuration is malformed or out of bounds."),
];

/** Worst-case cost of each step in gas (1 gas = 1,000 rv64 steps); matching and risk have their own bounds per block. */
export const gasTable = {
  GAS_TRANSACTION: 6,
  GAS_ORDER: 16,
  GAS_FILL_OR_KILL: 1_300,
  GAS_CANCEL: 2,
  GAS_CANCEL_BY_CLIENT_ID: 6,
  GAS_CANCEL_ALL: 300,
  GAS_WITHDRAW: 14,
  GAS_TRANSFER: 14,
  GAS_APPROVE_AGENT: 10,
  GAS_VOTE: 2,
  GAS_MESSAGE: 20,
} as const;
