import { readFileSync } from "node:fs";
import { hashTypedData } from "viem";
import { expect, it } from "vitest";
import { fromHex } from "../../node/primitives/bytes.ts";
import { decodeTransaction } from "../../node/primitives/codec/index.ts";
import { typedData } from "../../node/primitives/eip712/index.ts";
import { NovateClient } from "../client.ts";
import type { Http } from "../http.ts";
import { privateKeySigner } from "../signer.ts";
import { signingVectors } from "./build.ts";

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));

it("signs every action as the vectors say, and as viem hashes it", async () => {
  const vectors = read("signing.json");
  expect(await signingVectors()).toEqual(vectors);
  const domain = {
    chainId: BigInt(vectors.domain.chainId),
    verifyingContract: fromHex(vectors.domain.verifyingContract),
  };
  for (const { transaction, digest } of vectors.cases) {
    const data = typedData(decodeTransaction(fromHex(transaction)), domain);
    expect(hashTypedData(data as Parameters<typeof hashTypedData>[0])).toBe(digest);
  }
});

it("refuses every wrong argument with the code and the field that the vectors say", async () => {
  const vectors = read("signing.json");
  const chain = { domain: vectors.domain, contracts: vectors.contracts };
  let sent = 0;
  const http = { url: "http://127.0.0.1:1", postBinary: async () => sent++ } as unknown as Http;
  const client = new NovateClient(http, chain as never, vectors.markets);
  const trader = client.trader(privateKeySigner(vectors.privateKey), { account: 1 });
  for (const [call, args, code, path] of read("refusals.json")) {
    const given = call === "order" ? [args] : Object.values(args);
    // biome-ignore lint/suspicious/noExplicitAny: called with wrong values on purpose.
    const failure = await (trader as any)[call](...given).catch((error: unknown) => error);
    expect(failure, JSON.stringify(args)).toMatchObject({ code, data: { path } });
  }
  expect(sent).toBe(0);
});
