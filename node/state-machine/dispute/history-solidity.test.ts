import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPublicClient, createWalletClient, type Hex, http, type PublicClient, parseAbi } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Anvil, startAnvil } from "../../../contracts/testing/anvil.ts";
import { concatBytes, fromHex, toHex } from "../../primitives/bytes.ts";
import { Random } from "../machine/testing/random.ts";
import { verifyRange } from "../merkle.ts";
import { History } from "./history.ts";

const CONTRACTS = fileURLToPath(new URL("../../../contracts/", import.meta.url));
/** Answers for many proofs at once; zero where History.sol reverts. */
const HARNESS = `
pragma solidity 0.8.37;
import {History} from "src/dispute/History.sol";
contract Harness {
    struct Proof { bytes32 leaf; uint256 index; bytes32[] siblings; uint256 height; }
    function one(Proof calldata p) external view returns (bytes32) {
        return History.root(p.leaf, p.index, p.siblings, p.height);
    }
    function roots(Proof[] calldata proofs) external view returns (bytes32[] memory out) {
        out = new bytes32[](proofs.length);
        for (uint256 i = 0; i < proofs.length; ++i) {
            try this.one(proofs[i]) returns (bytes32 root) { out[i] = root; } catch {}
        }
    }
}`;
const abi = parseAbi([
  "struct Proof { bytes32 leaf; uint256 index; bytes32[] siblings; uint256 height; }",
  "function roots(Proof[] proofs) view returns (bytes32[])",
]);
const BATCHES = 12;
const BATCH = 100;
const HEIGHTS = [0, 1, 2, 3, 5, 9];

interface Proof {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly siblings: readonly Uint8Array[];
  readonly height: number;
}

let anvil: Anvil;
let client: PublicClient;
let address: Hex;

function compile(): Hex {
  const solc = createRequire(import.meta.url)("solc");
  const input = {
    language: "Solidity",
    sources: { "Harness.sol": { content: HARNESS } },
    settings: { outputSelection: { "*": { "*": ["evm.bytecode.object"] } }, evmVersion: "cancun" },
  };
  const read = (path: string) => ({ contents: readFileSync(join(CONTRACTS, path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }));
  return `0x${output.contracts["Harness.sol"].Harness.evm.bytecode.object}`;
}

beforeAll(async () => {
  anvil = await startAnvil(1_700_000_000);
  const transport = http(anvil.url, { retryCount: 0 });
  client = createPublicClient({ chain: foundry, transport, pollingInterval: 20 }) as PublicClient;
  const account = mnemonicToAccount("test test test test test test test test test test test junk");
  const wallet = createWalletClient({ account, chain: foundry, transport });
  const hash = await wallet.deployContract({ abi, bytecode: compile() });
  address = (await client.waitForTransactionReceipt({ hash })).contractAddress!;
});

afterAll(async () => {
  await anvil?.stop();
});

/** A true proof of a random history, or one with one thing wrong. */
function randomProof(random: Random): { readonly root: Uint8Array; readonly proof: Proof } {
  const height = random.pick(HEIGHTS);
  const count = 1 + random.below(Math.min(2 ** height, 40));
  const leaves = Array.from({ length: count }, () => new Uint8Array(32).fill(1 + random.below(3)));
  const history = new History(concatBytes(leaves), height, leaves.at(-1)!);
  const index = random.below(2 ** height);
  const proof = { leaf: history.node(0, index), index, siblings: history.prove(index), height };
  return { root: history.root, proof: random.oneIn(2) ? proof : spoiled(proof, random) };
}

function spoiled(proof: Proof, random: Random): Proof {
  const { index, siblings, height } = proof;
  const noise = random.bytes(32);
  switch (random.below(7)) {
    case 0:
      return { ...proof, leaf: noise };
    case 1:
      return { ...proof, index: index + 2 ** height };
    case 2:
      return { ...proof, index: random.below(2 ** (height + 1)) };
    case 3:
      return { ...proof, siblings: [...siblings, noise] };
    case 4:
      return { ...proof, siblings: siblings.slice(1) };
    case 5:
      return { ...proof, siblings: siblings.map((node) => (random.oneIn(3) ? noise : node)) };
    default:
      return { ...proof, height: height + 1 - 2 * random.below(2) };
  }
}

describe("histories here and on L1", () => {
  it("accept and refuse the very same proofs", async () => {
    const random = new Random(11);
    let accepted = 0;
    let refused = 0;
    for (let batch = 0; batch < BATCHES; batch++) {
      const cases = Array.from({ length: BATCH }, () => randomProof(random)).filter(
        ({ proof }) => proof.height >= 0,
      );
      const args = cases.map(({ proof: { leaf, index, siblings, height } }) => ({
        ...{ leaf: toHex(leaf), index: BigInt(index), siblings: siblings.map(toHex), height: BigInt(height) },
      }));
      const answers = await client.readContract({ abi, address, functionName: "roots", args: [args] });
      cases.forEach(({ root, proof: { leaf, index, siblings, height } }, i) => {
        const answer = fromHex(answers[i]!, 32);
        const onL1 = toHex(answer) === toHex(root);
        expect(verifyRange(root, height, index, [leaf], siblings), `case ${batch}/${i}`).toBe(onL1);
        // Whatever L1 makes of a proof, it is the root that we make of it too.
        if (answer.some((byte) => byte !== 0)) {
          expect(verifyRange(answer, height, index, [leaf], siblings)).toBe(true);
        }
        if (onL1) accepted++;
        else refused++;
      });
    }
    expect(Math.min(accepted, refused)).toBeGreaterThan(BATCHES * 20);
  });
});
