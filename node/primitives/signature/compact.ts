/** EIP-2098: r (32 bytes), then s with yParity in its top bit. */
import { fromHex } from "../bytes.ts";
import { NovateError } from "../error.ts";

const PARITY_BIT = 0x80;

/** Packs `r || s` (64 bytes, s in the lower half of the order) and yParity. Throws `BAD_SIGNATURE` for a high s. */
export function packSignature(rs: Uint8Array, yParity: number): Uint8Array {
  if (rs.length !== 64 || (yParity !== 0 && yParity !== 1) || (rs[32]! & PARITY_BIT) !== 0) {
    throw new NovateError("BAD_SIGNATURE", "expected 64 bytes with s in the lower half, and yParity 0 or 1");
  }
  const packed = new Uint8Array(rs);
  if (yParity === 1) packed[32]! |= PARITY_BIT;
  return packed;
}

/** `r || s` and yParity of a packed signature. */
export function unpackSignature(packed: Uint8Array): { rs: Uint8Array; yParity: 0 | 1 } {
  // Not `slice`: a Buffer's shares its memory, and the caller's bytes must stay as they are.
  const rs = new Uint8Array(packed);
  const yParity = (rs[32]! & PARITY_BIT) === 0 ? 0 : 1;
  rs[32]! &= PARITY_BIT - 1;
  return { rs, yParity };
}

/** Packs the 65-byte `r || s || v` that wallets return, v in {0, 1, 27, 28}. Throws `BAD_SIGNATURE` otherwise. */
export function packWalletSignature(signature: Uint8Array): Uint8Array {
  const v = signature[64];
  if (signature.length !== 65 || (v !== 0 && v !== 1 && v !== 27 && v !== 28)) {
    throw new NovateError("BAD_SIGNATURE", "expected 65 bytes ending in v = 0, 1, 27 or 28");
  }
  return packSignature(signature.slice(0, 64), v % 27);
}

/** Half of the order of secp256k1, big-endian. */
const HALF_ORDER = fromHex("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/** True when s of a packed signature lies in the lower half of the order, as the engine demands (`BAD_SIGNATURE` otherwise). */
export function isLowS(packed: Uint8Array): boolean {
  for (let i = 0; i < 32; i++) {
    const byte = i === 0 ? packed[32]! & (PARITY_BIT - 1) : packed[32 + i]!;
    if (byte !== HALF_ORDER[i]) return byte < HALF_ORDER[i]!;
  }
  return true;
}
