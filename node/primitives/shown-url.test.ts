import { expect, test } from "vitest";
import { shownUrl } from "./shown-url.ts";

const KEY = "0123456789abcdef0123456789ABCDEF";

test.each([
  ["http://127.0.0.1:8545", "http://127.0.0.1:8545"],
  ["http://127.0.0.1:8545/", "http://127.0.0.1:8545"],
  [`https://mainnet.infura.io/v3/${KEY}`, "https://mainnet.infura.io/v3/***"],
  [`https://rpc.ankr.com/eth/${KEY}`, "https://rpc.ankr.com/eth/***"],
  [`https://a.quiknode.pro/${KEY}/`, "https://a.quiknode.pro/***/"],
  [`https://user:${KEY}@node.example:8443/rpc`, "https://***@node.example:8443/rpc"],
  [`https://${KEY}@node.example/`, "https://***@node.example"],
  [`https://node.example/?apikey=${KEY}&net=1`, "https://node.example?apikey=***&net=***"],
  [`https://node.example/?${KEY}`, "https://node.example?***"],
  [`https://node.example/rpc#${KEY}`, "https://node.example/rpc"],
  [`not an address ${KEY}`, "***"],
])("%s is shown as %s", (url, shown) => {
  expect(shownUrl(url)).toBe(shown);
  expect(shownUrl(url)).not.toContain(KEY);
});
