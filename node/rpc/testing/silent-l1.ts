import { fromHex } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import type { HistoryReader, L1Reads } from "../dependencies.ts";

async function silent(): Promise<never> {
  throw new NovateError("L1_RPC", "expected an answer from L1, there is none");
}

/** An L1 that does not answer. */
export const SILENT_L1: L1Reads = {
  ...{ vault: silent, paid: silent, payable: silent },
  messages: { deliveredBy: silent, transactionOf: async () => undefined },
};

const SOME_TRANSACTION = new Uint8Array(32).fill(0x17);

/** One that paid nothing, and whose every transaction delivered the chain's first message. */
export function bareL1(history: Pick<HistoryReader, "message">): L1Reads {
  return {
    ...SILENT_L1,
    paid: async (indexes) => indexes.map(() => ({ whole: false, part: 0n })),
    messages: {
      async deliveredBy() {
        const first = await history.message(0n);
        if (first === undefined) return undefined;
        const { message: index, messageKind: kind, l1Block, l1Time, sender } = first;
        return [{ index, kind, l1Block, l1Time, sender: fromHex(sender, 20), payload: new Uint8Array(0) }];
      },
      transactionOf: async () => SOME_TRANSACTION,
    },
  };
}
