/** The mempool: a transaction's life from its bytes to the outcome of its durable block. */
import { toHex } from "../primitives/bytes.ts";
import type { Clock } from "../primitives/clock.ts";
import { NovateError } from "../primitives/error.ts";
import type { SealedBlock } from "../sequencer/port.ts";
import type { SignerPool } from "../state-machine/signature/signer-pool.ts";
import { Admission, type AdmissionView } from "./admission.ts";
import type { ArrivalLog } from "./arrival-log.ts";
import { carriesClientId } from "./client-ids.ts";
import { type Entry, readEntry } from "./entry.ts";
import { Lanes } from "./lanes.ts";
import {
  MAX_JOINED_CALLERS,
  MAX_LATE_CHECKS,
  MAX_PENDING_BYTES,
  MAX_PENDING_CANCELS_PER_ACCOUNT,
  MAX_PENDING_PER_ACCOUNT,
  MAX_PENDING_PER_SIGNER,
  MAX_PENDING_TRANSACTIONS,
  RISK_SHARE,
} from "./limits.ts";
import { outcomesOf } from "./outcomes.ts";
import type { Mempool, TakeLimits, TakenTransaction, TransactionOutcome } from "./port.ts";
import { Refusal } from "./refusal.ts";

export interface MempoolOptions {
  readonly maxTransactions?: number;
  readonly maxBytes?: number;
  readonly maxPerAccount?: number;
}

export interface MempoolDependencies {
  readonly view: AdmissionView;
  readonly signers: Pick<SignerPool, "recover">;
  readonly clock: Clock;
  /** Numbers and signs arrivals. Default: nothing does. */
  readonly arrivals?: ArrivalLog;
  /** False while the chain must not take new risk (rule of the sequencer's back-pressure). Default: always true. */
  readonly acceptsRisk?: () => boolean;
}

class TransactionPool implements Mempool {
  readonly #options: Required<MempoolOptions>;
  readonly #admission: Admission;
  readonly #signers: MempoolDependencies["signers"];
  readonly #clock: Clock;
  readonly #acceptsRisk: () => boolean;
  readonly #arrivals: ArrivalLog | undefined;
  readonly #lanes = new Lanes();
  /** Admitted transactions, queued or in a block that is not durable yet. */
  readonly #admitted = new Map<string, Entry>();
  readonly #nonces = new Map<string, Set<number>>();
  readonly #perAccount = new Map<string, number>();
  /** Of everything submitted and not answered. */
  #count = 0;
  #lateChecks = 0;
  /** Ever admitted. */
  #orders = 0;
  #bytes = 0;
  #wake: (() => void) | undefined;
  #ready: Promise<void> | undefined;
  #closed = false;

  constructor(options: Required<MempoolOptions>, dependencies: MempoolDependencies) {
    this.#options = options;
    this.#admission = new Admission(dependencies);
    this.#signers = dependencies.signers;
    this.#clock = dependencies.clock;
    this.#arrivals = dependencies.arrivals;
    this.#acceptsRisk = dependencies.acceptsRisk ?? (() => true);
  }

  /** Transactions submitted and not answered yet. */
  get size(): number {
    return this.#count;
  }

  get waiting() {
    return this.#lanes.sizes;
  }

  submit(bytes: Uint8Array): Promise<TransactionOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#closed)
        throw new NovateError("MEMPOOL_CLOSED", "expected an open mempool, the node is stopping");
      const entry = readEntry(bytes);
      entry.callers.push({ resolve, reject });
      try {
        this.#reserve(entry);
      } catch (error) {
        throw new Refusal(error as NovateError, this.#isOfAccount(entry));
      }
      this.#signers.recover(bytes, {
        recovered: (digest, signer) => this.#admit(entry, digest, signer),
        failed: (error) => this.#refuse(entry, error),
      });
    });
  }

  /** Whether one that was refused unseen is of its account and could have been executed: looked at afterwards, while few are. */
  #isOfAccount(entry: Entry): Promise<boolean> {
    if (!entry.isTrade || this.#lateChecks >= MAX_LATE_CHECKS) return Promise.resolve(false);
    this.#lateChecks++;
    const checked = new Promise<boolean>((resolve, reject) => {
      const recovered = (digest: Uint8Array, signer: Uint8Array | undefined) => {
        if (signer === undefined) return resolve(false);
        entry.identify(digest, signer);
        resolve(isPassed(() => this.#admission.check(entry, this.#clock.now())));
      };
      this.#signers.recover(entry.bytes, { recovered, failed: reject });
    });
    return checked.catch(() => false).finally(() => this.#lateChecks--);
  }

  carriesOrder(account: number, clientId: Uint8Array): boolean {
    if (!this.#perAccount.has(`a${account}`)) return false;
    for (const entry of this.#admitted.values()) {
      if (entry.isTrade && entry.account === account && carriesClientId(entry.bytes, clientId)) return true;
    }
    return false;
  }

  /** Rule of the full queue: new risk stops at its share, everything else at the bound. */
  #reserve(entry: Entry): void {
    const isRisk = entry.lane === "orders";
    if (isRisk && !this.#acceptsRisk()) {
      throw new NovateError(
        "NOT_ACCEPTING",
        "expected published blocks to keep up; only cancels, withdrawals and votes now",
      );
    }
    const share = isRisk ? RISK_SHARE : 1;
    const { maxTransactions, maxBytes } = this.#options;
    if (this.#count >= maxTransactions * share || this.#bytes + entry.bytes.length > maxBytes * share) {
      throw new NovateError("MEMPOOL_FULL", `expected room for a transaction, ${this.#count} are waiting`);
    }
    this.#count++;
    this.#bytes += entry.bytes.length;
  }

  #release(entry: Entry): void {
    this.#count--;
    this.#bytes -= entry.bytes.length;
  }

  #refuse(entry: Entry, error: NovateError): void {
    this.#release(entry);
    entry.reject(error);
  }

  #admit(entry: Entry, digest: Uint8Array, signer: Uint8Array | undefined): void {
    try {
      if (this.#closed)
        throw new NovateError("TX_NOT_INCLUDED", "expected to reach a block, the node is stopping");
      if (signer === undefined) {
        throw new NovateError("BAD_SIGNATURE", "expected a signature that recovers an address", {
          digest: toHex(digest),
        });
      }
      entry.identify(digest, signer);
      const same = this.#admitted.get(entry.key);
      if (same !== undefined && same.signerKey === entry.signerKey) {
        this.#join(same, entry);
        return;
      }
      const now = this.#clock.now();
      this.#admission.check(entry, now);
      this.#enter(entry, now);
    } catch (error) {
      this.#refuse(entry, error as NovateError);
    }
  }

  #join(same: Entry, entry: Entry): void {
    if (same.callers.length >= MAX_JOINED_CALLERS) {
      throw new NovateError(
        "ACCOUNT_QUOTA",
        `expected at most ${MAX_JOINED_CALLERS} callers for one transaction`,
      );
    }
    same.callers.push(...entry.callers);
    this.#release(entry);
  }

  #enter(entry: Entry, now: number): void {
    const nonces = this.#nonces.get(entry.signerKey);
    if (nonces?.has(entry.nonce)) {
      throw new NovateError(
        "NONCE_PENDING",
        `expected another nonce, ${entry.nonce} is in a transaction that waits for its block`,
      );
    }
    const quota = quotaKey(entry);
    const pending = this.#perAccount.get(quota) ?? 0;
    const reserve = entry.onlyCancels ? MAX_PENDING_CANCELS_PER_ACCOUNT : 0;
    const most = this.#options.maxPerAccount + reserve;
    if (pending >= most) {
      throw new NovateError("ACCOUNT_QUOTA", `expected at most ${most} transactions of an account to wait`);
    }
    const mostOfSigner = MAX_PENDING_PER_SIGNER + reserve;
    if (nonces !== undefined && nonces.size >= mostOfSigner) {
      throw new NovateError(
        "ACCOUNT_QUOTA",
        `expected at most ${mostOfSigner} transactions of a signer to wait`,
      );
    }
    if (nonces === undefined) this.#nonces.set(entry.signerKey, new Set([entry.nonce]));
    else nonces.add(entry.nonce);
    this.#perAccount.set(quota, pending + 1);
    this.#admitted.set(entry.key, entry);
    entry.order = this.#orders++;
    entry.arrival = this.#arrivals?.add(entry.digest, now);
    this.#lanes.push(entry);
    this.#announce();
  }

  /** Forgets an admitted transaction; its callers are told by the caller of this. */
  #leave(entry: Entry): void {
    this.#release(entry);
    this.#admitted.delete(entry.key);
    const nonces = this.#nonces.get(entry.signerKey);
    nonces?.delete(entry.nonce);
    if (nonces?.size === 0) this.#nonces.delete(entry.signerKey);
    const quota = quotaKey(entry);
    const pending = this.#perAccount.get(quota) ?? 1;
    if (pending === 1) this.#perAccount.delete(quota);
    else this.#perAccount.set(quota, pending - 1);
  }

  take(limits: TakeLimits): readonly TakenTransaction[] {
    const now = this.#clock.now();
    // Who came when is fixed before anybody decides what the block holds.
    this.#arrivals?.close(now);
    const { taken, expired } = this.#lanes.take(limits, now);
    for (const entry of expired) {
      this.#leave(entry);
      entry.reject(
        new NovateError("TX_NOT_INCLUDED", `expected a block before ${entry.expiresAfter}, it is ${now}`),
      );
    }
    return taken;
  }

  settle(taken: readonly TakenTransaction[], sealed: SealedBlock): void {
    const { number: block, timestamp } = sealed.block;
    const outcomes = outcomesOf(sealed.receipts, taken.length);
    for (let i = 0; i < taken.length; i++) {
      const entry = taken[i] as Entry;
      const outcome = outcomes[i];
      this.#leave(entry);
      if (outcome !== undefined) {
        const { arrival, digest: hash } = entry;
        entry.resolve({ hash, block, timestamp, arrival, ...outcome });
      } else
        entry.reject(new NovateError("TX_UNKNOWN", `expected a receipt in block ${block}, there is none`));
    }
  }

  putBack(taken: readonly TakenTransaction[]): void {
    this.#lanes.putBack(taken as readonly Entry[]);
    if (taken.length > 0) this.#announce();
  }

  fail(taken: readonly TakenTransaction[], code: "BLOCK_VOID" | "TX_UNKNOWN", reason: string): void {
    for (const transaction of taken) {
      const entry = transaction as Entry;
      this.#leave(entry);
      entry.reject(new NovateError(code, reason));
    }
  }

  refresh(): void {
    this.#admission.refresh();
  }

  #announce(): void {
    this.#wake?.();
    this.#wake = undefined;
    this.#ready = undefined;
  }

  ready(): Promise<void> {
    if (this.#closed || this.#lanes.size > 0) return Promise.resolve();
    this.#ready ??= new Promise((resolve) => {
      this.#wake = resolve;
    });
    return this.#ready;
  }

  /** What is queued is in no block; what was taken may be in one. Later submissions get `MEMPOOL_CLOSED`. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#announce();
    const queued = new Set(this.#lanes.drain());
    for (const entry of [...this.#admitted.values()]) {
      this.#leave(entry);
      const code = queued.has(entry) ? "TX_NOT_INCLUDED" : "TX_UNKNOWN";
      entry.reject(new NovateError(code, "expected the outcome of a durable block, the node is stopping"));
    }
  }
}

function isPassed(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** Validators' ids and accounts' ids are different numbers. */
function quotaKey(entry: Entry): string {
  return entry.isVote ? `v${entry.account}` : `a${entry.account}`;
}

/** An empty mempool. Bounds default to `limits.ts`. */
export function createMempool(options: MempoolOptions, dependencies: MempoolDependencies): Mempool {
  const defaults = {
    maxTransactions: MAX_PENDING_TRANSACTIONS,
    maxBytes: MAX_PENDING_BYTES,
    maxPerAccount: MAX_PENDING_PER_ACCOUNT,
  };
  return new TransactionPool({ ...defaults, ...options }, dependencies);
}
