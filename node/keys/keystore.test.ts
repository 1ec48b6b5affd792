import { hexToBytes } from "viem";
import { describe, expect, it } from "vitest";
import { NovateError } from "../primitives/error.ts";
import { claimedAddress, openKey, STANDARD_SCRYPT, sealKey } from "./keystore.ts";

const SECRET = hexToBytes("0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d");
const ADDRESS = "008aeeda4d805471df9b2a5b0f38a0c3bcba786b";
const PASSWORD = new TextEncoder().encode("testpassword");
const CHEAP = { n: 1024, r: 1, p: 1 };

/** The two test vectors of the Web3 Secret Storage Definition; both hold SECRET. */
const VECTORS = {
  pbkdf2: {
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
      ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
      kdf: "pbkdf2",
      kdfparams: {
        c: 262144,
        dklen: 32,
        prf: "hmac-sha256",
        salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
      },
      mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
    },
    id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
    version: 3,
  },
  scrypt: {
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv: "83dbcc02d8ccb40e466191a123791e0e" },
      ciphertext: "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
      kdf: "scrypt",
      kdfparams: {
        dklen: 32,
        n: 262144,
        p: 8,
        r: 1,
        salt: "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19",
      },
      mac: "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097",
    },
    id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
    version: 3,
  },
};

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof NovateError) return error.code;
    throw error;
  }
  return "NO_ERROR";
}

function edited(edit: (crypto: (typeof VECTORS)["scrypt"]["crypto"]) => void): string {
  const copy = structuredClone(VECTORS.scrypt);
  edit(copy.crypto);
  return JSON.stringify(copy);
}

describe("keystore v3", () => {
  for (const [name, vector] of Object.entries(VECTORS)) {
    it(`opens the definition's ${name} vector`, async () => {
      expect(Buffer.from(await openKey(JSON.stringify(vector), PASSWORD))).toEqual(Buffer.from(SECRET));
    });
  }

  it("writes the standard cost and opens what it wrote", async () => {
    const text = await sealKey(SECRET, ADDRESS, PASSWORD);
    const { crypto, version } = JSON.parse(text);
    expect(version).toBe(3);
    expect(crypto.kdfparams).toMatchObject({ ...STANDARD_SCRYPT, dklen: 32 });
    expect(text).not.toContain(Buffer.from(SECRET).toString("hex"));
    expect(claimedAddress(text)).toBe(ADDRESS);
    expect(Buffer.from(await openKey(text, PASSWORD))).toEqual(Buffer.from(SECRET));
  });

  it("never seals the same key into the same bytes twice", async () => {
    const [a, b] = await Promise.all([
      sealKey(SECRET, ADDRESS, PASSWORD, CHEAP),
      sealKey(SECRET, ADDRESS, PASSWORD, CHEAP),
    ]);
    expect(JSON.parse(a!).crypto.ciphertext).not.toBe(JSON.parse(b!).crypto.ciphertext);
  });

  it("finds a wrong password and one changed bit in the ciphertext or the mac", async () => {
    const sealed = await sealKey(SECRET, ADDRESS, PASSWORD, CHEAP);
    const wrong = new TextEncoder().encode("testpassworD");
    expect(await codeOf(openKey(sealed, wrong))).toBe("KEYSTORE_WRONG_PASSWORD");
    for (const field of ["ciphertext", "mac"] as const) {
      const changed = JSON.parse(sealed);
      const text: string = changed.crypto[field];
      changed.crypto[field] = (text.startsWith("0") ? "1" : "0") + text.slice(1);
      expect(await codeOf(openKey(JSON.stringify(changed), PASSWORD))).toBe("KEYSTORE_WRONG_PASSWORD");
    }
  });

  it("refuses what is not a keystore, and a cost that would hang the machine", async () => {
    const bad = [
      "",
      "[]",
      "{}",
      JSON.stringify({ ...VECTORS.scrypt, version: 1 }),
      edited((crypto) => (crypto.cipher = "aes-256-gcm")),
      edited((crypto) => (crypto.kdf = "argon2")),
      edited((crypto) => (crypto.kdfparams.n = 2 ** 30)),
      edited((crypto) => (crypto.kdfparams.n = 262_143)),
      edited((crypto) => (crypto.kdfparams.p = 1e9)),
      edited((crypto) => (crypto.kdfparams.dklen = 16)),
      edited((crypto) => (crypto.ciphertext = "zz")),
      edited((crypto) => (crypto.ciphertext = crypto.ciphertext.slice(2))),
      JSON.stringify({ ...VECTORS.scrypt, address: "12" }),
      " ".repeat(20_000),
    ];
    for (const text of bad) expect(await codeOf(openKey(text, PASSWORD)), text).toBe("KEYSTORE_MALFORMED");
  });
});
