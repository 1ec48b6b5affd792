import { describe, expect, it } from "vitest";
import { isLowS, packSignature, packWalletSignature, unpackSignature } from "./compact.ts";

describe("packed signatures", () => {
  it("leave the caller's bytes as they were, also those of a Buffer", () => {
    const rs = Buffer.alloc(64, 0x11);
    const packed = packSignature(rs, 1);
    expect(rs).toEqual(Buffer.alloc(64, 0x11));
    const given = Buffer.from(packed);
    expect(unpackSignature(given)).toEqual({ rs: new Uint8Array(64).fill(0x11), yParity: 1 });
    expect(isLowS(given)).toBe(true);
    expect(given).toEqual(Buffer.from(packed));
    const wallet = Buffer.concat([rs, Buffer.of(28)]);
    expect(packWalletSignature(wallet)).toEqual(packed);
    expect(wallet.subarray(0, 64)).toEqual(rs);
  });

  it("refuse a high s, whose top bit is taken", () => {
    expect(() => packSignature(new Uint8Array(64).fill(0xff), 0)).toThrow(/lower half/);
    expect(isLowS(new Uint8Array(64).fill(0xff))).toBe(false);
  });
});
