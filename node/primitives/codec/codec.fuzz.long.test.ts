import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { NovateError } from "../error.ts";
import { seededRng } from "../rng.ts";
import { packSignature, packWalletSignature, unpackSignature } from "../signature/compact.ts";
import {
  genesisConfig,
  marketConfig,
  message,
  ownerBody,
  parameters,
  unsignedTransaction,
  validatorConfig,
} from "../testing/arbitraries.ts";
import { decodeBatch, encodeBatch } from "./batch.ts";
import { decodeBlock, encodeBlock, peekBlock, scanBlock } from "./block.ts";
import { decodeGenesisConfig, encodeGenesisConfig } from "./genesis-config.ts";
import {
  decodeDeposit,
  decodeForced,
  decodeGovernance,
  encodeDeposit,
  encodeForced,
  encodeGovernance,
} from "./message.ts";
import { decodeTransaction, encodeTransaction, encodeUnsigned, scanTransaction } from "./transaction.ts";
import type { Block } from "./types.ts";

/** Inputs of all decoders together. */
const INPUTS = Number(process.env.NOVATE_FUZZ_INPUTS ?? 2_000_000);
const SEED = Number(process.env.NOVATE_FUZZ_SEED ?? 1);
const CODES = new Set(["TRUNCATED", "TRAILING_BYTES", "BAD_VARINT", "FIELD_RANGE", "MALFORMED"]);

interface Decoder {
  readonly name: string;
  /** Valid encodings to start from. */
  readonly valid: fc.Arbitrary<Uint8Array>;
  /** Decodes and encodes again; undefined when there is no way back. */
  readonly roundTrip: (bytes: Uint8Array) => Uint8Array | undefined;
  /** Codes of refusal beyond those of the codec. */
  readonly codes?: readonly string[];
  /** Parts of a hundred of the inputs. */
  readonly share: number;
}

const u64 = fc.bigInt(0n, 2n ** 64n - 1n);
const block: fc.Arbitrary<Block> = fc.record({
  number: u64,
  timestamp: u64,
  l1Block: u64,
  inboxDue: u64,
  messages: fc.array(message, { maxLength: 3 }),
  transactions: fc.array(unsignedTransaction.map(encodeUnsigned), { maxLength: 4 }),
}) as unknown as fc.Arbitrary<Block>;
const blockBytes = block.map((fields) => encodeBlock({ ...PLAIN, ...fields }));
/** Header fields that a block has beside those drawn. */
const PLAIN = { ...decodeBlock(emptyBlock()) };

function emptyBlock(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0x4e, 0x56, 0x42, 0x31]);
  return bytes;
}

const DECODERS: readonly Decoder[] = [
  {
    name: "transactions",
    valid: unsignedTransaction.map(encodeUnsigned),
    roundTrip(bytes) {
      scanTransaction(bytes);
      return encodeTransaction(decodeTransaction(bytes));
    },
    share: 30,
  },
  {
    name: "blocks",
    valid: blockBytes,
    roundTrip(bytes) {
      scanBlock(bytes);
      return encodeBlock(decodeBlock(bytes));
    },
    share: 20,
  },
  {
    name: "block headers",
    valid: blockBytes,
    roundTrip(bytes) {
      peekBlock(bytes);
      return undefined;
    },
    share: 5,
  },
  {
    name: "forced transactions",
    valid: fc.record({ sub: fc.nat(2 ** 32 - 1), body: ownerBody }).map(encodeForced),
    roundTrip: (bytes) => encodeForced(decodeForced(bytes)),
    share: 15,
  },
  {
    name: "deposits",
    valid: fc.uint8Array({ minLength: 33, maxLength: 33 }),
    roundTrip: (bytes) => encodeDeposit(decodeDeposit(bytes)),
    share: 5,
  },
  {
    name: "governance operations",
    valid: fc
      .oneof(
        marketConfig.map((market) => ({ op: "setMarket" as const, market })),
        validatorConfig.map((validator) => ({ op: "setValidator" as const, validator })),
        parameters.map((values) => ({ op: "setParameters" as const, parameters: values })),
      )
      .map(encodeGovernance),
    roundTrip: (bytes) => encodeGovernance(decodeGovernance(bytes)),
    share: 10,
  },
  {
    name: "genesis configurations",
    valid: genesisConfig.map(encodeGenesisConfig),
    roundTrip: (bytes) => encodeGenesisConfig(decodeGenesisConfig(bytes)),
    share: 5,
  },
  {
    name: "batches",
    valid: fc.array(fc.uint8Array({ maxLength: 90 }), { minLength: 1, maxLength: 5 }).map(encodeBatch),
    roundTrip: (bytes) => encodeBatch(decodeBatch(bytes)),
    share: 5,
  },
  {
    name: "signatures of wallets",
    valid: fc
      .tuple(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.constantFrom(0, 1, 27, 28))
      .map(([rs, v]) => {
        const bytes = Uint8Array.of(...rs, v);
        bytes[32]! &= 127;
        return bytes;
      }),
    roundTrip(bytes) {
      const packed = packWalletSignature(bytes);
      const { rs, yParity } = unpackSignature(packed);
      expect(packSignature(rs, yParity)).toEqual(packed);
      return Uint8Array.of(...rs, bytes[64]! < 27 ? yParity : 27 + yParity);
    },
    codes: ["BAD_SIGNATURE"],
    share: 5,
  },
];

/** Ways to spoil a valid input; `other` is another valid one of the kind. */
type Spoil = (bytes: Uint8Array, other: Uint8Array, int: (below: number) => number) => Uint8Array;

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  if (copy.length > 0) change(copy);
  return copy;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff];

const SPOILS: readonly Spoil[] = [
  // As it is: it must decode.
  (bytes) => bytes,
  // One bit, one byte, several bytes.
  (bytes, _other, int) => changed(bytes, (copy) => (copy[int(copy.length)]! ^= 1 << int(8))),
  (bytes, _other, int) => changed(bytes, (copy) => (copy[int(copy.length)] = int(256))),
  (bytes, _other, int) =>
    changed(bytes, (copy) => (copy[int(copy.length)] = EXTREMES[int(EXTREMES.length)]!)),
  (bytes, _other, int) =>
    changed(bytes, (copy) => {
      for (let i = int(6); i >= 0; i--) copy[int(copy.length)] = int(256);
    }),
  // Cut short, made longer at either end.
  (bytes, _other, int) => bytes.slice(0, int(bytes.length + 1)),
  (bytes, _other, int) =>
    joined(
      bytes,
      Uint8Array.from({ length: 1 + int(4) }, () => (int(2) === 0 ? 0 : int(256))),
    ),
  (bytes, _other, int) => joined(Uint8Array.of(int(256)), bytes),
  // A byte more or less in the middle: varints that are too long, fields that are displaced.
  (bytes, _other, int) => {
    const at = int(bytes.length + 1);
    return joined(bytes.subarray(0, at), Uint8Array.of(int(2) === 0 ? 0x80 : int(256)), bytes.subarray(at));
  },
  (bytes, _other, int) => {
    const at = int(bytes.length + 1);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1));
  },
  // A varint with a trailing zero group.
  (bytes, _other, int) => {
    const at = int(bytes.length);
    const head = changed(bytes.subarray(0, at + 1), (copy) => (copy[copy.length - 1]! |= 0x80));
    return joined(head, Uint8Array.of(0), bytes.subarray(at + 1));
  },
  // Two of a kind, spliced.
  (bytes, other, int) =>
    joined(bytes.subarray(0, int(bytes.length + 1)), other.subarray(int(other.length + 1))),
  // Nothing but noise.
  (bytes, _other, int) => Uint8Array.from({ length: int(bytes.length + 8) }, () => int(256)),
];

describe("a decoder", () => {
  const seen: string[] = [];
  const limit = Error.stackTraceLimit;
  afterAll(() => {
    Error.stackTraceLimit = limit;
    console.log(seen.join("\n"));
  });

  it.each(DECODERS.map((decoder) => [decoder.name, decoder] as const))(
    "of %s reads bytes back exactly, or refuses them with a stable code",
    (name, decoder) => {
      // A million stack traces cost more than what is tested.
      Error.stackTraceLimit = 0;
      const rng = seededRng(SEED);
      const int = (below: number): number => Math.floor((rng.uint32() / 2 ** 32) * below);
      const valid = fc.sample(decoder.valid, { numRuns: 1000, seed: SEED });
      const codes = new Set([...CODES, ...(decoder.codes ?? [])]);
      const inputs = Math.ceil((INPUTS * decoder.share) / 100);
      let accepted = 0;
      for (let i = 0; i < inputs; i++) {
        const original = valid[i % valid.length]!;
        const spoil = SPOILS[int(SPOILS.length)]!;
        const bytes = spoil(original, valid[int(valid.length)]!, int);
        const fault = judge(decoder, bytes, codes);
        if (fault === undefined) accepted++;
        else if (fault !== "refused" || spoil === SPOILS[0])
          expect.fail(`${name}: ${fault} for ${Buffer.from(bytes).toString("hex")}`);
      }
      seen.push(`${name}: ${inputs} inputs, ${accepted} accepted`);
      expect(accepted).toBeGreaterThan(inputs / SPOILS.length / 2);
    },
    600_000,
  );
});

/** undefined = accepted and read back exactly, "refused" with a stable code, or what is wrong. */
function judge(decoder: Decoder, bytes: Uint8Array, codes: ReadonlySet<string>): string | undefined {
  let again: Uint8Array | undefined;
  try {
    again = decoder.roundTrip(bytes);
  } catch (error) {
    if (error instanceof NovateError && codes.has(error.code)) return "refused";
    return `unexpected ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`;
  }
  return again === undefined || Buffer.compare(again, bytes) === 0
    ? undefined
    : `read back as ${Buffer.from(again).toString("hex")}`;
}
