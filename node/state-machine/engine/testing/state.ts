import {
  type AccountRecord,
  accountLayout,
  type HeaderRecord,
  headerLayout,
  type LevelRecord,
  type MarketRecord,
  marketLayout,
  type OrderRecord,
  orderLayout,
  type PositionRecord,
  positionLayout,
  readAccount,
  readHeader,
  readLevel,
  readMarket,
  readOrder,
  readPosition,
  readSigner,
  riskLayout,
  type SignerRecord,
  signerLayout,
} from "../../layout/generated.ts";

interface Region {
  readonly base: number;
  readonly size: number;
}

const at = (region: Region, index: number): number => region.base + index * region.size;

/** The engine's state as plain records, read straight from memory. */
export class StateReader {
  readonly #view: DataView;

  constructor(view: DataView) {
    this.#view = view;
  }

  header(): HeaderRecord {
    return readHeader(this.#view, headerLayout.base);
  }

  account(id: number): AccountRecord {
    return readAccount(this.#view, at(accountLayout, id));
  }

  position(slot: number): PositionRecord {
    return readPosition(this.#view, at(positionLayout, slot));
  }

  order(slot: number): OrderRecord {
    return readOrder(this.#view, at(orderLayout, slot));
  }

  market(id: number): MarketRecord {
    return readMarket(this.#view, at(marketLayout, id));
  }

  signer(slot: number): SignerRecord {
    return readSigner(this.#view, at(signerLayout, slot));
  }

  level(market: MarketRecord, price: number): LevelRecord {
    return readLevel(this.#view, market.levels + price * 16);
  }

  bitmapBit(bitmap: number, index: number): boolean {
    const word = this.#view.getBigUint64(bitmap + (index >>> 6) * 8, true);
    return ((word >> BigInt(index & 63)) & 1n) === 1n;
  }

  accountIds(): number[] {
    return range(1, this.header().accountTop);
  }

  /** The risk word of an account: 0, or the odometer's reading until which it is safe. */
  safeUntil(id: number): number {
    return this.#view.getUint32(at(riskLayout, id), true);
  }

  positionsOf(account: AccountRecord): { slot: number; record: PositionRecord }[] {
    const list: { slot: number; record: PositionRecord }[] = [];
    for (let slot = account.firstPosition; slot !== 0; slot = list.at(-1)!.record.nextOfAccount) {
      list.push({ slot, record: this.position(slot) });
    }
    return list;
  }

  /** The account's open orders, newest first. */
  ordersOf(account: AccountRecord): { slot: number; record: OrderRecord }[] {
    const lists = account.orderLists.flatMap((_, list) => this.orderList(account, list));
    return lists.sort((one, other) => (one.record.id < other.record.id ? 1 : -1));
  }

  /** One of the account's sixteen lists. */
  orderList(account: AccountRecord, list: number): { slot: number; record: OrderRecord }[] {
    const orders: { slot: number; record: OrderRecord }[] = [];
    for (let slot = account.orderLists[list]!; slot !== 0; slot = orders.at(-1)!.record.nextOfAccount)
      orders.push({ slot, record: this.order(slot) });
    return orders;
  }

  /** The account's position record in a market, if it has one. */
  positionIn(id: number, market: number): PositionRecord | undefined {
    return this.positionsOf(this.account(id)).find((entry) => entry.record.market === market)?.record;
  }
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
