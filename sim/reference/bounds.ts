/** Bounds of the rule book, by rule. */

/** W1 */
export const BODY_BYTES = 4 * 1024 * 1024;
export const MESSAGES = 256;
export const TRANSACTIONS = 20_000;
/** W3 */
export const PAYLOAD_BYTES = 2048;
export const SUB_ACCOUNTS = 128;
/** X1 */
export const FORCED_ACTIONS = 10;
/** B5 */
export const NONCES = 1024;
export const NONCES_DROPPED = 16;
export const DAY_MS = 86_400_000;
/** R5 */
export const MARKETS_OF_ACCOUNT = 64;
export const OPEN_ORDERS = 200;
export const REDUCE_ONLY_ORDERS = 16;
/** T4 */
export const VISITS_OF_ORDER = 1024;
export const VISITS_OF_FILL_OR_KILL = 128;
export const VISITS_OF_BLOCK = 262_144;
/** T10 */
export const CANCELLED_ITEMS = 32;
/** T8 */
export const SWEEP_SLOTS = 1024;
/** L3, L5 */
export const COUNTERPARTIES = 4096;
export const LIQUIDATIONS = 64;
export const RISK_VISITS = 65_536;
/** A1 */
export const LIVE_AGENTS = 16;
export const AGENTS_EVER = 256;
export const AGENT_DAYS = 400;
/** Z3, Z4: units of work in a block. */
export const WIND_DOWN_WORK = 65_536;
/** M5, M6 */
export const DEPOSIT = 1n << 53n;
export const DEPOSITED = 1n << 61n;
export const WITHDRAWALS = 2 ** 32 - 1;
/** X2 */
export const VALIDATORS = 64;
export const MARKETS = 256;
/** Bytes of the book arena (state.md). */
export const BOOK_BYTES = 0xfff0_0000 - 0xc800_0000;
