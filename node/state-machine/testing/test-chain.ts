/** A chain in memory for tests: the real engine, deposits as if from L1, signed transactions, block after block. */
import { genesisBlock, loadPreset, type Preset } from "../../../genesis/index.ts";
import { encodeBlock } from "../../primitives/codec/block.ts";
import { encodeDeposit } from "../../primitives/codec/message.ts";
import {
  type Block,
  type L1Message,
  MessageKind,
  type TransactionBody,
} from "../../primitives/codec/types.ts";
import { domainSeparator } from "../../primitives/eip712/domain.ts";
import { addressOf, signTransaction } from "../../primitives/signature/sign.ts";
import { createStateMachine } from "../create.ts";
import type { StateMachine } from "../state-machine.ts";
import type { AppliedBlock, BlockOutcome } from "../types.ts";

export const GENESIS_TIME = 1_700_000_000_000;
const CHAIN_ID = 31_337n;
const INBOX = new Uint8Array(20).fill(0x11);
const TIMELOCK = new Uint8Array(20).fill(0x22);
const DEPLOY_BLOCK = 5n;
export const BLOCK_MS = 100;

/** The private key of user `i`, below 250. */
export const keyOf = (i: number): Uint8Array => new Uint8Array(32).fill(i + 1);
/** The user who is the chain's validator. */
export const VALIDATOR = 200;
export const ownerOf = (i: number): Uint8Array => addressOf(keyOf(i));
export const separator = domainSeparator({ chainId: CHAIN_ID, verifyingContract: INBOX });

export class TestChain {
  readonly machine: StateMachine;
  timestamp = GENESIS_TIME;
  /** Number of the newest block. */
  number = 0;
  /** Every block applied, genesis first. */
  readonly blocks: Uint8Array[] = [];
  #messages: L1Message[] = [];
  #transactions: Uint8Array[] = [];
  #consumed = 0;
  #nonce = GENESIS_TIME;

  constructor(machine: StateMachine) {
    this.machine = machine;
  }

  /** A chain of the devnet preset, with `parameters` of one's own, and one validator, at block 0. */
  static async open(parameters: Partial<Preset["parameters"]> = {}): Promise<TestChain> {
    const chain = new TestChain(await createStateMachine());
    const preset = await loadPreset("devnet");
    const changed = { ...preset, parameters: { ...preset.parameters, ...parameters } };
    const genesis = genesisBlock(changed, {
      chainId: CHAIN_ID,
      inbox: INBOX,
      timelock: TIMELOCK,
      deployBlock: DEPLOY_BLOCK,
      timestamp: BigInt(GENESIS_TIME),
      validators: [{ address: ownerOf(VALIDATOR), stake: 1n }],
    });
    chain.#applied(chain.machine.applyBlock(genesis), genesis);
    return chain;
  }

  #applied(outcome: BlockOutcome, bytes: Uint8Array): AppliedBlock {
    if (outcome.status === "void") throw new Error(`void: ${outcome.code} ${outcome.message}`);
    this.blocks.push(bytes);
    return outcome;
  }

  /** Messages waiting for the next block. */
  get waiting(): readonly L1Message[] {
    return this.#messages;
  }

  deposit(user: number, amount: bigint, sub = 0): void {
    this.#messages.push({
      kind: MessageKind.Deposit,
      index: BigInt(this.#consumed + this.#messages.length),
      l1Block: DEPLOY_BLOCK,
      l1Time: BigInt(Math.floor(this.timestamp / 1000)),
      sender: ownerOf(user),
      payload: encodeDeposit({ to: ownerOf(user), sub, asset: 0, amount }),
    });
  }

  accountOf(user: number, sub = 0): number {
    return this.machine.view.accountOf(ownerOf(user), sub)?.id ?? 0;
  }

  sign(signer: number, account: number, body: TransactionBody): Uint8Array {
    return signTransaction(
      { account, nonce: ++this.#nonce, expiresAfter: 0, body },
      separator,
      keyOf(signer),
    );
  }

  submit(...transactions: Uint8Array[]): void {
    this.#transactions.push(...transactions);
  }

  /** A vote of the validator for both markets. */
  vote(btc: number, eth: number): void {
    const prices = [btc, eth].map((index, market) => ({ market, index, externalMark: index }));
    this.submit(this.sign(VALIDATOR, 0, { type: "oracleVote", prices }));
  }

  /** The next block, not yet applied. */
  draft(): Block {
    return {
      number: BigInt(this.number + 1),
      timestamp: BigInt(this.timestamp + BLOCK_MS),
      l1Block: DEPLOY_BLOCK,
      inboxDue: 0n,
      messages: this.#messages,
      transactions: this.#transactions,
    };
  }

  /** Forgets what waits: somebody else made it a block. */
  clear(): void {
    this.#consumed += this.#messages.length;
    this.#messages = [];
    this.#transactions = [];
  }

  /** Applies what waits as the next block; throws when it is void. */
  seal(): AppliedBlock {
    const bytes = encodeBlock(this.draft());
    const outcome = this.#applied(this.machine.applyBlock(bytes), bytes);
    this.clear();
    this.number += 1;
    this.timestamp += BLOCK_MS;
    return outcome;
  }
}
