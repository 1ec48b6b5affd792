/**
 * Compiles the contracts and writes what TypeScript needs of them to contracts/generated/:
 * `<Name>.json` ({abi, bytecode}) for those that are deployed, and `abi.ts` (typed ABIs for viem). Writes to
 * contracts/snapshots/Contracts.json what a reviewer wants to see change in red: code size, selectors, storage layout.
 *
 *   node scripts/build-contracts.ts           write
 *   node scripts/build-contracts.ts --check   write nothing; exit 1 if a file differs from what would be written
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NovateError } from "../node/primitives/error.ts";
import { runForge } from "./forge.ts";

/** Contracts that the node, the SDK, the tools and the tests deploy or call. */
const NAMES = [
  "AttestedOracle",
  "DataAvailability",
  "DataChallenges",
  "Guardian",
  "Inbox",
  "Judge",
  "Machine",
  "MockUSDC",
  "Rollup",
  "TimelockController",
  "Tournament",
  "Vault",
] as const;

interface AbiParameter {
  readonly internalType?: string;
  readonly components?: readonly AbiParameter[];
  readonly [key: string]: unknown;
}

interface AbiItem {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly AbiParameter[];
  readonly outputs?: readonly AbiParameter[];
  readonly [key: string]: unknown;
}

interface StorageLayout {
  readonly storage: readonly { label: string; slot: string; offset: number; type: string }[];
  readonly types: Readonly<Record<string, { label: string; numberOfBytes: string }>> | null;
}

interface Artifact {
  readonly abi: readonly AbiItem[];
  readonly bytecode: { readonly object: string; readonly linkReferences?: Record<string, unknown> };
  readonly deployedBytecode: { readonly object: string };
  readonly methodIdentifiers: Readonly<Record<string, string>>;
  readonly storageLayout: StorageLayout;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const contracts = join(root, "contracts");
/** Most bytes of code a contract may have on L1 (EIP-170). */
const MAX_CODE_BYTES = 24_576;

/** Runs forge on src/ only. Throws `CONTRACTS_BUILD_FAILED` with the compiler's words. */
function compile(): void {
  const { status, said } = runForge(["build", "--root", "contracts", "--skip", "test"], "capture");
  if (status !== 0) throw new NovateError("CONTRACTS_BUILD_FAILED", `forge build failed:\n${said}`);
}

function readArtifact(name: string): Artifact {
  const artifact = JSON.parse(
    readFileSync(join(contracts, "out", `${name}.sol`, `${name}.json`), "utf8"),
  ) as Artifact;
  if (Object.keys(artifact.bytecode.linkReferences ?? {}).length > 0) {
    throw new NovateError(
      "CONTRACTS_BUILD_FAILED",
      `expected ${name} to need no linking, got library references`,
    );
  }
  return artifact;
}

/** The parameter without Solidity's own type names, which no client reads. */
function withoutInternalTypes(parameter: AbiParameter): AbiParameter {
  const { internalType: _, components, ...rest } = parameter;
  return components === undefined ? rest : { ...rest, components: components.map(withoutInternalTypes) };
}

/** The same ABI for the same contract, whatever order the compiler writes it in. */
function normalize(abi: readonly AbiItem[]): AbiItem[] {
  const key = (item: AbiItem) => `${item.type} ${item.name ?? ""} ${JSON.stringify(item.inputs ?? [])}`;
  return abi
    .map((item) => ({
      ...item,
      ...(item.inputs === undefined ? {} : { inputs: item.inputs.map(withoutInternalTypes) }),
      ...(item.outputs === undefined ? {} : { outputs: item.outputs.map(withoutInternalTypes) }),
    }))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** `Inbox` to `inboxAbi`, `MockUSDC` to `mockUsdcAbi`. */
function abiName(name: string): string {
  const words = name.replace("USDC", "Usdc");
  return `${words[0]?.toLowerCase()}${words.slice(1)}Abi`;
}

/** Size, selectors and storage of one contract, in a form that reads well in a diff. */
function review(name: string, artifact: Artifact): Record<string, unknown> {
  const codeBytes = (artifact.deployedBytecode.object.length - 2) / 2;
  if (codeBytes > MAX_CODE_BYTES) {
    throw new NovateError(
      "CONTRACT_TOO_LARGE",
      `${name}: expected at most ${MAX_CODE_BYTES} bytes of code, got ${codeBytes}`,
    );
  }
  const { storage, types } = artifact.storageLayout;
  const words = storage.map(({ label, slot, offset, type }) => {
    const { label: typeName, numberOfBytes } = types?.[type] ?? { label: type, numberOfBytes: "?" };
    return `${slot}+${offset} ${label}: ${typeName} (${numberOfBytes} bytes)`;
  });
  const selectors = Object.entries(artifact.methodIdentifiers).map(
    ([method, selector]) => `${selector} ${method}`,
  );
  return { codeBytes, storage: words, selectors: selectors.sort() };
}

/** File name in contracts/ to content, for every generated file. */
function generate(): Map<string, string> {
  const files = new Map<string, string>();
  const modules: string[] = [];
  const reviews: Record<string, unknown> = {};
  for (const name of NAMES) {
    const artifact = readArtifact(name);
    const abi = normalize(artifact.abi);
    const text = JSON.stringify({ abi, bytecode: artifact.bytecode.object }, null, 1);
    files.set(`generated/${name}.json`, `${text}\n`);
    modules.push(`export const ${abiName(name)} = ${JSON.stringify(abi, null, 1)} as const;\n`);
    reviews[name] = review(name, artifact);
  }
  files.set("generated/abi.ts", `// Written by scripts/build-contracts.ts.\n${modules.join("\n")}`);
  files.set("snapshots/Contracts.json", `${JSON.stringify(reviews, null, 2)}\n`);
  return files;
}

/** Names of files that are missing, differ, or should not be there. */
function stale(files: ReadonlyMap<string, string>): string[] {
  const changed = [...files].filter(([name, text]) => {
    const path = join(contracts, name);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
  const present = existsSync(join(contracts, "generated")) ? readdirSync(join(contracts, "generated")) : [];
  const left = present.map((name) => `generated/${name}`).filter((name) => !files.has(name));
  return [...changed.map(([name]) => name), ...left];
}

function main(args: readonly string[]): void {
  const unknown = args.filter((argument) => argument !== "--check");
  if (unknown.length > 0)
    throw new NovateError("UNKNOWN_OPTION", `expected --check or nothing, got ${unknown.join(" ")}`);
  compile();
  const files = generate();
  const differing = stale(files);
  if (args.includes("--check")) {
    if (differing.length > 0) {
      const list = differing.join(", ");
      throw new NovateError(
        "CONTRACTS_STALE",
        `contracts/generated differs (${list}): run npm run build:contracts`,
      );
    }
  } else {
    for (const folder of ["generated", "snapshots"]) mkdirSync(join(contracts, folder), { recursive: true });
    for (const name of differing) rmSync(join(contracts, name), { force: true });
    for (const [name, text] of files) writeFileSync(join(contracts, name), text);
  }
  console.log(`contracts: ${files.size} generated files, ${differing.length} differed`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof NovateError ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
}
