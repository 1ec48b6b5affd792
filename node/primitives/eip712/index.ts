export { digestOf, transactionDigest } from "./digest.ts";
export { domainSeparator } from "./domain.ts";
export { type Domain, type PrimaryType, typedData, typedDataMessage, typedDataTypes } from "./types.ts";
