import { expect } from "vitest";
import type { ActionReceiptRecord, EventRecord } from "../../layout/generated.ts";
import { resultCodeList } from "../../layout/generated.ts";
import { EngineShadow } from "../../program/testing/engine-shadow.ts";
import { genesisPayload, MARKET, type MarketFields, PARAMETERS, type ParameterFields } from "./config.ts";
import * as encode from "./encode.ts";
import { type AppliedBlock, EngineMachine, fakeSignatures, type Syscalls } from "./engine-machine.ts";
import { brokenInvariants } from "./invariants.ts";
import { StateReader } from "./state.ts";

export interface WorldOptions {
  readonly markets?: readonly Partial<MarketFields>[];
  readonly parameters?: Partial<ParameterFields>;
  /** Stakes of the validators; their addresses are `address(200 + id)`. */
  readonly stakes?: readonly bigint[];
  readonly syscalls?: Syscalls;
  /** Byte that fills scratch and output before every block. */
  readonly poison?: number;
  /** Called with every block before it is applied, the genesis first. */
  readonly onBlock?: (block: Uint8Array) => void;
  /** A fresh instance for every block. */
  readonly renewInstances?: boolean;
  /** Share of the blocks that the machine runs as well, 0 to 1. The test must not write into the state then. */
  readonly shadow?: number;
}

export const GENESIS_TIME = 1_700_000_000_000;
export const TIMELOCK = address(250);
export const INBOX = address(251);
const FIRST_VALIDATOR = 200;

/** A 20-byte address that names a number. */
export function address(n: number): Uint8Array {
  const bytes = new Uint8Array(20).fill(0xab);
  new DataView(bytes.buffer).setUint32(16, n);
  return bytes;
}

/** A signature that the fake scheme attributes to `signer`. */
export function signatureOf(signer: Uint8Array): Uint8Array {
  const signature = new Uint8Array(64);
  signature.set(signer, 12);
  signature[63] = 1;
  return signature;
}

export function clientId(n: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(12, n);
  return bytes;
}

const NAMES = new Map(resultCodeList.map(([code, name]) => [code, name]));

export const codeName = (code: number): string => NAMES.get(code) ?? `code ${code}`;

export interface BlockInput {
  readonly messages?: readonly Uint8Array[];
  readonly transactions?: readonly Uint8Array[];
  /** Milliseconds since the last block. */
  readonly elapsed?: number;
  readonly selfSequenced?: boolean;
}

/** A chain of one engine, with a clock and nonces: every block it applies is checked against the invariants. */
export class World {
  readonly machine: EngineMachine;
  readonly state: StateReader;
  readonly markets: readonly MarketFields[];
  readonly parameters: ParameterFields;
  readonly stakes: readonly bigint[];
  number = 0;
  now = GENESIS_TIME;
  inbox = 0;
  checks = true;
  events: readonly EventRecord[] = [];
  #nonce = 0;
  readonly shadow: EngineShadow | undefined;
  readonly #options: WorldOptions;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.markets = (options.markets ?? [{}]).map((market, id) => ({ ...MARKET, id, ...market }));
    this.parameters = { ...PARAMETERS, ...options.parameters };
    this.stakes = options.stakes ?? [100n];
    this.machine = new EngineMachine(options.syscalls ?? fakeSignatures);
    this.state = new StateReader(this.machine.view);
    const genesis = this.genesisBlock();
    options.onBlock?.(genesis);
    this.shadow =
      options.shadow === undefined
        ? undefined
        : new EngineShadow(this.machine.bytes, { rate: options.shadow });
    expect(this.#apply(genesis).code, "genesis").toBe(0);
  }

  genesisBlock(): Uint8Array {
    const payload = genesisPayload({
      chainId: 1337n,
      inbox: INBOX,
      timelock: TIMELOCK,
      timestamp: GENESIS_TIME,
      parameters: this.parameters,
      markets: this.markets,
      validators: this.stakes.map((stake, id) => ({ id, address: address(FIRST_VALIDATOR + id), stake })),
    });
    const message = encode.message({ kind: 0, index: 0, sender: new Uint8Array(20), payload });
    return encode.block({ number: 0, timestamp: GENESIS_TIME, messages: [message] });
  }

  /** The bytes of the next block. */
  blockBytes(input: BlockInput): Uint8Array {
    return encode.block({
      number: this.number + 1,
      timestamp: this.now + (input.elapsed ?? 100),
      ...(input.messages && { messages: input.messages }),
      ...(input.transactions && { transactions: input.transactions }),
      ...(input.selfSequenced && { selfSequenced: true }),
    });
  }

  /** Applies a block that must be valid; returns its events. */
  run(input: BlockInput): readonly EventRecord[] {
    const result = this.tryRun(this.blockBytes(input));
    expect(result.code, "block is applied").toBe(0);
    this.number++;
    this.now += input.elapsed ?? 100;
    this.inbox += input.messages?.length ?? 0;
    this.events = result.events;
    if (this.checks) expect(brokenInvariants(this.state)).toEqual([]);
    return result.events;
  }

  tryRun(block: Uint8Array): AppliedBlock {
    if (this.#options.renewInstances) this.machine.renewInstance();
    this.#options.onBlock?.(block);
    return this.#apply(block);
  }

  #apply(block: Uint8Array): AppliedBlock {
    const result = this.machine.apply(block, this.#options.poison);
    expect(this.shadow?.follow(block, result.code), "the machine's view").toBeUndefined();
    return result;
  }

  /** A signed transaction; nonce and signer default to a fresh nonce and the owner. */
  sign(
    account: number,
    body: encode.Body,
    options: { signer?: Uint8Array; nonce?: number; expiresAfter?: number } = {},
  ): Uint8Array {
    const owner =
      account > 0 && account < this.state.header().accountTop ? this.ownerOf(account) : address(0);
    return encode.transaction(body, {
      account,
      nonce: options.nonce ?? this.now + 1 + (this.#nonce++ % 1_000_000),
      expiresAfter: options.expiresAfter ?? 0,
      signature: signatureOf(options.signer ?? owner),
    });
  }

  ownerOf(account: number): Uint8Array {
    return this.state.signer(this.state.account(account).owner).address;
  }

  trade(account: number, ...actions: encode.ActionBytes[]): Uint8Array {
    return this.sign(account, encode.trade(actions));
  }

  vote(
    index: number,
    options: { validator?: number; market?: number; external?: number; nonce?: number } = {},
  ): Uint8Array {
    const { validator = 0, market = 0, external = 0, nonce } = options;
    return this.sign(validator, encode.vote([{ market, index, external }]), {
      signer: address(FIRST_VALIDATOR + validator),
      ...(nonce === undefined ? {} : { nonce }),
    });
  }

  message(kind: number, sender: Uint8Array, payload: Uint8Array, ahead = 0): Uint8Array {
    return encode.message({ kind, index: this.inbox + ahead, sender, payload });
  }

  /** Deposits to owners `1..n` in blocks of their own; returns the account ids. */
  fund(amounts: readonly bigint[], firstOwner = 1): number[] {
    const first = this.state.header().accountTop;
    for (let at = 0; at < amounts.length; at += 256) {
      this.run({
        messages: amounts
          .slice(at, at + 256)
          .map((amount, i) =>
            this.message(1, INBOX, encode.depositPayload(address(firstOwner + at + i), 0, amount), i),
          ),
      });
    }
    return amounts.map((_, i) => first + i);
  }

  /** Runs one block of one Trade and returns its action receipts. */
  act(account: number, ...actions: encode.ActionBytes[]): ActionReceiptRecord[] {
    return results(this.run({ transactions: [this.trade(account, ...actions)] }));
  }

  /** Runs one action and returns its result's name. */
  code(account: number, action: encode.ActionBytes): string {
    return codeName(this.act(account, action)[0]!.code);
  }

  /** Runs one transaction and returns its status, or the code of its only result when it was accepted. */
  status(transaction: Uint8Array): string {
    return statuses(this.run({ transactions: [transaction] }))[0]!;
  }

  cash(account: number): bigint {
    return this.state.account(account).cash;
  }

  size(account: number, market = 0): bigint {
    return this.state.positionIn(account, market)?.size ?? 0n;
  }
}

export const results = (events: readonly EventRecord[]): ActionReceiptRecord[] =>
  ofKind(events, "actionReceipt");

export function ofKind<K extends EventRecord["kind"]>(
  events: readonly EventRecord[],
  kind: K,
): Extract<EventRecord, { kind: K }>[] {
  return events.filter((event) => event.kind === kind) as Extract<EventRecord, { kind: K }>[];
}

/** Per transaction receipt: its own code when it failed, else the code of its first result. */
export function statuses(events: readonly EventRecord[]): string[] {
  const names: string[] = [];
  for (const receipt of ofKind(events, "transactionReceipt")) {
    if (receipt.code !== 0) {
      names[receipt.transaction] = codeName(receipt.code);
      continue;
    }
    const first = results(events).find((result) => result.transaction === receipt.transaction);
    names[receipt.transaction] = codeName(first?.code ?? 0);
  }
  return names;
}
