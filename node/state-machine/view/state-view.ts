/**
 * Read-only access to the state at a block boundary, straight from the engine's memory: no second copy that could drift.
 * Everything returned is a copy and stays as it was when later blocks run.
 */
import { NovateError } from "../../primitives/error.ts";
import {
  type AccountRecord,
  accountLayout,
  type HeaderRecord,
  headerLayout,
  type MarketRecord,
  marketLayout,
  names,
  type OrderRecord,
  orderLayout,
  type PositionRecord,
  positionLayout,
  readAccount,
  readHeader,
  readMarket,
  readOrder,
  readPosition,
  readSigner,
  readValidator,
  readVote,
  type SignerRecord,
  signerLayout,
  type ValidatorRecord,
  type VoteRecord,
  validatorLayout,
  voteLayout,
} from "../layout/generated.ts";
import { type Book, readBook } from "./book.ts";
import { type AccountMargin, accountMargin } from "./margin.ts";
import { type NonceStanding, nonceStanding } from "./nonces.ts";
import { type Queues, readQueues } from "./queues.ts";
import { findSigner } from "./signer-index.ts";

const MARKETS_PER_VALIDATOR = 256;
const ADDRESS_BYTES = 20;

interface Region {
  readonly base: number;
  readonly size: number;
  readonly capacity: number;
  readonly firstIndex: 0 | 1;
}

export interface Account extends AccountRecord {
  readonly id: number;
  /** 20 bytes. */
  readonly ownerAddress: Uint8Array;
}

export interface Agent {
  /** 20 bytes. */
  readonly address: Uint8Array;
  /** Milliseconds since the Unix epoch; 0 = revoked. */
  readonly expiry: bigint;
}

export class StateView {
  readonly #memory: DataView;

  constructor(memory: ArrayBufferLike) {
    this.#memory = new DataView(memory);
  }

  /** Address of record `index`. Throws `OUT_OF_RANGE` where the region has no such record. */
  #at(region: Region, index: number): number {
    if (Number.isInteger(index) && index >= region.firstIndex && index < region.capacity) {
      return region.base + index * region.size;
    }
    throw new NovateError("OUT_OF_RANGE", `expected a record below ${region.capacity}, got ${index}`);
  }

  header(): HeaderRecord {
    return readHeader(this.#memory, headerLayout.base);
  }

  /** undefined when there is no such market. */
  market(id: number): MarketRecord | undefined {
    if (!Number.isInteger(id) || id < 0 || id >= this.header().marketCount) return undefined;
    return readMarket(this.#memory, this.#at(marketLayout, id));
  }

  markets(): MarketRecord[] {
    const { marketCount } = this.header();
    return Array.from({ length: marketCount }, (_, id) =>
      readMarket(this.#memory, this.#at(marketLayout, id)),
    );
  }

  validators(): ValidatorRecord[] {
    const { validatorCount } = this.header();
    return Array.from({ length: validatorCount }, (_, id) =>
      readValidator(this.#memory, this.#at(validatorLayout, id)),
    );
  }

  /** The validator's last vote for a market; `time` 0 = never voted. */
  vote(validator: number, market: number): VoteRecord {
    return readVote(this.#memory, this.#at(voteLayout, validator * MARKETS_PER_VALIDATOR + market));
  }

  /** Who signs with this 20-byte address; undefined when the chain has not met it. */
  signer(address: Uint8Array): (SignerRecord & { readonly slot: number }) | undefined {
    const slot = findSigner(this.#memory, address);
    return slot === 0 ? undefined : { slot, ...this.#signerAt(slot) };
  }

  /** What the chain knows of a nonce of this signer (rule B5), its window apart. */
  nonce(of: SignerRecord, nonce: number): NonceStanding {
    return nonceStanding(this.#memory, of, nonce);
  }

  /** The address alone: accounts are read often, and the whole record is long. */
  #addressOf(slot: number): Uint8Array {
    const at = this.#at(signerLayout, slot) + signerLayout.offset.address;
    return new Uint8Array(this.#memory.buffer.slice(at, at + ADDRESS_BYTES));
  }

  #signerAt(slot: number): SignerRecord {
    return readSigner(this.#memory, this.#at(signerLayout, slot));
  }

  /** Agents the owner ever approved, revoked ones (expiry 0) included; newest first. At most 256. */
  agentsOf(owner: Uint8Array): Agent[] {
    const agents: Agent[] = [];
    let slot = this.signer(owner)?.firstAgent ?? 0;
    while (slot !== 0) {
      const { address, agentExpiry, nextAgent } = this.#signerAt(slot);
      agents.push({ address, expiry: agentExpiry });
      slot = nextAgent;
    }
    return agents;
  }

  /** The owner (20 bytes) that approved the address as an agent, also one that is revoked; undefined when it never was one. */
  agentOwner(agent: Uint8Array): Uint8Array | undefined {
    const owner = this.signer(agent)?.owner ?? 0;
    return owner === 0 ? undefined : this.#addressOf(owner);
  }

  /** undefined when there is no such account. */
  account(id: number): Account | undefined {
    if (!Number.isInteger(id) || id < 1 || id >= this.header().accountTop) return undefined;
    const record = readAccount(this.#memory, this.#at(accountLayout, id));
    return { id, ownerAddress: this.#addressOf(record.owner), ...record };
  }

  /** The accounts of an owner, in order of creation. */
  accountsOf(owner: Uint8Array): Account[] {
    const accounts: Account[] = [];
    let id = this.signer(owner)?.firstAccount ?? 0;
    while (id !== 0) {
      const account = this.account(id);
      if (account === undefined) break;
      accounts.push(account);
      id = account.nextOfOwner;
    }
    return accounts;
  }

  accountOf(owner: Uint8Array, sub: number): Account | undefined {
    return this.accountsOf(owner).find((account) => account.sub === sub);
  }

  /** The account's records per market: open positions and markets with open orders. At most 64. */
  positions(accountId: number): PositionRecord[] {
    const positions: PositionRecord[] = [];
    let slot = this.account(accountId)?.firstPosition ?? 0;
    while (slot !== 0) {
      const position = readPosition(this.#memory, this.#at(positionLayout, slot));
      positions.push(position);
      slot = position.nextOfAccount;
    }
    return positions;
  }

  /** The account's resting orders, newest first. At most 200. */
  openOrders(accountId: number): OrderRecord[] {
    const orders: OrderRecord[] = [];
    for (const first of this.account(accountId)?.orderLists ?? []) {
      for (let slot = first; slot !== 0; slot = orders.at(-1)!.nextOfAccount)
        orders.push(readOrder(this.#memory, this.#at(orderLayout, slot)));
    }
    return orders.sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  /** A resting order by id; undefined once it left the book. */
  order(id: bigint): OrderRecord | undefined {
    const slot = Number(id & ((1n << BigInt(names.ORDER_SLOT_BITS)) - 1n));
    if (slot === 0 || slot >= orderLayout.capacity) return undefined;
    const order = readOrder(this.#memory, this.#at(orderLayout, slot));
    return order.id === id ? order : undefined;
  }

  /** Aggregated levels around the spread, best first, at most `depth` a side; undefined when there is no such market. */
  book(market: number, depth: number): Book | undefined {
    const record = this.market(market);
    return record && readBook(this.#memory, record, depth);
  }

  /** The orders around the spread in their queues, as `readQueues` bounds them; undefined when there is no such market. */
  queues(market: number, bounds: { readonly orders: number; readonly levels: number }): Queues | undefined {
    const record = this.market(market);
    return record && readQueues(this.#memory, record, bounds);
  }

  /** Equity, margins and what may be withdrawn, at the current marks. */
  margin(accountId: number): AccountMargin | undefined {
    const account = this.account(accountId);
    if (account === undefined) return undefined;
    const positions = this.positions(accountId).map((position) => {
      return [position, readMarket(this.#memory, this.#at(marketLayout, position.market))] as const;
    });
    return accountMargin(account, positions);
  }
}
