/** Every bound of docs/spec/wire.md that a decoder enforces. */
export const BLOCK_MAGIC = 0x3142_564e; // "NVB1", little-endian
export const BLOCK_HEADER_BYTES = 64;
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
export const MAX_MESSAGES = 256;
export const MAX_TRANSACTIONS = 20_000;

export const MAX_ACTIONS = 100;
export const MAX_VOTE_PRICES = 64;
export const MAX_SUB_ACCOUNT = 127;
export const SIGNATURE_BYTES = 64;
export const ADDRESS_BYTES = 20;
export const CLIENT_ID_BYTES = 16;
/** Prices in ticks stay below this. */
export const TICKS_LIMIT = 2 ** 22;
/** Sizes in lots, account and market ids stay below this. */
export const U32_LIMIT = 2 ** 32;
export const MAX_SLIPPAGE_BPS = 5_000;
/** The `market` of a CancelAll that means every market. */
export const EVERY_MARKET = 0xffff_ffff;

/** A message's frame before its payload. */
export const MESSAGE_HEADER_BYTES = 47;
export const MAX_MESSAGE_PAYLOAD = 2_048;

export const SYMBOL_BYTES = 12;

export const BATCH_MAGIC = 0x5442_564e; // "NVBT", little-endian
/** Blocks of one batch, and bytes of one payload, that a decoder is willing to look at. */
export const MAX_BATCH_BLOCKS = 65_536;
export const MAX_BATCH_BYTES = 64 * 1024 * 1024;
