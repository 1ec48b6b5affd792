/** What goes into the next block: its header, the L1 messages that wait, and room for transactions. */
import type { InboxMessage, L1View } from "../bridge/port.ts";
import type { TakeLimits } from "../mempool/port.ts";
import type { Clock } from "../primitives/clock.ts";
import {
  encodeBlock,
  MAX_BODY_BYTES,
  MAX_MESSAGES,
  MESSAGE_HEADER_BYTES,
} from "../primitives/codec/index.ts";
import { blockTime, larger } from "./block-time.ts";
import type { NodeChain } from "./chain.ts";

/** Rule B3: orders may use this share of the block's gas. */
const RISK_GAS_NUMERATOR = 4;
const RISK_GAS_DENOMINATOR = 5;

export interface BuilderDependencies {
  readonly chain: Pick<NodeChain, "tip" | "machine">;
  readonly l1: L1View;
  readonly clock: Clock;
}

export interface BuilderOptions {
  readonly maxTransactions: number;
  /** Bytes of a block's messages and transactions: no more than one batch can publish. At most `MAX_BODY_BYTES`. */
  readonly maxBodyBytes: number;
  /** How far the confirmed L1 origin may lie behind the present, ms; added to the chain's `maxTimeDrift`. */
  readonly l1LagMs: number;
}

/** A block without its transactions. */
export interface BlockFrame {
  readonly limits: TakeLimits;
  /** The block's bytes with these transactions. */
  encode(transactions: readonly Uint8Array[]): Uint8Array;
}

export class BlockBuilder {
  readonly #options: BuilderOptions;
  readonly #dependencies: BuilderDependencies;

  constructor(options: BuilderOptions, dependencies: BuilderDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
  }

  /** Confirmed L1 messages that the chain has not consumed, as many as a block holds. */
  messages(): readonly InboxMessage[] {
    const { chain, l1 } = this.#dependencies;
    return l1.messages(chain.machine.view.header().inboxCursor, MAX_MESSAGES);
  }

  /** The frame of the next block; undefined while the chain is as far ahead of L1 as it may be. */
  frame(): BlockFrame | undefined {
    const { chain, l1, clock } = this.#dependencies;
    const header = chain.machine.view.header();
    const messages = l1.messages(header.inboxCursor, MAX_MESSAGES);
    const origin = l1.origin();
    const time = blockTime({
      now: BigInt(Math.floor(clock.now())),
      parent: chain.tip.timestamp,
      originTime: origin.time,
      maxDrift: BigInt(header.maxTimeDrift + this.#options.l1LagMs),
      reachable: header.inboxCursor + BigInt(messages.length),
      parentDue: header.inboxDue,
      dueCount: (seconds) => l1.dueCount(seconds),
    });
    if (time === undefined) return undefined;
    const l1Block = larger(origin.number, header.l1Block);
    const frame = { number: chain.tip.number + 1n, l1Block, ...time, messages };
    return {
      limits: this.#limits(messages, Number(header.blockGasLimit)),
      encode: (transactions) => encodeBlock({ ...frame, transactions }),
    };
  }

  #limits(messages: readonly InboxMessage[], gas: number): TakeLimits {
    const used = messages.reduce((sum, message) => sum + MESSAGE_HEADER_BYTES + message.payload.length, 0);
    return {
      maxBytes: Math.max(0, Math.min(MAX_BODY_BYTES, this.#options.maxBodyBytes) - used),
      maxTransactions: this.#options.maxTransactions,
      maxGas: gas,
      maxRiskGas: Math.floor((gas * RISK_GAS_NUMERATOR) / RISK_GAS_DENOMINATOR),
    };
  }
}
