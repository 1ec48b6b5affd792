import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyCommitmentProof } from "../codec/commitment-proof.ts";
import { fromBase64 } from "../codec/encoding.ts";
import { commitmentProofFromJson } from "../codec/proof-json.ts";
import { sharedData } from "../testing/shared-data.ts";
import { checkProofs, decodeProofsFile, type ProofEntry } from "./check-proofs.ts";
import { readJson } from "./read-json.ts";

const files = [1, 2, 3, 4].map((n) => sharedData(`celestia/commitment-proof-${n}.json.gz`));
const isMissing = files.some((file) => file.isMissing);

/** Every place in JSON that holds base64 or an integer, as a function that changes it. */
function mutations(
  value: unknown,
  path: readonly string[] = [],
): Array<{ path: string; apply(): () => void }> {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.entries(holder).flatMap(([key, item]) => {
    const here = [...path, key];
    if (typeof item === "object") return mutations(item, here);
    if (typeof item === "boolean" || item === "") return [];
    const isInteger = typeof item === "number" || /^\d{1,6}$/.test(String(item));
    const changed = isInteger ? Number(item) + 1 : flipBit(String(item));
    const apply = () => {
      holder[key] = changed;
      return () => {
        holder[key] = item;
      };
    };
    return [{ path: here.join("."), apply }];
  });
}

function flipBit(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  bytes[bytes.length >> 1]! ^= 0x10;
  return bytes.toString("base64");
}

describe.skipIf(isMissing)("celestia-node's commitment proofs", async () => {
  const entries: ProofEntry[] = isMissing
    ? []
    : (await Promise.all(files.map(async ({ path }) => decodeProofsFile(await readJson(path))))).flat();

  test("all verify", () => {
    const { proofs, valid, invalid } = checkProofs(entries);
    expect({ proofs, valid, invalid }).toEqual({ proofs: 80, valid: 80, invalid: [] });
  });

  test("fail when any one field of them is changed", { timeout: 120_000 }, () => {
    const ignored = /^threshold$/; // 65 instead of 64 gives most blobs the same subtrees
    for (const entry of [entries[0]!, entries[25]!, entries[45]!, entries[65]!]) {
      const all = mutations(entry).filter(({ path }) => !ignored.test(path));
      expect(all.length).toBeGreaterThan(10);
      const sampled = all.length <= 60 ? all : fc.sample(fc.constantFrom(...all), { numRuns: 60, seed: 11 });
      for (const { path, apply } of sampled) {
        const restore = apply();
        expect(checkProofs([entry]).valid, path).toBe(0);
        restore();
      }
      expect(checkProofs([entry]).valid).toBe(1);
    }
  });

  test("fail when a row, a subtree root or a proof of one is left out", () => {
    for (const { commitmentProof, root } of entries.filter((_, i) => i % 13 === 0)) {
      const proof = commitmentProofFromJson(commitmentProof);
      const dataRoot = fromBase64(root);
      expect(verifyCommitmentProof(proof, dataRoot)).toBe(true);
      expect(verifyCommitmentProof({ ...proof, subtreeRoots: proof.subtreeRoots.slice(1) }, dataRoot)).toBe(
        false,
      );
      expect(
        verifyCommitmentProof(
          { ...proof, subtreeRoots: [...proof.subtreeRoots, proof.subtreeRoots[0]!] },
          dataRoot,
        ),
      ).toBe(false);
      expect(verifyCommitmentProof({ ...proof, subtreeRootProofs: [] }, dataRoot)).toBe(false);
      expect(
        verifyCommitmentProof({ ...proof, namespace: proof.namespace.map((byte) => byte ^ 1) }, dataRoot),
      ).toBe(false);
    }
  });
});

describe("a proofs file", () => {
  test.each([
    ["no list", {}],
    ["an entry that is no proof", [1]],
    ["an entry without root", [{ commitment_proof: {} }]],
  ])("with %s is refused as malformed", (_name, value) => {
    expect(() => decodeProofsFile(value)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
  });

  test("with a proof that cannot be decoded counts it as invalid", () => {
    expect(checkProofs(decodeProofsFile([{ commitment_proof: {}, root: "AA==" }]))).toEqual({
      proofs: 1,
      valid: 0,
      invalid: [0],
    });
  });
});
