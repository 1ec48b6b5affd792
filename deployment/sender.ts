/**
 * Sends a deployment's transactions so that each lands exactly once, whatever happens in between: the nonces are fixed when the
 * deployment begins, every transaction is journaled before it is sent, and a resumed run sends the same bytes again.
 */
import {
  BaseError,
  concat,
  decodeErrorResult,
  getAddress,
  type Hex,
  keccak256,
  type LocalAccount,
  type PublicClient,
  parseTransaction,
  TransactionReceiptNotFoundError,
} from "viem";
import type { DeploySender, DeployTransaction } from "../contracts/deploy.ts";
import { errorMessage, NovateError } from "../node/primitives/error.ts";
import type { Journal, JournalReceipt, JournalStep } from "./journal.ts";

export interface SenderOptions {
  readonly pollMs: number;
  /** A transaction that lies for so long is sent again at higher fees. */
  readonly bumpAfterMs: number;
  /** Most wei a unit of gas. */
  readonly maxFeePerGas: bigint;
  /** L1 blocks on top of one before it counts. */
  readonly confirmations: number;
}

export interface SenderDependencies {
  readonly account: LocalAccount;
  readonly publicClient: PublicClient;
  readonly journal: Journal;
  /** Must have the journal on disk when it returns. */
  save(): void;
  onStep(step: JournalStep, state: "sent" | "mined" | "known"): void;
  onWaiting(text: string): void;
}

export interface JournaledSender extends DeploySender {
  /** Waits until every transaction so far counts, sending again what a reorganisation dropped; the block of the first. */
  settle(): Promise<bigint>;
}

/** Of estimated gas: what a state that changes meanwhile may cost more. */
const GAS_MARGIN_PERCENT = 120n;
/** Looks for the receipt of a nonce that is used before it counts as another transaction's. */
const RECEIPT_LOOKS = 10;
/** A replacement must offer a tenth more. */
const BUMP_PERCENT = 125n;

export function createJournaledSender(
  options: SenderOptions,
  dependencies: SenderDependencies,
): JournaledSender {
  const { account, journal, onStep, onWaiting, publicClient, save } = dependencies;
  let cursor = 0;

  async function receiptOf({ sent }: JournalStep): Promise<JournalReceipt | undefined> {
    for (const { hash } of sent) {
      const receipt = await publicClient.getTransactionReceipt({ hash }).catch((error: unknown) => {
        if (error instanceof TransactionReceiptNotFoundError) return undefined;
        throw l1Error(error);
      });
      if (receipt === undefined) continue;
      const { blockNumber, contractAddress, effectiveGasPrice, gasUsed, status } = receipt;
      return {
        ...{ hash, status, block: Number(blockNumber), gasUsed: Number(gasUsed) },
        gasPrice: String(effectiveGasPrice),
        ...(contractAddress && { contract: getAddress(contractAddress) }),
      };
    }
    return undefined;
  }

  const minedCount = () =>
    publicClient.getTransactionCount({ address: account.address, blockTag: "latest" }).catch(rethrow);

  async function sign(step: JournalStep, transaction: DeployTransaction): Promise<void> {
    const last = step.sent.at(-1)?.raw;
    const before = last === undefined ? undefined : parseTransaction(last);
    const fees = await feesNow(before?.maxFeePerGas ?? before?.gasPrice);
    const gas = before?.gas ?? (await gasOf(transaction));
    const price = fees.maxFeePerGas ?? fees.gasPrice;
    const have = await publicClient.getBalance({ address: account.address }).catch(rethrow);
    if (have < gas * price) {
      throw new NovateError(
        "DEPLOY_NO_ETHER",
        `${step.name}: expected ${gas * price} wei at ${account.address} for ${gas} gas, it has ${have}; fund it and run the same command again`,
        { have, need: gas * price, address: account.address },
      );
    }
    const { to, data } = transaction;
    const request = { ...(to && { to }), data, gas, nonce: step.nonce, chainId: journal.chainId };
    const raw = await account.signTransaction(
      fees.maxFeePerGas === undefined
        ? { ...request, type: "legacy", gasPrice: fees.gasPrice }
        : { ...request, type: "eip1559", ...fees },
    );
    step.sent.push({ hash: keccak256(raw), raw });
    save();
  }

  /** Fees of the moment, above `before` by what a replacement needs. */
  async function feesNow(before: bigint | undefined) {
    const least = before === undefined ? 0n : (before * BUMP_PERCENT) / 100n;
    const most = options.maxFeePerGas;
    const { baseFeePerGas } = await publicClient.getBlock().catch(rethrow);
    if (baseFeePerGas === null || baseFeePerGas === undefined) {
      const gasPrice = await publicClient.getGasPrice().catch(rethrow);
      return { gasPrice: within(gasPrice > least ? gasPrice : least, gasPrice, most) };
    }
    const estimate = await publicClient.estimateFeesPerGas().catch(rethrow);
    const wanted = estimate.maxFeePerGas > least ? estimate.maxFeePerGas : least;
    const maxFeePerGas = within(wanted, baseFeePerGas, most);
    const tip = (estimate.maxPriorityFeePerGas * (before === undefined ? 100n : BUMP_PERCENT)) / 100n;
    return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas };
  }

  function within(wanted: bigint, needed: bigint, most: bigint): bigint {
    if (needed <= most) return wanted < most ? wanted : most;
    throw new NovateError(
      "DEPLOY_FEES_HIGH",
      `expected a price of gas of at most ${most} wei, L1 asks ${needed}; wait and run the same command again, or raise --max-fee-gwei`,
      { most, asked: needed },
    );
  }

  async function gasOf({ name, abi, to, data }: DeployTransaction): Promise<bigint> {
    const gas = await publicClient
      .estimateGas({ account: account.address, ...(to && { to }), data })
      .catch((cause: unknown) => {
        const why = revertOf(cause, abi);
        if (why === undefined) throw l1Error(cause);
        throw new NovateError(
          "DEPLOY_REVERTED",
          `${name}: expected success, got ${why}`,
          { name },
          { cause },
        );
      });
    return (gas * GAS_MARGIN_PERCENT) / 100n;
  }

  /** Sends what was signed last; an endpoint that has it already, or has it mined, says so by an error. */
  async function broadcast({ sent }: JournalStep): Promise<void> {
    const raw = sent.at(-1)?.raw;
    if (raw === undefined) return;
    await publicClient.sendRawTransaction({ serializedTransaction: raw }).catch((error: unknown) => {
      const said = error instanceof BaseError ? `${error.details} ${error.shortMessage}` : String(error);
      if (/already known|already imported|nonce too low|replacement transaction underpriced/i.test(said))
        return;
      throw l1Error(error);
    });
  }

  /** Until the step has a receipt: sends, looks, and after a while offers more. */
  async function mine(step: JournalStep, transaction: DeployTransaction | undefined): Promise<void> {
    let isStuck = false;
    for (let unseen = 0; ; ) {
      const known = await receiptOf(step);
      if (known !== undefined) {
        step.receipt = known;
        save();
        return;
      }
      const mined = await minedCount();
      if (mined < step.nonce) await resendBefore(step);
      if (mined > step.nonce) {
        // An endpoint may know the account's newest nonce before it knows the receipt.
        if (unseen++ < RECEIPT_LOOKS) {
          await new Promise((resolve) => setTimeout(resolve, options.pollMs));
          continue;
        }
        throw new NovateError(
          "DEPLOY_FOREIGN_TRANSACTION",
          `${step.name}: expected nonce ${step.nonce} of ${journal.deployer} to be ours, another transaction has used it; begin anew in another folder, with an account that sends nothing else`,
          { nonce: step.nonce },
        );
      }
      if (transaction !== undefined && (step.sent.length === 0 || isStuck)) await sign(step, transaction);
      await broadcast(step);
      onStep(step, "sent");
      isStuck = !(await minedWithin(step, options.bumpAfterMs));
      if (isStuck) onWaiting(`${step.name} lies on L1 since ${options.bumpAfterMs / 1_000} s`);
    }
  }

  /** What came before and was mined once is gone: a reorganisation dropped it, and this step can't land without it. */
  async function resendBefore(step: JournalStep): Promise<void> {
    for (const before of journal.steps) {
      if (before === step) return;
      if ((await receiptOf(before)) !== undefined) continue;
      onWaiting(`${before.name} was dropped by a reorganisation of L1`);
      await broadcast(before);
      await minedWithin(before, options.bumpAfterMs);
    }
  }

  async function minedWithin({ nonce }: JournalStep, ms: number): Promise<boolean> {
    const deadline = performance.now() + ms;
    while (performance.now() < deadline) {
      if ((await minedCount()) > nonce) return true;
      await new Promise((resolve) => setTimeout(resolve, options.pollMs));
    }
    return false;
  }

  return {
    nextNonce: async () => journal.firstNonce + cursor,
    async send(transaction) {
      const nonce = journal.firstNonce + cursor;
      const content = contentOf(transaction);
      let step = journal.steps[cursor];
      if (step === undefined) {
        step = { name: transaction.name, nonce, content, sent: [] };
        journal.steps.push(step);
      }
      if (step.name !== transaction.name || step.content !== content) {
        throw new NovateError(
          "DEPLOY_JOURNAL",
          `expected transaction ${cursor + 1} to be "${step.name}" as journaled, this release would send another "${transaction.name}"; finish with the release that began`,
          { step: step.name },
        );
      }
      cursor++;
      const isKnown = step.receipt !== undefined;
      if (!isKnown) await mine(step, transaction);
      const { block, contract, status } = step.receipt!;
      onStep(step, isKnown ? "known" : "mined");
      return { status, contractAddress: contract, blockNumber: BigInt(block) };
    },
    async settle() {
      for (;;) {
        let isChanged = false;
        for (const step of journal.steps) {
          const now = await receiptOf(step);
          if (now?.hash === step.receipt?.hash && now?.block === step.receipt?.block) continue;
          isChanged = true;
          onWaiting(`${step.name} was moved by a reorganisation of L1`);
          delete step.receipt;
          await mine(step, undefined);
        }
        const newest = Math.max(...journal.steps.map(({ receipt }) => receipt?.block ?? 0));
        const head = Number(await publicClient.getBlockNumber({ cacheTime: 0 }).catch(rethrow));
        if (!isChanged && head >= newest + options.confirmations)
          return BigInt(journal.steps[0]?.receipt?.block ?? 0);
        if (!isChanged) onWaiting(`L1 block ${newest + options.confirmations}, it is at ${head}`);
        await new Promise((resolve) => setTimeout(resolve, options.pollMs));
      }
    },
  };
}

function contentOf({ to, data }: DeployTransaction): Hex {
  return keccak256(concat([to ?? "0x", data]));
}

/** The contract's own error in a revert; undefined when it is no revert. */
function revertOf(error: unknown, abi: DeployTransaction["abi"]): string | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const found = error.walk((cause) => typeof (cause as { data?: unknown }).data === "string");
  const data = (found as { data?: Hex } | null)?.data;
  if (data !== undefined && data.length >= 10) {
    try {
      const { args = [], errorName } = decodeErrorResult({ abi, data });
      return `${errorName}(${args.map(String).join(", ")})`;
    } catch {
      return `a revert with ${data.slice(0, 10)}`;
    }
  }
  return /revert/i.test(`${error.details} ${error.shortMessage}`) ? error.shortMessage : undefined;
}

/** Without the endpoint's address, which may hold a key. */
function l1Error(error: unknown): NovateError {
  if (error instanceof NovateError) return error;
  const why = error instanceof BaseError ? error.shortMessage : errorMessage(error);
  return new NovateError(
    "L1_RPC",
    `expected an answer from L1, got: ${why} Run the same command again: it goes on where this one ended.`,
  );
}

function rethrow(error: unknown): never {
  throw l1Error(error);
}
