/** Funding as it is told, against what the engine settled: random chains, whose traffic trades, withdraws, transfers and is liquidated. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Rng, seededRng } from "../../primitives/rng.ts";
import type { EventRecord } from "../../state-machine/layout/generated.ts";
import { RandomTraffic } from "../../state-machine/testing/random-traffic.ts";
import { separator, TestChain } from "../../state-machine/testing/test-chain.ts";
import { type FundingEstimate, fundingEstimate } from "../../state-machine/view/funding-estimate.ts";
import type { StoredBlock } from "../port.ts";
import { createHistoryDatabase } from "./database.ts";
import type { FundingEntry, LedgerEntry } from "./entries.ts";
import { History } from "./index.ts";
import { makeBlock } from "./testing/make-block.ts";

/** Slots of 200 ms, two blocks each. */
const INTERVAL_MS = 12_000;
const BLOCKS = 500;
const EVERYTHING = { limit: 5_000, oldestFirst: true };

interface Told {
  readonly history: History;
  readonly chain: TestChain;
  readonly events: readonly (EventRecord & { readonly block: number })[];
  /** By block and market: the estimate right before the block. */
  readonly estimates: ReadonlyMap<string, FundingEstimate | undefined>;
  close(): Promise<void>;
}

/** A chain that lives through about ten funding intervals, the history always a little behind. */
async function live(rng: Rng): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), "novate-funding-"));
  const chain = await TestChain.open({ fundingInterval: INTERVAL_MS });
  const blocks: StoredBlock[] = [makeBlock({ number: 0n })];
  const events: (EventRecord & { readonly block: number })[] = [];
  const history = await History.open(
    {
      domainSeparator: separator,
      onError: (error) => {
        throw error;
      },
    },
    {
      db: createHistoryDatabase(folder),
      blocks: {
        get head() {
          return blocks.at(-1);
        },
        get: async (number) => blocks[Number(number)],
      },
    },
  );
  const estimates = new Map<string, FundingEstimate | undefined>();
  const seal = () => {
    for (const market of [0, 1]) {
      const estimate = fundingEstimate(chain.machine.view.market(market)!);
      estimates.set(`${chain.number + 1}/${market}`, estimate);
    }
    const { number, receipts, timestamp } = chain.seal();
    const block = {
      ...makeBlock({ number }),
      timestamp,
      bytes: chain.blocks.at(-1)!,
      receipts: receipts.bytes,
    };
    blocks.push(block);
    for (const event of receipts.events()) events.push({ ...event, block: Number(number) });
    history.onStored(block);
  };
  const traffic = new RandomTraffic(chain, rng);
  traffic.fund();
  seal();
  for (let i = 0; i < BLOCKS; i++) {
    chain.vote(970_000 + (rng.uint32() % 40_000), 350_000 + (rng.uint32() % 9_000));
    if (rng.uint32() % 3 === 0) traffic.step();
    // Enough slots are sampled: on to the next interval, some of which nobody trades in.
    if (i % 50 > 40) chain.timestamp += INTERVAL_MS / 2;
    seal();
  }
  await history.reached(BigInt(chain.number), 30_000);
  return {
    history,
    chain,
    events,
    estimates,
    async close() {
      await history.close();
      await rm(folder, { recursive: true });
    },
  };
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

describe("funding and cash as they are told", () => {
  it.each([1, 2, 3])(
    "add up to what the engine settled, owes and holds, to the unit (seed %i)",
    async (seed) => {
      const { chain, close, estimates, events, history } = await live(seededRng(seed));
      const { view } = chain.machine;
      const accruals = events.filter((event) => event.kind === "funding");
      const paid = events.filter((event) => event.kind === "fundingPayment");
      expect(accruals.filter((event) => event.rate !== 0n).length).toBeGreaterThan(10);
      expect(paid.length).toBeGreaterThan(50);

      const all: FundingEntry[] = [];
      for (let account = 1; account < view.header().accountTop; account++) {
        const entries = await history.funding(account, EVERYTHING);
        all.push(...entries);
        for (const market of [0, 1]) {
          const told = entries.filter((entry) => entry.market === market);
          const settled = paid.filter((event) => event.account === account && event.market === market);
          // Between two settlements, and behind the last one up to now.
          let after = 0;
          for (const { block, payment } of settled) {
            const between = told.filter((entry) => entry.block > after && entry.block <= block);
            expect(sum(between.map((entry) => entry.payment))).toBe(payment);
            after = block;
          }
          const open = told.filter((entry) => entry.block > after);
          const pending = view.margin(account)!.positions.find((position) => position.market === market);
          expect(sum(open.map((entry) => entry.payment))).toBe(pending?.pendingFunding ?? 0n);
        }
      }
      // What is told as the coming rate is what comes, once enough slots count.
      for (const { block, market, rate, slots } of accruals) {
        const estimate = estimates.get(`${block}/${market}`);
        expect(estimate?.slots ?? 0).toBe(slots);
        if (slots >= 15) expect(estimate?.rate).toBe(rate);
      }
      // Who pays, pays somebody: of each accrual only the ceilings remain, less than one unit a holder.
      for (const accrual of accruals) {
        const entries = all.filter(
          (entry) => entry.block === accrual.block && entry.market === accrual.market,
        );
        expect(sum(entries.map((entry) => entry.size))).toBe(0n);
        const rest = sum(entries.map((entry) => entry.payment));
        expect(
          rest < BigInt(Math.max(entries.length, 1)) && rest > -BigInt(Math.max(entries.length, 1)),
        ).toBe(true);
        for (const entry of entries)
          expect(entry).toMatchObject({ rate: accrual.rate, time: Number(accrual.time) });
      }
      expect(sum(paid.map((event) => event.payment))).toBe(view.header().dust);

      // The ledger knows every unit of everybody's cash: each entry continues the one before, the last is what the engine has.
      for (let account = 1; account < view.header().accountTop; account++) {
        const ledger: LedgerEntry[] = [];
        for (let after: LedgerEntry | undefined; ; after = ledger.at(-1)) {
          const page = await history.ledger(account, { ...EVERYTHING, ...(after && { after }) });
          if (page.length === 0) break;
          ledger.push(...page);
        }
        let cash = 0n;
        for (const entry of ledger) {
          cash += entry.amount;
          expect(entry.cash).toBe(cash);
        }
        expect(cash).toBe(view.account(account)!.cash);
      }
      await close();
    },
  );
});
