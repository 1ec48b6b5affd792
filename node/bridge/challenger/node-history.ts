/** The honest source of histories: what this node derived itself. */
import type { History } from "../../state-machine/dispute/index.ts";
import { historyOf, type StateRoots } from "../asserter/state-roots.ts";
import type { BlockInputs } from "./block-input.ts";
import type { BlockHistory, HistorySource } from "./history-source.ts";
import type { Tracer } from "./trace/tracer.ts";

/** Histories kept, newest use last: a dispute asks for one of each again and again. */
const KEPT = 4;

export interface NodeHistoryDependencies {
  readonly roots: Pick<StateRoots, "get">;
  readonly inputs: Pick<BlockInputs, "bytes">;
  readonly tracer: Pick<Tracer, "open">;
}

export class NodeHistory implements HistorySource {
  readonly #height: number;
  readonly #dependencies: NodeHistoryDependencies;
  readonly #blocks = new Map<string, History>();
  readonly #traces = new Map<string, BlockHistory>();

  /** `blocksHeight`: of the tree over an assertion's blocks. */
  constructor(options: { readonly blocksHeight: number }, dependencies: NodeHistoryDependencies) {
    this.#height = options.blocksHeight;
    this.#dependencies = dependencies;
  }

  /** Undefined while this node has not derived so far. Throws `HISTORY_SIZE` for more blocks than a history holds. */
  blocks(first: bigint, last: bigint): Promise<History | undefined> {
    return keep(this.#blocks, `${first}-${last}`, () =>
      historyOf(this.#dependencies.roots, first, last, this.#height),
    );
  }

  /** Undefined while this node has not derived so far. Throws what opening the input or tracing throws. */
  block(number: bigint, batchIndex: bigint): Promise<BlockHistory | undefined> {
    return keep(this.#traces, `${number}`, async () => {
      if ((await this.#dependencies.roots.get(number)) === undefined) return undefined;
      const input = await this.#dependencies.inputs.bytes(batchIndex, number);
      return this.#dependencies.tracer.open(number, input);
    });
  }
}

async function keep<T>(
  kept: Map<string, T>,
  key: string,
  make: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const found = kept.get(key) ?? (await make());
  if (found === undefined) return undefined;
  kept.delete(key);
  kept.set(key, found);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return found;
}
