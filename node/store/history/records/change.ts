/** What happened to a resting order: a fill as its maker, a cut, its end; 16 bytes from the event, and back to an entry. */
import { eventKind, fillLayout, names, orderUpdateLayout } from "../../../state-machine/layout/generated.ts";
import type { ChangedEntry } from "../entries.ts";
import type { At } from "./place.ts";
import { copyWide } from "./wide.ts";

/** `what` is an index into {@link WHATS}. */
export const changeLayout = {
  size: 16,
  offset: { orderId: 0, lots: 8, reason: 12, what: 14 },
} as const;

const WHATS = ["filled", "cancelled", "cut"] as const;
const FILLED = 0;
const CANCELLED = 1;
const CUT = 2;

const OUT = changeLayout.offset;
const FILL = fillLayout.offset;
const UPDATE = orderUpdateLayout.offset;

const isFill = (events: DataView, at: number): boolean => events.getUint16(at, true) === eventKind.FILL;

/** Where the event at `at`, a fill or an order's update, names the resting order. */
export function changedOrderAt(events: DataView, at: number): number {
  return at + (isFill(events, at) ? FILL.makerOrderId : UPDATE.orderId);
}

/** Whether the order left the book by the event at `at`. */
export function isEnd(events: DataView, at: number): boolean {
  if (isFill(events, at)) return events.getUint32(at + FILL.makerRestingLots, true) === 0;
  return events.getUint8(at + UPDATE.event) === names.ORDER_CANCELLED;
}

/** Writes the record of the event at `at` of `events`. */
export function writeChange(events: DataView, at: number, out: DataView, to: number): void {
  copyWide(events, changedOrderAt(events, at), out, to + OUT.orderId);
  if (isFill(events, at)) {
    out.setUint32(to + OUT.lots, events.getUint32(at + FILL.makerRestingLots, true), true);
    out.setUint16(to + OUT.reason, 0, true);
    out.setUint8(to + OUT.what, FILLED);
    return;
  }
  const isCut = events.getUint8(at + UPDATE.event) === names.ORDER_CUT;
  out.setUint32(to + OUT.lots, isCut ? events.getUint32(at + UPDATE.lots, true) : 0, true);
  out.setUint16(to + OUT.reason, events.getUint16(at + UPDATE.reason, true), true);
  out.setUint8(to + OUT.what, isCut ? CUT : CANCELLED);
}

export function changeOrderId(view: DataView, at: number): bigint {
  return view.getBigUint64(at + OUT.orderId, true);
}

/** The entry of the record at `at`. */
export function readChange(view: DataView, at: number, where: At): ChangedEntry {
  return {
    ...where,
    what: WHATS[view.getUint8(at + OUT.what)]!,
    orderId: changeOrderId(view, at),
    lots: view.getUint32(at + OUT.lots, true),
    reason: view.getUint16(at + OUT.reason, true),
  };
}
