/** Takes an owner's money out step by step, each found anew from L1 and the state: it may be interrupted and repeated anywhere. */
import type { Address } from "viem";
import { fromHex } from "../../primitives/bytes.ts";
import { errorCode, errorMessage, NovateError } from "../../primitives/error.ts";
import { sleep, type Timers } from "../../primitives/timers.ts";
import type { StateMachine } from "../../state-machine/index.ts";
import type { Report } from "../events.ts";
import { revertName } from "../l1/errors.ts";
import type { L1Call, L1Sender } from "../l1/sender.ts";
import type { L1Watcher } from "../l1/watcher.ts";
import type { Withdrawals } from "../withdrawals.ts";
import { forceWithdrawalCall, payCall, sequenceCall } from "./calls.ts";
import type { Dismissal } from "./dismissal.ts";
import type { EscapeFactsReader } from "./facts.ts";
import { type EscapeFacts, type EscapeStep, nextStep } from "./plan.ts";

/** Messages of one block. */
const MAX_MESSAGES = 256;
/** L1 is silent, or what was sent may or may not have arrived. */
const TRANSIENT = ["L1_RPC", "L1_PENDING", "L1_NONCE_TAKEN"];
/** Somebody else was faster, or L1 moved on: look again. */
const LOOK_AGAIN = [
  "SequencerActive",
  "ForcedMessagesDue",
  "WrongMessages",
  "UnknownMessage",
  "InvalidFirstMessage",
  "AlreadyPaid",
  "OutflowCapExceeded",
  "BridgePaused",
  "NotSequencer",
  "NothingLeftOut",
  "SequencerTooNew",
];

export interface EscaperOptions {
  readonly owner: Address;
  readonly inbox: Address;
  readonly vault: Address;
  readonly pollMs: number;
}

export interface EscaperDependencies {
  readonly facts: Pick<EscapeFactsReader, "read">;
  readonly sender: Pick<L1Sender, "send">;
  readonly machine: Pick<StateMachine, "view">;
  readonly watcher: Pick<L1Watcher, "messages">;
  readonly withdrawals: Pick<Withdrawals, "prove">;
  readonly dismissal: Pick<Dismissal, "call">;
  readonly timers: Timers;
  readonly report: Report;
  /** Begins to assert the state, so that leaves become provable; called once or more. */
  assert(): void;
  /** Told every step, also when it is the same as before. */
  onStep(step: EscapeStep, facts: EscapeFacts): void;
}

export class Escaper {
  readonly #options: EscaperOptions;
  readonly #dependencies: EscaperDependencies;
  readonly #forced = new Set<number>();

  constructor(options: EscaperOptions, dependencies: EscaperDependencies) {
    this.#options = options;
    this.#dependencies = dependencies;
  }

  /** Resolves when nothing of the owner is left in the chain or unpaid. Throws `ESCAPE_IMPOSSIBLE`, L1's errors, or on abort. */
  async run(signal: AbortSignal): Promise<void> {
    const { facts, timers, onStep, report } = this.#dependencies;
    for (;;) {
      signal.throwIfAborted();
      try {
        const now = await facts.read(this.#forced);
        const step = nextStep(now);
        onStep(step, now);
        if (step.kind === "done") return;
        await this.#take(step, signal);
      } catch (error) {
        // Whatever became of it shows on L1, which is read again before anything else is done.
        if (!TRANSIENT.includes(errorCode(error)) && !LOOK_AGAIN.includes(revertName(error) ?? ""))
          throw error;
        report({ level: "warn", code: errorCode(error), message: errorMessage(error) });
      }
      await sleep(timers, this.#options.pollMs, signal);
    }
  }

  async #take(step: EscapeStep, signal: AbortSignal): Promise<void> {
    if (step.kind === "stuck") {
      const message = "expected a chain with a wind-down, or the owner's key and no positions";
      throw new NovateError("ESCAPE_IMPOSSIBLE", message);
    }
    if (step.kind === "finality" || step.kind === "accuse") this.#dependencies.assert();
    const call = await this.#callOf(step);
    if (call === undefined) return;
    await this.#dependencies.sender.send(
      async () => call,
      async () => {},
      signal,
    );
    if (step.kind === "force") this.#forced.add(step.sub);
  }

  async #callOf(step: EscapeStep): Promise<L1Call | undefined> {
    const { owner, inbox, vault } = this.#options;
    const { machine, watcher, withdrawals } = this.#dependencies;
    if (step.kind === "sequence") {
      const from = machine.view.header().inboxCursor;
      return sequenceCall(inbox, from, watcher.messages(from, MAX_MESSAGES));
    }
    if (step.kind === "dismiss") return this.#dependencies.dismissal.call();
    if (step.kind === "force") return forceWithdrawalCall(inbox, step.sub, fromHex(owner, 20), step.amount);
    if (step.kind === "pay") return payCall(vault, await withdrawals.prove(step.index));
    return undefined;
  }
}
