/**
 * Builds the package (`npm pack ./sdk` runs it): JavaScript for Node and browsers and one declaration file an entry, both without a
 * trace of the node's sources; what they import is in package.json.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { dts, type Generator } from "rolldown-plugin-dts";

const SDK = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(SDK, "..");
const DIST = join(SDK, "dist");
const TSC = join(ROOT, "node_modules", "typescript", "bin", "tsc");

const { dependencies, peerDependencies, ...own } = JSON.parse(
  readFileSync(join(SDK, "package.json"), "utf8"),
) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly version: string;
};

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly version: string;
};
const packages = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];

/** A package that the user installs. Anything else that is not a file of ours has no place in the SDK. */
function isPackage(id: string): boolean {
  if (isBuiltin(id)) throw new Error(`expected no module of Node in the SDK, got ${id}`);
  return packages.some((name) => id === name || id.startsWith(`${name}/`));
}

/** The compiler's own declarations, file by file: the bundler only puts them together. */
function declarations(): Generator {
  const folder = mkdtempSync(join(tmpdir(), "novate-sdk-types-"));
  return {
    init() {
      execFileSync(process.execPath, [TSC, "-p", join(SDK, "tsconfig.build.json"), "--outDir", folder], {
        stdio: "inherit",
      });
    },
    emit(_code, file) {
      return { code: readFileSync(join(folder, relative(ROOT, file).replace(/\.ts$/, ".d.ts")), "utf8") };
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The node's keccak, which needs WebAssembly, and the package's. */
const KECCAK = { [join(ROOT, "node", "primitives", "keccak.ts")]: join(SDK, "keccak.ts") };

if (own.version !== version) throw new Error(`expected the node's version ${version}, got ${own.version}`);
rmSync(DIST, { recursive: true, force: true });
const bundle = await rolldown({
  input: { index: join(SDK, "index.ts"), bridge: join(SDK, "bridge", "index.ts") },
  cwd: ROOT,
  platform: "neutral",
  external: isPackage,
  plugins: [
    { name: "keccak", load: (id) => (KECCAK[id] === undefined ? null : readFileSync(KECCAK[id], "utf8")) },
    dts({ generator: declarations(), tsconfig: join(ROOT, "tsconfig.json") }),
  ],
  checks: { pluginTimings: false, bundlerTimings: false },
  onLog: (level, log) => {
    if (level === "warn") throw new Error(log.message);
  },
});
await bundle.write({ dir: DIST, format: "es", chunkFileNames: "shared-[hash].js" });
await bundle.close();
copyFileSync(join(ROOT, "LICENSE"), join(SDK, "LICENSE"));
