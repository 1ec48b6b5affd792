import { errorMessage } from "../../../primitives/error.ts";
import type { Timers } from "../../../primitives/timers.ts";
import type { Blob } from "../codec/blob.ts";
import { checkBlob } from "../codec/blob.ts";
import { equalBytes } from "../codec/namespace.ts";
import { createSquareBuilder } from "../codec/square.ts";
import { feeUp, MIN_GAS_PRICE, payForBlobsGas } from "../gas.ts";
import type { MockAccount } from "./account.ts";
import { createMockBlock, type MockBlock } from "./block.ts";
import type { BlockLog } from "./block-log.ts";
import { checkTx, MAX_TX_BYTES, type Refusal } from "./check-tx.ts";
import { createMempool, MAX_MEMPOOL_TXS, type TxStatus, type Waiting } from "./mempool.ts";
import { createBlobTx, paymentOf } from "./pay.ts";
import { createSquareKeeper } from "./square-keeper.ts";

export interface MockChainOptions {
  readonly chainId: string;
  /** Time between blocks; absent: blocks come only from `produce`. */
  readonly blockMs?: number;
  /** Time of the first block, milliseconds since the epoch; later ones follow by `blockMs` or 3 s. */
  readonly genesisMs: number;
  readonly maxSquareSize: number;
  /** The account of the node's key, and its funds in utia. */
  readonly account: Uint8Array;
  readonly balance: bigint;
}

export interface MockChainDependencies {
  readonly timers: Timers;
  /** Keeps the blocks over restarts; without it the chain ends with its process. */
  readonly log?: BlockLog;
}

export interface TxConfig {
  readonly gasPrice?: number;
  readonly maxGasPrice?: number;
}

/** How a transaction in the mempool ends. */
export interface Submission {
  readonly included: Promise<number>;
}

/** A chain that makes real squares of what is submitted. Texts of refusals are celestia-app's and celestia-node's. */
export interface MockChain {
  readonly options: MockChainOptions;
  /** Sends the node's own payment for blobs. Throws an Error with the chain's text when it is refused. */
  submit(blobs: readonly Blob[], config: TxConfig): Submission;
  /** Includes a payment again in a later block, as a node that does not de-duplicate would. */
  submitTwice(blobs: readonly Blob[], config: TxConfig): Submission;
  /** Takes the fee and forgets the transaction. */
  drop(blobs: readonly Blob[], config: TxConfig): void;
  /** Takes a signed transaction as a consensus node does; returns its hash, or why it is refused. */
  broadcast(
    tx: Uint8Array,
  ): { readonly hash: Uint8Array } | Refusal | { readonly known: "mempool" | "cache" };
  /** What became of a transaction, by the SHA-256 of its signed part. */
  status(hash: Uint8Array): TxStatus;
  /** Drops everything of ours that waits. */
  evict(): void;
  /** Gives the account utia, out of nowhere. */
  fund(amount: bigint): void;
  /** Puts somebody else's blobs into the next block. */
  submitForeign(blobs: readonly Blob[], signer: Uint8Array): void;
  /** Makes one block. */
  produce(): MockBlock;
  block(height: number): MockBlock | undefined;
  readonly height: number;
  readonly account: Readonly<MockAccount>;
  readonly balance: bigint;
  readonly sequence: number;
  /** Calls `listener` for every new block until the returned function is called. */
  onBlock(listener: (block: MockBlock) => void): () => void;
  /** Stops and starts the making of blocks by time. */
  setHalted(halted: boolean): void;
  stop(): void;
}

export function createMockChain(
  options: MockChainOptions,
  { log, timers }: MockChainDependencies,
): MockChain {
  const blocks: MockBlock[] = [];
  const listeners = new Set<(block: MockBlock) => void>();
  const mempool = createMempool();
  const statuses = new Map<string, TxStatus>();
  const keeper = createSquareKeeper(options.maxSquareSize);
  const account: MockAccount = {
    address: options.account,
    number: 7,
    balance: options.balance,
    sequence: 0,
    committed: 0,
  };
  let halted = false;
  let cancelTimer: (() => void) | undefined;

  const add = (txs: readonly Uint8Array[], timeMs: number, dataHash?: Uint8Array): MockBlock => {
    const height = blocks.length + 1;
    const previousHash = blocks.at(-1)?.hash ?? new Uint8Array(32);
    const context = {
      chainId: options.chainId,
      previousHash,
      ...(dataHash === undefined ? {} : { dataHash }),
    };
    const block = createMockBlock({ height, timeMs, txs }, context, keeper);
    blocks.push(block);
    return block;
  };

  const settle = ({
    dropped,
    height,
    taken,
  }: {
    taken: readonly Waiting[];
    dropped: readonly Waiting[];
    height: number;
  }) => {
    for (const [index, { hash, isOurs, resolve }] of taken.entries()) {
      if (isOurs) account.committed++;
      if (hash !== undefined) statuses.set(hash, { status: "COMMITTED", height, index });
      resolve?.(height);
    }
    forget(dropped);
  };

  /** What is dropped costs nothing, and the account's next sequence is again that of the first dropped payment. */
  const forget = (dropped: readonly Waiting[]): void => {
    for (const { hash } of dropped) if (hash !== undefined) statuses.set(hash, { status: "EVICTED" });
    const ours = dropped.filter(({ isOurs }) => isOurs);
    for (const { tx } of ours) account.balance += paymentOf(tx)!.fee;
    if (ours.length > 0) account.sequence = account.committed;
  };

  const produce = (): MockBlock => {
    const builder = createSquareBuilder({ maxSquareSize: options.maxSquareSize });
    const { dropped, taken } = mempool.take(builder);
    const previous = blocks.at(-1);
    const timeMs = previous === undefined ? options.genesisMs : previous.timeMs + (options.blockMs ?? 3_000);
    const block = add(
      taken.map(({ tx }) => tx),
      timeMs,
    );
    log?.append(block);
    settle({ taken, dropped, height: block.height });
    for (const listener of listeners) listener(block);
    return block;
  };

  const resume = (): void => {
    for (const { dataHash, timeMs, txs } of log?.load() ?? []) {
      add(txs, timeMs, dataHash);
      for (const payment of txs.map(paymentOf)) {
        if (payment === undefined || !equalBytes(payment.signer, account.address)) continue;
        account.balance -= payment.fee;
        account.sequence = ++account.committed;
      }
    }
  };

  /** Checks and pays as CheckTx does; returns the transaction. */
  const pay = (blobs: readonly Blob[], config: TxConfig): Uint8Array => {
    for (const blob of blobs) checkOwnBlob(blob, options.account);
    const gas = payForBlobsGas(
      blobs.map((blob) => ({ length: blob.data.length, hasSigner: blob.signer !== undefined })),
    );
    const price = config.gasPrice ?? MIN_GAS_PRICE;
    const cap = config.maxGasPrice || 100 * MIN_GAS_PRICE;
    if (config.gasPrice === undefined && price > cap) {
      throw new Error("state: estimated gas price exceeds max gas price in tx config");
    }
    const fee = feeUp(gas, price);
    const required = feeUp(gas, MIN_GAS_PRICE);
    const refuse = (log: string, code: number): Error =>
      new Error(`broadcast tx error: hash 00 error: ${log} code: ${code}`);
    if (fee < required) {
      const log = `insufficient minimum gas price for this node; got: ${fee}utia, required: ${required}utia (min gas price: ${MIN_GAS_PRICE} utia/gas): insufficient fee`;
      throw refuse(log, 13);
    }
    if (fee > account.balance)
      throw refuse(
        `spendable balance ${account.balance}utia is smaller than ${fee}utia: insufficient funds`,
        5,
      );
    if (mempool.size >= MAX_MEMPOOL_TXS) throw refuse(`mempool is full: number of txs ${mempool.size}`, 20);
    const { sequence } = account;
    const tx = createBlobTx(blobs, { signer: options.account, sequence, gas, fee });
    if (tx.length > MAX_TX_BYTES)
      throw refuse(
        `tx size ${tx.length} bytes is larger than the application's configured ${MAX_TX_BYTES}`,
        11142,
      );
    if (!createSquareBuilder({ maxSquareSize: options.maxSquareSize }).add(tx))
      throw refuse("blobs too large", 11139);
    account.balance -= fee;
    account.sequence++;
    return tx;
  };

  const wait = (tx: Uint8Array): Submission => ({
    included: new Promise((resolve) => mempool.add({ tx, resolve, delay: 0, isOurs: true })),
  });

  const broadcast = (tx: Uint8Array): ReturnType<MockChain["broadcast"]> => {
    const { chainId, maxSquareSize } = options;
    const checked = checkTx(tx, { chainId, maxSquareSize, account });
    if ("code" in checked) {
      const seen = checked.code === 32 ? seenBefore(tx) : undefined;
      return seen ?? checked;
    }
    if (mempool.size >= MAX_MEMPOOL_TXS)
      return { code: 20, log: `mempool is full: number of txs ${mempool.size} (max: ${MAX_MEMPOOL_TXS})` };
    const hash = Buffer.from(checked.hash).toString("hex");
    account.balance -= checked.fee;
    account.sequence++;
    statuses.set(hash, { status: "PENDING" });
    mempool.add({ tx, hash, delay: 0, isOurs: true });
    return { hash: checked.hash };
  };

  /** The mempool knows a transaction by its bytes before it asks the application. */
  const seenBefore = (tx: Uint8Array): { readonly known: "mempool" | "cache" } | undefined => {
    const payment = paymentOf(tx);
    const hash = payment === undefined ? "" : Buffer.from(payment.hash).toString("hex");
    if (mempool.has(hash)) return { known: "mempool" };
    return statuses.get(hash)?.status === "COMMITTED" ? { known: "cache" } : undefined;
  };

  const tick = (): void => {
    if (!halted) produce();
    cancelTimer = timers.after(options.blockMs!, tick);
  };
  resume();
  if (blocks.length === 0) produce();
  if (options.blockMs !== undefined) cancelTimer = timers.after(options.blockMs, tick);

  return {
    options,
    submit: (blobs, config) => wait(pay(blobs, config)),
    submitTwice(blobs, config) {
      const submission = wait(pay(blobs, config));
      mempool.add({ tx: pay(blobs, config), delay: 1, isOurs: true });
      return submission;
    },
    drop: (blobs, config) => void pay(blobs, config),
    broadcast,
    status: (hash) => statuses.get(Buffer.from(hash).toString("hex")) ?? { status: "UNKNOWN" },
    evict: () => forget(mempool.evict()),
    fund(amount) {
      account.balance += amount;
    },
    submitForeign(blobs, signer) {
      const tx = createBlobTx(blobs, { signer, sequence: 0, gas: 100_000, fee: 400n });
      mempool.add({ tx, delay: 0, isOurs: false });
    },
    produce,
    block: (height) => blocks[height - 1],
    get height() {
      return blocks.length;
    },
    account,
    get balance() {
      return account.balance;
    },
    get sequence() {
      return account.sequence;
    },
    onBlock(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setHalted(value) {
      halted = value;
    },
    stop() {
      cancelTimer?.();
      listeners.clear();
      log?.close();
    },
  };
}

function checkOwnBlob(blob: Blob, account: Uint8Array): void {
  if (blob.shareVersion === 0 && blob.signer !== undefined)
    throw new Error("share version 0 does not support signer");
  try {
    checkBlob(blob);
  } catch (error) {
    throw new Error(errorMessage(error));
  }
  if (blob.signer !== undefined && !equalBytes(blob.signer, account)) {
    throw new Error("broadcast tx error: hash 00 error: invalid blob signer code: 11140");
  }
}
