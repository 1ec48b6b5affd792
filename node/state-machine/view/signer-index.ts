/** Finding a signer by address through the engine's own hash index (`engine/assembly/signing/signers.ts`). */
import { signerIndexLayout, signerLayout } from "../layout/generated.ts";

const ADDRESS_WORDS = 5;
const SLOT_BITS = 21;
const SLOT_MASK = 2 ** SLOT_BITS - 1;
const INDEX_SHIFT = 10;
const MIX = 0x9e37_79b1;

/** The top 22 bits choose the place, the low 11 bits are the tag. */
function hashAddress(address: DataView): number {
  let hash = 0;
  for (let word = 0; word < ADDRESS_WORDS; word++) {
    hash = Math.imul(hash ^ address.getUint32(4 * word, true), MIX);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

function holds(memory: DataView, slot: number, address: DataView): boolean {
  const at = signerLayout.base + slot * signerLayout.size + signerLayout.offset.address;
  for (let word = 0; word < ADDRESS_WORDS; word++) {
    if (memory.getUint32(at + 4 * word, true) !== address.getUint32(4 * word, true)) return false;
  }
  return true;
}

/** Slot of the signer with this 20-byte address; 0 when there is none. Expected work: one probe. */
export function findSigner(memory: DataView, address: Uint8Array): number {
  const view = new DataView(address.buffer, address.byteOffset, ADDRESS_WORDS * 4);
  const hash = hashAddress(view);
  const tag = (hash << SLOT_BITS) >>> 0;
  let place = hash >>> INDEX_SHIFT;
  for (;;) {
    const entry = memory.getUint32(signerIndexLayout.base + place * signerIndexLayout.size, true);
    if (entry === 0) return 0;
    const slot = entry & SLOT_MASK;
    if ((entry & ~SLOT_MASK) >>> 0 === tag && holds(memory, slot, view)) return slot;
    place = (place + 1) % signerIndexLayout.capacity;
  }
}
