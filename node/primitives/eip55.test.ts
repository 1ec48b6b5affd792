import fc from "fast-check";
import { getAddress, isAddress } from "viem";
import { expect, it } from "vitest";
import { toHex } from "./bytes.ts";
import { checksumAddress, hasRightChecksum } from "./eip55.ts";
import { bytes } from "./testing/arbitraries.ts";

it("spells and judges every address as viem does", () => {
  fc.assert(
    fc.property(bytes(20), fc.nat(39), (raw, at) => {
      const address = toHex(raw);
      const spelled = checksumAddress(address);
      expect(spelled).toBe(getAddress(address));
      expect([address, spelled, `0x${address.slice(2).toUpperCase()}`].every(hasRightChecksum)).toBe(true);
      const letter = spelled[at + 2]!;
      const swapped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
      const other = spelled.slice(0, at + 2) + swapped + spelled.slice(at + 3);
      const oneCase = [address.slice(2), address.slice(2).toUpperCase()].includes(other.slice(2));
      expect(hasRightChecksum(other)).toBe(oneCase || isAddress(other));
    }),
  );
});
