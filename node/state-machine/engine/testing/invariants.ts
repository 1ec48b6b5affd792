import type { AccountRecord, MarketRecord, OrderRecord, PositionRecord } from "../../layout/generated.ts";
import { orderListOf } from "./order-lists.ts";
import { range, type StateReader } from "./state.ts";

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

interface Slotted<T> {
  readonly slot: number;
  readonly record: T;
}

/** Every invariant of the state that a naive walk can see; returns what is broken, in words. */
export function brokenInvariants(state: StateReader): string[] {
  const faults: string[] = [];
  const check = (holds: boolean, what: string): void => {
    if (!holds) faults.push(what);
  };
  const header = state.header();
  const markets = range(0, header.marketCount).map((id) => state.market(id));
  let money = 0n;
  let orders = 0;
  let positions = 0;
  const sizes = markets.map(() => ({ sum: 0n, long: 0n, longs: 0, shorts: 0 }));
  const resting = new Map<number, OrderRecord>();

  for (const id of state.accountIds()) {
    const account = state.account(id);
    const held = state.positionsOf(account);
    const open = state.ordersOf(account);
    money += account.cash;
    orders += open.length;
    positions += held.length;
    checkAccount(id, account, held, open, check);
    checkOrderLists(state, id, account, check);
    checkSafety(state, id, account, held, markets, check);
    for (const { record } of held) {
      money -= record.cost;
      const total = sizes[record.market]!;
      total.sum += record.size;
      if (record.size > 0n) total.long += record.size;
      if (record.size > 0n) total.longs++;
      if (record.size < 0n) total.shorts++;
      check(
        record.size > 0n === record.cost > 0n || record.size === 0n || record.cost === 0n,
        `cost of account ${id} has the sign of its size`,
      );
    }
    for (const { slot, record } of open) resting.set(slot, record);
  }

  const { feePool, insurance, dust, unclaimed, badDebt, deposited, withdrawn } = header;
  money += feePool + insurance + dust + unclaimed - badDebt;
  check(
    money === deposited - withdrawn,
    `M4: money ${money} equals deposits less withdrawals ${deposited - withdrawn}`,
  );
  check(
    insurance >= 0n && badDebt >= 0n && feePool >= 0n,
    "insurance, bad debt and fee pool are not negative",
  );
  check(orders === header.openOrders, `open orders ${orders} equal the header's ${header.openOrders}`);

  for (const [id, market] of markets.entries()) {
    const total = sizes[id]!;
    check(total.sum === 0n, `M4: sizes in market ${id} sum to zero, not ${total.sum}`);
    check(total.long === market.openInterest, `open interest of market ${id}`);
    checkSideList(state, market, id, total, check);
    checkBook(state, market, id, resting, check);
  }
  checkFreeLists(state, orders, positions, check);
  return faults;
}

type Check = (holds: boolean, what: string) => void;

function checkAccount(
  id: number,
  account: AccountRecord,
  held: readonly Slotted<PositionRecord>[],
  open: readonly Slotted<OrderRecord>[],
  check: Check,
): void {
  check(account.positionCount === held.length && held.length <= 64, `position count of account ${id}`);
  check(account.orderCount === open.length && open.length <= 200, `order count of account ${id}`);
  check(
    account.clientOrderCount === open.filter(({ record }) => (record.flags & 32) !== 0).length,
    `client ids of account ${id}`,
  );
  for (const [i, entry] of held.entries()) {
    check(entry.record.account === id, `position ${entry.slot} belongs to account ${id}`);
    const next = held[i + 1];
    if (next) check(entry.record.market < next.record.market, `positions of account ${id} ascend by market`);
    checkOpenLots(entry, open, check);
  }
  for (const entry of open) {
    check(Number(entry.record.id & 0x3fffffn) === entry.slot, `order ${entry.record.id} lies in its slot`);
    check(
      held.some(({ slot }) => slot === entry.record.position),
      `order ${entry.record.id} has a position record`,
    );
  }
}

function checkOrderLists(state: StateReader, id: number, account: AccountRecord, check: Check): void {
  for (const list of account.orderLists.keys()) {
    const orders = state.orderList(account, list);
    for (const [i, { record }] of orders.entries()) {
      const next = orders[i + 1];
      if (next) check(record.id > next.record.id, `list ${list} of account ${id} is newest first`);
      const previous = orders[i - 1]?.slot ?? 0;
      check(record.previousOfAccount === previous, `links of list ${list} of account ${id}`);
      check(orderListOf(record.id, record.clientId) === list, `order ${record.id} lies in its list`);
    }
  }
}

const ceilDiv = (a: bigint, b: bigint): bigint => (a > 0n ? (a + b - 1n) / b : a / b);

/** L1: an account marked safe has its maintenance margin, computed afresh (M1, R2). */
function checkSafety(
  state: StateReader,
  id: number,
  account: AccountRecord,
  held: readonly Slotted<PositionRecord>[],
  markets: readonly MarketRecord[],
  check: Check,
): void {
  const safeUntil = state.safeUntil(id);
  if (safeUntil === 0 || ((safeUntil - state.header().riskOdometer) | 0) < 0) return;
  let equity = account.cash;
  let maintenance = 0n;
  for (const { record } of held) {
    const market = markets[record.market]!;
    const lotValue = BigInt(market.mark) * BigInt(market.unit);
    const owed = ceilDiv(record.size * (market.fundingIndex - record.fundingIndex), 1_000_000_000n);
    equity += record.size * lotValue - record.cost - owed;
    maintenance += ceilDiv(absolute(record.size) * lotValue * BigInt(market.mmfPpm), 1_000_000n);
  }
  check(equity >= maintenance, `L1: account ${id} is marked safe with equity ${equity} under ${maintenance}`);
}

/** R1 and T7: what a position counts as open is what rests. */
function checkOpenLots(
  { slot, record }: Slotted<PositionRecord>,
  open: readonly Slotted<OrderRecord>[],
  check: Check,
): void {
  const own = open.filter((entry) => entry.record.position === slot);
  const sum = (wanted: (order: OrderRecord) => boolean): number =>
    own.filter((entry) => wanted(entry.record)).reduce((total, entry) => total + entry.record.lots, 0);
  const isReduceOnly = (order: OrderRecord): boolean => (order.flags & 16) !== 0;
  const isBuy = (order: OrderRecord): boolean => (order.flags & 1) !== 0;
  check(
    record.openBuyLots === sum((o) => !isReduceOnly(o) && isBuy(o)),
    `R1: open buy lots of position ${slot}`,
  );
  check(
    record.openSellLots === sum((o) => !isReduceOnly(o) && !isBuy(o)),
    `R1: open sell lots of position ${slot}`,
  );
  check(record.reduceOnlyLots === sum(isReduceOnly), `T7: reduce-only lots of position ${slot}`);
  check(
    record.reduceOnlyCount === own.filter((entry) => isReduceOnly(entry.record)).length,
    `T7: reduce-only orders of position ${slot}`,
  );
  check(
    BigInt(record.reduceOnlyLots) <= absolute(record.size),
    `T7: reduce-only lots of position ${slot} exceed it`,
  );
  for (const { record: order } of own) {
    if (isReduceOnly(order))
      check(
        isBuy(order) ? record.size < 0n : record.size > 0n,
        `T7: order ${order.id} lies on the closing side`,
      );
  }
  check(record.size !== 0n || own.length > 0, `position ${slot} is not empty`);
}

function checkSideList(
  state: StateReader,
  market: MarketRecord,
  id: number,
  total: { longs: number; shorts: number },
  check: Check,
): void {
  for (const isLong of [true, false]) {
    let previous = 0;
    let count = 0;
    for (let slot = isLong ? market.firstLong : market.firstShort; slot !== 0; ) {
      const position = state.position(slot);
      check(
        position.market === id && position.size > 0n === isLong && position.size !== 0n,
        `side list of market ${id} at ${slot}`,
      );
      check(position.previousOfSide === previous, `links of the side list of market ${id}`);
      previous = slot;
      slot = position.nextOfSide;
      count++;
    }
    check(previous === (isLong ? market.lastLong : market.lastShort), `end of the side list of market ${id}`);
    check(count === (isLong ? total.longs : total.shorts), `length of the side list of market ${id}`);
  }
}

/** Levels, bitmaps and best prices against the orders that rest. */
function checkBook(
  state: StateReader,
  market: MarketRecord,
  id: number,
  resting: ReadonlyMap<number, OrderRecord>,
  check: Check,
): void {
  const byPrice = new Map<number, { slot: number; order: OrderRecord }[]>();
  for (const [slot, order] of resting) {
    if (order.market !== id) continue;
    const queue = byPrice.get(order.price) ?? [];
    byPrice.set(order.price, queue);
    queue.push({ slot, order });
  }
  let bestBid = 0;
  let bestAsk = 0;
  for (const [price, queue] of byPrice) {
    const level = state.level(market, price);
    const walked: number[] = [];
    let lots = 0n;
    let last = 0n;
    for (let slot = level.head; slot !== 0 && walked.length <= queue.length; slot = state.order(slot).next) {
      const order = state.order(slot);
      check(order.previous === (walked.at(-1) ?? 0), `links of level ${price} in market ${id}`);
      check(order.id > last, `time priority at level ${price} in market ${id}`);
      check(order.lots > 0, `order ${order.id} has lots left`);
      last = order.id;
      lots += BigInt(order.lots);
      walked.push(slot);
    }
    check(
      walked.length === queue.length && level.tail === walked.at(-1),
      `level ${price} of market ${id} lists its orders`,
    );
    check(level.lots === lots, `lots of level ${price} in market ${id}`);
    check(state.bitmapBit(market.bitmap0, price), `bitmap of level ${price} in market ${id}`);
    const buys = new Set(queue.map(({ order }) => order.flags & 1));
    check(buys.size === 1, `one side at level ${price} of market ${id}`);
    if (buys.has(1)) bestBid = Math.max(bestBid, price);
    else bestAsk = bestAsk === 0 ? price : Math.min(bestAsk, price);
  }
  check(
    market.bestBid === bestBid && market.bestAsk === bestAsk,
    `best prices of market ${id}: ${market.bestBid}/${market.bestAsk}, expected ${bestBid}/${bestAsk}`,
  );
  check(bestBid === 0 || bestAsk === 0 || bestBid < bestAsk, `market ${id} is not crossed`);
  checkBitmaps(state, market, id, new Set(byPrice.keys()), check);
}

function checkBitmaps(
  state: StateReader,
  market: MarketRecord,
  id: number,
  prices: ReadonlySet<number>,
  check: Check,
): void {
  const bitmaps = [market.bitmap0, market.bitmap1, market.bitmap2, market.bitmap3];
  let expected = prices;
  for (const [height, bitmap] of bitmaps.entries()) {
    const bits = Math.max(1, 2 ** market.tickBits / 64 ** height);
    let set = 0;
    for (let word = 0; word * 64 < bits; word++) {
      for (let bit = word * 64; bit < word * 64 + 64; bit++) {
        if (!state.bitmapBit(bitmap, bit)) continue;
        set++;
        check(expected.has(bit), `bit ${bit} of bitmap ${height} in market ${id}`);
      }
    }
    check(set === expected.size, `bits of bitmap ${height} in market ${id}`);
    expected = new Set([...expected].map((bit) => bit >>> 6));
  }
}

/** Every slot ever used is either live or on its free list, and a free one is zero but for the link. */
function checkFreeLists(state: StateReader, orders: number, positions: number, check: Check): void {
  const header = state.header();
  let free = 0;
  for (let slot = header.freeOrder; slot !== 0; free++) {
    const { next, clientId, ...rest } = state.order(slot);
    check(
      [...Object.values(rest).map(Number), ...clientId].every((value) => value === 0),
      `free order ${slot} is zero`,
    );
    slot = next;
  }
  check(orders + free === header.orderTop - 1, "orders are live or free");
  free = 0;
  for (let slot = header.freePosition; slot !== 0; free++) {
    const { nextOfAccount, ...rest } = state.position(slot);
    check(
      Object.values(rest).every((value) => Number(value) === 0),
      `free position ${slot} is zero`,
    );
    slot = nextOfAccount;
  }
  check(positions + free === header.positionTop - 1, "positions are live or free");
}
