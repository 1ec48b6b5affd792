/** Which of its account's lists an open order lies in: the words of docs/spec/state.md, without any of the engine's code. */
const ORDER_LISTS = 16;
const SLOTS = 2n ** 22n;

/** `clientId`: 16 bytes, all zero for none. */
export function orderListOf(id: bigint, clientId: Uint8Array): number {
  const view = new DataView(clientId.buffer, clientId.byteOffset, clientId.length);
  const [low, high] = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
  if (low === 0n && high === 0n) return Number((id / SLOTS) % BigInt(ORDER_LISTS));
  const mixed = (low ^ BigInt.asUintN(64, high * 0xc2b2ae3d27d4eb4fn)) * 0x9e3779b97f4a7c15n;
  return Number(BigInt.asUintN(64, mixed) >> 60n);
}
