import { HttpRequestError, RpcRequestError } from "viem";
import { expect, it } from "vitest";
import { l1Error } from "./errors.ts";

const url = "https://l1.example.org/v2/secret-key";

it("keeps a provider's own words, without the addresses in them", () => {
  const error = new RpcRequestError({
    ...{ body: {}, url },
    error: { code: -32_600, message: `10 block range on your plan, see ${url} or wss://x.org/secret-key` },
  });
  const { code, message } = l1Error(error);
  expect(code).toBe("L1_RPC");
  expect(message).toContain("10 block range on your plan");
  expect(message).not.toContain("secret");
});

it("names the status of an answer that is no JSON-RPC", () => {
  const error = new HttpRequestError({ url, status: 403, details: "project ID is disabled" });
  const { message } = l1Error(error);
  expect(message).toContain("HTTP 403: project ID is disabled");
  expect(message).not.toContain("secret");
});
