import { secp256k1 } from "@noble/curves/secp256k1.js";
import { systemTimers } from "../../../primitives/timers.ts";
import { addressOfKey, type CelestiaKey } from "../app/key.ts";
import { type AppEndpointOptions, connectApp } from "../connect-app.ts";
import { type CelestiaDa, type CelestiaOptions, createCelestiaDa } from "../driver.ts";
import type { MockChain, MockChainOptions } from "../mock/chain.ts";
import { type MockConsensusNode, startMockConsensusNode } from "../mock/comet-server.ts";
import { createMemorySubmitStore, type SubmitStore } from "../submitter/record.ts";
import { NAMESPACE, onClose, testChain } from "./fixture.ts";

/** A key of test value only. */
export function testKey(fill = 3): CelestiaKey {
  const secret = new Uint8Array(32).fill(fill);
  return {
    publicKey: secp256k1.getPublicKey(secret, true),
    sign: async (digest) => secp256k1.sign(digest, secret, { prehash: false }),
  };
}

export interface AppFixture {
  readonly node: MockConsensusNode;
  readonly chain: MockChain;
  readonly store: SubmitStore;
  readonly key: CelestiaKey;
  /** A driver like a process that has just started: only the store outlives it. */
  open(options?: Partial<CelestiaOptions & AppEndpointOptions>): CelestiaDa;
}

/** A consensus node alone: payments are signed for real, blocks are read whole. */
export async function startAppFixture(options: Partial<MockChainOptions> = {}): Promise<AppFixture> {
  const key = testKey();
  const signer = addressOfKey(key.publicKey);
  const chain = testChain({ account: signer, ...options });
  const node = await startMockConsensusNode(chain);
  const store = createMemorySubmitStore();
  const drivers: CelestiaDa[] = [];
  onClose(async () => {
    for (const driver of drivers) await driver.close();
    chain.stop();
    await node.close();
  });
  return {
    ...{ node, chain, store, key },
    open(overrides = {}) {
      const all = {
        url: node.url,
        namespace: NAMESPACE,
        signer,
        microGasPrice: 4_000,
        maxMicroGasPrice: 20_000,
        pollMs: 15,
        maxLookMs: 5_000,
        readTimeoutMs: 5_000,
        submitTimeoutMs: 2_000,
        ...overrides,
      };
      const driver = createCelestiaDa(all, {
        endpoint: connectApp(all, { key }),
        store,
        timers: systemTimers,
      });
      drivers.push(driver);
      return driver;
    },
  };
}
