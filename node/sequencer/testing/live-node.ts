/** A node without L1, DA and RPC: real engine, real store, real mempool, real signature workers, real clock. */
import { join } from "node:path";
import { genesisBlock, loadPreset } from "../../../genesis/index.ts";
import { ArrivalLog, createMempool, type Mempool } from "../../mempool/index.ts";
import { type Clock, systemClock } from "../../primitives/clock.ts";
import type { TransactionBody } from "../../primitives/codec/types.ts";
import { domainSeparator } from "../../primitives/eip712/index.ts";
import { unpackSignature } from "../../primitives/signature/compact.ts";
import { addressOf, signDigest } from "../../primitives/signature/sign.ts";
import { systemTimers } from "../../primitives/timers.ts";
import { createStateMachine, SignerPool } from "../../state-machine/index.ts";
import { openBlockStore } from "../../store/open.ts";
import type { BlockStore } from "../../store/port.ts";
import { openSnapshotFolder } from "../../store/snapshots.ts";
import { NodeChain } from "../chain.ts";
import { Sequencer, type SequencerDependencies, type SequencerOptions } from "../sequencer.ts";
import { FakeL1 } from "./fake-l1.ts";
import { signFast } from "./sign.ts";

const CHAIN_ID = 31_337n;
const INBOX = new Uint8Array(20).fill(0x11);
export const separator = domainSeparator({ chainId: CHAIN_ID, verifyingContract: INBOX });
/** Private key of user `i`, below 250. */
export const keyOf = (i: number): Uint8Array => new Uint8Array(32).fill(i + 1);
export const ownerOf = (i: number): Uint8Array => addressOf(keyOf(i));
/** The user who is the chain's validator. */
export const VALIDATOR = 200;

export interface LiveNodeOptions extends Partial<SequencerOptions> {
  readonly path: string;
  /** Of block 0, ms. */
  readonly genesisTime: number;
  readonly snapshotInterval?: number;
  readonly maxPerAccount?: number;
  /** Signs receipts of arrival; nobody does without it. */
  readonly arrivalKey?: Uint8Array;
}

function arrivalLog(key: Uint8Array): ArrivalLog {
  return new ArrivalLog(
    { session: Date.now() },
    {
      separator,
      async sign(digest) {
        const { rs, yParity } = unpackSignature(signDigest(digest, key));
        return new Uint8Array([...rs, 27 + yParity]);
      },
      onError(error) {
        throw error;
      },
    },
  );
}

export async function devnetGenesis(timestamp: number): Promise<Uint8Array> {
  return genesisBlock(await loadPreset("devnet"), {
    chainId: CHAIN_ID,
    inbox: INBOX,
    timelock: new Uint8Array(20).fill(0x22),
    deployBlock: 5n,
    timestamp: BigInt(timestamp),
    validators: [{ address: ownerOf(VALIDATOR), stake: 1n }],
  });
}

export class LiveNode {
  readonly chain: NodeChain;
  readonly store: BlockStore;
  readonly mempool: Mempool;
  readonly sequencer: Sequencer;
  readonly l1: FakeL1;
  readonly #pool: SignerPool;
  #nonce = Date.now();

  private constructor(
    parts: Pick<LiveNode, "chain" | "store" | "mempool" | "sequencer" | "l1"> & { pool: SignerPool },
  ) {
    this.chain = parts.chain;
    this.store = parts.store;
    this.mempool = parts.mempool;
    this.sequencer = parts.sequencer;
    this.l1 = parts.l1;
    this.#pool = parts.pool;
  }

  static async open(
    options: LiveNodeOptions,
    overrides: {
      readonly l1?: FakeL1;
      readonly clock?: Clock;
      readonly wrapStore?: (store: BlockStore) => BlockStore;
      readonly onVoid?: NonNullable<SequencerDependencies["onVoid"]>;
      readonly paused?: () => boolean;
    } = {},
  ): Promise<LiveNode> {
    const clock = overrides.clock ?? systemClock;
    const genesis = await devnetGenesis(options.genesisTime);
    const pool = new SignerPool({ workers: 1, domainSeparator: separator });
    const real = await openBlockStore({ path: join(options.path, "store") });
    const store = overrides.wrapStore?.(real) ?? real;
    const snapshots = await openSnapshotFolder(join(options.path, "snapshots"));
    const createMachine = () => createStateMachine();
    const probe = (await createMachine()).applyBlock(genesis);
    const chain = await NodeChain.open(
      {
        genesisBlock: genesis,
        genesisRoot: probe.stateRoot,
        snapshotInterval: options.snapshotInterval ?? 1_000_000,
      },
      { store, snapshots, createMachine },
    );
    const l1 = overrides.l1 ?? new FakeL1({ time: BigInt(Math.floor(clock.now() / 1000)), forceDelay: 30n });
    const mempool = createMempool(
      { ...(options.maxPerAccount && { maxPerAccount: options.maxPerAccount }) },
      {
        view: chain.machine.view,
        signers: pool,
        clock,
        ...(options.arrivalKey && { arrivals: arrivalLog(options.arrivalKey) }),
      },
    );
    const { blockIntervalMs = 20, idleIntervalMs = 100, maxTransactions = 5000 } = options;
    const sequencer = new Sequencer(
      { blockIntervalMs, idleIntervalMs, maxTransactions },
      {
        chain,
        mempool,
        l1,
        clock,
        timers: systemTimers,
        ...(overrides.onVoid && { onVoid: overrides.onVoid }),
        ...(overrides.paused && { paused: overrides.paused }),
      },
    );
    return new LiveNode({ chain, store, mempool, sequencer, l1, pool });
  }

  /** The bytes of a transaction by `user`, with a nonce of its own. */
  sign(user: number, account: number, body: TransactionBody, expiresAfter = 0): Uint8Array {
    return signFast({ account, nonce: ++this.#nonce, expiresAfter, body }, separator, keyOf(user));
  }

  accountOf(user: number): number {
    return this.chain.machine.view.accountOf(ownerOf(user), 0)?.id ?? 0;
  }

  /** Deposits for users 0 .. count - 1 and waits until a durable block has credited them. */
  async fund(count: number, amount = 1_000_000_000_000n): Promise<void> {
    for (let user = 0; user < count; user++) this.l1.deposit(ownerOf(user), amount);
    await this.until(() => this.accountOf(count - 1) !== 0);
  }

  /** Waits until `condition` holds after some block. */
  until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.chain.onBlock(() => {
        if (!condition()) return;
        stop();
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    await this.sequencer.stop();
    await this.mempool.close();
    await this.#pool.close();
    await this.store.close();
  }
}
