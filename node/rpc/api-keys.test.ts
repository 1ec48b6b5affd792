/** Read-only API keys on real sockets: what they give, what they never give, and how they are taken back. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { type ApiKeyRing, createApiKey, listApiKeys, openApiKeys, revokeApiKey } from "../keys/api-keys.ts";
import { type FakeNode, startFakeNode } from "./testing/fake-node.ts";

const PER_MINUTE = 40;
const terms = { weight: 400, connections: 2, created: 1, expires: null };
let folder: string;
let ring: ApiKeyRing;
let node: FakeNode;
let now: number;
let failures: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-api-keys-"));
  now = 1_000;
  failures = [];
  ring = await openApiKeys(folder, { now: () => now, pollMs: 50, onError: (error) => failures.push(error) });
  node = await startFakeNode({ rateWeightPerMinute: PER_MINUTE }, { apiKeys: ring });
});

afterEach(async () => {
  ring.close();
  await node.close();
  await rm(folder, { recursive: true });
});

/** The ring has read the folder again. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function given(name: string, changed: { readonly expires?: number } = {}): Promise<string> {
  const key = await createApiKey(folder, { ...terms, ...changed, name });
  if (changed.expires === undefined || changed.expires > now) await until(() => ring.idOf(key) !== undefined);
  return key;
}

async function ask(key: string | undefined, path = "/info", body: unknown = { type: "meta" }) {
  const response = await fetch(node.server.address + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    limit: response.headers.get("ratelimit-limit"),
    body: (await response.json()) as { code?: string; nRequestsCap?: number },
  };
}

describe("an API key", () => {
  it("gives reads an allowance of their own, which others do not use up", async () => {
    const key = await given("charts");
    for (let i = 0; i < 2; i++) expect((await ask(undefined)).status).toBe(200);
    expect((await ask(undefined)).body.code).toBe("RATE_LIMITED");
    for (let i = 0; i < 15; i++) expect(await ask(key)).toMatchObject({ status: 200, limit: "400" });
    expect((await ask(key, "/info", { type: "userRateLimit" })).body.nRequestsCap).toBe(400);
    for (let i = 0; i < 5; i++) await ask(key);
    expect((await ask(key)).body.code).toBe("RATE_LIMITED");
  });

  it("pays for no transaction, and lets nobody trade", async () => {
    const key = await given("charts");
    const order = {
      action: { type: "cancelAll" },
      account: 1,
      nonce: 1,
      signature: { r: "0x", s: "0x", v: 27 },
    };
    const answers = [];
    for (let i = 0; i < PER_MINUTE + 25; i++) answers.push(await ask(key, "/exchange", order));
    expect(answers[0]).toMatchObject({ status: 400 });
    expect(answers.at(-1)!.body.code).toBe("RATE_LIMITED");
    expect((await ask(key)).status).toBe(200);
  });

  it("is refused when it is unknown, misspelt, expired or revoked", async () => {
    const key = await given("charts", { expires: 5_000 });
    const refused = { status: 401, body: { code: "BAD_API_KEY" } };
    expect(await ask(`nvk_${"0".repeat(64)}`)).toMatchObject(refused);
    expect(await ask(key.slice(0, -1))).toMatchObject(refused);
    expect(await ask(key.toUpperCase())).toMatchObject(refused);
    expect((await ask(key)).status).toBe(200);
    now = 5_000;
    expect(await ask(key)).toMatchObject(refused);
    now = 1_000;
    await revokeApiKey(folder, "charts");
    await until(() => ring.idOf(key) === undefined);
    expect(await ask(key)).toMatchObject(refused);
    await expect(revokeApiKey(folder, "charts")).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  });

  it("bounds its WebSocket connections, and ends them when it is taken back", async () => {
    const key = await given("charts");
    const url = `${node.server.address.replace("http", "ws")}/ws`;
    const open = (token = key) => {
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
      const closed = new Promise<number>((resolve) => socket.on("close", resolve));
      const heard: string[] = [];
      socket.on("message", (data) => heard.push(String(data)));
      return { socket, closed, heard };
    };
    const opened = [open(), open()];
    for (const { socket } of opened) await new Promise((resolve) => socket.on("open", resolve));
    expect(await open().closed).toBe(4029);
    expect(await open(`nvk_${"1".repeat(64)}`).closed).toBe(4001);
    await revokeApiKey(folder, "charts");
    await until(() => ring.idOf(key) === undefined);
    const [first, second] = opened as [(typeof opened)[0], (typeof opened)[0]];
    first.socket.send(JSON.stringify({ method: "subscribe", subscription: { type: "blocks" } }));
    await until(() => first.heard.some((text) => text.includes("BAD_API_KEY")));
    expect(await second.closed).toBe(4001);
  });

  it("lies in no file, and a broken file takes no other key away", async () => {
    const key = await given("charts");
    await writeFile(join(folder, "broken.json"), "{", { mode: 0o600 });
    await writeFile(join(folder, "open.json"), "{}", { mode: 0o644 });
    await until(() => failures.length === 2);
    expect(failures).toMatchObject([{ code: "BAD_API_KEY_FILE" }, { code: "FILE_PERMISSIONS" }]);
    expect(ring.idOf(key)).toBeDefined();
    await Promise.all(["broken.json", "open.json"].map((name) => rm(join(folder, name))));
    expect(JSON.stringify(await listApiKeys(folder))).not.toContain(key.slice(4));
    await expect(createApiKey(folder, { ...terms, name: "charts" })).rejects.toMatchObject({
      code: "FILE_EXISTS",
    });
    await expect(createApiKey(folder, { ...terms, name: "../up" })).rejects.toMatchObject({
      code: "BAD_ARGUMENT",
    });
  });
});
