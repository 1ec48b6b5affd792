/** The port's suite on a real Celestia, where one is running: `npm run test:celestia`. */
import { randomBytes } from "node:crypto";
import { describe, it } from "vitest";
import { systemTimers } from "../../primitives/timers.ts";
import { testDataAvailability } from "../suite.ts";
import { addressOfKey } from "./app/key.ts";
import { userNamespace } from "./codec/namespace.ts";
import { connectApp } from "./connect-app.ts";
import { connectNode } from "./connect-node.ts";
import { createCelestiaDa } from "./driver.ts";
import type { CelestiaEndpoint } from "./endpoint.ts";
import { createMemorySubmitStore } from "./submitter/record.ts";
import { liveCelestia } from "./testing/live.ts";

const live = liveCelestia();
const LIMITS = { readTimeoutMs: 30_000, submitTimeoutMs: 60_000, pollMs: 500, maxLookMs: 60_000 };

/** Every test gets a namespace of its own: as good as an empty layer. */
function testLive(name: string, signer: Uint8Array, connect: () => CelestiaEndpoint): void {
  testDataAvailability(name, async () => {
    const options = {
      ...{ ...LIMITS, signer, microGasPrice: 4_000, maxMicroGasPrice: 40_000 },
      namespace: userNamespace(randomBytes(10)),
    };
    const open = () =>
      createCelestiaDa(options, {
        endpoint: connect(),
        store: createMemorySubmitStore(),
        timers: systemTimers,
      });
    const da = open();
    return { da, reopen: async () => open(), close: () => da.close() };
  });
}

if (live === undefined) {
  describe("a real Celestia", () => it.skip("is not running: see scripts/celestia-devnet.ts", () => {}));
} else {
  const { account, key, nodeUrl, rpcUrl, token } = live;
  testLive("a real celestia-node", account, () => connectNode({ url: nodeUrl, token, ...LIMITS }));
  testLive("a real consensus node", addressOfKey(key.publicKey), () =>
    connectApp({ url: rpcUrl, ...LIMITS }, { key }),
  );
}
