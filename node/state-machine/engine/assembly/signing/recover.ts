import { copy32, isZero20, loadBigEndian64 } from "../memory/bytes";
import { ecrecover } from "../syscalls";
import { RECOVERED, RECOVERY } from "./digest";

const ADDRESS_AT: u32 = 12;

/**
 * Recovers the signer of the digest in `RECOVERY` from a compact signature (EIP-2098). Returns the address of the 20
 * bytes, or 0: no signer, or s in the upper half of the order. Asks the machine exactly once in every case, so that the
 * n-th call in a block is the n-th transaction's.
 */
export function recoverSigner(signature: u32): u32 {
  const r = RECOVERY + 32;
  const s = RECOVERY + 64;
  copy32(r, signature);
  copy32(s, signature + 32);
  const parity = load<u8>(s) >> 7;
  store<u8>(s, load<u8>(s) & 0x7f);
  store<u8>(RECOVERY + 96, 27 + parity, 31);
  ecrecover(RECOVERY, RECOVERED);
  const signer = RECOVERED + ADDRESS_AT;
  return isLowS(s) && !isZero20(signer) ? signer : 0;
}

/** Whether s <= n / 2, n the order of secp256k1. */
function isLowS(s: u32): bool {
  let word = loadBigEndian64(s);
  if (word !== 0x7fffffffffffffff) return word < 0x7fffffffffffffff;
  word = loadBigEndian64(s + 8);
  if (word !== 0xffffffffffffffff) return true;
  word = loadBigEndian64(s + 16);
  if (word !== 0x5d576e7357a4501d) return word < 0x5d576e7357a4501d;
  return loadBigEndian64(s + 24) <= 0xdfe92f46681b20a0;
}
