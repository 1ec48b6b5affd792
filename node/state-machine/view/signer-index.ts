/** Finding a signer by address. */
import { headerLayout, signerLayout } from "../layout/generated.ts";

const ADDRESS_BYTES = 20;

/** Slot of the signer with this 20-byte address; 0 when there is none. */
export function findSigner(memory: DataView, address: Uint8Array): number {
  const top = memory.getUint32(headerLayout.base + headerLayout.offset.signerTop, true);
  for (let slot = 1; slot < top; slot++) {
    const at = signerLayout.base + slot * signerLayout.size + signerLayout.offset.address;
    let same = true;
    for (let i = 0; i < ADDRESS_BYTES && same; i++) same = memory.getUint8(at + i) === address[i];
    if (same) return slot;
  }
  return 0;
}
