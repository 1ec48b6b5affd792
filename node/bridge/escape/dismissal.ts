/** Whether the sequencer can be dismissed for leaving messages out (docs/spec/l1.md, `Inbox.dismissSequencer`), and the call that does it. */
import type { Address, PublicClient } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { fromHex, toHex } from "../../primitives/bytes.ts";
import type { StateMachine } from "../../state-machine/index.ts";
import type { HeaderArchive } from "../header-archive.ts";
import { l1Error, revertName } from "../l1/errors.ts";
import type { L1Call } from "../l1/sender.ts";
import type { L1Watcher } from "../l1/watcher.ts";

/**
 * `none`: it took everything in, or was only late. `unproven`: the state here has left out what was due for `SELF_DELAY`; it must be
 * asserted and confirmed first. `provable`: L1 would dismiss the sequencer now.
 */
export type LeftOut = "none" | "unproven" | "provable";

export interface DismissalDependencies {
  readonly client: PublicClient;
  readonly machine: Pick<StateMachine, "view">;
  readonly watcher: Pick<L1Watcher, "assertions">;
  readonly headers: Pick<HeaderArchive, "ofState">;
}

const MS = 1_000n;

export class Dismissal {
  readonly #inbox: Address;
  readonly #dependencies: DismissalDependencies;

  constructor(options: { readonly inbox: Address }, dependencies: DismissalDependencies) {
    this.#inbox = options.inbox;
    this.#dependencies = dependencies;
  }

  /** By the state derived here, which must hold every batch on L1, and by L1's own judgement. Throws `L1_RPC`. */
  async leftOut(): Promise<LeftOut> {
    if (await this.#isProvable()) return "provable";
    const { client, machine } = this.#dependencies;
    const at = { address: this.#inbox, abi: inboxAbi } as const;
    try {
      const count = await client.readContract({ ...at, functionName: "batchCount" });
      if (count === 0n) return "none";
      const [{ lastTimestamp }, selfDelay] = await Promise.all([
        client.readContract({ ...at, functionName: "batch", args: [count - 1n] }),
        client.readContract({ ...at, functionName: "SELF_DELAY" }),
      ]);
      const time = lastTimestamp / MS;
      if (time < selfDelay) return "none";
      const due = await client.readContract({ ...at, functionName: "dueCount", args: [time - selfDelay] });
      return machine.view.header().inboxCursor < due ? "unproven" : "none";
    } catch (error) {
      throw l1Error(error);
    }
  }

  /** Ends the sequencer's role by the newest confirmed state; undefined while its header is not known here. */
  call(): L1Call | undefined {
    const { confirmed } = this.#dependencies.watcher.assertions;
    const header = confirmed && this.#dependencies.headers.ofState(fromHex(confirmed.stateRoot, 32));
    if (confirmed === undefined || header === undefined) return undefined;
    const { leaves, siblings } = header.proof;
    const args = [confirmed.id, { leaves: leaves.map(toHex), siblings: siblings.map(toHex) }];
    return { address: this.#inbox, abi: inboxAbi, functionName: "dismissSequencer", args };
  }

  async #isProvable(): Promise<boolean> {
    const call = this.call();
    if (call === undefined) return false;
    try {
      await this.#dependencies.client.simulateContract(call as never);
      return true;
    } catch (cause) {
      const error = l1Error(cause);
      // The Inbox has its reasons, each by name; anything else says nothing about the sequencer.
      if (revertName(error) === undefined) throw error;
      return false;
    }
  }
}
