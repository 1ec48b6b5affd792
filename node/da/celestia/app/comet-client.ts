import { Comet38Client } from "@cosmjs/tendermint-rpc";
import type { RpcCall } from "../client/http-rpc.ts";
import { fromRecord } from "../codec/encoding.ts";

/**
 * CosmJS's client of a consensus node, over our own calls: bounded answers, time-outs, our error codes. celestia-app
 * reports CometBFT 0.38, so nothing is probed.
 */
export function createCometClient(call: RpcCall): Comet38Client {
  return Comet38Client.create({
    async execute({ id, method, params }) {
      return { jsonrpc: "2.0", id, result: await call(method, fromRecord(params)) };
    },
    disconnect() {},
  });
}
