import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../primitives/bytes.ts";
import { decodeBlock, SIGNATURE_BYTES } from "../../primitives/codec/index.ts";
import { transactionDigest } from "../../primitives/eip712/index.ts";
import { seededRng } from "../../primitives/rng.ts";
import { recoverSigner } from "../../primitives/signature/recover.ts";
import { createStateMachine } from "../create.ts";
import { RandomTraffic } from "../testing/random-traffic.ts";
import { separator, TestChain } from "../testing/test-chain.ts";
import { BlockSignatures, type CheckedSignature } from "./block-signatures.ts";

const BLOCKS = 40;

function checked(block: Uint8Array): CheckedSignature[] {
  return decodeBlock(block).transactions.map((transaction) => {
    const digest = transactionDigest(transaction, separator);
    const signature = transaction.subarray(-SIGNATURE_BYTES);
    return { digest, signature, signer: recoverSigner(digest, signature) };
  });
}

describe("a block's known signatures", () => {
  let blocks: readonly Uint8Array[];
  let roots: readonly string[];

  beforeAll(async () => {
    const chain = await TestChain.open();
    const traffic = new RandomTraffic(chain, seededRng(7));
    traffic.open();
    for (let i = 0; i < BLOCKS; i++) {
      traffic.step();
      chain.seal();
    }
    blocks = chain.blocks;
    const machine = await createStateMachine();
    roots = blocks.map((block) => toHex(machine.applyBlock(block).stateRoot));
  }, 120_000);

  async function replay(signaturesOf: (block: Uint8Array) => BlockSignatures, recover = recoverSigner) {
    const machine = await createStateMachine({ signers: { signerOf: recover } });
    return blocks.map((block, i) =>
      toHex(machine.applyBlock(block, undefined, i === 0 ? undefined : signaturesOf(block)).stateRoot),
    );
  }

  it("give the roots that the engine's own hashing and recovery give, without either", async () => {
    const never = () => {
      throw new Error("expected no recovery");
    };
    expect(await replay((block) => new BlockSignatures(checked(block)), never)).toEqual(roots);
  });

  it.each([
    ["are of another order", (known: CheckedSignature[]) => known.reverse()],
    ["are too few", (known: CheckedSignature[]) => known.slice(1)],
    ["are of another block", () => checked(blocks.at(-1)!)],
  ])("are dropped when they %s", async (_, spoil) => {
    expect(await replay((block) => new BlockSignatures(spoil(checked(block))))).toEqual(roots);
  });

  it("hold the digests when all are known, and none otherwise", () => {
    const known = checked(blocks.at(-1)!);
    const digests = new BlockSignatures(known).digests!;
    expect(known.map((_, i) => digests.subarray(i * 32, i * 32 + 32))).toEqual(
      known.map(({ digest }) => digest),
    );
    const [{ digest: _, ...first }, ...rest] = known as [CheckedSignature, ...CheckedSignature[]];
    expect(new BlockSignatures([first, ...rest]).digests).toBeUndefined();
  });
});
