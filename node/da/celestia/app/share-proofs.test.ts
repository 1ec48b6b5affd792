import { afterEach, describe, expect, test } from "vitest";
import { merkleRoot } from "../codec/merkle.ts";
import { shareIndex } from "../codec/share-proof.ts";
import { connectConsensusReader } from "../connect-app.ts";
import { connectNode } from "../connect-node.ts";
import { startMockConsensusNode } from "../mock/comet-server.ts";
import { closeFixtures, NAMESPACE, onClose, STRANGER, startFixture } from "../testing/fixture.ts";
import { createSampleBytes } from "../testing/sample-block.ts";

afterEach(closeFixtures);

const LIMITS = { readTimeoutMs: 5_000, submitTimeoutMs: 5_000 };

/** One chain behind both kinds of nodes, with a block of blobs over several rows, each of which a stranger wrote, too. */
async function startBoth() {
  const { chain, node, token } = await startFixture();
  chain.setHalted(true);
  const consensus = await startMockConsensusNode(chain);
  onClose(() => consensus.close());
  const from = createSampleBytes(1);
  for (const length of [1, 500, 9_000, 30_000]) {
    const blob = { namespace: NAMESPACE, data: from.bytes(length), shareVersion: 1, signer: STRANGER };
    chain.submitForeign([blob], STRANGER);
  }
  chain.produce();
  const height = chain.height;
  chain.produce();
  const ours = connectConsensusReader({ ...LIMITS, url: consensus.url });
  const theirs = connectNode({ ...LIMITS, url: node.url, token });
  return { chain, consensus, block: chain.block(height)!, ours: ours.proofs, theirs: theirs.proofs };
}

/** The oracle's commitment over every block so far. */
function attested({ chain }: Awaited<ReturnType<typeof startBoth>>) {
  const leaves = Array.from({ length: chain.height }, (_, i) => {
    const leaf = new Uint8Array(64);
    leaf[31] = i + 1;
    leaf.set(chain.block(i + 1)!.dataHash, 32);
    return leaf;
  });
  return { first: 1n, end: BigInt(chain.height) + 1n, commitment: merkleRoot(leaves) };
}

describe("proofs from a consensus node, which gives whole blocks", () => {
  test("are those that celestia-node gives, of every share of every blob, and lead to the data root", async () => {
    const both = await startBoth();
    const { block, ours, theirs } = both;
    const height = BigInt(block.height);
    expect(block.square.size).toBeGreaterThan(4);
    for (const { shareCount, start } of block.blobs) {
      for (let index = start; index < start + shareCount; index++) {
        const proof = await ours.share(height, index, NAMESPACE);
        expect(shareIndex(proof, NAMESPACE, block.dataHash)).toBe(index);
        expect(proof).toEqual(await theirs.share(height, index, NAMESPACE));
      }
    }
    const range = attested(both);
    const root = await ours.dataRoot(height, range);
    expect(root.dataRoot).toEqual(block.dataHash);
    expect(root).toEqual(await theirs.dataRoot(height, range));
  });

  test("are not made from other transactions than the header's, nor of another namespace's shares", async () => {
    const { block, consensus, ours } = await startBoth();
    const height = BigInt(block.height);
    const { start } = block.blobs[0]!;
    const drop = (answer: unknown) => {
      const { block } = answer as { block: { data: { txs: unknown[] } } };
      block.data.txs.pop();
      return answer;
    };
    consensus.faults.add("block", { kind: "tamper", change: drop });
    await expect(ours.share(height, start, NAMESPACE)).rejects.toMatchObject({ code: "DA_MISMATCH" });
    await ours.share(height, start, NAMESPACE);
    await expect(ours.share(height, 0, NAMESPACE)).rejects.toMatchObject({ code: "DA_MISMATCH" });
    await expect(ours.share(height, 1 << 20, NAMESPACE)).rejects.toMatchObject({ code: "DA_MISMATCH" });
  });

  test("of a data root that does not lead to the oracle's commitment are not given; silence is no proof", async () => {
    const both = await startBoth();
    const { block, consensus, ours } = both;
    const height = BigInt(block.height);
    const range = attested(both);
    const wrong = { ...range, commitment: new Uint8Array(32) };
    await expect(ours.dataRoot(height, wrong)).rejects.toMatchObject({ code: "DA_MISMATCH" });
    const shifted = { ...range, first: 2n };
    await expect(ours.dataRoot(height, shifted)).rejects.toMatchObject({ code: "DA_MISMATCH" });
    consensus.faults.add("data_root_inclusion_proof", { kind: "no-answer" });
    await expect(ours.dataRoot(height, range)).rejects.toMatchObject({ code: "DA_UNAVAILABLE" });
    await ours.dataRoot(height, range);
  });
});
