import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { bigEndian, toHex } from "../primitives/bytes.ts";
import { decodeBlock, encodeBlock } from "../primitives/codec/block.ts";
import { accumulate } from "../primitives/codec/message.ts";
import { NovateError } from "../primitives/error.ts";
import { seededRng } from "../primitives/rng.ts";
import { isLowS } from "../primitives/signature/compact.ts";
import { createStateMachine } from "./create.ts";
import { names, orderLayout, type PositionRecord, readOrder, resultCode } from "./layout/generated.ts";
import { rehashState } from "./rehash.ts";
import { collect } from "./snapshot.ts";
import { verifyStateProof } from "./state-proof.ts";
import { RandomTraffic, USERS } from "./testing/random-traffic.ts";
import { ownerOf, separator, TestChain } from "./testing/test-chain.ts";
import { withdrawalProofRoot } from "./withdrawal-tree.ts";

/** Of secp256k1. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const BLOCKS = 60;
/** Void codes that speak of the bytes alone. */
const MALFORMED = ["BAD_HEADER", "BAD_MESSAGE", "BAD_TRANSACTION"];

describe("the engine under its host", () => {
  let chain: TestChain;
  let traffic: RandomTraffic;
  const kinds = new Map<string, number>();

  beforeAll(async () => {
    chain = await TestChain.open();
    traffic = new RandomTraffic(chain, seededRng(42));
    traffic.open();
    for (let i = 0; i < BLOCKS; i++) {
      traffic.step();
      for (const event of chain.seal().receipts.events())
        kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1);
    }
  }, 120_000);

  it("met what the other tests stand on: fills, resting orders, withdrawals, price moves", () => {
    for (const kind of [
      "fill",
      "orderUpdate",
      "withdrawal",
      "transfer",
      "markUpdate",
      "deposit",
      "agentUpdate",
    ]) {
      expect(kinds.get(kind), kind).toBeGreaterThan(0);
    }
  });

  it("keeps the domain separator and the accumulator that wallets and the Inbox compute", () => {
    expect(toHex(chain.machine.view.header().domainSeparator)).toBe(toHex(separator));
    let accumulator: Uint8Array = new Uint8Array(32);
    for (const bytes of chain.blocks.slice(1)) {
      for (const message of decodeBlock(bytes).messages) accumulator = accumulate(accumulator, message);
    }
    expect(chain.machine.view.header().inboxAccumulator).toEqual(accumulator);
  });

  it("has the incremental root of a full rehash, block after block, also after void ones", () => {
    for (let i = 0; i < 5; i++) {
      traffic.step();
      const before = chain.machine.stateRoot;
      const wrong = encodeBlock({ ...chain.draft(), number: 3n });
      expect(chain.machine.applyBlock(wrong)).toMatchObject({
        status: "void",
        code: "BAD_NUMBER",
        stateRoot: before,
      });
      expect(chain.seal().stateRoot).toEqual(rehashState(chain.machine.memory));
    }
  }, 60_000);

  it("replays to the same roots, receipts and snapshot on another machine", async () => {
    const other = await createStateMachine();
    for (const bytes of chain.blocks) other.applyBlock(bytes);
    expect(toHex(other.stateRoot)).toBe(toHex(chain.machine.stateRoot));
    expect(other.withdrawals.root()).toEqual(chain.machine.withdrawals.root());
    const [here, there] = [chain.machine, other].map((machine) =>
      Buffer.from(collect(machine.snapshot().frames())),
    );
    expect(here!.equals(there!)).toBe(true);
  }, 60_000);

  it("goes on from a restored snapshot as if nothing had happened", async () => {
    const restored = await createStateMachine();
    const head = await restored.restore(chain.machine.snapshot().frames());
    expect(head.blockNumber).toBe(BigInt(chain.number));
    for (let i = 0; i < 5; i++) {
      traffic.step();
      const here = chain.seal();
      const there = restored.applyBlock(chain.blocks.at(-1)!);
      expect(there).toMatchObject({ status: "applied", stateRoot: here.stateRoot });
      expect(there.status === "applied" && there.receipts.bytes).toEqual(here.receipts.bytes);
    }
  }, 60_000);

  it("proves every withdrawal against the header's root, and the header against the state root", () => {
    const { withdrawals, view } = chain.machine;
    const header = view.header();
    expect(withdrawals.count).toBeGreaterThan(0);
    expect(BigInt(withdrawals.count)).toBe(header.withdrawalCount);
    for (let i = 0; i < withdrawals.count; i++) {
      expect(withdrawalProofRoot(withdrawals.prove(i))).toEqual(header.withdrawalsRoot);
    }
    const proof = chain.machine.proveHeader();
    expect(verifyStateProof(chain.machine.stateRoot, proof)).toBe(true);
    expect(proof.leaves[1]).toEqual(header.withdrawalsRoot);
    expect(proof.leaves[2]).toEqual(header.inboxAccumulator);
  });

  it("shows the book that its resting orders make", () => {
    const { view } = chain.machine;
    const memory = new DataView(chain.machine.memory);
    const { orderTop } = view.header();
    for (const market of view.markets()) {
      const levels = { bids: new Map<number, bigint>(), asks: new Map<number, bigint>() };
      for (let slot = 1; slot < orderTop; slot++) {
        const order = readOrder(memory, orderLayout.base + slot * orderLayout.size);
        if (order.id === 0n || order.market !== market.id) continue;
        const side = (order.flags & names.FLAG_BUY) !== 0 ? levels.bids : levels.asks;
        side.set(order.price, (side.get(order.price) ?? 0n) + BigInt(order.lots));
        expect(view.order(order.id)).toEqual(order);
      }
      const book = view.book(market.id, 10_000)!;
      const flat = (side: typeof book.bids) => side.map((level) => [level.price, level.lots]);
      expect(flat(book.bids)).toEqual([...levels.bids].sort(([a], [b]) => b - a));
      expect(flat(book.asks)).toEqual([...levels.asks].sort(([a], [b]) => a - b));
      expect(view.book(market.id, 3)!.bids).toEqual(book.bids.slice(0, 3));
      expect(book.bids.length + book.asks.length).toBeGreaterThan(0);
    }
  });

  it("finds every account by owner and sub-account, and nobody else's", () => {
    const { view } = chain.machine;
    const seen = new Set<number>();
    for (let user = 0; user < USERS; user++) {
      for (const account of view.accountsOf(ownerOf(user))) {
        expect(account.ownerAddress).toEqual(ownerOf(user));
        expect(view.accountOf(ownerOf(user), account.sub)).toEqual(account);
        expect(view.openOrders(account.id)).toHaveLength(account.orderCount);
        expect(view.positions(account.id)).toHaveLength(account.positionCount);
        seen.add(account.id);
      }
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(
      Array.from({ length: view.header().accountTop - 1 }, (_, i) => i + 1),
    );
    expect(view.accountsOf(new Uint8Array(20).fill(77))).toEqual([]);
    expect(view.account(0)).toBeUndefined();
    expect(view.account(view.header().accountTop)).toBeUndefined();
  });

  it("conserves money and positions to the unit (rule M4)", () => {
    const { view } = chain.machine;
    const header = view.header();
    let cash = 0n;
    let cost = 0n;
    const sizes = new Map<number, bigint>();
    for (let id = 1; id < header.accountTop; id++) {
      cash += view.account(id)!.cash;
      view.positions(id).forEach((position: PositionRecord) => {
        cost += position.cost;
        sizes.set(position.market, (sizes.get(position.market) ?? 0n) + position.size);
      });
    }
    const held =
      cash - cost + header.feePool + header.insurance + header.dust + header.unclaimed - header.badDebt;
    expect(held).toBe(header.deposited - header.withdrawn);
    for (const total of sizes.values()) expect(total).toBe(0n);
  });

  it("lets exactly what the view calls withdrawable be withdrawn", () => {
    for (let user = 0; user < USERS; user++) {
      const account = chain.accountOf(user);
      const before = chain.machine.view.margin(account)!;
      if (before.positions.some((position) => position.size !== 0n)) continue;
      const recipient = ownerOf(user);
      const more = chain.sign(user, account, {
        type: "withdraw",
        recipient,
        amount: before.withdrawable + 1n,
      });
      chain.submit(more);
      const refused = chain.seal().receipts.transactions()[0]!;
      expect(refused.results[0]!.code).not.toBe(0);
      if (before.withdrawable === 0n) continue;
      chain.submit(chain.sign(user, account, { type: "withdraw", recipient, amount: before.withdrawable }));
      const taken = chain.seal().receipts.transactions()[0]!;
      expect(taken.results[0]!.code).toBe(0);
    }
  });

  it("names the signer in the receipt, and nobody once s passes half of the order", () => {
    const cancel = { type: "trade" as const, actions: [{ kind: "cancelAll" as const }] };
    const signed = chain.sign(3, chain.accountOf(3), cancel);
    const withS = (s: bigint) => {
      const bytes = signed.slice();
      bytes.set(bigEndian(s, 32), bytes.length - 32);
      return bytes;
    };
    chain.submit(signed, withS(HALF_ORDER), withS(HALF_ORDER + 1n));
    const [own, half, high] = chain.seal().receipts.transactions();
    expect(own!.receipt).toMatchObject({ code: resultCode.OK, signer: ownerOf(3) });
    // The highest low s recovers somebody, who is not known.
    expect(half!.receipt.code).toBe(resultCode.NOT_AUTHORIZED);
    expect(high!.receipt.code).toBe(resultCode.BAD_SIGNATURE);
    expect(isLowS(withS(HALF_ORDER).slice(-64))).toBe(true);
    expect(isLowS(withS(HALF_ORDER + 1n).slice(-64))).toBe(false);
  });

  it("calls exactly those bytes malformed that the codec refuses", () => {
    const verdicts = { malformed: 0, sound: 0 };
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.integer({ min: 0, max: 3 }),
        (position, change, where) => {
          traffic.step();
          const block = encodeBlock(chain.draft());
          // Three of four changes fall into the body: the header is short.
          const at = where === 0 ? position % 64 : 64 + (position % (block.length - 64));
          block[at]! ^= change;
          let refused = false;
          try {
            decodeBlock(block);
          } catch (error) {
            expect(error).toBeInstanceOf(NovateError);
            refused = true;
          }
          const { machine } = chain;
          const before = machine.stateRoot;
          const outcome = machine.rehearse(block).code;
          if (refused) expect(MALFORMED).toContain(outcome);
          else expect(["BAD_HEADER", "BAD_TRANSACTION"]).not.toContain(outcome);
          verdicts[refused ? "malformed" : "sound"]++;
          expect(machine.stateRoot).toEqual(before);
          chain.seal();
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
    expect(verdicts.malformed).toBeGreaterThan(5);
    expect(verdicts.sound).toBeGreaterThan(5);
  }, 120_000);
});
