/** What a node tells of a chain that is not in the ordinary way of business. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeBlock } from "../primitives/codec/index.ts";
import { makeBlock } from "../store/history/testing/make-block.ts";
import { blockSummary } from "./present/block.ts";
import { type FakeNode, startFakeNode } from "./testing/fake-node.ts";

const voidBlocks = { count: 2, newest: 7 };
let node: FakeNode;

beforeAll(async () => {
  node = await startFakeNode({}, { status: () => ({ l1: {}, da: {}, voidBlocks }) });
});
afterAll(() => node.close());

const get = async (path: string) => (await fetch(node.server.address + path)).json() as Promise<object>;
const info = async (query: object) => {
  const body = JSON.stringify(query);
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${node.server.address}/info`, { method: "POST", headers, body });
  return (await answer.json()) as object;
};

describe("a node", () => {
  it.each([
    [0, "trading"],
    [1, "closing"],
    [2, "paying"],
    [3, "done"],
  ] as const)("names phase %i in health, status and chain: %s", async (number, phase) => {
    node.state.phase = number;
    // Winding down is the chain's state, no fault of the node that serves it.
    expect(await get("/health")).toEqual({ status: "ok", phase, issues: [] });
    expect(await get("/status")).toMatchObject({ phase, voidBlocks });
    expect(await info({ type: "chain" })).toMatchObject({ phase });
  });

  it("says of each block whether it is void, and whether L1 made it", () => {
    const ordinary = makeBlock({ number: 1n });
    expect(blockSummary(ordinary)).toMatchObject({ isVoid: false, isSelfSequenced: false });
    // In the place of a void block anything may have been published, or nothing.
    for (const bytes of [new Uint8Array(0), new Uint8Array(70).fill(255), ordinary.bytes]) {
      const told = blockSummary({ ...ordinary, isVoid: true, bytes });
      expect(told).toMatchObject({ isVoid: true, isSelfSequenced: false, transactions: 0, l1Block: 0 });
    }
    const header = { number: 2n, timestamp: 1n, l1Block: 9n, inboxDue: 0n, messages: [], transactions: [] };
    const bytes = encodeBlock({ ...header, selfSequenced: true });
    expect(blockSummary({ ...ordinary, bytes })).toMatchObject({ isSelfSequenced: true, l1Block: 9 });
  });
});
