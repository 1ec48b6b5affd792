import type { Timers } from "../../../primitives/timers.ts";
import { createNodeSource } from "../block-source.ts";
import { celestiaError, methodError } from "../client/errors.ts";
import { createNodeClient } from "../client/node-client.ts";
import { isRecord } from "../codec/encoding.ts";
import type { CelestiaEndpoint } from "../endpoint.ts";
import type { MockChain } from "../mock/chain.ts";
import { dispatch } from "../mock/dispatch.ts";
import { createFaultScript } from "../mock/faults.ts";
import { createShareProofs } from "../share-proofs.ts";

const EVERYTHING = ["public", "read", "write", "admin"];

/** A celestia-node without sockets, for simulated time: the same methods and errors, with time-outs by the given timers. */
export interface SimulatedEndpoint extends CelestiaEndpoint {
  /** While it is down, nothing answers and nothing is sent. */
  down: boolean;
}

export function createSimulatedEndpoint(
  chain: MockChain,
  { timeoutMs, timers }: { readonly timeoutMs: number; readonly timers: Timers },
): SimulatedEndpoint {
  const state = { down: false };
  const faults = createFaultScript();
  const context = { chain, view: { lag: 0, tail: 1 } };
  const client = createNodeClient({ url: "", maxMessageBytes: 0 }, async (method, params) => {
    if (state.down) throw celestiaError("CELESTIA_CONNECTION", `${method}: no answer`);
    const answered = dispatch({ jsonrpc: "2.0", id: 1, method, params }, EVERYTHING, { faults, context });
    const { body } = await withTimeout(answered, method);
    if (isRecord(body.error)) throw methodError(method, String(body.error.message));
    return body.result ?? null;
  });

  const withTimeout = <T>(work: Promise<T>, method: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const cancel = timers.after(timeoutMs, () => reject(celestiaError("CELESTIA_TIMEOUT", method)));
      void work.then(resolve, reject).finally(cancel);
    });

  return {
    writer: client,
    source: createNodeSource(client),
    proofs: createShareProofs(client),
    get down() {
      return state.down;
    },
    set down(value) {
      state.down = value;
    },
  };
}
