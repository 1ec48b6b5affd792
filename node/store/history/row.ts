/** Values of the history's tables: compact JSON in which a 64-bit integer is a string that starts with `n`. */
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Entries hold codes and hex besides numbers; none of those starts with `n` and a digit. */
const INTEGER = /^n-?[0-9]+$/;

export function encodeRow(value: object): Uint8Array {
  return encoder.encode(
    JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? `n${item}` : item)),
  );
}

export function decodeRow<Entry>(bytes: Uint8Array): Entry {
  return JSON.parse(decoder.decode(bytes), (_key, item) =>
    typeof item === "string" && INTEGER.test(item) ? BigInt(item.slice(1)) : item,
  ) as Entry;
}
