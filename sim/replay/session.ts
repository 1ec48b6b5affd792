import {
  encodeBlock,
  encodeDeposit,
  encodeGenesisConfig,
  encodeTransaction,
  type GenesisConfig,
  type L1Message,
  MessageKind,
  type TransactionBody,
} from "../../node/primitives/codec/index.ts";
import { domainSeparator } from "../../node/primitives/eip712/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import type {
  AppliedBlock,
  BlockReceipts,
  BlockSignatures,
  StateMachine,
} from "../../node/state-machine/index.ts";
import { namedSigners, type Signing } from "./signing.ts";
import type { Trader } from "./trader.ts";

/** An account of the replay and its signer. */
export interface Participant {
  readonly trader: Trader;
  readonly account: number;
}

export interface Instruction {
  readonly by: Participant;
  readonly body: TransactionBody;
}

/**
 * A chain without a node: blocks of transactions and L1 messages straight into the state machine. Nothing here has a way
 * into the engine that a sequencer has not; with "named" signers the host is told who signed, instead of finding out.
 */
export class Session {
  readonly machine: StateMachine;
  readonly #config: GenesisConfig;
  readonly #separator: Uint8Array;
  readonly #signing: Signing;
  readonly #lastNonce = new Map<Trader, number>();
  #number = 0n;
  #messages = 0n;
  /** Milliseconds since the Unix epoch of the last block. */
  time: number;
  /** Time spent in the engine, its root and receipts, in milliseconds. */
  engineMs = 0;

  constructor(config: GenesisConfig, machine: StateMachine, signing: Signing) {
    this.machine = machine;
    this.#signing = signing;
    this.#config = config;
    this.#separator = domainSeparator({ chainId: config.chainId, verifyingContract: config.inbox });
    this.time = Number(config.timestamp);
    const genesis: L1Message = {
      kind: MessageKind.Genesis,
      index: 0n,
      l1Block: 0n,
      l1Time: 0n,
      sender: new Uint8Array(20),
      payload: encodeGenesisConfig(config),
    };
    this.#apply(
      encodeBlock({
        number: 0n,
        timestamp: config.timestamp,
        l1Block: 0n,
        inboxDue: 0n,
        messages: [genesis],
        transactions: [],
      }),
    );
  }

  /** Opens one account per trader with `amount` Usd6 each, through deposits; at most 256 a block. */
  deposit(traders: readonly Trader[], amount: bigint): Participant[] {
    const perBlock = 256;
    for (let from = 0; from < traders.length; from += perBlock) {
      const messages = traders.slice(from, from + perBlock).map((trader) => {
        const payload = encodeDeposit({ to: trader.address, sub: 0, asset: 0, amount });
        const message = {
          kind: MessageKind.Deposit,
          index: this.#messages,
          l1Block: 0n,
          l1Time: BigInt(Math.floor(this.time / 1000)),
          sender: this.#config.inbox,
          payload,
        };
        this.#messages += 1n;
        return message;
      });
      this.#next(1, messages, []);
    }
    return traders.map((trader) => {
      const account = this.machine.view.accountOf(trader.address, 0);
      if (account === undefined)
        throw new NovateError("REPLAY_ACCOUNT", "expected a deposit to open an account, got none");
      return { trader, account: account.id };
    });
  }

  /** One block of `instructions` in sequence, `milliseconds` after the last one. Throws `BLOCK_VOID`. */
  block(instructions: readonly Instruction[], milliseconds = 1): AppliedBlock {
    return this.#next(milliseconds, [], instructions);
  }

  /** What `block` would do, taken back again. */
  simulate(instructions: readonly Instruction[], milliseconds = 1): BlockReceipts {
    const bytes = this.#encode(milliseconds, [], this.#sign(instructions, milliseconds));
    const signatures = this.#signaturesOf(instructions);
    const started = performance.now();
    const { code, receipts } = this.machine.rehearse(bytes, signatures);
    this.engineMs += performance.now() - started;
    if (code !== undefined) throw new NovateError("BLOCK_VOID", `expected the block to apply, got ${code}`);
    return receipts;
  }

  #next(
    milliseconds: number,
    messages: readonly L1Message[],
    instructions: readonly Instruction[],
  ): AppliedBlock {
    const bytes = this.#encode(milliseconds, messages, this.#sign(instructions, milliseconds));
    const applied = this.#apply(bytes, this.#signaturesOf(instructions));
    this.time += milliseconds;
    return applied;
  }

  #apply(bytes: Uint8Array, signatures?: BlockSignatures): AppliedBlock {
    const started = performance.now();
    const outcome = this.machine.applyBlock(bytes, undefined, signatures);
    this.engineMs += performance.now() - started;
    if (outcome.status === "void")
      throw new NovateError(
        "BLOCK_VOID",
        `expected the block to apply, got ${outcome.code}: ${outcome.message}`,
      );
    this.#number += 1n;
    return outcome;
  }

  #encode(
    milliseconds: number,
    messages: readonly L1Message[],
    transactions: readonly Uint8Array[],
  ): Uint8Array {
    return encodeBlock({
      number: this.#number,
      timestamp: BigInt(this.time + milliseconds),
      l1Block: 0n,
      inboxDue: 0n,
      messages,
      transactions,
    });
  }

  #sign(instructions: readonly Instruction[], milliseconds: number): Uint8Array[] {
    return instructions.map(({ by, body }) => {
      const nonce = Math.max(this.time + milliseconds, (this.#lastNonce.get(by.trader) ?? 0) + 1);
      this.#lastNonce.set(by.trader, nonce);
      const transaction = { account: by.account, nonce, body };
      if (this.#signing === "real") return by.trader.sign(transaction, this.#separator);
      return encodeTransaction({ ...transaction, expiresAfter: 0, signature: by.trader.mark });
    });
  }

  #signaturesOf(instructions: readonly Instruction[]): BlockSignatures | undefined {
    return this.#signing === "real" ? undefined : namedSigners(instructions.map(({ by }) => by.trader));
  }
}
