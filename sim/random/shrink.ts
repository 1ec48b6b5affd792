/** Makes a failing run small: fewer blocks, then fewer transactions and messages, then fewer actions, then plainer fields. */
import type { Action, TransactionBody } from "../../node/primitives/codec/index.ts";
import type { BlockCase, TransactionCase } from "./case.ts";

/** Whether the blocks still fail. */
export type Fails = (blocks: readonly BlockCase[]) => boolean;

export interface ShrinkOptions {
  /** Most runs to spend. */
  readonly runs: number;
}

/** Blocks that still fail, as few and as plain as the budget allows; `blocks` must fail. */
export function shrink(blocks: readonly BlockCase[], fails: Fails, options: ShrinkOptions): BlockCase[] {
  const budget = new Budget(fails, options.runs);
  let best = [...blocks];
  for (let before = ""; before !== sizeOf(best) && !budget.isSpent(); ) {
    before = sizeOf(best);
    best = dropBlocks(best, budget);
    best = eachList(best, budget, "transactions");
    best = eachList(best, budget, "messages");
    best = eachBody(best, budget);
    best = eachField(best, budget);
  }
  return best;
}

const sizeOf = (blocks: readonly BlockCase[]): string =>
  JSON.stringify(blocks, (_key, value) => (typeof value === "bigint" ? `${value}n` : value));

class Budget {
  #left: number;
  readonly #fails: Fails;

  constructor(fails: Fails, runs: number) {
    this.#fails = fails;
    this.#left = runs;
  }

  isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Whether the blocks still fail; false once the budget is spent. */
  tries(blocks: readonly BlockCase[]): boolean {
    return this.#left-- > 0 && this.#fails(blocks);
  }
}

/** Leaves out ever smaller stretches of a list, as long as what is left `holds`. */
function leaveOut<T>(list: readonly T[], holds: (rest: T[]) => boolean): T[] {
  let rest = [...list];
  for (
    let length = Math.ceil(rest.length / 2);
    length >= 1;
    length = length === 1 ? 0 : Math.ceil(length / 2)
  ) {
    for (let at = 0; at < rest.length; ) {
      const shorter = [...rest.slice(0, at), ...rest.slice(at + length)];
      if (holds(shorter)) rest = shorter;
      else at += length;
    }
  }
  return rest;
}

/** Time goes on: what a dropped block lasted is added to the next. */
function dropBlocks(blocks: readonly BlockCase[], budget: Budget): BlockCase[] {
  const joined = (kept: readonly number[]): BlockCase[] =>
    kept.map((index, i) => {
      const skipped = blocks.slice((kept[i - 1] ?? -1) + 1, index);
      const elapsed = skipped.reduce((sum, block) => sum + block.elapsed, blocks[index]!.elapsed);
      return { ...blocks[index]!, elapsed };
    });
  const kept = leaveOut([...blocks.keys()], (indices) => budget.tries(joined(indices)));
  return joined(kept);
}

const replaced = (blocks: readonly BlockCase[], at: number, block: BlockCase): BlockCase[] =>
  blocks.map((other, i) => (i === at ? block : other));

function eachList(
  blocks: readonly BlockCase[],
  budget: Budget,
  name: "transactions" | "messages",
): BlockCase[] {
  let best = [...blocks];
  for (const at of blocks.keys()) {
    const with_ = (list: readonly unknown[]): BlockCase[] =>
      replaced(best, at, { ...best[at]!, [name]: list });
    best = with_(leaveOut<unknown>(best[at]![name], (list) => budget.tries(with_(list))));
  }
  return best;
}

function withBody(
  blocks: readonly BlockCase[],
  at: number,
  index: number,
  body: TransactionBody,
): BlockCase[] {
  const block = blocks[at]!;
  const transactions = block.transactions.map((other, i) => (i === index ? { ...other, body } : other));
  return replaced(blocks, at, { ...block, transactions });
}

/** Fewer actions of a Trade, fewer prices of a vote. */
function eachBody(blocks: readonly BlockCase[], budget: Budget): BlockCase[] {
  let best = [...blocks];
  for (const at of blocks.keys()) {
    for (const index of best[at]!.transactions.keys()) {
      const { body } = best[at]!.transactions[index]!;
      if (body.type === "trade") {
        const holds = (actions: Action[]) =>
          actions.length > 0 && budget.tries(withBody(best, at, index, { ...body, actions }));
        const actions = leaveOut(body.actions, holds);
        best = withBody(best, at, index, { ...body, actions });
      } else if (body.type === "oracleVote") {
        const holds = (prices: (typeof body.prices)[number][]) =>
          prices.length > 0 && budget.tries(withBody(best, at, index, { ...body, prices }));
        const prices = leaveOut(body.prices, holds);
        best = withBody(best, at, index, { ...body, prices });
      }
    }
  }
  return best;
}

/** Plainer values of an order, one at a time. */
const PLAIN: readonly ((order: Action & { kind: "order" }) => Partial<Action & { kind: "order" }>)[] = [
  () => ({ size: 1 }),
  ({ size }) => ({ size: Math.ceil(size / 2) }),
  () => ({ reduceOnly: false }),
  () => ({ timeInForce: "GTC", isMarket: false, goodTill: 0 }),
  ({ price }) => ({ price: Math.max(1, Math.round(price / 100) * 100) }),
];

function eachField(blocks: readonly BlockCase[], budget: Budget): BlockCase[] {
  let best = [...blocks];
  const attempt = (at: number, index: number, change: (t: TransactionCase) => TransactionCase): void => {
    const block = best[at]!;
    const transactions = block.transactions.map((other, i) => (i === index ? change(other) : other));
    const candidate = replaced(best, at, { ...block, transactions });
    if (sizeOf(candidate) !== sizeOf(best) && budget.tries(candidate)) best = candidate;
  };
  for (const [at, block] of blocks.entries()) {
    for (const index of block.transactions.keys()) {
      attempt(at, index, (transaction) => ({ ...transaction, expiresAfter: 0 }));
      for (const plain of PLAIN) attempt(at, index, (transaction) => plainer(transaction, plain));
    }
  }
  return best;
}

function plainer(transaction: TransactionCase, plain: (typeof PLAIN)[number]): TransactionCase {
  const { body } = transaction;
  if (body.type !== "trade") return transaction;
  const actions = body.actions.map((action) => {
    if (action.kind !== "order") return action;
    const { clientId: _dropped, ...order } = { ...action, ...plain(action) };
    return order;
  });
  return { ...transaction, body: { ...body, actions } };
}
