/** The engine on one core, beside the order books of npm: it checks margin, nonces and fees, they only match. */
import { measureEngine } from "../node/state-machine/engine/testing/speed.ts";
import type { Figure } from "./figure.ts";
import { rounded } from "./figure.ts";
import { fastestBook } from "./peers/order-books.ts";

const ACTIONS = 1_000_000;
const ACTIONS_PER_BLOCK = 10_000;
const FEW = 10_000;
const MANY = 1_000_000;
/** Where the cost's growth is measured: a hundredth of the accounts and of the open orders, then all of them. */
const HELD = 300_000;

export async function run(): Promise<Figure[]> {
  const speed = (accounts: number) =>
    measureEngine({ accounts, actions: ACTIONS, actionsPerBlock: ACTIONS_PER_BLOCK });
  const few = speed(FEW);
  const many = speed(MANY);
  const held = (accounts: number) =>
    measureEngine({ accounts, actions: HELD, actionsPerBlock: ACTIONS_PER_BLOCK, openOrders: accounts });
  const small = held(FEW);
  const large = held(MANY);
  const peer = await fastestBook();
  const mix = "60% add, 30% cancel, 10% cross, with margin, fees and nonces, one core";
  return [
    {
      name: `engine, ${mix}, 1M actions, 10k accounts`,
      value: few.actionsPerSecond,
      unit: "actions/s",
      target: 1_500_000,
      better: "more",
      peer: `${peer.name}, matching only: ${rounded(peer.perSecond)} actions/s`,
      ratio: rounded(few.actionsPerSecond / peer.perSecond),
    },
    {
      name: "engine beside the fastest order book of npm, same mix, same run",
      value: rounded(few.actionsPerSecond / peer.perSecond),
      unit: "times",
      target: 20,
      better: "more",
      peer: peer.name,
      ratio: rounded(few.actionsPerSecond / peer.perSecond),
    },
    {
      name: `engine, ${mix}, 1M actions, 1M accounts`,
      value: many.actionsPerSecond,
      unit: "actions/s",
      target: 1_000_000,
      better: "more",
      peer: `${peer.name}, matching only: ${rounded(peer.perSecond)} actions/s`,
      ratio: rounded(many.actionsPerSecond / peer.perSecond),
    },
    {
      name: "cost per action when accounts and open orders grow 100x",
      value: rounded(large.nanosecondsPerAction / small.nanosecondsPerAction),
      unit: "times",
      target: 3,
      better: "less",
      peer: `10k accounts: ${small.nanosecondsPerAction} ns, ${small.openOrders} open orders; 1M: ${large.nanosecondsPerAction} ns, ${large.openOrders}`,
      ratio: null,
    },
  ];
}
