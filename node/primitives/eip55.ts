/** Mixed-case checksums of addresses (EIP-55). Free of Node imports: the browser uses it too. */
import { ascii, toHex } from "./bytes.ts";
import { keccak256 } from "./keccak.ts";

/** The spelling of `address` (0x and 40 hex digits, any case) whose letters carry its checksum. */
export function checksumAddress(address: string): `0x${string}` {
  const digits = address.slice(2).toLowerCase();
  const hash = toHex(keccak256(ascii(digits))).slice(2);
  let text = "";
  for (let i = 0; i < digits.length; i++) text += hash[i]! >= "8" ? digits[i]!.toUpperCase() : digits[i]!;
  return `0x${text}`;
}

/** False for an address in mixed case whose letters are not its checksum's: a digit was mistyped. One case alone carries none. */
export function hasRightChecksum(address: string): boolean {
  const digits = address.slice(2);
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return true;
  return digits === checksumAddress(address).slice(2);
}
