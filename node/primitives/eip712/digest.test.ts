import fc from "fast-check";
import { hashTypedData, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { toHex } from "../bytes.ts";
import { encodeBlock, scanBlock } from "../codec/block.ts";
import { encodeUnsigned } from "../codec/transaction.ts";
import { isLowS, packWalletSignature, unpackSignature } from "../signature/compact.ts";
import { recoverSigner } from "../signature/recover.ts";
import { addressOf, signDigest, signTransaction } from "../signature/sign.ts";
import { bytes, unsignedTransaction } from "../testing/arbitraries.ts";
import { digestOf, transactionDigest } from "./digest.ts";
import { domainSeparator } from "./domain.ts";
import { typedData } from "./types.ts";

const domain = fc.record({ chainId: fc.bigInt(1n, 2n ** 53n - 1n), verifyingContract: bytes(20) });
const KEY = new Uint8Array(32).fill(7);

describe("EIP-712 digest", () => {
  it("equals viem's hashTypedData for every kind of transaction and domain", () => {
    fc.assert(
      fc.property(unsignedTransaction, domain, (transaction, where) => {
        const expected = hashTypedData(typedData(transaction, where) as Parameters<typeof hashTypedData>[0]);
        expect(toHex(transactionDigest(encodeUnsigned(transaction), domainSeparator(where)))).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("is the same from inside a block", () => {
    fc.assert(
      fc.property(
        fc.array(unsignedTransaction.map(encodeUnsigned), { maxLength: 5 }),
        bytes(32),
        (transactions, separator) => {
          const block = encodeBlock({
            number: 1n,
            timestamp: 1n,
            l1Block: 0n,
            inboxDue: 0n,
            messages: [],
            transactions,
          });
          const digests: string[] = [];
          scanBlock(block, (fields) => digests.push(toHex(digestOf(block, fields, separator))));
          expect(digests).toEqual(transactions.map((each) => toHex(transactionDigest(each, separator))));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("signatures", () => {
  it("made by the SDK recover to the signer natively and in viem, with s in the lower half", async () => {
    await fc.assert(
      fc.asyncProperty(unsignedTransaction, domain, async (transaction, where) => {
        const separator = domainSeparator(where);
        const signed = signTransaction(transaction, separator, KEY);
        const packed = signed.slice(-64);
        expect(isLowS(packed)).toBe(true);
        expect(recoverSigner(transactionDigest(signed, separator), packed)).toEqual(addressOf(KEY));
        const { rs, yParity } = unpackSignature(packed);
        const signature = `${toHex(rs)}${yParity === 0 ? "1b" : "1c"}` as `0x${string}`;
        const parameters = { ...typedData(transaction, where), signature };
        const recovered = await recoverTypedDataAddress(
          parameters as Parameters<typeof recoverTypedDataAddress>[0],
        );
        expect(recovered.toLowerCase()).toBe(toHex(addressOf(KEY)));
      }),
      { numRuns: 10 },
    );
  });

  it("made by a wallet over the typed data pack to the ones the SDK makes", async () => {
    const wallet = privateKeyToAccount(toHex(KEY));
    const where = { chainId: 31337n, verifyingContract: new Uint8Array(20).fill(3) };
    for (const transaction of fc.sample(unsignedTransaction, { numRuns: 10, seed: 5 })) {
      const data = typedData(transaction, where) as unknown as Parameters<typeof wallet.signTypedData>[0];
      const fromWallet = Buffer.from((await wallet.signTypedData(data)).slice(2), "hex");
      const digest = transactionDigest(encodeUnsigned(transaction), domainSeparator(where));
      expect(packWalletSignature(new Uint8Array(fromWallet))).toEqual(signDigest(digest, KEY));
    }
  });

  it("of nobody recover to undefined and never throw", () => {
    expect(recoverSigner(new Uint8Array(32), new Uint8Array(64))).toBeUndefined();
    expect(recoverSigner(new Uint8Array(32), new Uint8Array(64).fill(0xff))).toBeUndefined();
    fc.assert(
      fc.property(bytes(32), bytes(64), (digest, signature) => {
        const signer = recoverSigner(digest, signature);
        if (signer !== undefined) expect(signer.length).toBe(20);
      }),
      { numRuns: 100 },
    );
  });
});
