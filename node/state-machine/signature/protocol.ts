/** What the pool and its workers send each other: flat buffers, transferred, never copied. */
export const DIGEST_BYTES = 32;
export const SIGNATURE_BYTES = 64;
export const ADDRESS_BYTES = 20;
/** One request in a message: digest, then packed signature. */
export const REQUEST_BYTES = DIGEST_BYTES + SIGNATURE_BYTES;
/** One answer: 1 = found or 0, then the address. */
export const ANSWER_BYTES = 1 + ADDRESS_BYTES;

/** `requests` = count * REQUEST_BYTES. */
export interface RecoverRequest {
  readonly requests: Uint8Array<ArrayBuffer>;
}

/** `answers` = count * ANSWER_BYTES, in the order of the request. */
export interface RecoverAnswer {
  readonly answers: Uint8Array<ArrayBuffer>;
}
