import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { systemTimers } from "../../../primitives/timers.ts";
import { openChannel } from "../client/channel.ts";
import { shareCommitment } from "../codec/commitment.ts";
import { commitmentOf, verifyCommitmentProof } from "../codec/commitment-proof.ts";
import { fromBase64, fromHex, toBase64 } from "../codec/encoding.ts";
import { verifyLeaf } from "../codec/merkle.ts";
import { equalBytes, userNamespace } from "../codec/namespace.ts";
import { verifyRange } from "../codec/nmt-proof.ts";
import { commitmentProofFromJson, nmtProofFromJson, rowProofFromJson } from "../codec/proof-json.ts";
import { ACCOUNT, CHAIN_OPTIONS, NAMESPACE, STRANGER } from "../testing/fixture.ts";
import { createSampleBytes } from "../testing/sample-block.ts";
import { headerFromJson } from "../verify/header.ts";
import { createMockChain, type MockChain } from "./chain.ts";
import { createToken } from "./jwt.ts";
import { type MockNode, startMockNode } from "./server.ts";

const KEY = new Uint8Array(32).fill(1);
const blob = {
  namespace: NAMESPACE,
  data: createSampleBytes(1).bytes(6_000),
  shareVersion: 1,
  signer: ACCOUNT,
};
const neighbours = [0, 1, 2].map((i) => ({
  namespace: i === 2 ? userNamespace(Uint8Array.of(1, 0)) : NAMESPACE,
  data: createSampleBytes(10 + i).bytes(500 + 900 * i),
  shareVersion: 0,
}));

let chain: MockChain;
let node: MockNode;
let height: number;

beforeAll(async () => {
  chain = createMockChain(CHAIN_OPTIONS, { timers: systemTimers });
  node = await startMockNode(chain, { tokenKey: KEY });
  chain.submitForeign(neighbours, STRANGER);
  const { included } = chain.submit([blob], {});
  chain.produce();
  height = await included;
});

afterAll(() => node.close());

async function post(
  body: unknown,
  token: string | null = createToken(KEY, ["public", "read", "write", "admin"]),
) {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(node.url, { method: "POST", headers, body: text });
  const answer = await response.text();
  return { status: response.status, body: answer === "" ? undefined : JSON.parse(answer) };
}

async function call(method: string, ...params: unknown[]) {
  const { body } = await post({ jsonrpc: "2.0", id: 1, method, params });
  if (body.error !== undefined) throw new Error(body.error.message);
  return body.result;
}

describe("the transport of the simulated celestia-node", () => {
  const request = { jsonrpc: "2.0", id: 4, method: "header.LocalHead", params: [] };

  test.each([
    [
      "too few parameters",
      { ...request, method: "blob.Submit", params: [[]] },
      500,
      -32602,
      "wrong param count (method 'blob.Submit'): 1 != 2",
    ],
    ["an unknown method", { ...request, method: "da.Get" }, 500, -32601, "method 'da.Get' not found"],
    [
      "a channel without WebSocket",
      { ...request, method: "blob.Subscribe", params: ["AA=="] },
      500,
      -32601,
      "method 'blob.Subscribe' not supported in this mode (no out channel support)",
    ],
    ["no request", 7, 400, -32600, "invalid request"],
    ["no JSON", "{", 500, -32700, "unmarshaling request: invalid JSON"],
  ])("answers %s as go-jsonrpc does", async (_name, body, status, code, message) => {
    expect(await post(body)).toMatchObject({ status, body: { error: { code, message } } });
  });

  test("takes requests of 16 MiB and no more, and batches", async () => {
    expect(await post(`"${"a".repeat(16_777_216)}"`)).toMatchObject({
      status: 500,
      body: { error: { code: -32700, message: "request bigger than maximum 16777216 allowed" } },
    });
    const { body } = await post([request, { ...request, id: 5, method: "node.Ready" }]);
    expect(body.map(({ id }: { id: number }) => id)).toEqual([4, 5]);
  });

  test("asks for permissions: none without token, 401 for a bad or an expired one", async () => {
    const denied = {
      status: 200,
      body: { error: { code: 1, message: "missing permission to invoke 'LocalHead' (need 'read')" } },
    };
    expect(await post(request, null)).toMatchObject(denied);
    expect(await post(request, createToken(KEY, ["public"]))).toMatchObject(denied);
    expect(await post(request, createToken(new Uint8Array(32), ["read"]))).toEqual({
      status: 401,
      body: undefined,
    });
    expect(await post(request, createToken(KEY, ["read"], new Date(1)))).toEqual({
      status: 401,
      body: undefined,
    });
    expect(await post(request, createToken(KEY, ["read"]))).toMatchObject({ status: 200 });
  });
});

describe("the answers of the simulated celestia-node", () => {
  const namespace = toBase64(NAMESPACE);
  const commitment = toBase64(shareCommitment(blob));

  test("hold every blob of a namespace in the order of the square, and null for none", async () => {
    const all = await call("blob.GetAll", height, [namespace]);
    expect(all.map(({ commitment: c }: { commitment: string }) => c)).toEqual(
      [neighbours[0]!, neighbours[1]!, blob].map((b) => toBase64(shareCommitment(b))),
    );
    expect(await call("blob.GetAll", 1, [namespace])).toBeNull();
    expect(await call("blob.Get", height, namespace, commitment)).toMatchObject({
      data: toBase64(blob.data),
      share_version: 1,
    });
    await expect(call("blob.Get", 1, namespace, commitment)).rejects.toThrow("blob: not found");
  });

  test("place a blob by its index in the extended square", async () => {
    const { index } = await call("blob.Get", height, namespace, commitment);
    const { size } = headerFromJson(await call("header.GetByHeight", height));
    const share = await call("share.GetShare", height, Math.floor(index / (2 * size)), index % (2 * size));
    expect(fromBase64(share).subarray(34, 54)).toEqual(ACCOUNT);
  });

  test("prove a blob's commitment under the header's data hash", async () => {
    const header = headerFromJson(await call("header.GetByHeight", height));
    const proof = commitmentProofFromJson(
      await call("blob.GetCommitmentProof", height, namespace, commitment),
    );
    expect(verifyCommitmentProof(proof, header.dataHash)).toBe(true);
    expect(toBase64(commitmentOf(proof))).toBe(commitment);
    expect(
      verifyCommitmentProof(
        proof,
        header.dataHash.map((byte) => byte ^ 1),
      ),
    ).toBe(false);
    const proofs = await call("blob.GetProof", height, namespace, commitment);
    expect(await call("blob.Included", height, namespace, proofs, commitment)).toBe(true);
    expect(await call("blob.Included", 1, namespace, proofs, commitment)).toBe(false);
    await expect(call("blob.Included", height, namespace, [], commitment)).rejects.toThrow(
      "blob: invalid proof",
    );
  });

  test("prove a range of shares, row by row, with roots in hexadecimal", async () => {
    const header = headerFromJson(await call("header.GetByHeight", height));
    const placed = chain.block(height)!.blobs.find(({ blob: { data } }) => equalBytes(data, blob.data))!;
    const { Shares, Proof } = await call(
      "share.GetRange",
      height,
      placed.start,
      placed.start + placed.shareCount,
    );
    const rows = rowProofFromJson(Proof.row_proof, "hex");
    let used = 0;
    for (const [i, json] of Proof.share_proofs.entries()) {
      const proof = nmtProofFromJson(json);
      const shares = Shares.slice(used, (used += proof.end - proof.start)).map(fromBase64);
      expect(verifyRange(proof, NAMESPACE, shares, rows.rowRoots[i]!, 2 * header.size)).toBe(true);
      expect(verifyLeaf(rows.proofs[i]!, rows.rowRoots[i]!, header.dataHash)).toBe(true);
    }
    expect(used).toBe(placed.shareCount);
  });

  test("prove data roots under Blobstream's tuple root", async () => {
    const root = fromHex(await call("blobstream.GetDataRootTupleRoot", 1, height + 1));
    const { aunts, index, leaf_hash, total } = await call(
      "blobstream.GetDataRootTupleInclusionProof",
      height,
      1,
      height + 1,
    );
    const leaf = new Uint8Array(64);
    leaf[31] = height;
    leaf.set(headerFromJson(await call("header.GetByHeight", height)).dataHash, 32);
    const proof = { total, index, leafHash: fromBase64(leaf_hash), aunts: aunts.map(fromBase64) };
    expect(verifyLeaf(proof, leaf, root)).toBe(true);
  });

  test("wait for the next block, refuse later ones, and forget those below the tail", async () => {
    const next = call("header.GetByHeight", chain.height + 1);
    await expect(call("header.GetByHeight", chain.height + 2)).rejects.toThrow(
      "header: given height is from the future",
    );
    chain.produce();
    expect(headerFromJson(await next).height).toBe(chain.height);
    node.view.lag = 1;
    await expect(call("header.GetByHeight", chain.height)).rejects.toThrow("syncing in progress");
    node.view.lag = 0;
    node.view.tail = 2;
    await expect(call("header.GetByHeight", 1)).rejects.toThrow("requested header (1) is below Tail (2)");
    node.view.tail = 1;
  });

  test("take the fee of the gas formula", async () => {
    const before = BigInt((await call("state.Balance")).amount);
    chain.submit([{ namespace: NAMESPACE, data: Uint8Array.of(1), shareVersion: 0 }], {});
    expect(before - BigInt((await call("state.Balance")).amount)).toBe(320n);
    chain.produce();
  });

  test("refuse what celestia-app refuses, in its words", async () => {
    const plain = { namespace, data: "AQ==", share_version: 0 };
    await expect(call("blob.Submit", [{ ...plain, signer: "" }], {})).rejects.toThrow(
      "share version 0 does not support signer",
    );
    await expect(
      call("blob.Submit", [{ ...plain, share_version: 1, signer: toBase64(STRANGER) }], {}),
    ).rejects.toThrow("invalid blob signer");
    await expect(call("blob.Submit", [plain], null)).rejects.toThrow("nil pointer");
    const cheap = { gas_price: 0.001, is_gas_price_set: true };
    await expect(call("blob.Submit", [plain], cheap)).rejects.toThrow(
      "insufficient minimum gas price for this node; got: 80utia, required: 320utia (min gas price: 0.004 utia/gas): insufficient fee code: 13",
    );
    await expect(call("blob.Submit", [plain], { max_gas_price: 0.001 })).rejects.toThrow(
      "exceeds max gas price",
    );
  });
});

describe("a channel of the simulated celestia-node", () => {
  test("sends one value per block, empty or not, until it is cancelled", async () => {
    const socket = new WebSocket(`${node.url.replace("http", "ws")}?token=${createToken(KEY, ["read"])}`);
    const messages: Array<Record<string, unknown>> = [];
    socket.on("message", (data) => messages.push(JSON.parse(data.toString())));
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send(
      JSON.stringify({ jsonrpc: "2.0", id: 9, method: "blob.Subscribe", params: [toBase64(NAMESPACE)] }),
    );
    await expect.poll(() => messages.length).toBe(1);
    expect(messages[0]).toMatchObject({ id: 9, result: 1 });
    chain.produce();
    chain.submitForeign(neighbours, STRANGER);
    chain.produce();
    await expect.poll(() => messages.length).toBe(3);
    const values = messages.slice(1).map(({ method, params }) => [method, (params as unknown[])[1]]);
    expect(values).toMatchObject([
      ["xrpc.ch.val", { Blobs: null, Height: chain.height - 1 }],
      [
        "xrpc.ch.val",
        { Blobs: [{ namespace: toBase64(NAMESPACE) }, { share_version: 0 }], Height: chain.height },
      ],
    ]);
    const encodings = values.map(
      ([, value]) => typeof (value as { Header: { height: unknown } }).Header.height,
    );
    expect(encodings.toSorted()).toEqual(["number", "string"]);
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "xrpc.cancel", params: [9] }));
    socket.send(JSON.stringify({ jsonrpc: "2.0", id: 10, method: "node.Ready", params: [] }));
    await expect.poll(() => messages.length).toBe(4);
    chain.produce();
    socket.send(JSON.stringify({ jsonrpc: "2.0", id: 11, method: "node.Ready", params: [] }));
    await expect.poll(() => messages.length).toBe(5);
    expect(messages.slice(3).map(({ id }) => id)).toEqual([10, 11]);
    socket.terminate();
  });

  test("is closed by the node once it has given up on the reader", async () => {
    const options = {
      url: node.url.replace("http", "ws"),
      token: createToken(KEY, ["read"]),
      maxMessageBytes: 1e6,
    };
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const value of openChannel(options, "header.Subscribe", [], AbortSignal.timeout(60_000)))
        seen.push(value);
    })();
    await expect
      .poll(() => {
        chain.produce();
        return seen.length;
      })
      .toBeGreaterThan(0);
    node.faults.add("header.Subscribe/value", { kind: "never" });
    chain.produce();
    await reading;
    await expect(
      openChannel({ ...options, token: "a.b.c" }, "header.Subscribe", [], AbortSignal.timeout(60_000)).next(),
    ).rejects.toMatchObject({ code: "CELESTIA_UNAUTHORIZED" });
  });
});
