/** What happened to a resting order: fills as their maker, cuts, its end; summed up to a record of 40 bytes, and back to an entry. */
import { eventKind, fillLayout, names, orderUpdateLayout } from "../../../state-machine/layout/generated.ts";
import type { ChangedEntry } from "../entries.ts";
import type { At } from "./place.ts";
import { addWide, copyWide } from "./wide.ts";

/** `what` is an index into {@link WHATS}. From `filledLots` on they are sums. */
export const changeLayout = {
  size: 40,
  offset: { orderId: 0, lots: 8, reason: 12, what: 14, filledLots: 16, cutLots: 20, notional: 24, fee: 32 },
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

/** Adds the event at `at` of `events` to the record at `to`, which is zero or of the same order. */
export function addChange(events: DataView, at: number, out: DataView, to: number): void {
  copyWide(events, changedOrderAt(events, at), out, to + OUT.orderId);
  if (isFill(events, at)) {
    out.setUint32(to + OUT.lots, events.getUint32(at + FILL.makerRestingLots, true), true);
    out.setUint16(to + OUT.reason, 0, true);
    out.setUint8(to + OUT.what, FILLED);
    add32(out, to + OUT.filledLots, events.getUint32(at + FILL.lots, true));
    addWide(events, at + FILL.notional, out, to + OUT.notional);
    addWide(events, at + FILL.makerFee, out, to + OUT.fee);
    return;
  }
  const isCut = events.getUint8(at + UPDATE.event) === names.ORDER_CUT;
  const change = events.getUint32(at + UPDATE.change, true);
  out.setUint32(to + OUT.lots, isCut ? events.getUint32(at + UPDATE.lots, true) : change, true);
  out.setUint16(to + OUT.reason, events.getUint16(at + UPDATE.reason, true), true);
  out.setUint8(to + OUT.what, isCut ? CUT : CANCELLED);
  if (isCut) add32(out, to + OUT.cutLots, change);
}

/** Adds the sums of an earlier record of the same order to the one at `to`. */
export function addSums(earlier: DataView, at: number, out: DataView, to: number): void {
  add32(out, to + OUT.filledLots, earlier.getUint32(at + OUT.filledLots, true));
  add32(out, to + OUT.cutLots, earlier.getUint32(at + OUT.cutLots, true));
  addWide(earlier, at + OUT.notional, out, to + OUT.notional);
  addWide(earlier, at + OUT.fee, out, to + OUT.fee);
}

function add32(out: DataView, at: number, lots: number): void {
  out.setUint32(at, out.getUint32(at, true) + lots, true);
}

/** Whether the order of the record at `at` left the book. */
export function isEnd(view: DataView, at: number): boolean {
  const what = view.getUint8(at + OUT.what);
  return what === CANCELLED || (what === FILLED && view.getUint32(at + OUT.lots, true) === 0);
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
    filledLots: view.getUint32(at + OUT.filledLots, true),
    cutLots: view.getUint32(at + OUT.cutLots, true),
    filledNotional: view.getBigInt64(at + OUT.notional, true),
    fee: view.getBigInt64(at + OUT.fee, true),
  };
}
