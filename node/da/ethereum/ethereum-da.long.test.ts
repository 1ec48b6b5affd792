import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { createPublicClient, createTestClient, http, type PublicClient, type Transport } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Anvil, startAnvil } from "../../../contracts/testing/anvil.ts";
import { createBlobCarrier, createBlobChain } from "../../bridge/l1/blob-chain.ts";
import { L1Sender } from "../../bridge/l1/sender.ts";
import { seededRng } from "../../primitives/rng.ts";
import { systemTimers } from "../../primitives/timers.ts";
import { testDataAvailability } from "../suite.ts";
import { createBeaconSource } from "./beacon.ts";
import { createEthereumDa } from "./driver.ts";
import { commitBlob, evaluationPoint, openElement, sidecarOf, versionedHash } from "./kzg.ts";
import type { BlobSource } from "./port.ts";
import { BLOB_BYTES, fromBlobs, MAX_PAYLOAD_BYTES, toBlobs } from "./stream.ts";

// The first keys of anvil's well-known mnemonic: public, for test money only.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const STRANGER = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const TO = "0x00000000000000000000000000000000000000da";

let anvil: Anvil;
beforeAll(async () => {
  anvil = await startAnvil(Math.floor(Date.now() / 1000));
});
afterAll(() => anvil.stop());

function senderOf(key: `0x${string}`, url: string, transport: Transport = http(url)): L1Sender {
  const client = createPublicClient({ chain: foundry, transport, cacheTime: 0 }) as PublicClient;
  return new L1Sender(
    { chainId: 31_337, pollMs: 5, bumpAfterMs: 5_000, maxFeePerGas: 10n ** 12n },
    { client, account: privateKeyToAccount(key), timers: systemTimers, report: () => {} },
  );
}

/** Hands everything over, but loses the answer to the next transaction when it was told to. */
function forgetfulHttp(url: string): { readonly transport: Transport; loseNextAnswer(): void } {
  let isLost = false;
  const transport: Transport = (options) => {
    const inner = http(url)(options);
    const request = async (...args: Parameters<typeof inner.request>): Promise<unknown> => {
      const answer: unknown = await inner.request(...args);
      if (!isLost || args[0].method !== "eth_sendRawTransaction") return answer;
      isLost = false;
      throw new Error("socket hang up");
    };
    return { ...inner, request: request as typeof inner.request };
  };
  return {
    transport,
    loseNextAnswer() {
      isLost = true;
    },
  };
}

function open(url: string, { source, sender }: { source?: BlobSource; sender?: L1Sender } = {}) {
  const client = createPublicClient({ chain: foundry, transport: http(url), cacheTime: 0 }) as PublicClient;
  return createEthereumDa(
    { pollMs: 5 },
    {
      chain: createBlobChain({ to: TO, confirmations: 0 }, { client }),
      source: source ?? createBeaconSource({ url, blockId: "execution", timeoutMs: 5_000 }),
      carrier: createBlobCarrier({ to: TO }, { sender: sender ?? senderOf(KEY, url) }),
      timers: systemTimers,
    },
  );
}

testDataAvailability("Ethereum blobs on anvil", async () => {
  const own = await startAnvil(Math.floor(Date.now() / 1000));
  const { transport, loseNextAnswer } = forgetfulHttp(own.url);
  const da = open(own.url, { sender: senderOf(KEY, own.url, transport) });
  return {
    da,
    loseNextAnswer,
    reopen: async () => open(own.url),
    async pollute(bytes) {
      const [blob] = toBlobs(bytes);
      blob![1] = 9;
      const carrier = createBlobCarrier({ to: TO }, { sender: senderOf(STRANGER, own.url) });
      expect(await carrier.carry(await sidecarOf([blob!]))).toMatchObject({ status: "included" });
    },
    async close() {
      await da.close();
      await own.stop();
    },
  };
});

describe("payloads in blobs", () => {
  const bytes = (seed: number, length: number) => {
    const rng = seededRng(seed);
    return Uint8Array.from({ length }, () => rng.uint32());
  };

  it("come back as they were, at every length around an element and a blob, in as few blobs as possible", () => {
    for (const blobs of [1, 2, 6]) {
      const full = blobs * 4_096 * 31 - 5;
      for (const length of [full - 31, full - 1, full]) {
        const packed = toBlobs(bytes(length, length));
        expect(packed).toHaveLength(blobs);
        expect(Buffer.compare(fromBlobs(packed), bytes(length, length))).toBe(0);
      }
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (length) => {
        expect(Buffer.compare(fromBlobs(toBlobs(bytes(length, length))), bytes(length, length))).toBe(0);
      }),
      { numRuns: 50 },
    );
    for (const length of [0, MAX_PAYLOAD_BYTES + 1]) expect(() => toBlobs(new Uint8Array(length))).toThrow();
  });

  it("are refused when a byte is not where the layout has it, and what follows the stream says nothing", () => {
    const payload = bytes(1, 1_000);
    const spoil = (at: number, value: number) => {
      const [blob] = toBlobs(payload);
      blob![at] = value;
      return [blob!];
    };
    for (const [at, value] of [
      [0, 1],
      [1, 2],
      [5, 255],
      [32 * 20, 1],
    ] as const) {
      expect(() => fromBlobs(spoil(at, value))).toThrow(/expected/);
    }
    expect(fromBlobs(spoil(32 * 4_000 + 7, 1))).toEqual(payload);
    expect(() => fromBlobs([...toBlobs(payload), new Uint8Array(BLOB_BYTES)])).toThrow();
    expect(() => fromBlobs([])).toThrow();
  });
});

describe("KZG", () => {
  it("gives the commitment and hash of the zero blob that the specification names", async () => {
    const commitment = await commitBlob(new Uint8Array(BLOB_BYTES));
    expect(commitment[0]).toBe(0xc0);
    expect(commitment.subarray(1).every((byte) => byte === 0)).toBe(true);
    expect(Buffer.from(versionedHash(commitment)).toString("hex")).toBe(
      "010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014",
    );
  });

  it("opens any element at its own point", async () => {
    const [blob] = toBlobs(new Uint8Array(126_000).fill(7));
    expect(evaluationPoint(0)).toEqual(Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 1 : 0)));
    for (const index of [0, 1, 2, 2_047, 4_095]) {
      const { value } = await openElement(blob!, index);
      expect(value).toEqual(blob!.slice(32 * index, 32 * index + 32));
    }
  });
});

describe("a transaction with blobs that L1 leaves lying", () => {
  it("is replaced at twice every fee until it is included, once", async () => {
    const own = await startAnvil(Math.floor(Date.now() / 1000));
    const client = createPublicClient({ chain: foundry, transport: http(own.url), cacheTime: 0 });
    const test = createTestClient({ mode: "anvil", chain: foundry, transport: http(own.url) });
    await test.setAutomine(false);
    const reported: string[] = [];
    const sender = new L1Sender(
      { chainId: 31_337, pollMs: 5, bumpAfterMs: 100, maxFeePerGas: 10n ** 12n },
      {
        client: client as PublicClient,
        account: privateKeyToAccount(KEY),
        timers: systemTimers,
        report: ({ code }) => {
          reported.push(code);
          if (reported.length === 2) void test.mine({ blocks: 1 });
        },
      },
    );
    const outcome = await createBlobCarrier({ to: TO }, { sender }).carry(
      await sidecarOf(toBlobs(Uint8Array.of(1, 2, 3))),
    );
    expect(outcome).toEqual({ status: "included", height: 1n });
    expect(reported.slice(0, 2)).toEqual(["L1_FEE_BUMP", "L1_FEE_BUMP"]);
    const { transactions } = await client.getBlock({ blockNumber: 1n, includeTransactions: true });
    expect(transactions).toHaveLength(1);
    expect(await client.getTransactionCount({ address: privateKeyToAccount(KEY).address })).toBe(1);
    await own.stop();
  });
});

describe("a beacon endpoint", () => {
  /** What a driver makes of an endpoint that changes the honest answer. */
  async function readThrough(change: (blobs: Uint8Array[]) => Uint8Array[] | Response) {
    const honest = createBeaconSource({ url: anvil.url, blockId: "execution", timeoutMs: 5_000 });
    const lying: BlobSource = {
      async blobs(place, hashes) {
        const changed = change([...(await honest.blobs(place, hashes))]);
        return Array.isArray(changed) ? changed : [];
      },
    };
    const da = open(anvil.url, { source: lying });
    const outcome = await da.submit(new Uint8Array(130_000).fill(1));
    if (outcome.status !== "included") throw new Error(outcome.status);
    return da.read(outcome.pointer).then(
      () => "read",
      (error: { code: string }) => error.code,
    );
  }

  it("that lies is found out, and one that keeps silent is waited for", async () => {
    expect(await readThrough((blobs) => blobs)).toBe("read");
    expect(await readThrough((blobs) => blobs.reverse())).toBe("read");
    expect(await readThrough(() => [])).toBe("DA_UNAVAILABLE");
    expect(await readThrough((blobs) => blobs.slice(1))).toBe("DA_UNAVAILABLE");
    const flip = (blobs: Uint8Array[]) => {
      blobs[1]![77] = blobs[1]![77]! ^ 1;
      return blobs;
    };
    expect(await readThrough(flip)).toBe("DA_MISMATCH");
    const foreign = (blobs: Uint8Array[]) => [blobs[0]!, ...toBlobs(Uint8Array.of(5))];
    expect(await readThrough(foreign)).toBe("DA_MISMATCH");
    const noField = (blobs: Uint8Array[]) => [blobs[0]!, new Uint8Array(BLOB_BYTES).fill(255)];
    expect(await readThrough(noField)).toBe("DA_MISMATCH");
  });

  it("that answers nonsense, too much or an error is unavailable", async () => {
    const answers: [number, string][] = [
      [500, ""],
      [404, '{"code":404}'],
      [200, "nonsense"],
      [200, '{"data":null}'],
      [200, " ".repeat(3_000_000)],
    ];
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      const [status, text] = answers[asked.length - 1] ?? [200, '{"data":["0x00"]}'];
      response.writeHead(status).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const blockId = { genesisTime: 1_000n, secondsPerSlot: 12n };
    const source = createBeaconSource({ url, blockId, timeoutMs: 2_000 });
    const ask = () =>
      source.blobs({ height: 3n, timestamp: 1_120n }, [new Uint8Array(32).fill(1)]).then(
        () => "answered",
        (error: { code: string }) => error.code,
      );
    for (const _ of answers) expect(await ask()).toBe("DA_UNAVAILABLE");
    expect(await ask()).toBe("DA_MISMATCH");
    expect(asked[0]).toBe(`/eth/v1/beacon/blobs/10?versioned_hashes=0x${"01".repeat(32)}`);
    server.closeAllConnections();
    server.close();
    expect(await ask()).toBe("DA_UNAVAILABLE");
  });
});
