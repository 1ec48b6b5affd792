import type { MboEvent, Side } from "./cme-mbo.ts";

export interface WaitingOrder {
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  size: number;
}

/** Orders gathered before the opening, in priority order: a map keeps the order of insertion. */
export class OpeningBook {
  readonly #orders = new Map<string, WaitingOrder>();

  take(event: MboEvent): void {
    if (event.kind === "cancel") this.#orders.delete(event.id);
    else if (event.kind === "trade") for (const fill of event.fills) this.#fill(fill.id, fill.size);
    else this.#set(event);
  }

  /** What waits, first come first. */
  orders(): WaitingOrder[] {
    return [...this.#orders.values()];
  }

  #set(event: Extract<MboEvent, { kind: "add" | "modify" }>): void {
    const known = this.#orders.get(event.id);
    if (
      event.kind === "modify" &&
      known !== undefined &&
      known.price === event.price &&
      known.side === event.side &&
      event.size <= known.size
    ) {
      known.size = event.size;
      return;
    }
    this.#orders.delete(event.id);
    this.#orders.set(event.id, { id: event.id, side: event.side, price: event.price, size: event.size });
  }

  #fill(id: string, size: number): void {
    const order = this.#orders.get(id);
    if (order === undefined) return;
    order.size -= size;
    if (order.size <= 0) this.#orders.delete(id);
  }
}
