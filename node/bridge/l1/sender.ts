/**
 * Sends L1 transactions of one account, one at a time. The nonce is read before the call is prepared, so that a call prepared
 * on state that an earlier transaction of the account has changed meanwhile can never be included besides it.
 */
import {
  type Abi,
  type Address,
  encodeFunctionData,
  type Hash,
  type Hex,
  keccak256,
  type LocalAccount,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from "viem";
import type { BlobSidecar } from "../../da/ethereum/port.ts";
import { toHex } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import { sleep, type Timers } from "../../primitives/timers.ts";
import type { Report } from "../events.ts";
import { greatest, least } from "../extremes.ts";
import { withSidecar } from "./blob-transaction.ts";
import { l1Error } from "./errors.ts";

export interface L1Call {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
  /** Wei. */
  readonly value?: bigint;
  /** Blobs that the transaction carries. */
  readonly sidecar?: BlobSidecar;
  /** What the contract does depends on the gas price: an estimate without one would be too low. */
  readonly readsGasPrice?: boolean;
}

/** A transaction that calls nothing and carries blobs. */
export interface L1Blobs {
  readonly address: Address;
  readonly sidecar: BlobSidecar;
}

export interface L1SenderOptions {
  readonly chainId: number;
  /** Pause between looks for a receipt, ms. */
  readonly pollMs: number;
  /** A transaction not included after this many ms is sent again with a higher fee. */
  readonly bumpAfterMs: number;
  /** Most wei per gas ever offered; and, unless the second says otherwise, per gas of blobs. */
  readonly maxFeePerGas: bigint;
  readonly maxFeePerBlobGas?: bigint;
}

export interface L1SenderDependencies {
  readonly client: PublicClient;
  readonly account: LocalAccount;
  readonly timers: Timers;
  readonly report: Report;
}

/** Versions of one transaction, each dearer than the one before; after the last the outcome is left open. */
const MAX_ATTEMPTS = 8;
/** Gas limit over the estimate, percent: state may move between estimate and inclusion. */
const GAS_MARGIN = 130n;
/** A replacement must offer at least 10% more; geth and anvil agree. */
const BUMP = 125n;
/** Of a transaction with blobs every fee must double, or its replacement is refused. */
const BLOB_BUMP = 200n;
/** Looks for a receipt after the nonce was used, before concluding that another transaction used it. */
const RECEIPT_GRACE = 5;

interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  /** With blobs. */
  readonly maxFeePerBlobGas?: bigint;
}

export class L1Sender {
  readonly #options: L1SenderOptions;
  readonly #client: PublicClient;
  readonly #account: LocalAccount;
  readonly #timers: Timers;
  readonly #report: Report;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: L1SenderOptions, dependencies: L1SenderDependencies) {
    this.#options = options;
    this.#client = dependencies.client;
    this.#account = dependencies.account;
    this.#timers = dependencies.timers;
    this.#report = dependencies.report;
  }

  get address(): Address {
    return this.#account.address;
  }

  /**
   * Asks `prepare` for a call (undefined: nothing to do any more) and sees it through to a successful receipt. `signed` is
   * awaited with the hash before each version is sent. Throws `L1_REVERTED`, `L1_FEE_TOO_HIGH`, `L1_FUNDS`, `L1_RPC`,
   * `L1_NONCE_TAKEN` (another transaction of the account went first) or `L1_PENDING` (outcome unknown): look at the
   * chain before sending again.
   */
  send(
    prepare: () => Promise<L1Call | L1Blobs | undefined>,
    signed: (hash: Hash) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TransactionReceipt | undefined> {
    const result = this.#turn.then(() => this.#send(prepare, signed, signal));
    this.#turn = result.catch(() => {});
    return result;
  }

  async #send(
    prepare: () => Promise<L1Call | L1Blobs | undefined>,
    signed: (hash: Hash) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TransactionReceipt | undefined> {
    try {
      signal.throwIfAborted();
      const nonce = await this.#nonce();
      const call = await prepare();
      if (call === undefined) return undefined;
      const { address: to, sidecar } = call;
      const data = "abi" in call ? encodeFunctionData(call) : "0x";
      const value = ("abi" in call ? call.value : undefined) ?? 0n;
      const blobs = sidecar && {
        type: "eip4844" as const,
        blobVersionedHashes: sidecar.versionedHashes.map((hash) => toHex(hash)),
      };
      const account = this.#account.address;
      const priced = "abi" in call && call.readsGasPrice ? await this.#fees(undefined, false) : {};
      const gas =
        "abi" in call
          ? await this.#client.estimateContractGas({ ...call, ...blobs, ...priced, value, account } as never)
          : await this.#client.estimateGas({ to, data, ...blobs, account } as never);
      const base = { type: "eip1559", chainId: this.#options.chainId, nonce, to, data, value, ...blobs };
      const transaction = { ...base, gas: (gas * GAS_MARGIN) / 100n };
      return await this.#include(transaction, sidecar, signed, signal);
    } catch (error) {
      throw l1Error(error);
    }
  }

  async #include(
    transaction: { readonly nonce: number } & Record<string, unknown>,
    sidecar: BlobSidecar | undefined,
    signed: (hash: Hash) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TransactionReceipt> {
    const hashes: Hash[] = [];
    const hasBlobs = sidecar !== undefined;
    let fees = await this.#fees(undefined, hasBlobs);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const raw = (await this.#account.signTransaction({ ...transaction, ...fees } as never)) as Hex;
      const hash = keccak256(raw);
      hashes.push(hash);
      await signed(hash);
      // The hash is the body's; what travels has the blobs behind it.
      await this.#broadcast(sidecar ? withSidecar(raw, sidecar) : raw, transaction.nonce);
      const receipt = await this.#wait(hashes, transaction.nonce, signal);
      if (receipt?.status === "success") return receipt;
      if (receipt) {
        const data = { name: "on chain", hash: receipt.transactionHash };
        throw new NovateError(
          "L1_REVERTED",
          "expected the L1 transaction to succeed, it reverted on chain",
          data,
        );
      }
      const dearer = await this.#fees(fees, hasBlobs);
      if (dearer.maxFeePerGas === fees.maxFeePerGas) break;
      fees = dearer;
      this.#report({
        level: "warn",
        code: "L1_FEE_BUMP",
        message: "an L1 transaction was not included in time; it is sent again with a higher fee",
        data: { nonce: transaction.nonce, attempt, maxFeePerGas: fees.maxFeePerGas },
      });
    }
    throw new NovateError("L1_PENDING", "expected the L1 transaction to be included, it is still pending", {
      nonce: transaction.nonce,
      hashes,
    });
  }

  /** Hands the transaction to the endpoint. What may have arrived counts as sent; only what cannot be included throws. */
  async #broadcast(raw: Hex, nonce: number): Promise<void> {
    try {
      await this.#client.sendRawTransaction({ serializedTransaction: raw });
    } catch (error) {
      const text = error instanceof Error ? error.message.toLowerCase() : "";
      if (/insufficient funds/.test(text)) {
        throw new NovateError("L1_FUNDS", `expected enough ether for gas and value at ${this.address}`, {
          nonce,
        });
      }
      // Known already, too cheap to replace a version that is waiting, or lost on the way: the receipt tells.
    }
  }

  /** The receipt of whichever version was included; undefined when none was in time. Throws `L1_NONCE_TAKEN`. */
  async #wait(
    hashes: readonly Hash[],
    nonce: number,
    signal: AbortSignal,
  ): Promise<TransactionReceipt | undefined> {
    const { bumpAfterMs, pollMs } = this.#options;
    const looks = Math.max(1, Math.ceil(bumpAfterMs / pollMs));
    let taken = 0;
    for (let look = 0; look < looks || taken > 0; look++) {
      await sleep(this.#timers, pollMs, signal);
      const used = (await this.#nonce()) > nonce;
      for (const hash of hashes) {
        const receipt = await this.#receipt(hash);
        if (receipt) return receipt;
      }
      taken = used ? taken + 1 : 0;
      if (taken > RECEIPT_GRACE) {
        throw new NovateError(
          "L1_NONCE_TAKEN",
          `expected nonce ${nonce} for this transaction, another one used it`,
        );
      }
    }
    return undefined;
  }

  async #receipt(hash: Hash): Promise<TransactionReceipt | undefined> {
    try {
      return await this.#client.getTransactionReceipt({ hash });
    } catch (error) {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      throw error;
    }
  }

  #nonce(): Promise<number> {
    return this.#client.getTransactionCount({ address: this.address, blockTag: "latest" });
  }

  /** Fees by the endpoint's estimate, and at least a bump above `previous`. Throws `L1_FEE_TOO_HIGH` beyond the bound. */
  async #fees(previous: Fees | undefined, hasBlobs: boolean): Promise<Fees> {
    const { maxFeePerGas: limit, maxFeePerBlobGas: blobLimit = limit } = this.#options;
    const [estimate, blobBase] = await Promise.all([
      this.#client.estimateFeesPerGas(),
      hasBlobs ? this.#client.getBlobBaseFee() : 0n,
    ]);
    // The base fee of blobs can grow by an eighth a block: twice as much holds for five full ones.
    const blobEstimate = 2n * blobBase;
    if (previous === undefined && (estimate.maxFeePerGas > limit || blobEstimate > blobLimit)) {
      throw new NovateError(
        "L1_FEE_TOO_HIGH",
        `expected at most ${limit} wei per gas, L1 asks ${estimate.maxFeePerGas}`,
        { blobs: blobEstimate },
      );
    }
    const percent = hasBlobs ? BLOB_BUMP : BUMP;
    const atLeast = (now: bigint, before: bigint | undefined) =>
      before === undefined ? now : greatest(now, (before * percent + 99n) / 100n);
    const max = atLeast(estimate.maxFeePerGas, previous?.maxFeePerGas);
    const tip = atLeast(estimate.maxPriorityFeePerGas, previous?.maxPriorityFeePerGas);
    const blob = atLeast(blobEstimate, previous?.maxFeePerBlobGas);
    if (previous && (max > limit || blob > blobLimit)) return previous;
    const fees = { maxFeePerGas: max, maxPriorityFeePerGas: least(tip, max) };
    return hasBlobs ? { ...fees, maxFeePerBlobGas: blob } : fees;
  }
}
