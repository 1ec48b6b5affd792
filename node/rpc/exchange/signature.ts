/** The two spellings of a signature: `{r, s, v}` as wallets give it, and the 64 bytes of the wire (EIP-2098). */
import { Type } from "typebox";
import { fromHex } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import { hex, strict } from "../schema.ts";

export const signatureSchema = strict({
  r: hex(32, "r"),
  s: hex(32, "s, in the lower half of the order"),
  v: Type.Enum([0, 1, 27, 28]),
});

/** Throws `BAD_SIGNATURE` when s has its top bit set (the upper half has no place for yParity). */
export function compactSignature(signature: { r: string; s: string; v: number }): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(fromHex(signature.r, 32), 0);
  bytes.set(fromHex(signature.s, 32), 32);
  if (bytes[32]! >= 0x80) {
    throw new NovateError("BAD_SIGNATURE", "expected s in the lower half of the curve's order");
  }
  if (signature.v === 1 || signature.v === 28) bytes[32]! |= 0x80;
  return bytes;
}
