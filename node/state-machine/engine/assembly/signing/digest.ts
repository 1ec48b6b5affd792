import * as action from "../generated/action";
import {
  ACTION_TYPE,
  APPROVE_AGENT_TYPE,
  DOMAIN_NAME,
  DOMAIN_TYPE,
  DOMAIN_VERSION,
  ORACLE_VOTE_TYPE,
  PRICE_TYPE,
  TRADE_TYPE,
  TRANSFER_TYPE,
  WITHDRAW_TYPE,
} from "../generated/hashes";
import * as header from "../generated/header";
import {
  DIGEST,
  FLAG_BUY,
  FLAG_CLIENT_ID,
  FLAG_MARKET,
  FLAG_REDUCE_ONLY,
  HASH_INPUT,
  MAX_ACTIONS,
} from "../generated/limits";
import { CANCEL, CANCEL_ALL, CANCEL_BY_CLIENT_ID, ORDER, REDUCE } from "../input/action";
import { copy20, copy32, zeroScratch } from "../memory/bytes";
import { keccak256 } from "../syscalls";
import { setByteWord, setShortWord, setWord } from "./words";

/**
 * EIP-712 digests (W2), built in `[DIGEST, DIGEST_END)`. The host may recognise hashing of digests by these addresses:
 * everything else is hashed elsewhere.
 */
const ACTION_STRUCT: u32 = DIGEST;
const PRICE_STRUCT: u32 = DIGEST + 0x200;
const TRADE_STRUCT: u32 = DIGEST + 0x280;
const WITHDRAW_STRUCT: u32 = DIGEST + 0x380;
const TRANSFER_STRUCT: u32 = DIGEST + 0x480;
const AGENT_STRUCT: u32 = DIGEST + 0x580;
/** The domain is hashed once, at genesis, and is no digest: it lies elsewhere. */
const DOMAIN_STRUCT: u32 = HASH_INPUT + 0x500;
const ENVELOPE: u32 = DIGEST + 0x780;
/** digest | r | s | v, then the recovered address: what `ecrecover` reads and writes. */
export const RECOVERY: u32 = DIGEST + 0x800;
export const RECOVERED: u32 = DIGEST + 0x880;
const ITEM_HASHES: u32 = DIGEST + 0x1000;
const ITEM_HASHES_END: u32 = ITEM_HASHES + MAX_ACTIONS * 32;

const ACTION_BYTES: u32 = 12 * 32;
const PRICE_BYTES: u32 = 4 * 32;
const TRADE_BYTES: u32 = 5 * 32;
const MONEY_BYTES: u32 = 6 * 32;
const DOMAIN_BYTES: u32 = 5 * 32;
const ENVELOPE_BYTES: u32 = 66;

/** Zeroes the structs and writes what is the same in every digest of the block. */
export function resetDigest(): void {
  zeroScratch(DIGEST, ITEM_HASHES_END);
  copy32(ACTION_STRUCT, ACTION_TYPE);
  copy32(PRICE_STRUCT, PRICE_TYPE);
  copy32(WITHDRAW_STRUCT, WITHDRAW_TYPE);
  copy32(TRANSFER_STRUCT, TRANSFER_TYPE);
  copy32(AGENT_STRUCT, APPROVE_AGENT_TYPE);
  store<u16>(ENVELOPE, 0x0119);
  copy32(ENVELOPE + 2, header.domainSeparatorAddress());
}

/** Hashes the action record as item `index` of a Trade. */
export function hashAction(index: u32): void {
  const kind = action.kind();
  const isOrder = kind === ORDER;
  const flags = isOrder ? action.flags() : 0;
  setByteWord(ACTION_STRUCT, 1, kind);
  setShortWord(ACTION_STRUCT, 2, isOrder ? action.market() : kind === CANCEL_ALL ? action.market() - 1 : 0);
  setByteWord(ACTION_STRUCT, 3, flags & FLAG_BUY);
  setShortWord(ACTION_STRUCT, 4, isOrder ? action.price() : 0);
  setShortWord(ACTION_STRUCT, 5, isOrder || kind === REDUCE ? action.size() : 0);
  setByteWord(ACTION_STRUCT, 6, isOrder ? action.timeInForce() : 0);
  setByteWord(ACTION_STRUCT, 7, (flags & FLAG_REDUCE_ONLY) !== 0 ? 1 : 0);
  setByteWord(ACTION_STRUCT, 8, (flags & FLAG_MARKET) !== 0 ? 1 : 0);
  setShortWord(ACTION_STRUCT, 9, isOrder ? action.goodTill() : 0);
  setWord(ACTION_STRUCT, 10, kind === CANCEL || kind === REDUCE ? action.orderId() : 0);
  const hasClientId = kind === CANCEL_BY_CLIENT_ID || (flags & FLAG_CLIENT_ID) !== 0;
  const clientId = action.clientIdAddress();
  store<u64>(ACTION_STRUCT + 11 * 32, hasClientId ? load<u64>(clientId) : 0);
  store<u64>(ACTION_STRUCT + 11 * 32, hasClientId ? load<u64>(clientId, 8) : 0, 8);
  keccak256(ACTION_STRUCT, ACTION_BYTES, ITEM_HASHES + (index << 5));
}

/** Hashes one price as item `index` of an OracleVote. */
export function hashPrice(index: u32, market: u64, indexPrice: u64, externalMark: u64): void {
  setWord(PRICE_STRUCT, 1, market);
  setWord(PRICE_STRUCT, 2, indexPrice);
  setWord(PRICE_STRUCT, 3, externalMark);
  keccak256(PRICE_STRUCT, PRICE_BYTES, ITEM_HASHES + (index << 5));
}

export function tradeDigest(account: u64, nonce: u64, expiresAfter: u64, count: u32): void {
  itemsDigest(TRADE_TYPE, account, nonce, expiresAfter, count);
}

export function voteDigest(validator: u64, nonce: u64, expiresAfter: u64, count: u32): void {
  itemsDigest(ORACLE_VOTE_TYPE, validator, nonce, expiresAfter, count);
}

function itemsDigest(type: u32, account: u64, nonce: u64, expiresAfter: u64, count: u32): void {
  copy32(TRADE_STRUCT, type);
  setWord(TRADE_STRUCT, 1, account);
  setWord(TRADE_STRUCT, 2, nonce);
  setWord(TRADE_STRUCT, 3, expiresAfter);
  keccak256(ITEM_HASHES, count << 5, TRADE_STRUCT + 4 * 32);
  finish(TRADE_STRUCT, TRADE_BYTES);
}

export function withdrawDigest(
  account: u64,
  recipient: u32,
  amount: u64,
  nonce: u64,
  expiresAfter: u64,
): void {
  setWord(WITHDRAW_STRUCT, 1, account);
  copy20(WITHDRAW_STRUCT + 2 * 32 + 12, recipient);
  setWord(WITHDRAW_STRUCT, 3, amount);
  setWord(WITHDRAW_STRUCT, 4, nonce);
  setWord(WITHDRAW_STRUCT, 5, expiresAfter);
  finish(WITHDRAW_STRUCT, MONEY_BYTES);
}

export function transferDigest(account: u64, toSub: u64, amount: u64, nonce: u64, expiresAfter: u64): void {
  setWord(TRANSFER_STRUCT, 1, account);
  setWord(TRANSFER_STRUCT, 2, toSub);
  setWord(TRANSFER_STRUCT, 3, amount);
  setWord(TRANSFER_STRUCT, 4, nonce);
  setWord(TRANSFER_STRUCT, 5, expiresAfter);
  finish(TRANSFER_STRUCT, MONEY_BYTES);
}

export function approveAgentDigest(
  account: u64,
  agent: u32,
  expiry: u64,
  nonce: u64,
  expiresAfter: u64,
): void {
  setWord(AGENT_STRUCT, 1, account);
  copy20(AGENT_STRUCT + 2 * 32 + 12, agent);
  setWord(AGENT_STRUCT, 3, expiry);
  setWord(AGENT_STRUCT, 4, nonce);
  setWord(AGENT_STRUCT, 5, expiresAfter);
  finish(AGENT_STRUCT, MONEY_BYTES);
}

/** Writes the digest of the struct to the start of `RECOVERY`. */
function finish(struct: u32, bytes: u32): void {
  keccak256(struct, bytes, ENVELOPE + 34);
  keccak256(ENVELOPE, ENVELOPE_BYTES, RECOVERY);
}

/** Writes the EIP-712 domain separator of the chain to `out` (genesis). */
export function domainSeparator(chainId: u64, inbox: u32, out: u32): void {
  zeroScratch(DOMAIN_STRUCT, DOMAIN_STRUCT + DOMAIN_BYTES);
  copy32(DOMAIN_STRUCT, DOMAIN_TYPE);
  copy32(DOMAIN_STRUCT + 32, DOMAIN_NAME);
  copy32(DOMAIN_STRUCT + 64, DOMAIN_VERSION);
  setWord(DOMAIN_STRUCT, 3, chainId);
  copy20(DOMAIN_STRUCT + 4 * 32 + 12, inbox);
  keccak256(DOMAIN_STRUCT, DOMAIN_BYTES, out);
}
