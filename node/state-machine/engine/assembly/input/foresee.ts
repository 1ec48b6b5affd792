import * as action from "../generated/action";
import * as foreseen from "../generated/foreseen";
import { ORDER_SLOT_BITS } from "../generated/limits";
import * as order from "../generated/order";
import * as work from "../generated/work";
import { CANCEL, REDUCE } from "./action";

/** Notes the order that the action last decoded names by its id, if it does; one that the list has no room for comes unforeseen. */
export function foresee(): void {
  const kind = action.kind();
  if (kind !== CANCEL && kind !== REDUCE) return;
  const count = work.foreseen();
  if (count === foreseen.CAPACITY) return;
  const slot = <u32>action.orderId() & ((1 << ORDER_SLOT_BITS) - 1);
  foreseen.setOrder(foreseen.at(count), order.at(slot));
  work.setForeseen(count + 1);
}
