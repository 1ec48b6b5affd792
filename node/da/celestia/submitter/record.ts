/** What is known of the one submission in flight, or of the last one that ended well. */
export interface SubmitRecord {
  /** `sent` may or may not be included; `final` is included and verified. */
  readonly state: "sent" | "final";
  /** Hexadecimal share commitment. */
  readonly commitment: string;
  readonly attempt: number;
  /** Millionths of a utia per unit of gas. */
  readonly microGasPrice: number;
  /** First height that can include it. */
  readonly fromHeight: number;
  /** Past this height it can no longer be included: the mempool has dropped it. */
  readonly deadline: number;
  /** Where it is, once final: height, first share, shares. */
  readonly place?: { readonly height: number; readonly start: number; readonly length: number };
}

/**
 * Keeps the record over crashes. `save` must be durable when it resolves: it is called before anything is sent, so that
 * a submission whose outcome is unknown is looked for, never repeated blindly.
 */
export interface SubmitStore {
  load(): Promise<SubmitRecord | undefined>;
  save(record: SubmitRecord): Promise<void>;
  clear(): Promise<void>;
}

/** A store that forgets with the process: for tests and throw-away chains. */
export function createMemorySubmitStore(): SubmitStore {
  let record: SubmitRecord | undefined;
  return {
    load: async () => record,
    save: async (next) => {
      record = next;
    },
    clear: async () => {
      record = undefined;
    },
  };
}
