import { NovateError } from "../../../primitives/error.ts";
import type { BlockStore } from "../../../store/port.ts";
import { fromInteger, fromRecord } from "../codec/encoding.ts";
import type { SubmitRecord, SubmitStore } from "./record.ts";

const KEY = "da/submission";
const VERSION = 1;

/** The submitter's record in the node's own database: synced when `save` resolves, so that no crash forgets a payment. */
export function createDurableSubmitStore(store: Pick<BlockStore, "getMeta" | "putMeta">): SubmitStore {
  const write = (value: unknown): Promise<void> => store.putMeta(KEY, Buffer.from(JSON.stringify(value)));
  return {
    async load() {
      const bytes = await store.getMeta(KEY);
      return bytes === undefined || bytes.length === 0 ? undefined : decode(bytes);
    },
    save: (record) => write({ version: VERSION, ...record }),
    clear: () => store.putMeta(KEY, new Uint8Array(0)),
  };
}

/** Throws `STORE_CORRUPT`: to forget what may have been sent would be to pay and publish twice. */
function decode(bytes: Uint8Array): SubmitRecord {
  try {
    const json = fromRecord(JSON.parse(Buffer.from(bytes).toString("utf8")));
    const { commitment, place, state, version } = json;
    if (version !== VERSION || (state !== "sent" && state !== "final"))
      throw new Error(`expected version ${VERSION} and a known state`);
    if (typeof commitment !== "string" || !/^[0-9a-f]{64}$/.test(commitment))
      throw new Error("expected a commitment");
    return {
      ...{ state, commitment },
      attempt: fromInteger(json.attempt),
      microGasPrice: fromInteger(json.microGasPrice),
      fromHeight: fromInteger(json.fromHeight),
      deadline: fromInteger(json.deadline),
      ...(place === undefined ? {} : { place: decodePlace(fromRecord(place)) }),
    };
  } catch (cause) {
    const message = "expected a record of the newest submission to the data-availability layer";
    throw new NovateError("STORE_CORRUPT", message, { key: KEY }, { cause });
  }
}

function decodePlace({ height, length, start }: Record<string, unknown>) {
  return { height: fromInteger(height), start: fromInteger(start), length: fromInteger(length) };
}
