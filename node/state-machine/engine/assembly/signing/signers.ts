import * as header from "../generated/header";
import * as signer from "../generated/signer";
import * as signerIndex from "../generated/signerIndex";
import { equal20 } from "../memory/bytes";

const SLOT_BITS: u32 = 21;
const SLOT_MASK: u32 = (1 << SLOT_BITS) - 1;
const INDEX_SHIFT: u32 = 10;
const MIX: u32 = 0x9e37_79b1;

/** Five rounds over the little-endian words of the address: top 22 bits choose the place, low 11 bits are the tag. */
function hashAddress(address: u32): u32 {
  let hash: u32 = 0;
  for (let i: u32 = 0; i < 20; i += 4) {
    hash = (hash ^ load<u32>(address + i)) * MIX;
    hash ^= hash >> 15;
  }
  return hash;
}

/** The index entry where the search for an address begins. */
export function firstEntry(address: u32): u32 {
  return signerIndex.entry(signerIndex.at(hashAddress(address) >> INDEX_SHIFT));
}

// @ts-expect-error: decorator
@inline
export function signerOfEntry(entry: u32): u32 {
  return signer.at(entry & SLOT_MASK);
}

/** The signer record of an address, or 0. Expected one probe; the index is at most a third full. */
export function findSigner(address: u32): u32 {
  const hash = hashAddress(address);
  const tag = hash << SLOT_BITS;
  let place = hash >> INDEX_SHIFT;
  while (true) {
    const entry = signerIndex.entry(signerIndex.at(place));
    if (entry === 0) return 0;
    if ((entry & ~SLOT_MASK) === tag) {
      const found = signerOfEntry(entry);
      if (equal20(signer.addressAddress(found), address)) return found;
    }
    place = (place + 1) & (signerIndex.CAPACITY - 1);
  }
}

/** The signer record of an address, created if new; 0 when the arena is full. */
export function findOrCreateSigner(address: u32): u32 {
  const found = findSigner(address);
  if (found !== 0) return found;
  const slot = header.signerTop();
  if (slot === signer.CAPACITY) return 0;
  const created = signer.at(slot);
  header.setSignerTop(slot + 1);
  signer.setAddress(created, address);
  const hash = hashAddress(address);
  let place = hash >> INDEX_SHIFT;
  while (signerIndex.entry(signerIndex.at(place)) !== 0) place = (place + 1) & (signerIndex.CAPACITY - 1);
  signerIndex.setEntry(signerIndex.at(place), (hash << SLOT_BITS) | slot);
  return created;
}
