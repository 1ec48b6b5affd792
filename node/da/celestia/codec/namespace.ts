import { NovateError } from "../../../primitives/error.ts";

/** A namespace is one version byte and 28 bytes of id. */
export const NAMESPACE_BYTES = 29;
/** Bytes of a version 0 namespace that a user may choose. */
export const USER_ID_BYTES = 10;

function reserved(version: number, fill: number, last: number): Uint8Array {
  const namespace = new Uint8Array(NAMESPACE_BYTES).fill(fill);
  namespace[0] = version;
  namespace[NAMESPACE_BYTES - 1] = last;
  return namespace;
}

export const TX_NAMESPACE: Uint8Array = reserved(0, 0, 0x01);
export const PAY_FOR_BLOB_NAMESPACE: Uint8Array = reserved(0, 0, 0x04);
export const PAY_FOR_FIBRE_NAMESPACE: Uint8Array = reserved(0, 0, 0x05);
/** Also the greatest of the primary reserved namespaces. */
export const RESERVED_PADDING_NAMESPACE: Uint8Array = reserved(0, 0, 0xff);
export const TAIL_PADDING_NAMESPACE: Uint8Array = reserved(0xff, 0xff, 0xfe);
export const PARITY_NAMESPACE: Uint8Array = reserved(0xff, 0xff, 0xff);

/** Byte-wise order: negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** The version 0 namespace of up to ten bytes, padded on the left. Throws `CELESTIA_NAMESPACE`. */
export function userNamespace(id: Uint8Array): Uint8Array {
  if (id.length > USER_ID_BYTES) {
    throw new NovateError("CELESTIA_NAMESPACE", `expected at most ${USER_ID_BYTES} bytes, got ${id.length}`);
  }
  const namespace = new Uint8Array(NAMESPACE_BYTES);
  namespace.set(id, NAMESPACE_BYTES - id.length);
  checkBlobNamespace(namespace);
  return namespace;
}

/** Throws `CELESTIA_NAMESPACE` unless blobs may be posted to `namespace`: version 0, 18 zero bytes, not reserved. */
export function checkBlobNamespace(namespace: Uint8Array): void {
  if (namespace.length !== NAMESPACE_BYTES) {
    throw new NovateError("CELESTIA_NAMESPACE", `expected ${NAMESPACE_BYTES} bytes, got ${namespace.length}`);
  }
  const hex = Buffer.from(namespace).toString("hex");
  if (namespace[0] !== 0) throw new NovateError("CELESTIA_NAMESPACE", `expected version 0, got ${hex}`);
  if (namespace.subarray(1, NAMESPACE_BYTES - USER_ID_BYTES).some((byte) => byte !== 0)) {
    throw new NovateError("CELESTIA_NAMESPACE", `expected 18 zero bytes before the id, got ${hex}`);
  }
  if (compareBytes(namespace, RESERVED_PADDING_NAMESPACE) <= 0) {
    throw new NovateError("CELESTIA_NAMESPACE", `expected a namespace above the reserved ones, got ${hex}`);
  }
}
