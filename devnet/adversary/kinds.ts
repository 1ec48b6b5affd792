/** The adversaries of `novate devnet --with-adversary`. */
import { NovateError } from "../../node/primitives/error.ts";

export const ADVERSARY_KINDS = {
  liar: "asserts a wrong state and fights to the last instruction",
  sybil: "N liars at once, each with another story (sybil:N)",
  deadline: "makes each move in the last seconds of its clock",
  freeloader:
    "claims the right state for wrong reasons beside a liar, and joins inner tournaments with false histories",
  silent: "asserts a wrong state and never moves",
  reorger: "a liar, while L1 forgets its newest blocks again and again",
  "gas-starver": "a liar that fills L1's blocks, and moves with as little gas as the contract takes",
  colluder: "two liars that fight each other slowly before either meets the honest one",
} as const;

export type AdversaryKind = keyof typeof ADVERSARY_KINDS;

export interface Adversary {
  readonly kind: AdversaryKind;
  /** Liars at once. */
  readonly count: number;
}

const MOST_SYBILS = 64;

/** Reads `liar`, `sybil:16`, ... Throws `ADVERSARY_KIND`. */
export function parseAdversary(text: string): Adversary {
  const [kind, count, ...rest] = text.split(":");
  const known = Object.keys(ADVERSARY_KINDS).filter((name) => name !== "sybil");
  const refuse = () =>
    new NovateError(
      "ADVERSARY_KIND",
      `expected ${known.join(", ")} or sybil:1 to sybil:${MOST_SYBILS}, got ${text}`,
    );
  if (kind === "sybil" && rest.length === 0 && /^\d{1,2}$/.test(count ?? "")) {
    const liars = Number(count);
    if (liars >= 1 && liars <= MOST_SYBILS) return { kind, count: liars };
  }
  if (count !== undefined || !known.includes(kind!)) throw refuse();
  return { kind: kind as AdversaryKind, count: kind === "colluder" ? 2 : 1 };
}
