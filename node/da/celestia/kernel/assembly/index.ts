export { encodeShards } from "./leopard";
export { hashLeaves, hashPairs, prepare } from "./nmt";

/** The first byte that is free for the caller: static data ends here. */
export function heapBase(): usize {
  return __heap_base;
}
