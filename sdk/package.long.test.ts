/** The package as a stranger gets it: packed by itself, installed outside, compiled strictly, bundled for browsers, run on Node 20. */
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../node/primitives/bytes.ts";
import { type RealNode, startRealNode } from "../node/rpc/testing/real-node.ts";
import { keyOf } from "../node/sequencer/testing/live-node.ts";

const run = promisify(execFile);
const SDK = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(SDK, "..");
const TSC = join(ROOT, "node_modules", "typescript", "bin", "tsc");

let folder: string;
let node: RealNode;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-consumer-"));
  const packed = await run("npm", ["pack", "./sdk", "--pack-destination", folder], { cwd: ROOT });
  const tarball = packed.stdout.trim().split("\n").at(-1)!;
  const { dependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const manifest = {
    ...{ name: "consumer", private: true, type: "module" },
    dependencies: { "novate-sdk": `file:${tarball}`, viem: dependencies.viem },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: folder });
  await copyFile(join(SDK, "examples", "quickstart.ts"), join(folder, "quickstart.ts"));
  // Last: its L1 stands still, and with it, after a while, its chain.
  node = await startRealNode();
  await copyFile(join(SDK, "vectors", "signing.json"), join(folder, "signing.json"));
}, 300_000);

afterAll(async () => {
  await node?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Every Node 20 on the PATH; this project's own comes first there, and is another. */
async function node20(): Promise<string | undefined> {
  for (const place of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(place, "node");
    const version = await run(path, ["--version"]).then(
      ({ stdout }) => stdout.trim(),
      () => "",
    );
    if (version.startsWith("v20.")) return path;
  }
  return undefined;
}

const SIGN = `
import { readFileSync } from "node:fs";
import { connect, privateKeySigner } from "novate-sdk";
import { L1Bridge } from "novate-sdk/bridge";
const { cases, privateKey, domain } = JSON.parse(readFileSync("signing.json", "utf8"));
const client = await connect(process.argv[2]);
const sent = [];
const http = { ...client.http, postBinary: async (_path, bytes) => { sent.push("0x" + Buffer.from(bytes).toString("hex")); return { block: 1, response: { data: { statuses: [] } } }; } };
const { NovateClient } = await import("novate-sdk");
const { markets } = JSON.parse(readFileSync("signing.json", "utf8"));
const offline = new NovateClient(http, { domain }, markets);
let wrong = 0;
for (const { account, nonce, expiresAfter, action, transaction } of cases) {
  if (action.type !== "trade") continue;
  Date.now = () => nonce;
  const trader = offline.trader(privateKeySigner(privateKey), { account });
  const original = trader.send.bind(trader);
  trader.send = (body) => original(body, { expiresAfter });
  await trader.batch(action.items);
  if (sent.pop() !== transaction) wrong++;
}
console.log(typeof L1Bridge, "wrong:", wrong);
client.close();
`;

describe("the package novate-sdk", () => {
  it("holds what was built and nothing else, and names no file of the node", async () => {
    const home = join(folder, "node_modules", "novate-sdk");
    const files = (await readdir(home, { recursive: true })).filter((name) => /\.\w+$|LICENSE/.test(name));
    expect(files.filter((name) => !name.startsWith("dist/")).sort()).toEqual([
      "LICENSE",
      "README.md",
      "package.json",
    ]);
    for (const name of files.filter((file) => file.startsWith("dist/"))) {
      const code = await readFile(join(home, name), "utf8");
      const imports = [...code.matchAll(/^(?:import|export)[^;"]*"([^"]+)";$|import\("([^"]+)"\)/gm)];
      expect(imports.length > 0 || name.includes("shared")).toBe(true);
      for (const [, from, lazily] of imports) expect(from ?? lazily).toMatch(/^(\.\/|@noble\/|viem$|ws$)/);
    }
  });

  it("compiles in a strict project of somebody else's, its declarations too, and refuses wrong calls there", async () => {
    const project = {
      compilerOptions: {
        ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noEmit: true },
        ...{ target: "es2022", lib: ["es2022"], module: "nodenext", skipLibCheck: false, types: ["node"] },
        typeRoots: [join(ROOT, "node_modules", "@types")],
      },
      files: ["quickstart.ts", "wrong.ts"],
    };
    await writeFile(
      join(folder, "wrong.ts"),
      `import type { Feeds, Trader } from "novate-sdk";
      export async function wrong(trader: Trader, feeds: Feeds) {
        // @ts-expect-error a side is buy or sell
        await trader.order({ coin: "BTC-PERP", side: "BUY", size: "1", price: "1" });
        // @ts-expect-error either a limit or a slippage
        await trader.order({ coin: "BTC-PERP", side: "buy", size: "1", price: "1", slippageBps: 5 });
        // @ts-expect-error trades have no rate
        feeds.subscribe({ type: "trades", coin: "BTC-PERP" }, ({ data }) => data[0]?.rate);
        feeds.subscribe({ type: "trades", coin: "BTC-PERP" }, ({ data }) => data[0]?.px.length);
      }`,
    );
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
    await run(process.execPath, [TSC, "-p", folder]);
    // viem's own declarations want the DOM.
    await writeFile(
      join(folder, "bridge.ts"),
      `import { connect } from "novate-sdk"; import { L1Bridge } from "novate-sdk/bridge"; import { createPublicClient, http } from "viem";
      const bridge = new L1Bridge(await connect("http://127.0.0.1:1"), { publicClient: createPublicClient({ transport: http() }) });
      const balance: string = await bridge.balance("0x52908400098527886E0F7030069857D2E4169EE7"); console.log(balance);`,
    );
    const bridge = { ...project.compilerOptions, skipLibCheck: true, lib: ["es2022", "dom"] };
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: bridge, files: ["bridge.ts"] }),
    );
    await run(process.execPath, [TSC, "-p", folder]);
  });

  it("is bundled for a browser, and trades from there", async () => {
    const entry = `import { connect, privateKeySigner } from "novate-sdk";
      globalThis.done = (async () => {
        const client = await connect(url);
        const book = await new Promise((resolve, reject) => client.feeds.book("BTC-PERP", resolve, { onError: reject }));
        const status = await client.trader(privateKeySigner(key)).cancelAll();
        client.close();
        return [book.coin, status.code];
      })();`;
    const stdin = { contents: entry, resolveDir: folder, loader: "js" } as const;
    const bundled = await build({
      stdin,
      bundle: true,
      minify: true,
      write: false,
      platform: "browser",
      format: "iife",
    });
    const code = bundled.outputFiles[0]!.text;
    expect(code.length).toBeLessThan(150_000);
    // What a page has, and nothing of Node's.
    const {
      WebSocket,
      fetch,
      AbortSignal,
      URL,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      queueMicrotask,
    } = globalThis;
    const page = createContext({
      ...{
        WebSocket,
        fetch,
        AbortSignal,
        URL,
        setTimeout,
        clearTimeout,
        setInterval,
        clearInterval,
        queueMicrotask,
      },
      ...{ crypto, TextEncoder, TextDecoder, console, url: node.server.address, key: toHex(keyOf(1)) },
    });
    new Script(code).runInContext(page);
    expect([...(await (page as unknown as { done: Promise<unknown[]> }).done)]).toEqual(["BTC-PERP", "OK"]);
    console.log(`browser bundle, minified: ${code.length} bytes`);
  });

  it.each(["this Node", "Node 20"])(
    "runs the README's example and signs the vectors on %s",
    async (which) => {
      const binary = which === "Node 20" ? await node20() : process.execPath;
      if (binary === undefined) return console.warn("NOT RUN: no Node 20 on the PATH");
      const { outputFiles } = await build({
        ...{ entryPoints: [join(folder, "quickstart.ts")], bundle: false, write: false, format: "esm" },
      });
      await writeFile(join(folder, "quickstart.mjs"), outputFiles[0]!.text);
      await writeFile(join(folder, "sign.mjs"), SIGN);
      await node.vote();
      const cwd = folder;
      const signed = await run(binary, ["sign.mjs", node.server.address], { cwd, timeout: 60_000 });
      expect(signed.stdout).toBe("function wrong: 0\n");
      const args = ["quickstart.mjs", node.server.address, toHex(keyOf(1))];
      const { stdout } = await run(binary, args, { cwd, timeout: 60_000 });
      expect(stdout).toMatch(/order \d+ rests at/);
      expect(stdout).toMatch(/cancelled: OK/);
    },
  );
});
