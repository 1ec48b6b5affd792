/** No signature counts twice (I33), and what fails leaves no event (I32): a plain set of all nonces ever accepted. */
import type { Step } from "../play.ts";

const KEPT = 1024;
const DROPPED = 16;
const DAY = 86_400_000;
const OK = 0;
const WIND_DOWN = 80;
const NONCE_CODES = { outOfWindow: 7, used: 8, tooLow: 9 } as const;
/** Codes that are judged before the nonce. */
const LAST_EARLIER_CODE = 6;

/** Of one signer: every nonce it was ever granted, those that count for its floor, the floor. */
interface Accepted {
  readonly ever: Set<number>;
  kept: number[];
  floor: number;
}

export class NonceWatch {
  readonly #signers = new Map<string, Accepted>();

  readonly watch = ({ state: s, code }: Step): string | undefined => {
    if (code !== 0) return undefined;
    for (const [i, event] of s.events.entries()) {
      if (event.kind !== "transactionReceipt") continue;
      const result = Number(event.code);
      if (result !== OK && s.events[i + 1]?.kind === "actionReceipt")
        return `I32: transaction ${event.transaction} failed and had a result`;
      if ((result > OK && result <= LAST_EARLIER_CODE) || result === WIND_DOWN) continue;
      const signer = String(event.signer);
      const expected = this.#judge(signer, Number(event.nonce), s.timestamp);
      if (expected !== result)
        return `I33: nonce ${event.nonce} of ${signer} gave ${result}, expected ${expected}`;
    }
    return undefined;
  };

  #judge(signer: string, nonce: number, now: number): number {
    const known = this.#signers.get(signer) ?? { ever: new Set<number>(), kept: [], floor: 0 };
    this.#signers.set(signer, known);
    if (nonce <= now - 2 * DAY || nonce >= now + DAY) return NONCE_CODES.outOfWindow;
    if (nonce <= known.floor) return NONCE_CODES.tooLow;
    if (known.ever.has(nonce)) return NONCE_CODES.used;
    known.ever.add(nonce);
    known.kept = [...known.kept, nonce].filter((kept) => kept > now - 2 * DAY);
    if (known.kept.length < KEPT + DROPPED) return OK;
    known.kept.sort((a, b) => a - b);
    known.floor = known.kept[DROPPED - 1]!;
    known.kept = known.kept.slice(DROPPED);
    return OK;
  }
}
