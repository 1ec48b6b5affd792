/**
 * Compiles the contracts and writes what TypeScript needs of them to contracts/generated/:
 * `<Name>.json` ({abi, bytecode}) for those that are deployed, and `abi.ts` (typed ABIs for viem).
 *
 *   node scripts/build-contracts.ts           write
 *   node scripts/build-contracts.ts --check   write nothing; exit 1 if a file differs from what would be written
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NovateError } from "../node/primitives/error.ts";

/** Contracts that the node, the SDK, the tools and the tests deploy or call. */
const NAMES = ["Guardian", "Inbox", "Machine", "MockUSDC", "Rollup", "TimelockController", "Vault"] as const;

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

interface Artifact {
  readonly abi: readonly AbiItem[];
  readonly bytecode: { readonly object: string; readonly linkReferences?: Record<string, unknown> };
}

const root = fileURLToPath(new URL("..", import.meta.url));
const generated = join(root, "contracts", "generated");

/** Runs forge on src/ only. Throws `CONTRACTS_BUILD_FAILED` with the compiler's words. */
function compile(): void {
  const path = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const result = spawnSync("forge", ["build", "--root", "contracts", "--skip", "test"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
  if (result.status !== 0) {
    const said = result.error?.message ?? `${result.stdout}${result.stderr}`;
    throw new NovateError("CONTRACTS_BUILD_FAILED", `forge build failed:\n${said}`);
  }
}

function readArtifact(name: string): Artifact {
  const artifact = JSON.parse(
    readFileSync(join(root, "contracts", "out", `${name}.sol`, `${name}.json`), "utf8"),
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

/** File name to content, for every generated file. */
function generate(): Map<string, string> {
  const files = new Map<string, string>();
  const modules: string[] = [];
  for (const name of NAMES) {
    const artifact = readArtifact(name);
    const abi = normalize(artifact.abi);
    files.set(`${name}.json`, `${JSON.stringify({ abi, bytecode: artifact.bytecode.object }, null, 1)}\n`);
    modules.push(`export const ${abiName(name)} = ${JSON.stringify(abi, null, 1)} as const;\n`);
  }
  files.set("abi.ts", `// Written by scripts/build-contracts.ts.\n${modules.join("\n")}`);
  return files;
}

function stale(files: ReadonlyMap<string, string>): string[] {
  const present = existsSync(generated) ? readdirSync(generated) : [];
  const changed = [...files].filter(
    ([name, text]) => !present.includes(name) || readFileSync(join(generated, name), "utf8") !== text,
  );
  return [...changed.map(([name]) => name), ...present.filter((name) => !files.has(name))];
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
    mkdirSync(generated, { recursive: true });
    for (const name of differing) rmSync(join(generated, name), { force: true });
    for (const [name, text] of files) writeFileSync(join(generated, name), text);
  }
  console.log(`contracts/generated: ${files.size} files, ${differing.length} differed`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof NovateError ? `${error.code}: ${error.message}` : error);
  process.exitCode = 1;
}
