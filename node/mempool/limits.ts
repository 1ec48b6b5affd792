/** Named bounds of the mempool (docs/limits.md). */
/** Transactions between submission and their block. */
export const MAX_PENDING_TRANSACTIONS = 40_000;
/** Their bytes. */
export const MAX_PENDING_BYTES = 32 * 1024 * 1024;
/** Share of both bounds that new risk may fill; the rest is kept for cancels, withdrawals and votes. */
export const RISK_SHARE = 0.9;
/** Transactions of one account that wait for a block, once their signature was checked. */
export const MAX_PENDING_PER_ACCOUNT = 256;
/** Those beyond them that only cancel or reduce. */
export const MAX_PENDING_CANCELS_PER_ACCOUNT = 64;
/** Transactions of one signer that wait: fewer than the nonces that are kept of it, so that none pushes another out (B5). */
export const MAX_PENDING_PER_SIGNER = 900;
/** Signatures that are looked at of transactions refused for want of room, at the same time: whose they were. */
export const MAX_LATE_CHECKS = 64;
/** Callers that wait for the same transaction. */
export const MAX_JOINED_CALLERS = 64;
/** Longest transaction: 100 orders with every optional field fit. */
export const MAX_TRANSACTION_BYTES = 8 * 1024;
/** Owners remembered between blocks; an account never changes its owner. */
export const MAX_REMEMBERED_OWNERS = 65_536;
