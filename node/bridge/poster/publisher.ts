/** Gets one payload onto the data-availability layer exactly once, whatever the layer answers. */
import type { Attachment, DaPointer, DataAvailability } from "../../da/port.ts";
import { equalBytes, toHex, viewOf } from "../../primitives/bytes.ts";
import type { Clock } from "../../primitives/clock.ts";
import { NovateError } from "../../primitives/error.ts";
import type { BlockStore } from "../../store/port.ts";

export interface PublisherOptions {
  /** How long an unknown outcome is looked for before the payload is handed over again, ms. */
  readonly resubmitAfterMs: number;
}

export interface PublisherDependencies {
  readonly da: DataAvailability;
  readonly store: Pick<BlockStore, "getMeta" | "putMeta">;
  readonly clock: Clock;
}

const META_KEY = "bridge/poster";

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #da: DataAvailability;
  readonly #store: PublisherDependencies["store"];
  readonly #clock: Clock;
  /** What the newest payload's own transaction carries. */
  #attached: { readonly commitment: string; readonly attachment: Attachment } | undefined;
  /** When this process last handed the payload over, by commitment. */
  #submitted: { readonly commitment: string; readonly at: number } | undefined;

  constructor(options: PublisherOptions, dependencies: PublisherDependencies) {
    this.#options = options;
    this.#da = dependencies.da;
    this.#store = dependencies.store;
    this.#clock = dependencies.clock;
  }

  /** What the transaction that names the payload must carry; undefined for a layer of its own. Proofs are made once a payload. */
  async attach(payload: Uint8Array, commitment: Uint8Array): Promise<Attachment | undefined> {
    if (this.#da.attach === undefined) return undefined;
    const name = toHex(commitment);
    if (this.#attached?.commitment === name) return this.#attached.attachment;
    const attachment = await this.#da.attach(payload);
    this.#checked(attachment.pointer, commitment);
    this.#attached = { commitment: name, attachment };
    return attachment;
  }

  /** Notes where the layer stood before batch `index` could have been submitted: the search for it starts there. */
  async begin(index: number): Promise<void> {
    const note = new Uint8Array(12);
    viewOf(note).setUint32(0, index);
    viewOf(note).setBigUint64(4, await this.#da.head());
    await this.#store.putMeta(META_KEY, note);
  }

  /**
   * Where the payload is, submitting it unless it is there already. Throws `DA_PENDING` (outcome unknown: call again) or
   * `DA_REFUSED`.
   */
  async publish(
    index: number,
    payload: Uint8Array,
    commitment: Uint8Array,
    signal: AbortSignal,
  ): Promise<DaPointer> {
    const attachment = await this.attach(payload, commitment);
    if (attachment) return attachment.pointer;
    const found = await this.#da.find(commitment, await this.#searchFrom(index), signal);
    if (found) return this.#checked(found, commitment);
    const name = toHex(commitment);
    const now = this.#clock.now();
    const waiting =
      this.#submitted?.commitment === name && now - this.#submitted.at < this.#options.resubmitAfterMs;
    if (waiting) throw pending("it is not found yet");
    this.#submitted = { commitment: name, at: now };
    const outcome = await this.#da.submit(payload, signal);
    if (outcome.status === "included") return this.#checked(outcome.pointer, commitment);
    if (outcome.status === "unknown") throw pending(outcome.reason);
    this.#submitted = undefined;
    throw new NovateError(
      "DA_REFUSED",
      `expected the payload to be accepted, got ${outcome.code}: ${outcome.reason}`,
      { code: outcome.code },
    );
  }

  async #searchFrom(index: number): Promise<bigint> {
    const note = await this.#store.getMeta(META_KEY);
    if (note === undefined || viewOf(note).getUint32(0) !== index) return 0n;
    return viewOf(note).getBigUint64(4);
  }

  #checked(pointer: DaPointer, commitment: Uint8Array): DaPointer {
    if (equalBytes(pointer.commitment, commitment)) return pointer;
    throw new NovateError("DA_MISMATCH", "expected the pointer of the payload's own commitment", {
      expected: toHex(commitment),
      got: toHex(pointer.commitment),
    });
  }
}

function pending(reason: string): NovateError {
  return new NovateError(
    "DA_PENDING",
    `expected the payload to be included, the outcome is unknown: ${reason}`,
  );
}
