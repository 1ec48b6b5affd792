/** No signature counts twice (I33), and what fails leaves no event (I32): a plain set of all nonces ever accepted. */
import type { Step } from "../play.ts";

const KEPT = 64;
const DAY = 86_400_000;
const OK = 0;
const WIND_DOWN = 80;
const NONCE_CODES = { outOfWindow: 7, used: 8, tooLow: 9 } as const;
/** Codes that are judged before the nonce. */
const LAST_EARLIER_CODE = 6;

export class NonceWatch {
  readonly #accepted = new Map<string, Set<number>>();

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
    const accepted = this.#accepted.get(signer) ?? new Set<number>();
    this.#accepted.set(signer, accepted);
    if (nonce <= now - 2 * DAY || nonce >= now + DAY) return NONCE_CODES.outOfWindow;
    const highest = [...accepted].sort((a, b) => b - a).slice(0, KEPT);
    if (highest.includes(nonce)) return NONCE_CODES.used;
    if (highest.length === KEPT && nonce < highest[KEPT - 1]!) return NONCE_CODES.tooLow;
    accepted.add(nonce);
    for (const old of highest.slice(KEPT - 1)) if (old < nonce) accepted.delete(old);
    return OK;
  }
}
