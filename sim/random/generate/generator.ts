/** Draws the blocks of a random chain, each from the state it is to be applied to. */
import type { State } from "../../reference/index.ts";
import type { BlockCase, Damage, MessageCase } from "../case.ts";
import type { World } from "../worlds.ts";
import { Draw } from "./draw.ts";
import { deposit, drawMessages, listing } from "./messages.ts";
import type { Scene } from "./orders.ts";
import { drawTransaction, drawVotes, Nonces, owners } from "./transactions.ts";

const DAY = 86_400_000;
/** ms: what orders and nonces can still name beyond it fits their fields. */
const LAST_TIME = 4_000_000_000_000;

/** The block without transactions, as anyone may append it on L1, later than it was. */
function alone(block: BlockCase, later: number): BlockCase {
  return { ...block, transactions: [], elapsed: block.elapsed + later, selfSequenced: true };
}

/** Milliseconds until a moment at which some rule turns, or one before or after it; undefined when there is none. */
function drawBoundary(draw: Draw, state: State): number | undefined {
  const { indexMaxAge, voteMaxAge, fundingInterval } = state.parameters;
  const market = draw.pick(state.markets);
  const vote = draw.maybe([...(state.validators[0]?.votes.values() ?? [])]);
  const order = draw.maybe([...state.orders.values()].filter(({ goodTill }) => goodTill > 0));
  const agent = draw.maybe([...state.signers.values()].filter(({ agentExpiry }) => agentExpiry > 0));
  const moment = draw.pick([
    market.indexTime + indexMaxAge,
    (vote?.time ?? 0) + voteMaxAge,
    (order?.goodTill ?? 0) * 1000,
    agent?.agentExpiry ?? 0,
    (Math.floor(state.timestamp / fundingInterval) + 1) * fundingInterval,
  ]);
  const elapsed = moment + draw.between(-1, 1) - state.timestamp;
  return elapsed > 0 && elapsed < DAY ? elapsed : undefined;
}

export class Generator {
  readonly #world: World;
  readonly #draw: Draw;
  readonly #nonces = new Nonces();
  readonly #prices: number[] = [];
  #funded = false;

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#draw = new Draw(seed);
  }

  /** The next block; undefined when a spoiled header that was valid all the same has carried the clock too far. */
  next(state: State): BlockCase | undefined {
    if (!this.#funded) return this.#fund();
    if (state.timestamp > LAST_TIME) return undefined;
    const draw = this.#draw;
    const boundary = draw.chance(0.02) ? drawBoundary(draw, state) : undefined;
    const elapsed = boundary ?? this.#elapsed();
    const now = state.timestamp + elapsed;
    this.#movePrices(state);
    const scene: Scene = { draw, world: this.#world, state, prices: this.#prices };
    const votes = draw.chance(boundary === undefined ? 0.9 : 0.3) ? drawVotes(scene, this.#nonces, now) : [];
    const count = 1 + draw.int(this.#world.transactions);
    const others = Array.from({ length: count }, () => drawTransaction(scene, this.#nonces, now));
    const messages = drawMessages(scene, now);
    const due = draw.chance(0.1) ? { due: 0 } : {};
    const block: BlockCase = { elapsed, messages, transactions: [...votes, ...others], ...due };
    if (this.#world.closing && draw.chance(0.06)) return alone(block, draw.chance(0.2) ? 3_000 : 0);
    return draw.chance(0.03) ? this.#spoil(state, block) : block;
  }

  /** The first block gives every owner money. */
  #fund(): BlockCase {
    this.#funded = true;
    const deposits = owners(this.#world).map((owner) => deposit(owner, 0, this.#world.cash));
    return {
      elapsed: 100,
      messages: [...deposits, ...this.#world.listed.map(listing)],
      transactions: [],
      due: 0,
    };
  }

  #elapsed(): number {
    const draw = this.#draw;
    const [least, most] = this.#world.pace;
    return draw.weighted([
      [90, draw.between(least, most)],
      [8, draw.between(most, most * 12)],
      [1, 30_000 + draw.int(60_000)],
      [0.3, draw.between(1, 3)],
      [0.05, 2 * DAY + draw.int(DAY)],
    ]);
  }

  #movePrices(state: State): void {
    for (const [id, market] of state.markets.entries()) {
      const middle = 2 ** market.config.tickBits * 0.35;
      const before = this.#prices[id] ?? middle;
      const jump = this.#draw.chance(0.05) ? 4 : 1;
      const factor = 1 + ((this.#draw.int(2001) - 1000) / 1e6) * this.#world.moves * jump;
      this.#prices[id] = Math.round(Math.min(middle * 2, Math.max(middle / 2, before * factor)));
    }
  }

  /** A block that must be void, most of the time. */
  #spoil(state: State, block: BlockCase): BlockCase {
    const draw = this.#draw;
    const damage = (change: Damage): BlockCase => ({ ...block, damage: change });
    const message: MessageCase = { kind: 1, sender: "00".repeat(20), payload: new Uint8Array(3) };
    return draw.pick([
      () => damage({ number: draw.pick([1, -1, -Number(state.blockNumber) - 1]) }),
      () => damage({ timestamp: BigInt(state.timestamp - draw.int(2)) }),
      () => damage({ timestamp: 2n ** 48n + BigInt(draw.int(2) - 1) * 2n ** 48n }),
      () => damage({ l1Block: -2 }),
      () => damage({ inboxDue: -1 }),
      () => damage({ tail: 1 + draw.int(3) }),
      () => damage({ junk: 1 + draw.int(9) }),
      () => damage({ flip: [draw.int(2 ** 31), 1 + draw.int(255)] }),
      () => damage({ flip: [draw.int(64), 1 + draw.int(255)] }),
      () => ({ ...block, messages: [...block.messages, { ...message, skip: 1 }] }),
      () => ({ ...block, messages: [...block.messages, { ...message, kind: 0 }] }),
      () => ({ ...block, due: 1 + draw.int(3) }),
      () => this.#overGas(block),
    ])();
  }

  /** More fill-or-kill orders than a block may hold. */
  #overGas(block: BlockCase): BlockCase {
    const order = {
      kind: "order",
      market: 0,
      isBuy: true,
      price: 1,
      size: 1,
      timeInForce: "FOK",
      reduceOnly: false,
      isMarket: false,
      goodTill: 0,
    } as const;
    const body = { type: "trade", actions: Array.from({ length: 100 }, () => order) } as const;
    const one = { account: 1, signer: owners(this.#world)[0]!, nonce: 0, expiresAfter: 0, body };
    const count = 19 + this.#draw.int(8);
    const tail = this.#draw.chance(0.3) ? { damage: { tail: 1 } } : {};
    return {
      ...block,
      transactions: [...block.transactions, ...Array.from({ length: count }, () => one)],
      ...tail,
    };
  }
}
