/** What the pool and its workers send each other: flat buffers, transferred, never copied. */
export const DIGEST_BYTES = 32;
export const ADDRESS_BYTES = 20;
/** One request in a message: u32 little-endian length, then that many bytes of a transaction. */
export const LENGTH_BYTES = 4;
/** One answer: 1 = found or 0, the digest, then the address. */
export const ANSWER_BYTES = 1 + DIGEST_BYTES + ADDRESS_BYTES;

/** `workerData` of a worker. */
export interface RecoverSettings {
  /** EIP-712 domain separator of the chain. */
  readonly domainSeparator: Uint8Array;
}

/** `count` requests, one behind the other. */
export interface RecoverRequest {
  readonly requests: Uint8Array<ArrayBuffer>;
  readonly count: number;
}

/** `answers` = count * ANSWER_BYTES, in the order of the request. */
export interface RecoverAnswer {
  readonly answers: Uint8Array<ArrayBuffer>;
}
