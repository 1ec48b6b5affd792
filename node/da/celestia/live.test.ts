/** The port's suite on a real Celestia, where one is running: `npm run test:celestia`. */
import { randomBytes } from "node:crypto";
import { describe, it } from "vitest";
import { systemTimers } from "../../primitives/timers.ts";
import { testDataAvailability } from "../suite.ts";
import { addressOfKey } from "./app/key.ts";
import { celestiaError } from "./client/errors.ts";
import { userNamespace } from "./codec/namespace.ts";
import { connectApp } from "./connect-app.ts";
import { connectNode } from "./connect-node.ts";
import { createCelestiaDa } from "./driver.ts";
import type { CelestiaEndpoint } from "./endpoint.ts";
import { createMemorySubmitStore } from "./submitter/record.ts";
import { liveCelestia } from "./testing/live.ts";

const live = liveCelestia();
const LIMITS = { readTimeoutMs: 30_000, submitTimeoutMs: 60_000, pollMs: 500, maxLookMs: 60_000 };
const PRICE = { microGasPrice: 4_000, maxMicroGasPrice: 40_000 };

interface Way {
  readonly signer: Uint8Array;
  connect(): CelestiaEndpoint;
}

/** Every test gets a namespace of its own: as good as an empty layer. The other way's account is a stranger in it. */
function testLive(name: string, { connect, signer }: Way, stranger: Way): void {
  testDataAvailability(name, async () => {
    const namespace = userNamespace(randomBytes(10));
    const options = { ...LIMITS, ...PRICE, namespace, signer };
    let isLost = false;
    const open = (endpoint = connect()) =>
      createCelestiaDa(options, { endpoint, store: createMemorySubmitStore(), timers: systemTimers });
    const { writer, ...reading } = connect();
    const da = open({
      ...reading,
      writer: {
        ...writer,
        async submit(...args) {
          const height = await writer.submit(...args);
          if (!isLost) return height;
          isLost = false;
          throw celestiaError("CELESTIA_CONNECTION", "the answer was lost");
        },
      },
    });
    return {
      da,
      reopen: async () => open(),
      async pollute(data) {
        const blob = { namespace, data, shareVersion: 1 as const, signer: stranger.signer };
        await stranger.connect().writer.submit([blob], PRICE);
      },
      loseNextAnswer() {
        isLost = true;
      },
      close: () => da.close(),
    };
  });
}

if (live === undefined) {
  describe("a real Celestia", () => it.skip("is not running: see scripts/celestia-devnet.ts", () => {}));
} else {
  const { account, key, nodeUrl, rpcUrl, token } = live;
  const throughNode = { signer: account, connect: () => connectNode({ url: nodeUrl, token, ...LIMITS }) };
  const throughApp = {
    signer: addressOfKey(key.publicKey),
    connect: () => connectApp({ url: rpcUrl, ...LIMITS }, { key }),
  };
  testLive("a real celestia-node", throughNode, throughApp);
  testLive("a real consensus node", throughApp, throughNode);
}
