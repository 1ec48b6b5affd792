/** The arena of nonce pages (state.md): every page is one signer's or free, and chains hold together. */
import {
  headerLayout,
  noncePageLayout,
  readHeader,
  readNoncePage,
  readSigner,
  signerLayout,
} from "../../../node/state-machine/layout/generated.ts";
import { noncesOf, pagesDown } from "../../../node/state-machine/view/nonces.ts";

const MOST_PAGES = 38;

export function noncePagesFault(memory: DataView, signers: number): string | undefined {
  const { noncePageTop, freeNoncePage } = readHeader(memory, headerLayout.base);
  const seen = new Set<number>();
  for (let slot = 1; slot <= signers; slot++) {
    const fault = chainFault(memory, slot, seen);
    if (fault) return `signer ${slot}: ${fault}`;
  }
  for (let slot = freeNoncePage; slot !== 0; slot = pageAt(memory, slot).higher) {
    if (seen.has(slot)) return `nonce page ${slot} is free twice, or in use`;
    seen.add(slot);
  }
  return seen.size === noncePageTop - 1 ? undefined : `${seen.size} nonce pages of ${noncePageTop - 1}`;
}

const pageAt = (memory: DataView, slot: number) =>
  readNoncePage(memory, noncePageLayout.base + slot * noncePageLayout.size);

function chainFault(memory: DataView, owner: number, seen: Set<number>): string | undefined {
  const signer = readSigner(memory, signerLayout.base + owner * signerLayout.size);
  if (signer.newestCount >= signer.newest.length) return "no room for its next nonce";
  let above = 0;
  let bound = Number.POSITIVE_INFINITY;
  let pages = 0;
  for (const { slot, record } of pagesDown(memory, signer)) {
    if (seen.has(slot)) return `nonce page ${slot} twice`;
    seen.add(slot);
    const nonces = noncesOf(record);
    if (record.owner !== owner || record.higher !== above) return `nonce page ${slot} is linked wrongly`;
    if (nonces.length === 0 || ++pages > MOST_PAGES) return `nonce page ${slot} is empty, or one too many`;
    for (const nonce of nonces.reverse()) {
      if (nonce >= bound) return `nonce page ${slot} does not ascend`;
      bound = nonce;
    }
    above = slot;
  }
  if (signer.lowPage !== above) return "its lowest nonce page is another";
  if (pages > 0 && signer.newestCount === 0) return "nonce pages, and no newest";
  return bound > Number(signer.nonceFloor) ? undefined : "keeps what lies below its floor";
}
