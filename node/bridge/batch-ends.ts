/** Keeps the header of every block that ends a batch, so that any batch boundary can be asserted later. */
import { errorCode, errorMessage } from "../primitives/error.ts";
import type { Report } from "./events.ts";
import type { HeaderArchive } from "./header-archive.ts";
import type { HeaderProof } from "./header-proof.ts";
import type { L1Watcher } from "./l1/watcher.ts";

export interface BatchEndsOptions {
  /** A header is kept at least every so many payload bytes, so that a batch can always be closed after a restart. */
  readonly keepEveryBytes: number;
}

export interface BatchEndsDependencies {
  readonly headers: HeaderArchive;
  readonly watcher: Pick<L1Watcher, "batchList" | "status">;
  readonly report: Report;
}

/** A header is kept at least every so many blocks: a quarter of the largest batch. */
const KEEP_EVERY_BLOCKS = 16_384;
const PAGE = 256;

export class BatchEnds {
  readonly #options: BatchEndsOptions;
  readonly #dependencies: BatchEndsDependencies;
  /** Ends of confirmed batches whose blocks this node has not applied yet. */
  readonly #awaited = new Set<bigint>();
  #nextBatch: number;
  #bytes = 0;
  #blocks = 0;

  constructor(
    options: BatchEndsOptions & { readonly fromBatch: number },
    dependencies: BatchEndsDependencies,
  ) {
    this.#options = options;
    this.#dependencies = dependencies;
    this.#nextBatch = options.fromBatch;
  }

  /** Block `number` was sealed, `header` is the state's. Must be called before the next one. */
  onBlock(number: bigint, header: HeaderProof, bytes: number): void {
    this.#bytes += bytes;
    this.#blocks++;
    const end = this.#awaited.delete(number);
    if (end || this.#bytes >= this.#options.keepEveryBytes || this.#blocks >= KEEP_EVERY_BLOCKS) {
      this.#keep(header.blockNumber);
      this.#bytes = 0;
      this.#blocks = 0;
    }
  }

  /** The watcher may have new batches; `head` is this node's newest block. */
  onL1Change(head: bigint): void {
    const { watcher, headers } = this.#dependencies;
    while (this.#nextBatch < Number(watcher.status.batchCount)) {
      const page = watcher.batchList(this.#nextBatch, PAGE);
      for (const { index, lastBlock } of page) {
        this.#nextBatch = index + 1;
        if (lastBlock > head) this.#awaited.add(lastBlock);
        else if (headers.get(lastBlock)) this.#keep(lastBlock);
      }
      if (page.length === 0) return;
    }
  }

  #keep(number: bigint): void {
    this.#dependencies.headers.keep(number).catch((error: unknown) => {
      this.#dependencies.report({
        level: "alarm",
        code: errorCode(error),
        message: errorMessage(error),
        data: { number },
      });
    });
  }
}
