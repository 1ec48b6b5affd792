import fc from "fast-check";
import { encodeAbiParameters, encodePacked, keccak256 as viemKeccak } from "viem";
import { describe, expect, it } from "vitest";
import { toHex } from "../bytes.ts";
import { NovateError } from "../error.ts";
import {
  bytes,
  genesisConfig,
  marketConfig,
  message,
  ownerBody,
  parameters,
  validatorConfig,
} from "../testing/arbitraries.ts";
import { decodeGenesisConfig, encodeGenesisConfig } from "./genesis-config.ts";
import {
  accumulate,
  decodeDeposit,
  decodeForced,
  decodeGovernance,
  encodeDeposit,
  encodeForced,
  encodeGovernance,
  messageHash,
} from "./message.ts";
import { type Governance, TRANSACTION_TYPES } from "./types.ts";
import { withdrawalLeaf, withdrawalNode } from "./withdrawal.ts";

const deposit = fc.record({
  to: bytes(20),
  sub: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  asset: fc.integer({ min: 0, max: 255 }),
  amount: fc.bigInt(0n, 2n ** 64n - 1n),
});
const forced = fc.record({ sub: fc.integer({ min: 0, max: 2 ** 32 - 1 }), body: ownerBody });
const governance: fc.Arbitrary<Governance> = fc.oneof(
  marketConfig.map((market): Governance => ({ op: "setMarket", market })),
  validatorConfig.map((validator): Governance => ({ op: "setValidator", validator })),
  parameters.map((record): Governance => ({ op: "setParameters", parameters: record })),
);

/** Round trip, and refusal of every prefix and of a longer string. */
function strict<T>(
  values: fc.Arbitrary<T>,
  encode: (value: T) => Uint8Array,
  decode: (bytes: Uint8Array) => unknown,
) {
  fc.assert(
    fc.property(values, (value) => {
      const encoded = encode(value);
      expect(decode(encoded)).toEqual(value);
      for (let length = 0; length < encoded.length; length++) {
        expect(() => decode(encoded.subarray(0, length))).toThrow(NovateError);
      }
      expect(() => decode(new Uint8Array([...encoded, 0]))).toThrow(NovateError);
    }),
    { numRuns: 60 },
  );
}

describe("payloads of L1 messages", () => {
  it("round-trip deposits strictly", () => strict(deposit, encodeDeposit, decodeDeposit));
  it("round-trip forced transactions strictly", () => strict(forced, encodeForced, decodeForced));
  it("round-trip governance strictly", () => strict(governance, encodeGovernance, decodeGovernance));
  it("round-trip genesis configurations strictly", () =>
    strict(genesisConfig, encodeGenesisConfig, decodeGenesisConfig));

  it("never let an oracle vote be forced", () => {
    const vote = new Uint8Array([0, 0, 0, 0, TRANSACTION_TYPES.indexOf("oracleVote"), 1, 0, 1, 0]);
    expect(() => decodeForced(vote)).toThrow(/may force/);
  });

  it("lay a deposit out as Solidity's abi.encodePacked does", () => {
    fc.assert(
      fc.property(deposit, (value) => {
        const packed = encodePacked(
          ["address", "uint32", "uint8", "uint64"],
          [toHex(value.to), value.sub, value.asset, value.amount],
        );
        expect(toHex(encodeDeposit(value))).toBe(packed);
      }),
      { numRuns: 50 },
    );
  });
});

describe("hashes shared with the contracts", () => {
  it("hash a message and the accumulator as the Inbox does", () => {
    fc.assert(
      fc.property(message, bytes(32), (value, accumulator) => {
        const hash = viemKeccak(
          encodePacked(
            ["uint8", "uint64", "uint64", "uint64", "address", "bytes32"],
            [
              value.kind,
              value.index,
              value.l1Block,
              value.l1Time,
              toHex(value.sender),
              viemKeccak(value.payload),
            ],
          ),
        );
        expect(toHex(messageHash(value))).toBe(hash);
        const next = viemKeccak(encodePacked(["bytes32", "bytes32"], [toHex(accumulator), hash]));
        expect(toHex(accumulate(accumulator, value))).toBe(next);
      }),
      { numRuns: 50 },
    );
  });

  it("hash withdrawal leaves and nodes as the Vault does", () => {
    fc.assert(
      fc.property(deposit, bytes(32), (value, right) => {
        const leaf = viemKeccak(
          encodePacked(
            ["uint8", "uint64", "address", "uint8", "uint64"],
            [0, value.amount, toHex(value.to), value.asset, value.amount],
          ),
        );
        const withdrawal = {
          index: value.amount,
          recipient: value.to,
          asset: value.asset,
          amount: value.amount,
        };
        expect(toHex(withdrawalLeaf(withdrawal))).toBe(leaf);
        const pair = encodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }], [leaf, toHex(right)]);
        expect(toHex(withdrawalNode(withdrawalLeaf(withdrawal), right))).toBe(
          viemKeccak(`0x01${pair.slice(2)}`),
        );
      }),
      { numRuns: 50 },
    );
  });
});
