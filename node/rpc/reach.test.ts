/** Who reaches the public port: names, pages of other origins, clients behind a proxy. On real sockets. */
import { afterEach, describe, expect, it } from "vitest";
import { SOCKETS_PER_CLIENT } from "./limits.ts";
import { completeOptions, type RpcOptions } from "./options.ts";
import { type FakeNode, startFakeNode } from "./testing/fake-node.ts";
import { rawRequest } from "./testing/raw-http.ts";

let node: FakeNode | undefined;
afterEach(async () => {
  await node?.close();
  node = undefined;
});

async function ask(headers: Readonly<Record<string, string>>): Promise<string> {
  const lines = Object.entries({ host: "localhost", ...headers, connection: "close" });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return rawRequest(node!.server.port, `GET /health HTTP/1.1\r\n${head}\r\n`);
}

async function spend(forwarded: string): Promise<number> {
  const response = await fetch(`${node!.server.address}/info`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": forwarded },
    body: JSON.stringify({ type: "chain" }),
  });
  await response.text();
  return response.status;
}

describe("the public port", () => {
  it("serves the names it is told, and on loopback no other", async () => {
    node = await startFakeNode({ hosts: ["api.example.org"] });
    expect(await ask({ host: "api.example.org" })).toMatch(/^HTTP\/1.1 (200|503)/);
    expect(await ask({ host: "API.example.org:443" })).toMatch(/^HTTP\/1.1 (200|503)/);
    expect(await ask({ host: "evil.example.org" })).toContain("HOST_REFUSED");
  });

  it("lets pages of named origins call, and tells their browsers so", async () => {
    node = await startFakeNode({ origins: ["https://app.example.org"] });
    const ours = await ask({ origin: "https://app.example.org" });
    expect(ours).toMatch(/^HTTP\/1.1 (200|503)/);
    expect(ours).toContain("access-control-allow-origin: https://app.example.org");
    expect(await ask({ origin: "https://app.example.org.evil.net" })).toContain("ORIGIN_REFUSED");
  });

  it("counts the clients of a trusted proxy apart, and all others by their own address", async () => {
    const few: Partial<RpcOptions> = { rateWeightPerMinute: 50 };
    node = await startFakeNode({ ...few, trustedProxies: ["127.0.0.0/8"] });
    const statuses = async (client: string) => {
      const seen = new Set<number>();
      for (let i = 0; i < 40; i++) seen.add(await spend(client));
      return seen;
    };
    expect(await statuses("203.0.113.7")).toContain(429);
    // A second client still has its own allowance.
    expect(await spend("203.0.113.8")).toBe(200);
    await node.close();

    node = await startFakeNode(few);
    expect(await statuses("203.0.113.7")).toContain(429);
    expect(await spend("203.0.113.8")).toBe(429);
  });

  it("bounds no sockets of a trusted network", async () => {
    node = await startFakeNode({ trustedProxies: ["127.0.0.0/8"], rateWeightPerMinute: 1_000_000 });
    const { address } = node.server;
    const all = Array.from({ length: SOCKETS_PER_CLIENT + 20 }, () =>
      fetch(`${address}/health`, { headers: { connection: "keep-alive" } }).then(
        (response) => response.text().then(() => true),
        () => false,
      ),
    );
    expect((await Promise.all(all)).every(Boolean)).toBe(true);
  });

  it("refuses what would match nothing, or everybody, by what was expected", () => {
    const bad: readonly Partial<RpcOptions>[] = [
      ...["app.example.org", "https://app.example.org/", "https://app.example.org:443", "*"].map(
        (origin) => ({
          origins: [origin],
        }),
      ),
      ...["https://api.example.org", "api.example.org:3900", ""].map((host) => ({ hosts: [host] })),
      ...["proxy", "0.0.0.0/0", "10.0.0.0/33", "10.0.0.0/8/8", "::/0"].map((proxy) => ({
        trustedProxies: [proxy],
      })),
    ];
    for (const options of bad) {
      const complete = () => completeOptions({ host: "127.0.0.1", port: 0, ...options });
      expect(complete, JSON.stringify(options)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
    }
    const good = { origins: ["http://localhost:5173"], hosts: ["[::1]", "a-b.c"], trustedProxies: ["::1"] };
    expect(completeOptions({ host: "::", port: 0, ...good })).toMatchObject(good);
  });
});
