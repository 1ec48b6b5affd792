import { errorMessage } from "../../../primitives/error.ts";
import type { Timers } from "../../../primitives/timers.ts";
import type { Blob } from "../codec/blob.ts";
import { checkBlob } from "../codec/blob.ts";
import { equalBytes } from "../codec/namespace.ts";
import { createSquareBuilder } from "../codec/square.ts";
import { feeUp, MIN_GAS_PRICE, payForBlobsGas } from "../gas.ts";
import { createMockBlock, type MockBlock } from "./block.ts";
import { createBlobTx } from "./pay.ts";

/** celestia-app 9: the whole BlobTx. */
export const MAX_TX_BYTES = 8_388_608;
/** Submissions that wait for a block. */
const MAX_MEMPOOL_TXS = 1_000;

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

export interface TxConfig {
  readonly gasPrice?: number;
  readonly maxGasPrice?: number;
}

/** How a transaction in the mempool ends. */
export interface Submission {
  readonly included: Promise<number>;
}

interface Waiting {
  readonly tx: Uint8Array;
  readonly resolve?: (height: number) => void;
  /** Blocks yet to go before it may be included. */
  delay: number;
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
  /** Puts somebody else's blobs into the next block. */
  submitForeign(blobs: readonly Blob[], signer: Uint8Array): void;
  /** Makes one block. */
  produce(): MockBlock;
  block(height: number): MockBlock | undefined;
  readonly height: number;
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
  { timers }: { readonly timers: Timers },
): MockChain {
  const blocks: MockBlock[] = [];
  const listeners = new Set<(block: MockBlock) => void>();
  let mempool: Waiting[] = [];
  let balance = options.balance;
  let sequence = 0;
  let halted = false;
  let cancelTimer: (() => void) | undefined;

  const produce = (): MockBlock => {
    const builder = createSquareBuilder({ maxSquareSize: options.maxSquareSize });
    const taken = mempool.filter((waiting) => waiting.delay-- <= 0 && builder.add(waiting.tx));
    mempool = mempool.filter((waiting) => !taken.includes(waiting));
    const previous = blocks.at(-1);
    const block = createMockBlock(
      {
        chainId: options.chainId,
        height: blocks.length + 1,
        timeMs: previous === undefined ? options.genesisMs : previous.timeMs + (options.blockMs ?? 3_000),
        previousHash: previous?.hash ?? new Uint8Array(32),
      },
      builder,
    );
    blocks.push(block);
    for (const { resolve } of taken) resolve?.(block.height);
    for (const listener of listeners) listener(block);
    return block;
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
    if (fee > balance)
      throw refuse(`spendable balance ${balance}utia is smaller than ${fee}utia: insufficient funds`, 5);
    if (mempool.length >= MAX_MEMPOOL_TXS)
      throw refuse(`mempool is full: number of txs ${mempool.length}`, 20);
    const tx = createBlobTx(blobs, { signer: options.account, sequence, gas, fee });
    if (tx.length > MAX_TX_BYTES)
      throw refuse(
        `tx size ${tx.length} bytes is larger than the application's configured ${MAX_TX_BYTES}`,
        11142,
      );
    if (!createSquareBuilder({ maxSquareSize: options.maxSquareSize }).add(tx))
      throw refuse("blobs too large", 11139);
    balance -= fee;
    sequence++;
    return tx;
  };

  const wait = (tx: Uint8Array): Submission => ({
    included: new Promise((resolve) => mempool.push({ tx, resolve, delay: 0 })),
  });

  const tick = (): void => {
    if (!halted) produce();
    cancelTimer = timers.after(options.blockMs!, tick);
  };
  produce();
  if (options.blockMs !== undefined) cancelTimer = timers.after(options.blockMs, tick);

  return {
    options,
    submit: (blobs, config) => wait(pay(blobs, config)),
    submitTwice(blobs, config) {
      const submission = wait(pay(blobs, config));
      mempool.push({ tx: pay(blobs, config), delay: 1 });
      return submission;
    },
    drop: (blobs, config) => void pay(blobs, config),
    submitForeign(blobs, signer) {
      mempool.push({ tx: createBlobTx(blobs, { signer, sequence: 0, gas: 100_000, fee: 400n }), delay: 0 });
    },
    produce,
    block: (height) => blocks[height - 1],
    get height() {
      return blocks.length;
    },
    get balance() {
      return balance;
    },
    get sequence() {
      return sequence;
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
