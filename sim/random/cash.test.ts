/** What the history tells of cash, against the reference's accounts, through liquidations, shared losses and wind-downs. */
import { describe, expect, it } from "vitest";
import { BlockReceipts } from "../../node/state-machine/receipts.ts";
import { cashChanges } from "../../node/store/history/cash-changes.ts";
import { CAUSES } from "../../node/store/history/records/ledger.ts";
import { applyBlock, emptyState } from "../reference/index.ts";
import { encodeCase } from "./case.ts";
import { Generator } from "./generate/generator.ts";
import { engineBytes, Machine } from "./machine.ts";
import { recover } from "./play.ts";
import { genesisBlock, worldNamed } from "./worlds.ts";

const BLOCKS = 250;
/** Those that know every way in which cash changes. */
const NAMES = ["stormy", "ruin", "closing"];

describe("the changes of cash that events tell", () => {
  it("are all there are: they add up to every account's cash after every block", () => {
    const machine = new Machine(engineBytes());
    const causes = new Set<string>();
    for (const name of NAMES) {
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        machine.reset();
        const state = emptyState();
        const genesis = genesisBlock(worldNamed(name));
        machine.apply(genesis);
        applyBlock(state, genesis, recover);
        const generator = new Generator(worldNamed(name), seed);
        const cash = new Map<number, bigint>();
        for (let i = 0; i < BLOCKS; i++) {
          const bytes = encodeCase(state, generator.next(state)!);
          const code = machine.apply(bytes);
          applyBlock(state, bytes, recover);
          if (code !== 0) continue;
          const output = machine.output().slice();
          const events = new DataView(output.buffer, output.byteOffset, output.byteLength);
          for (const at of new BlockReceipts(output).offsets()) {
            for (const change of cashChanges(events, at)) {
              causes.add(change.cause);
              cash.set(change.account, (cash.get(change.account) ?? 0n) + change.amount);
            }
          }
          for (const account of state.accounts.values())
            expect(cash.get(account.id) ?? 0n, `${name} ${seed} block ${i} account ${account.id}`).toBe(
              account.cash,
            );
        }
      }
    }
    expect(CAUSES.filter((cause) => !causes.has(cause))).toEqual([]);
  });
});
