/** The status page in a real browser, in front of a real node. */
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Action } from "../primitives/codec/types.ts";
import type { HealthIssue } from "./index.ts";
import type { RpcServer } from "./server.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => existsSync(path));
const isCi = process.env.CI === "true";
if (executablePath === undefined && !isCi) {
  console.warn(`status page not tested: expected one of ${BROWSERS.join(", ")}; apt-get install chromium`);
}

const limit = (isBuy: boolean, price: number, size: number): Action => ({
  ...({ kind: "order", market: 0, timeInForce: "GTC", reduceOnly: false } as const),
  ...{ isMarket: false, goodTill: 0, isBuy, price, size },
});

// Without a browser it is skipped, but never in CI.
describe.skipIf(executablePath === undefined && !isCi)("the status page", () => {
  let node: RealNode;
  let server: RpcServer;
  let browser: Browser;
  let page: Page;
  let issues: HealthIssue[] = [];
  const complaints: string[] = [];

  const act = (user: number, ...actions: Action[]) =>
    node.live.mempool.submit(node.live.sign(user, node.live.accountOf(user), { type: "trade", actions }));
  // biome-ignore lint/performance/useDomNodeTextContent: what is seen, with its line breaks.
  const text = (selector: string) => page.locator(selector).innerText();

  beforeAll(async () => {
    node = await startRealNode();
    server = await node.serve({}, { health: () => issues });
    browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ["--no-sandbox"],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 1100 } });
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await node?.close();
  });

  it("shows blocks, markets, the book and trades as they happen, without an error in the console", async () => {
    const mark = node.live.chain.machine.view.market(0)!.mark;
    await page.goto(server.address);
    await page.locator('#connection[data-state="live"]').waitFor();
    await act(0, limit(true, mark - 10, 1_000), limit(false, mark + 10, 2_000));
    await act(1, limit(false, mark - 10, 300));
    await page.locator("#bids tr").first().waitFor();
    await page.locator("#trades tr").first().waitFor();
    expect(await text("#bids")).toContain(String((mark - 10) / 10));
    expect(await text("#asks")).toContain(String((mark + 10) / 10));
    expect(await text("#spread")).toBe("2");
    expect(await text("#book-check")).toMatch(/block \d+, checksum [0-9a-f]{8}/);
    expect(await text("#markets")).toContain("BTC-PERP");
    expect(Number((await text("#soft")).replaceAll(",", ""))).toBeGreaterThan(0);
    await page.getByRole("button", { name: "ETH-PERP" }).click();
    await expect.poll(() => text("#book-coin")).toBe("ETH-PERP");
    expect(complaints).toEqual([]);
    await page.screenshot({ path: process.env.STATUS_PAGE_PNG ?? "/dev/null", type: "png" });
  });

  it("says what is wrong and what to do, and stops saying so when it is mended", async () => {
    expect(await page.locator("#issues").isVisible()).toBe(false);
    issues = [{ code: "L1_STALLED", message: "no block can close", action: "check the <b>L1</b> endpoint" }];
    await page.locator("#issues").waitFor({ timeout: 10_000 });
    expect(await text("#issue-list")).toBe("L1_STALLED No block can close.\nCheck the <b>L1</b> endpoint.");
    issues = [];
    await page.locator("#issues").waitFor({ state: "hidden", timeout: 10_000 });
    // The browser notes the 503 of /health itself; nothing else may be there.
    expect(complaints.filter((text) => !text.includes("503"))).toEqual([]);
  });

  it("says so when the node is gone", async () => {
    await server.close();
    await page.locator('#connection[data-state="lost"]').waitFor();
  });
});
