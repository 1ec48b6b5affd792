/** Transactions: who signs what for which account, and what may be wrong with it. */
import type { TransactionBody } from "../../../node/primitives/codec/index.ts";
import { type Account, fromHex } from "../../reference/index.ts";
import type { TransactionCase } from "../case.ts";
import { address, validatorAddress, type World } from "../worlds.ts";
import type { Draw } from "./draw.ts";
import { drawAction, drawCancel, drawOrder, type Scene } from "./orders.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;
/** s just above half of the order of secp256k1. */
const HIGH_S = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";

/** Addresses that serve as agents; every owner has some of its own, the first has many. */
const agentOf = (draw: Draw, owner: number): string =>
  address(100_000 + owner * 1000 + draw.int(owner === 1 ? 40 : 5));

/** Nonces that nobody has used: one more each, never behind the clock. */
export class Nonces {
  #last = 0;

  fresh(now: number): number {
    this.#last = Math.max(this.#last + 1, now);
    return this.#last;
  }
}

export function drawTransaction(scene: Scene, nonces: Nonces, now: number): TransactionCase {
  const { draw, state } = scene;
  const known = draw.maybe(state.accounts);
  const stranger = !known || draw.chance(0.005);
  const account = stranger ? draw.pick([0, state.accounts.length + 1, 2 ** 32 - 1]) : known.id;
  const body = drawBody(scene, known, now);
  const owner = known?.owner ?? address(1);
  const signer = draw.chance(0.93) ? owner : otherSigner(scene, known);
  return {
    account,
    signer,
    nonce: drawNonce(scene, signer, nonces, now),
    expiresAfter: draw.weighted([
      [90, 0],
      [8, now + draw.int(500)],
      [1.5, now],
      [0.5, now - 1 - draw.int(5000)],
    ]),
    body,
    ...(draw.chance(0.003) && { s: HIGH_S }),
  };
}

function drawBody(scene: Scene, account: Account | undefined, now: number): TransactionBody {
  const { draw, world } = scene;
  const type = draw.weighted([
    [70, "trade"],
    [8, "cancels"],
    [10, "quotes"],
    [world.deep ? 0.3 : 4, "withdraw"],
    [3, "transfer"],
    [account?.owner === address(1) ? 30 : 3, "approveAgent"],
  ] as const);
  const count = draw.chance(0.6) ? 1 + draw.int(world.actions) : 1;
  const many = world.deep || world.wide ? world.actions : count;
  if (type === "trade")
    return { type, actions: Array.from({ length: many }, () => drawAction(scene, account)) };
  if (type === "cancels")
    return { type: "trade", actions: Array.from({ length: count }, () => drawCancel(scene, account)) };
  if (type === "quotes") {
    const quote = () =>
      draw.chance(0.8) ? drawOrder(scene, account, "POST_ONLY") : drawCancel(scene, account);
    return { type: "trade", actions: Array.from({ length: many }, quote) };
  }
  if (type === "withdraw") {
    const who = draw.chance(0.04) ? "0".repeat(40) : address(draw.int(50));
    // Two whom a withdrawal may not name: zero, and the Inbox.
    const recipient = fromHex(who === address(0) ? scene.state.inbox : who);
    return { type, recipient, amount: drawAmount(draw, account) };
  }
  if (type === "transfer") return { type, toSub: draw.int(4), amount: drawAmount(draw, account) };
  return drawApproval(scene, account, now);
}

function drawAmount(draw: Draw, account: Account | undefined): bigint {
  const cash = account && account.cash > 0n ? account.cash : 1n;
  return draw.weighted([
    [30, 1n + BigInt(draw.int(100))],
    [40, 1n + cash / BigInt(2 + draw.int(40))],
    [15, cash],
    [10, 1n + BigInt(draw.int(2_000_000))],
    [5, 2n ** BigInt(draw.int(64))],
  ]);
}

/** Approves, renews or revokes an agent, and at times who may not be one. */
export function drawApproval(
  { draw, state }: Scene,
  account: Account | undefined,
  now: number,
): Extract<TransactionBody, { type: "approveAgent" }> {
  const owner = account ? Number.parseInt(account.owner.slice(-8), 16) : 1;
  const agent = draw.weighted([
    [80, agentOf(draw, owner)],
    [5, agentOf(draw, 1 + draw.int(8))],
    [4, address(1 + draw.int(20))],
    [4, validatorAddress(draw.int(state.validators.length + 1))],
    [2, "0".repeat(40)],
  ]);
  const agentExpiry = draw.weighted([
    [70, now + draw.int(20 * MINUTE)],
    [owner === 1 ? 60 : 5, now + 300 * DAY],
    [15, 0],
    [5, now - draw.int(1000)],
    [3, now + 401 * DAY],
  ]);
  return { type: "approveAgent", agent: fromHex(agent), agentExpiry };
}

function otherSigner({ draw, state }: Scene, account: Account | undefined): string {
  const agent = draw.maybe(state.signers.get(account?.owner ?? "")?.agents ?? []);
  if (agent && draw.chance(0.8)) return agent;
  return draw.pick([address(1 + draw.int(20)), address(70_000), validatorAddress(0), "0".repeat(40)]);
}

function drawNonce({ draw, world, state }: Scene, signer: string, nonces: Nonces, now: number): number {
  const { nonces: used, nonceFloor: floor } = state.signers.get(signer) ?? { nonces: [], nonceFloor: 0 };
  const hurried = world.hurried ? 1 : 0;
  return draw.weighted([
    [95, nonces.fresh(now)],
    [120 * hurried, now - draw.int(30 * MINUTE)],
    [4 * hurried, (used[0] ?? now) + draw.int(12 * 60 * MINUTE)],
    [4 * hurried, Math.max(1, floor + draw.int(3) - 1)],
    [2 * hurried, now + draw.int(DAY)],
    [1.5, draw.maybe(used) ?? nonces.fresh(now)],
    [1, now - DAY - draw.int(DAY)],
    [0.5, now - 2 * DAY - draw.int(2)],
    [0.5, now + DAY - draw.int(2)],
    [1, now + draw.int(30_000)],
    [0.5, Math.max(0, (used[0] ?? now) - draw.int(3))],
  ]);
}

/** Votes of most validators on most markets, near the prices they see. */
export function drawVotes(scene: Scene, nonces: Nonces, now: number): TransactionCase[] {
  const { draw, world, state, prices } = scene;
  const votes: TransactionCase[] = [];
  for (const [id, validator] of state.validators.entries()) {
    if (draw.chance(0.1) || id > 8) continue;
    const signer = draw.chance(0.99) ? validator.address : address(1 + draw.int(9));
    const markets = state.markets
      .map((_, market) => market)
      .filter((market) => !world.silent.includes(market));
    const chosen = markets.filter(() => draw.chance(0.8));
    if (draw.chance(0.01)) chosen.push(state.markets.length + 1);
    for (let at = 0; at < chosen.length; at += 64) {
      const voted = chosen.slice(at, at + 64).map((market) => drawVote(draw, market, prices[market] ?? 1));
      votes.push({
        account: draw.chance(0.995) ? id : state.validators.length + draw.int(3),
        signer,
        nonce: drawNonce(scene, signer, nonces, now),
        expiresAfter: draw.chance(0.99) ? 0 : now - 1,
        body: { type: "oracleVote", prices: voted },
        ...(draw.chance(0.002) && { s: HIGH_S }),
      });
    }
  }
  return votes;
}

function drawVote(draw: Draw, market: number, price: number) {
  const index = draw.chance(0.003) ? 2 ** 22 - 1 - draw.int(9) : Math.max(1, price + draw.int(5) - 2);
  const external = Math.max(1, Math.round(price * (1 + (draw.int(41) - 20) / 2000)));
  return { market, index, externalMark: draw.chance(0.5) ? external : 0 };
}

/** The world's owners, as addresses. */
export const owners = (world: World): string[] =>
  Array.from({ length: world.owners }, (_, i) => address(i + 1));
