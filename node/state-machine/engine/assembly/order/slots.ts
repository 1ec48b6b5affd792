import * as header from "../generated/header";
import { ORDER_SLOT_BITS } from "../generated/limits";
import * as order from "../generated/order";

const MAX_SEQUENCE: u64 = <u64>1 << (64 - ORDER_SLOT_BITS);

// @ts-expect-error: decorator
@inline
export function hasFreeOrder(): bool {
  return header.freeOrder() !== 0 || header.orderTop() !== order.CAPACITY;
}

/** Takes an order slot from the arena, which must have room. It is to be written whole, or given back. */
export function takeOrderSlot(): u32 {
  let slot = header.freeOrder();
  if (slot !== 0) {
    header.setFreeOrder(order.next(order.at(slot)));
  } else {
    slot = header.orderTop();
    header.setOrderTop(slot + 1);
  }
  return slot;
}

/** Gives a slot back. */
export function freeOrderSlot(slot: u32): void {
  const o = order.at(slot);
  order.clear(o);
  order.setNext(o, header.freeOrder());
  header.setFreeOrder(slot);
}

/** Draws the id of a newly placed order (T5); `slot` is 0 when it cannot rest. */
export function drawOrderId(slot: u32): u64 {
  const sequence = header.orderSequence() + 1;
  if (sequence === MAX_SEQUENCE) unreachable();
  header.setOrderSequence(sequence);
  return (sequence << ORDER_SLOT_BITS) | slot;
}

/** The resting order with this id, or 0. */
export function findOrder(id: u64): u32 {
  const slot = <u32>id & ((1 << ORDER_SLOT_BITS) - 1);
  if (slot === 0) return 0;
  const o = order.at(slot);
  return order.id(o) === id ? o : 0;
}
