import { spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import * as fc from "fast-check";
import {
  hashTypedData,
  hexToBytes,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  recoverTypedDataAddress,
  serializeSignature,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NovateError } from "../primitives/error.ts";
import {
  createKey,
  createKeyFile,
  importKeyFile,
  listKeyFiles,
  openKeyFile,
  parseSecret,
  readPassword,
} from "./index.ts";

const cost = { n: 1024, r: 1, p: 1 };
const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");
const password = utf8("correct horse");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-keys-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof NovateError) return error.code;
    throw error;
  }
  return "NO_ERROR";
}

describe("a key folder", () => {
  it("creates a key whose file only its owner can read, and opens it again", async () => {
    const keys = join(folder, "keys");
    const entry = await createKeyFile({ folder: keys, name: "sequencer", password, cost });
    expect((await stat(entry.path)).mode & 0o777).toBe(0o600);
    expect((await stat(keys)).mode & 0o777).toBe(0o700);
    expect(await readdir(keys)).toEqual(["sequencer.json"]);
    const key = await openKeyFile(entry.path, password);
    expect(key.account.address).toBe(entry.address);
    expect(await listKeyFiles(keys)).toEqual([{ ...entry, address: entry.address.toLowerCase() }]);
  });

  it("refuses a file that its group or others may touch, whatever the bit", async () => {
    const { path } = await createKeyFile({ folder, name: "a", password, cost });
    for (const mode of [0o640, 0o620, 0o610, 0o604, 0o602, 0o601]) {
      await chmod(path, mode);
      expect(await codeOf(openKeyFile(path, password)), mode.toString(8)).toBe("FILE_PERMISSIONS");
    }
    await chmod(path, 0o400);
    expect(await codeOf(openKeyFile(path, password))).toBe("NO_ERROR");
  });

  it("never overwrites a key, follows no link, and leaves no temporary file", async () => {
    const { path } = await createKeyFile({ folder, name: "a", password, cost });
    const before = await readFile(path);
    expect(await codeOf(createKeyFile({ folder, name: "a", password, cost }))).toBe("FILE_EXISTS");
    expect(await readFile(path)).toEqual(before);
    await symlink(path, join(folder, "b.json"));
    expect(await codeOf(openKeyFile(join(folder, "b.json"), password))).toBe("FILE_PERMISSIONS");
    expect((await readdir(folder)).sort()).toEqual(["a.json", "b.json"]);
  });

  it("refuses names that would leave the folder", async () => {
    for (const name of ["", "..", "../x", "a/b", "A", "a.b", "-a", "x".repeat(64)]) {
      expect(await codeOf(createKeyFile({ folder, name, password, cost })), name).toBe("KEY_NAME");
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it("imports a key, zeroes the caller's copy, and finds a swapped address", async () => {
    const secret = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
    const expected = privateKeyToAccount(`0x${Buffer.from(secret).toString("hex")}`).address;
    const entry = await importKeyFile({ folder, name: "a", password, cost }, secret);
    expect(entry.address).toBe(expected);
    expect(secret.every((byte) => byte === 0)).toBe(true);
    const text = await readFile(entry.path, "utf8");
    await writeFile(entry.path, text.replace(expected.slice(2).toLowerCase(), "00".repeat(20)));
    expect(await codeOf(openKeyFile(entry.path, password))).toBe("KEYSTORE_ADDRESS");
  });
});

describe("a loaded key", () => {
  const secretHex = "0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
  const load = () => createKey(hexToBytes(secretHex));
  const reference = privateKeyToAccount(secretHex);

  it("signs digests in the wire's compact form, recoverable to its address, s in the lower half", () => {
    const key = load();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (digest) => {
        const signature = key.sign(digest);
        expect(signature.length).toBe(64);
        const yParity = signature[32]! >> 7;
        const rs = Uint8Array.from(signature);
        rs[32]! &= 0x7f;
        const point = secp256k1.Signature.fromBytes(rs).addRecoveryBit(yParity);
        expect(point.hasHighS()).toBe(false);
        const recovered = point.recoverPublicKey(digest).toBytes(false);
        expect(keccak256(recovered.slice(1)).slice(-40)).toBe(reference.address.slice(2).toLowerCase());
      }),
      { numRuns: 50 },
    );
  });

  it("gives viem the same signatures as viem's own account", async () => {
    const { account } = load();
    const typed = {
      domain: { name: "Novate", version: "1", chainId: 31337 },
      types: { Withdraw: [{ name: "amount", type: "uint64" }] },
      primaryType: "Withdraw",
      message: { amount: 5n },
    } as const;
    expect(await account.signTypedData(typed)).toBe(await reference.signTypedData(typed));
    expect(await recoverTypedDataAddress({ ...typed, signature: await account.signTypedData(typed) })).toBe(
      reference.address,
    );
    expect(await account.signMessage({ message: "hello" })).toBe(
      await reference.signMessage({ message: "hello" }),
    );
    expect(await account.sign!({ hash: hashTypedData(typed) })).toBe(await account.signTypedData(typed));
    const transaction = {
      type: "eip1559",
      chainId: 31337,
      nonce: 3,
      to: reference.address,
      value: 1n,
      gas: 21_000n,
      maxFeePerGas: 2n,
      maxPriorityFeePerGas: 1n,
    } as const;
    const signed = await account.signTransaction(transaction);
    expect(signed).toBe(await reference.signTransaction(transaction));
    expect(await recoverTransactionAddress({ serializedTransaction: signed as `0x02${string}` })).toBe(
      reference.address,
    );
    const { r, s, yParity } = parseTransaction(signed) as {
      r: `0x${string}`;
      s: `0x${string}`;
      yParity: number;
    };
    expect(serializeSignature({ r, s, yParity })).toHaveLength(132);
  });

  it("signs nothing after it was destroyed, and its secret is gone", async () => {
    const secret = hexToBytes(secretHex);
    const key = createKey(secret);
    key.destroy();
    expect(secret.every((byte) => byte === 0)).toBe(true);
    expect(() => key.sign(new Uint8Array(32))).toThrow(expect.objectContaining({ code: "KEY_DESTROYED" }));
    expect(await codeOf(key.account.signMessage({ message: "x" }))).toBe("KEY_DESTROYED");
  });

  it("reads a secret from text and zeroes the text; zero, the group order and other text are no keys", () => {
    const text = utf8(` ${secretHex}\n`);
    expect(createKey(parseSecret(text)).account.address).toBe(reference.address);
    expect(text.every((byte) => byte === 0)).toBe(true);
    const order = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    for (const bad of [
      "",
      "0x",
      "0x12",
      `${secretHex}00`,
      secretHex.replace("7", "g"),
      "0x".padEnd(66, "0"),
      order,
    ]) {
      expect(() => createKey(parseSecret(utf8(bad))), bad).toThrow(
        expect.objectContaining({ code: "KEY_INVALID" }),
      );
    }
  });
});

describe("a password", () => {
  it("comes from a private file without its newline, and from no file that others can read", async () => {
    const path = join(folder, "password");
    await writeFile(path, "pässword\n", { mode: 0o600 });
    expect((await readPassword({ from: "file", path })).toString("utf8")).toBe("pässword");
    await chmod(path, 0o644);
    expect(await codeOf(readPassword({ from: "file", path }))).toBe("FILE_PERMISSIONS");
  });

  it("must not be empty or longer than the bound", async () => {
    const path = join(folder, "password");
    await writeFile(path, "\n", { mode: 0o600 });
    expect(await codeOf(readPassword({ from: "file", path }))).toBe("PASSWORD_EMPTY");
    await writeFile(path, "x".repeat(1025));
    expect(await codeOf(readPassword({ from: "file", path }))).toBe("PASSWORD_TOO_LONG");
    await writeFile(path, "x".repeat(1024));
    expect((await readPassword({ from: "file", path })).length).toBe(1024);
  });

  it("comes through an inherited descriptor", async () => {
    const module = new URL("./password.ts", import.meta.url).href;
    const script = `import { readPassword } from ${JSON.stringify(module)};
      process.stdout.write(await readPassword({ from: "descriptor", descriptor: 3 }));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit", "pipe"],
    });
    (child.stdio[3] as NodeJS.WritableStream).end("through a pipe\n");
    let output = "";
    for await (const chunk of child.stdout!) output += chunk;
    expect(output).toBe("through a pipe");
  });

  it("is asked without echo, twice when it is new, and erases whole characters", async () => {
    const asked = (typed: readonly string[], repeat: boolean) => {
      const queue = [...typed];
      let listener: ((chunk: Buffer) => void) | undefined;
      const seen: string[] = [];
      const modes: boolean[] = [];
      const input = {
        isTTY: true,
        setRawMode: (raw: boolean) => void modes.push(raw),
        pause: () => {},
        resume: () => setImmediate(() => listener?.(utf8(queue.shift() ?? "\u0003"))),
        on: (_: string, callback: (chunk: Buffer) => void) => (listener = callback),
        off: () => (listener = undefined),
      } as unknown as NodeJS.ReadStream;
      const output = { write: (text: string) => seen.push(text) };
      const result = readPassword({ from: "prompt", question: "Password: ", repeat }, { input, output });
      return { result, seen, modes };
    };
    const good = asked(["abé\u007fc\r", "abc\r"], true);
    expect((await good.result).toString()).toBe("abc");
    expect(good.seen.join("")).toBe("Password: \nRepeat it: \n");
    expect(good.modes).toEqual([true, false, true, false]);
    expect(await codeOf(asked(["abc\r", "abd\r"], true).result)).toBe("PASSWORD_MISMATCH");
    expect(await codeOf(asked(["ab\u0003"], false).result)).toBe("PASSWORD_CANCELLED");
    const pipe = { input: { isTTY: false } as NodeJS.ReadStream, output: { write: () => {} } };
    expect(await codeOf(readPassword({ from: "prompt", question: "", repeat: false }, pipe))).toBe(
      "PASSWORD_NO_TERMINAL",
    );
  });
});
