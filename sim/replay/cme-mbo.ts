import { NovateError } from "../../node/primitives/error.ts";
import { readCsv, wholeNumber } from "./csv.ts";

export type Side = "buy" | "sell";

/** One market-by-order message of the exchange. */
export type MboEvent =
  | {
      readonly kind: "add" | "modify";
      readonly id: string;
      readonly side: Side;
      readonly price: number;
      readonly size: number;
    }
  | { readonly kind: "cancel"; readonly id: string }
  | {
      readonly kind: "trade";
      /** The aggressor's order; `side` undefined in an auction. */
      readonly id: string;
      readonly side: Side | undefined;
      readonly price: number;
      readonly size: number;
      /** Resting orders the exchange filled, in its order; `own` marks the aggressor's own row. */
      readonly fills: readonly { readonly id: string; readonly size: number; readonly own: boolean }[];
    };

/** What the exchange published under one sequence number: it happened at once. */
export interface MboGroup {
  readonly events: readonly MboEvent[];
}

const COLUMNS = ["action", "side", "order_id", "price_ticks", "size", "sequence"] as const;

/**
 * Reads a market-by-order file and yields what happened at one exchange sequence number together: within a group
 * the feed lists an order's arrival before the cancels that made room for it.
 */
export async function* readMboGroups(path: string): AsyncGenerator<MboGroup> {
  let events: MboEvent[] = [];
  let sequence: string | undefined;
  let trade:
    | { event: Extract<MboEvent, { kind: "trade" }>; fills: { id: string; size: number; own: boolean }[] }
    | undefined;
  for await (const row of readCsv(path, COLUMNS)) {
    const [action, sideCode, id, priceText, sizeText, rowSequence] = row as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if (action === "F") {
      if (trade === undefined)
        throw new NovateError("FILE_FORMAT", "expected F rows right behind their T row, got one elsewhere", {
          id,
        });
      trade.fills.push({ id, size: wholeNumber(sizeText, "size"), own: id === trade.event.id });
      continue;
    }
    trade = undefined;
    if (rowSequence !== sequence && events.length > 0) {
      yield { events };
      events = [];
    }
    sequence = rowSequence;
    if (action === "C") {
      events.push({ kind: "cancel", id });
      continue;
    }
    const price = wholeNumber(priceText, "price_ticks");
    const size = wholeNumber(sizeText, "size");
    const side: Side | undefined = sideCode === "B" ? "buy" : sideCode === "A" ? "sell" : undefined;
    if (action === "T") {
      const fills: { id: string; size: number; own: boolean }[] = [];
      const event = { kind: "trade" as const, id, side, price, size, fills };
      trade = { event, fills };
      events.push(event);
    } else if ((action === "A" || action === "M") && side !== undefined) {
      events.push({ kind: action === "A" ? "add" : "modify", id, side, price, size });
    } else {
      throw new NovateError(
        "FILE_FORMAT",
        `expected action A, C, M, T or F with side B, A or N, got ${action} ${sideCode}`,
        { action },
      );
    }
  }
  if (events.length > 0) yield { events };
}
