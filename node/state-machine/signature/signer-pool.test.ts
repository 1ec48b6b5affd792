import { spawnSync } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { bigEndian, toHex } from "../../primitives/bytes.ts";
import { encodeUnsigned, withSignature } from "../../primitives/codec/transaction.ts";
import { transactionDigest } from "../../primitives/eip712/index.ts";
import type { NovateError } from "../../primitives/error.ts";
import { addressOf, signDigest, signTransaction } from "../../primitives/signature/sign.ts";
import { SignerCache } from "./signer-cache.ts";
import { SignerPool } from "./signer-pool.ts";

const separator = new Uint8Array(32).fill(9);
const key = (i: number) => new Uint8Array(32).fill(1 + (i % 200));
const digest = (i: number) => new Uint8Array(32).fill(i % 256).with(0, Math.floor(i / 256));
const unsigned = (nonce: number) =>
  ({
    account: 1,
    nonce,
    expiresAfter: 0,
    // Of different lengths, so that one read at the wrong place would show.
    body: { type: "transfer", toSub: nonce % 7, amount: 1n << BigInt(nonce % 60) },
  }) as const;
const signed = (nonce: number) => signTransaction(unsigned(nonce), separator, key(nonce));
const nobody = (nonce: number) =>
  withSignature(encodeUnsigned(unsigned(nonce)), new Uint8Array(64).fill(0x11).fill(0, 0, 32));
const open: SignerPool[] = [];

function pool(workers: number): SignerPool {
  const created = new SignerPool({ workers, domainSeparator: separator });
  open.push(created);
  return created;
}

function recovered(signers: SignerPool, transaction: Uint8Array) {
  return new Promise<{ digest: Uint8Array; signer: Uint8Array | undefined }>((resolve, reject) =>
    signers.recover(transaction, {
      recovered: (digest, signer) => resolve({ digest, signer }),
      failed: (error: NovateError) => reject(error),
    }),
  );
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

describe("signer pool", () => {
  it("says so when its workers cannot run, and fails what was asked", () => {
    // A worker that inherits this flag refuses to run a file.
    const program = `
      import { SignerPool } from ${JSON.stringify(new URL("./signer-pool.ts", import.meta.url).href)};
      const pool = new SignerPool({ workers: 1, domainSeparator: new Uint8Array(32) });
      pool.recover(new Uint8Array(100), { failed: ({ code }) => console.log(code) });`;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(stdout.trim()).toBe("SIGNER_POOL_FAILED");
    expect(stderr).toMatch(/\[SIGNER_POOL_FAILED\] Warning: a signature worker died: /);
  });

  it("finds every digest and signer, in order", async () => {
    const signers = pool(2);
    const cases = Array.from({ length: 40 }, (_, nonce) => signed(nonce));
    // Each case many times over: several full messages, on both workers.
    const requests = Array.from({ length: 600 }, (_, i) => cases[i % cases.length]!);
    const found = await Promise.all(requests.map((each) => recovered(signers, each)));
    expect(found).toEqual(
      requests.map((each, i) => ({
        digest: transactionDigest(each, separator),
        signer: addressOf(key(i % cases.length)),
      })),
    );
    expect(signers.pending).toBe(0);
  });

  it("finds nobody behind a signature of nobody", async () => {
    const found = await recovered(pool(1), nobody(1));
    expect(found.signer).toBeUndefined();
    expect(toHex(found.digest)).toBe(toHex(transactionDigest(nobody(1), separator)));
  });

  it("finds nobody behind an s in the upper half of the order, as the engine does", async () => {
    const half = bigEndian(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n, 32);
    const signature = signed(5).slice(-64);
    signature.set(half, 32);
    const with_ = (bytes: Uint8Array) => withSignature(encodeUnsigned(unsigned(5)), bytes);
    expect((await recovered(pool(1), with_(signature))).signer).toHaveLength(20);
    signature[63]! += 1;
    expect((await recovered(pool(1), with_(signature))).signer).toBeUndefined();
  });

  it("fails what is unanswered, and everything later, once closed", async () => {
    const signers = pool(1);
    const waiting = Array.from({ length: 300 }, (_, i) => recovered(signers, signed(i % 40)));
    const outcome = Promise.allSettled(waiting);
    await signers.close();
    const codes = (await outcome).map((each) => (each.status === "rejected" ? each.reason.code : "answered"));
    expect(new Set(codes)).toEqual(new Set(["SIGNER_POOL_CLOSED"]));
    await expect(recovered(signers, signed(1))).rejects.toMatchObject({ code: "SIGNER_POOL_CLOSED" });
  });

  it("refuses to start without workers", () => {
    expect(() => new SignerPool({ workers: 0, domainSeparator: separator })).toThrow(/at least one/);
  });
});

describe("signer cache", () => {
  it("recovers what nobody has put there, once", () => {
    const cache = new SignerCache();
    const signature = signDigest(digest(3), key(3));
    expect(cache.signerOf(digest(3), signature)).toEqual(addressOf(key(3)));
    expect(cache.signerOf(digest(3), signature)).toEqual(addressOf(key(3)));
    expect(cache.size).toBe(1);
    expect(cache.signerOf(digest(4), signature)).not.toEqual(addressOf(key(3)));
  });

  it("answers as a first-in, first-out table would, whatever is put in whatever order", () => {
    const cache = new SignerCache({ capacity: 16 });
    const model = new Map<string, Uint8Array>();
    let state = 7;
    for (let i = 0; i < 400; i++) {
      state = (state * 48_271) % 2_147_483_647;
      // Digests that differ in one byte only, in turn the first, the fifth and the last.
      const asked = new Uint8Array(32).with([0, 4, 31][state % 3]!, (state >> 4) % 24);
      const signature = new Uint8Array(64).fill(1);
      const name = asked.join();
      const signer = new Uint8Array(20).fill(i % 251);
      if (model.size >= 16 && !model.has(name)) model.delete(model.keys().next().value!);
      model.set(name, signer);
      cache.put(asked, signature, signer);
      expect(cache.size).toBe(model.size);
      for (const [each, expected] of model) {
        expect(cache.signerOf(Uint8Array.from(each.split(","), Number), signature)).toEqual(expected);
      }
    }
  });

  it("never holds more than its capacity, and drops the oldest first", () => {
    const cache = new SignerCache({ capacity: 3 });
    for (let i = 0; i < 10; i++) {
      cache.put(digest(i), new Uint8Array(64), new Uint8Array(20).fill(i));
      expect(cache.size).toBeLessThanOrEqual(3);
    }
    expect(cache.signerOf(digest(9), new Uint8Array(64))).toEqual(new Uint8Array(20).fill(9));
    expect(cache.signerOf(digest(0), new Uint8Array(64))).toBeUndefined();
  });
});
