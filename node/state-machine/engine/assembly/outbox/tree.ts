import * as frontier from "../generated/frontier";
import { EMPTY_ROOTS } from "../generated/hashes";
import * as header from "../generated/header";
import { HASH_INPUT } from "../generated/limits";
import * as work from "../generated/work";
import { copy20, copy32, storeBigEndian64 } from "../memory/bytes";
import { keccak256 } from "../syscalls";

const DEPTH: u32 = 32;
const MAX_LEAVES: u64 = (<u64>1) << 32;
const LEAF_TAG: u8 = 0;
const NODE_TAG: u8 = 1;
const LEAF_BYTES: u32 = 1 + 8 + 20 + 1 + 8;
const NODE_BYTES: u32 = 1 + 64;

const LEAF_INPUT: u32 = HASH_INPUT;
const NODE_INPUT: u32 = HASH_INPUT + 0x80;
const NODE: u32 = HASH_INPUT + 0x100;
const LEAF: u32 = HASH_INPUT + 0x120;

/** Whether the next leaf would be the last of 2^32: it is never used. */
export function isTreeFull(): bool {
  return header.withdrawalCount() === MAX_LEAVES - 1;
}

/** Appends a leaf to the withdrawal tree (W6); returns the address of its hash, valid until the next one. */
export function appendWithdrawal(recipient: u32, asset: u8, amount: u64): u32 {
  const index = header.withdrawalCount();
  store<u8>(LEAF_INPUT, LEAF_TAG);
  storeBigEndian64(LEAF_INPUT + 1, index);
  copy20(LEAF_INPUT + 9, recipient);
  store<u8>(LEAF_INPUT + 29, asset);
  storeBigEndian64(LEAF_INPUT + 30, amount);
  keccak256(LEAF_INPUT, LEAF_BYTES, LEAF);

  copy32(NODE, LEAF);
  let height: u32 = 0;
  while (((index >> height) & 1) !== 0) {
    hashPair(frontier.nodeAddress(frontier.at(height)), NODE);
    height++;
  }
  frontier.setNode(frontier.at(height), NODE);
  header.setWithdrawalCount(index + 1);
  work.setWithdrawals(work.withdrawals() + 1);
  return LEAF;
}

/** NODE = keccak256(0x01 || left || right). */
function hashPair(left: u32, right: u32): void {
  store<u8>(NODE_INPUT, NODE_TAG);
  copy32(NODE_INPUT + 1, left);
  copy32(NODE_INPUT + 33, right);
  keccak256(NODE_INPUT, NODE_BYTES, NODE);
}

/** Writes the tree's root to the header if the block appended a leaf. */
export function sealWithdrawals(): void {
  if (work.withdrawals() === 0) return;
  const count = header.withdrawalCount();
  copy32(NODE, EMPTY_ROOTS);
  for (let height: u32 = 0; height < DEPTH; height++) {
    if (((count >> height) & 1) !== 0) hashPair(frontier.nodeAddress(frontier.at(height)), NODE);
    else hashPair(NODE, EMPTY_ROOTS + (height << 5));
  }
  header.setWithdrawalsRoot(NODE);
}

/** The root of the empty tree (genesis). */
export function emptyTreeRoot(): u32 {
  return EMPTY_ROOTS + (DEPTH << 5);
}
