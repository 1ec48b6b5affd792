import { systemTimers } from "../../../primitives/timers.ts";
import { toBase64 } from "../codec/encoding.ts";
import { userNamespace } from "../codec/namespace.ts";
import { connectNode, type NodeEndpointOptions } from "../connect-node.ts";
import { type CelestiaOptions, createCelestiaDa } from "../driver.ts";
import { createMockChain, type MockChain, type MockChainOptions } from "../mock/chain.ts";
import { createToken } from "../mock/jwt.ts";
import { type MockNode, startMockNode } from "../mock/server.ts";
import { createMemorySubmitStore, type SubmitStore } from "../submitter/record.ts";

export const NAMESPACE: Uint8Array = userNamespace(Buffer.from("novate-da"));
export const ACCOUNT: Uint8Array = new Uint8Array(20).fill(7);
export const STRANGER: Uint8Array = new Uint8Array(20).fill(9);
const TOKEN_KEY = new Uint8Array(32).fill(5);

/** Blocks come by hand unless `blockMs` is given. */
export const CHAIN_OPTIONS: MockChainOptions = {
  chainId: "mock-1",
  genesisMs: 1_700_000_000_000,
  maxSquareSize: 64,
  account: ACCOUNT,
  balance: 10_000_000_000n,
};

/** A chain that makes a block every 15 ms until it is stopped. */
export function testChain(options: Partial<MockChainOptions> = {}): MockChain {
  return createMockChain({ ...CHAIN_OPTIONS, blockMs: 15, ...options }, { timers: systemTimers });
}

const open: Array<() => Promise<void>> = [];

/** Closes every fixture that a test has started: for `afterEach`. */
export async function closeFixtures(): Promise<void> {
  for (const close of open.splice(0)) await close();
}

/** Has `close` called with the other fixtures. */
export function onClose(close: () => Promise<void>): void {
  open.push(close);
}

export interface Fixture {
  readonly node: MockNode;
  readonly chain: MockChain;
  readonly store: SubmitStore;
  /** Reads and writes. */
  readonly token: string;
  /** A driver like a process that has just started: only the store outlives it. */
  open(options?: Partial<CelestiaOptions & NodeEndpointOptions>): ReturnType<typeof createCelestiaDa>;
}

export async function startFixture(options: Partial<MockChainOptions> = {}): Promise<Fixture> {
  const chain = testChain(options);
  const node = await startMockNode(chain, { tokenKey: TOKEN_KEY });
  const store = createMemorySubmitStore();
  const token = createToken(TOKEN_KEY, ["public", "read", "write"]);
  const drivers: Array<ReturnType<typeof createCelestiaDa>> = [];
  open.push(async () => {
    for (const driver of drivers) await driver.close();
    chain.stop();
    await node.close();
  });
  return {
    node,
    chain,
    store,
    token,
    open(overrides = {}) {
      const all = {
        url: node.url,
        token,
        namespace: NAMESPACE,
        signer: ACCOUNT,
        microGasPrice: 4_000,
        maxMicroGasPrice: 20_000,
        pollMs: 15,
        maxLookMs: 5_000,
        readTimeoutMs: 5_000,
        submitTimeoutMs: 2_000,
        ...overrides,
      };
      const driver = createCelestiaDa(all, { endpoint: connectNode(all), store, timers: systemTimers });
      drivers.push(driver);
      return driver;
    },
  };
}

/** How often a payload stands in the chain under our namespace. */
export function copiesOf(chain: MockChain, payload: Uint8Array): number {
  let copies = 0;
  for (let height = 1; height <= chain.height; height++) {
    for (const { blob } of chain.block(height)!.blobs)
      if (toBase64(blob.data) === toBase64(payload)) copies++;
  }
  return copies;
}
