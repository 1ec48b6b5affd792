/** What L1 and the derived state say about one owner's way out. */
import { type Address, type PublicClient, zeroAddress } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { equalBytes, fromHex } from "../../primitives/bytes.ts";
import { MessageKind } from "../../primitives/codec/index.ts";
import type { StateMachine } from "../../state-machine/index.ts";
import { l1Error } from "../l1/errors.ts";
import type { L1Watcher } from "../l1/watcher.ts";
import type { Withdrawals } from "../withdrawals.ts";
import type { Dismissal } from "./dismissal.ts";
import type { EscapeFacts, HeldAccount } from "./plan.ts";

const MS = 1_000n;
/** Messages looked at for forced transactions that wait. */
const PAGE = 256;

export interface EscapeFactsOptions {
  readonly inbox: Address;
  readonly owner: Address;
  readonly canForce: boolean;
}

export interface EscapeFactsDependencies {
  readonly client: PublicClient;
  readonly machine: Pick<StateMachine, "view" | "withdrawals">;
  readonly watcher: Pick<L1Watcher, "status" | "messages">;
  readonly withdrawals: Pick<Withdrawals, "status">;
  readonly dismissal: Pick<Dismissal, "leftOut">;
  /** Newest slot of the node's own chain. */
  head(): bigint;
}

/** Reads L1 at one block. Throws `L1_RPC`. */
export class EscapeFactsReader {
  readonly #options: EscapeFactsOptions;
  readonly #dependencies: EscapeFactsDependencies;
  readonly #owner: Uint8Array;
  /** Leaves known to be paid, and leaves of others, below the first unknown one. */
  readonly #settled = new Set<number>();

  constructor(options: EscapeFactsOptions, dependencies: EscapeFactsDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#owner = fromHex(options.owner, 20);
  }

  async read(forced: ReadonlySet<number>): Promise<EscapeFacts> {
    const { machine, watcher, dismissal, head } = this.#dependencies;
    const { now, nextBlock, opensAt } = await this.#l1();
    const derived = watcher.status.caughtUp && head() + 1n >= nextBlock;
    const { phase, lastOrdinaryTime, windDownAfter } = machine.view.header();
    const silentFrom = (lastOrdinaryTime + MS - 1n) / MS;
    return {
      now,
      derived,
      phase,
      opensAt,
      leftOut: derived && now < opensAt ? await dismissal.leftOut() : "none",
      windDownAt: windDownAfter === 0 ? undefined : silentFrom + BigInt(windDownAfter),
      held: this.#held(),
      unpaid: derived ? await this.#unpaid() : [],
      waiting: derived ? this.#waiting() : 0,
      canForce: this.#options.canForce,
      forced,
    };
  }

  async #l1(): Promise<{ now: bigint; nextBlock: bigint; opensAt: bigint }> {
    const { client } = this.#dependencies;
    try {
      const { number, timestamp } = await client.getBlock({ blockTag: "latest" });
      const inbox = { abi: inboxAbi, address: this.#options.inbox, blockNumber: number } as const;
      const [nextBlock, sequencer, lastSequenced, selfDelay] = await Promise.all([
        client.readContract({ ...inbox, functionName: "nextBlock" }),
        client.readContract({ ...inbox, functionName: "sequencer" }),
        client.readContract({ ...inbox, functionName: "lastSequenced" }),
        client.readContract({ ...inbox, functionName: "SELF_DELAY" }),
      ]);
      // A dismissed sequencer is waited for by nobody.
      const opensAt = sequencer === zeroAddress ? 0n : lastSequenced + selfDelay;
      return { now: timestamp, nextBlock, opensAt };
    } catch (error) {
      throw l1Error(error);
    }
  }

  #held(): HeldAccount[] {
    const { view } = this.#dependencies.machine;
    return view
      .accountsOf(this.#owner)
      .filter(({ cash, positionCount, orderCount }) => cash !== 0n || positionCount + orderCount > 0)
      .map(({ id, sub, positionCount, orderCount }) => ({
        sub,
        flat: positionCount + orderCount === 0,
        withdrawable: view.margin(id)?.withdrawable ?? 0n,
      }));
  }

  async #unpaid(): Promise<EscapeFacts["unpaid"]> {
    const { machine, withdrawals } = this.#dependencies;
    const unpaid: { index: number; stage: EscapeFacts["unpaid"][number]["stage"] }[] = [];
    for (let index = 0; index < machine.withdrawals.count; index++) {
      if (this.#settled.has(index)) continue;
      const { recipient } = machine.withdrawals.at(index)!;
      const stage = equalBytes(recipient, this.#owner) ? (await withdrawals.status(index)).stage : "paid";
      if (stage === "paid") this.#settled.add(index);
      else unpaid.push({ index, stage });
    }
    return unpaid;
  }

  #waiting(): number {
    const { machine, watcher } = this.#dependencies;
    const messages = watcher.messages(machine.view.header().inboxCursor, PAGE);
    return messages.filter(({ kind, sender }) => {
      return kind === MessageKind.Forced && equalBytes(sender, this.#owner);
    }).length;
  }
}
