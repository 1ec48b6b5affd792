/** The order books of npm on the mix of the engine's bench: matching alone, four books, same offsets from the mid. */
import { OrderBook as HftBook } from "hft-limit-order-book";
import { OrderBook as NodejsBook } from "nodejs-order-book";
import { seededRandom } from "../../node/state-machine/engine/testing/random-actions.ts";

const ACTIONS = 60_000;
const BOOKS = 4;
const MID = 50_000;
const BUDGET_MS = 20_000;

interface Book {
  limit(order: {
    id: string;
    side: "buy" | "sell";
    size: number;
    price: number;
    timeInForce?: "IOC";
  }): unknown;
  cancel(id: string): unknown;
}

interface Message {
  readonly book: number;
  readonly cancel?: string;
  readonly order?: Parameters<Book["limit"]>[0];
}

function messages(count: number): Message[] {
  const random = seededRandom(42);
  const int = (below: number) => Math.floor(random() * below);
  const live: { id: string; book: number }[] = [];
  return Array.from({ length: count }, (_, i): Message => {
    const roll = random();
    const buy = random() < 0.5;
    const book = int(BOOKS);
    const side = buy ? "buy" : "sell";
    if (roll < 0.3 && live.length > 0) {
      const [gone] = live.splice(int(live.length), 1);
      return { book: gone!.book, cancel: gone!.id };
    }
    if (roll >= 0.9) {
      const price = buy ? MID + 300 : MID - 300;
      return { book, order: { id: String(i), side, size: 1 + int(40), price, timeInForce: "IOC" } };
    }
    const away = 1 + Math.floor(-Math.log(1 - random()) * 30);
    live.push({ id: String(i), book });
    return {
      book,
      order: { id: String(i), side, size: 1 + int(20), price: buy ? MID - away : MID + away },
    };
  });
}

function speedOf(create: () => Book, load: readonly Message[]): number {
  const books = Array.from({ length: BOOKS }, create);
  const begin = performance.now();
  let done = 0;
  for (const { book, cancel, order } of load) {
    if (order !== undefined) books[book]!.limit(order);
    // Some were filled meanwhile: that they are gone is part of the mix.
    else books[book]!.cancel(cancel!);
    done++;
    if (done % 1_000 === 0 && performance.now() - begin > BUDGET_MS) break;
  }
  return done / ((performance.now() - begin) / 1_000);
}

/** The fastest of them, in actions a second. */
export async function fastestBook(): Promise<{ readonly name: string; readonly perSecond: number }> {
  const load = messages(ACTIONS);
  const books = [
    { name: "nodejs-order-book 10.1.1", create: () => new NodejsBook() as unknown as Book },
    { name: "hft-limit-order-book 7.0.2", create: () => new HftBook() as unknown as Book },
  ];
  const speeds = books.map(({ name, create }) => ({ name, perSecond: speedOf(create, load) }));
  return speeds.reduce((best, each) => (each.perSecond > best.perSecond ? each : best));
}
