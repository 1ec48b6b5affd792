/** Records of the header, accounts, positions and orders, as state.md lays them out. */
import {
  type Account,
  type Order,
  openLots,
  type Position,
  reduceOnlyLots,
  type State,
  toHex,
  treeRoot,
} from "../../reference/index.ts";
import type { Fields } from "./record.ts";

const STATE_VERSION = 1;
const BOOKS = 0xc800_0000;
const FLAG_REDUCE_ONLY = 16;
const FLAG_CLIENT_ID = 32;
const ORDER_LISTS = 16;

export function headerFields(s: State): Fields {
  const { insurance: genesisInsurance, ...parameters } = s.parameters;
  return {
    stateVersion: STATE_VERSION,
    chainId: s.chainId,
    blockNumber: s.blockNumber,
    timestamp: BigInt(s.timestamp),
    withdrawalsRoot: toHex(treeRoot(s.withdrawals)),
    inboxAccumulator: toHex(s.accumulator),
    inboxCursor: s.inboxCursor,
    withdrawalCount: BigInt(s.withdrawals[0]!.length),
    l1Block: s.l1Block,
    inboxDue: s.inboxDue,
    inbox: s.inbox,
    timelock: s.timelock,
    marketCount: s.markets.length,
    validatorCount: s.validators.length,
    ...parameters,
    genesisInsurance,
    insurance: s.insurance,
    feePool: s.feePool,
    dust: s.dust,
    badDebt: s.badDebt,
    unclaimed: s.unclaimed,
    deposited: s.deposited,
    withdrawn: s.withdrawn,
    orderSequence: s.orderSequence,
    fillSequence: s.fillSequence,
    signerTop: s.signers.size + 1,
    accountTop: s.accounts.length + 1,
    positionTop: s.positionSlots.top,
    orderTop: s.orderSlots.top,
    freePosition: s.positionSlots.free.at(-1) ?? 0,
    freeOrder: s.orderSlots.free.at(-1) ?? 0,
    bookTop: BOOKS + s.bookBytes,
    openOrders: s.orders.size,
    scanCursor: s.scanCursor,
    sweepCursor: s.sweepCursor,
    phase: s.phase,
    windDownCursor: s.windDownCursor,
    lastOrdinaryTime: BigInt(s.lastOrdinaryTime),
    windDownClaims: s.windDownClaims,
    windDownPayable: s.windDownPayable,
  };
}

/** Which of its account's lists an open order lies in. */
function listOf({ id, clientId }: Order): number {
  const bytes = Buffer.from(clientId, "hex");
  const [low, high] = [bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(8)];
  if (low === 0n && high === 0n) return Number((id / 2n ** 22n) % BigInt(ORDER_LISTS));
  const mixed = (low ^ BigInt.asUintN(64, high * 0xc2b2ae3d27d4eb4fn)) * 0x9e3779b97f4a7c15n;
  return Number(BigInt.asUintN(64, mixed) >> 60n);
}

export function accountFields(s: State, account: Account): Fields {
  const owner = s.signers.get(account.owner)!;
  return {
    cash: account.cash,
    owner: owner.slot,
    sub: account.sub,
    firstPosition: account.positions[0]?.slot ?? 0,
    positionCount: account.positions.length,
    orderLists: Array.from({ length: ORDER_LISTS }, (_, list) =>
      BigInt(account.orders.findLast((order) => listOf(order) === list)?.slot ?? 0),
    ),
    orderCount: account.orders.length,
    clientOrderCount: account.orders.filter((order) => (order.flags & FLAG_CLIENT_ID) !== 0).length,
    nextOfOwner: owner.accounts[owner.accounts.indexOf(account.id) + 1] ?? 0,
  };
}

/** `i` = place in the account's list. */
export function positionFields(s: State, account: Account, position: Position, i: number): Fields {
  const { market, size, cost, fundingIndex } = position;
  const { longs, shorts } = s.markets[market]!;
  const side = size > 0n ? longs : shorts;
  const place = size === 0n ? -1 : side.indexOf(account.id);
  const slotOf = (id: number | undefined): number =>
    id === undefined ? 0 : s.accounts[id - 1]!.positions.find((other) => other.market === market)!.slot;
  const reducing = account.orders.filter(
    (order) => order.market === market && (order.flags & FLAG_REDUCE_ONLY) !== 0,
  );
  return {
    account: account.id,
    market,
    reduceOnlyCount: reducing.length,
    size,
    cost,
    fundingIndex,
    openBuyLots: Number(openLots(account, market, true)),
    openSellLots: Number(openLots(account, market, false)),
    reduceOnlyLots: Number(reduceOnlyLots(account, market)),
    nextOfAccount: account.positions[i + 1]?.slot ?? 0,
    previousOfSide: place > 0 ? slotOf(side[place - 1]) : 0,
    nextOfSide: place >= 0 ? slotOf(side[place + 1]) : 0,
  };
}

export function orderFields(s: State, order: Order): Fields {
  const account = s.accounts[order.account - 1]!;
  const { book } = s.markets[order.market]!;
  const level = book.filter((other) => other.price === order.price);
  const place = level.indexOf(order);
  const list = account.orders.filter((other) => listOf(other) === listOf(order));
  const age = list.indexOf(order);
  const { id, account: owner, market, flags, price, lots, goodTill, clientId } = order;
  return {
    id,
    account: owner,
    market,
    flags,
    price,
    lots,
    goodTill,
    clientId,
    previous: level[place - 1]?.slot ?? 0,
    next: level[place + 1]?.slot ?? 0,
    previousOfAccount: list[age + 1]?.slot ?? 0,
    nextOfAccount: list[age - 1]?.slot ?? 0,
    position: account.positions.find((position) => position.market === market)!.slot,
  };
}
