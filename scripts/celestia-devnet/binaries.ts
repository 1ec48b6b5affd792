import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { errorMessage, NovateError } from "../../node/primitives/error.ts";

/** A pair that belongs together: celestia-node names this celestia-app in its own requirements. */
const APP = { module: "github.com/celestiaorg/celestia-app/v9", version: "v9.0.4" };
const NODE = { module: "github.com/celestiaorg/celestia-node", version: "v0.31.4" };
const BUILD_TIMEOUT_MS = 45 * 60_000;
const TAIL = 2_000;
/** What Go says of a module that its proxy does not have: the module and its version. */
const UNSERVED = /(\S+@v[^\s:]+): reading \S+: (?:403|404|410) /g;

export interface CelestiaBinaries {
  readonly appd: string;
  readonly node: string;
}

/**
 * Programs that were built elsewhere, named by NOVATE_CELESTIA_APPD and NOVATE_CELESTIA_NODE: used as they are, whatever their
 * version. Undefined when neither is set. Throws `CELESTIA_BINARY` for one without the other and for what can't be executed.
 */
export function givenBinaries(env: NodeJS.ProcessEnv = process.env): CelestiaBinaries | undefined {
  const { NOVATE_CELESTIA_APPD: appd, NOVATE_CELESTIA_NODE: node } = env;
  if (appd === undefined && node === undefined) return undefined;
  return {
    appd: executable("NOVATE_CELESTIA_APPD", appd, "celestia-appd"),
    node: executable("NOVATE_CELESTIA_NODE", node, "celestia (of celestia-node)"),
  };
}

function executable(variable: string, path: string | undefined, what: string): string {
  if (path === undefined || path === "") {
    throw new NovateError("CELESTIA_BINARY", `expected ${variable} to name ${what} as well, it is not set`);
  }
  try {
    accessSync(path, constants.X_OK);
  } catch (cause) {
    throw new NovateError(
      "CELESTIA_BINARY",
      `expected ${variable} to name ${what}, a file that can be executed: ${errorMessage(cause)}`,
      { path },
      { cause },
    );
  }
  return resolve(path);
}

/** Where binaries are kept between runs. */
export function cachedBinaries(): CelestiaBinaries & { readonly exist: boolean } {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "novate", `celestia-${APP.version}-${NODE.version}`);
  const paths = { appd: join(folder, "celestia-appd"), node: join(folder, "celestia") };
  return { ...paths, exist: existsSync(paths.appd) && existsSync(paths.node) };
}

/** True when a Go toolchain is on the path. */
export function hasGo(): boolean {
  return spawnSync("go", ["version"]).status === 0;
}

/**
 * Builds both programs from Go modules, through Go's own client and proxy alone. `go install module@version` is refused for
 * modules with `replace` lines, so the modules are unpacked and built inside. Throws `CELESTIA_UNSERVED` with the modules that
 * the proxy does not have, `CELESTIA_BUILD` with the end of what Go said.
 */
export function buildBinaries(): CelestiaBinaries {
  const cached = cachedBinaries();
  const sdk = "github.com/cosmos/cosmos-sdk/version";
  const appName = `-X ${sdk}.Name=celestia-app -X ${sdk}.AppName=celestia-appd`;
  const appVersion = `-X ${sdk}.Version=${APP.version.slice(1)}`;
  build(APP, "./cmd/celestia-appd", `-s -w ${appName} ${appVersion}`, cached.appd);
  const semantic = "github.com/celestiaorg/celestia-node/nodebuilder/node.semanticVersion";
  build(NODE, "./cmd/celestia", `-s -w -X ${semantic}=${NODE.version}`, cached.node);
  return cached;
}

function build(source: typeof APP, target: string, ldflags: string, output: string): void {
  const work = mkdtempSync(join(tmpdir(), "novate-celestia-build-"));
  try {
    const listed = go(["mod", "download", "-json", `${source.module}@${source.version}`], work);
    const { Dir } = JSON.parse(listed) as { readonly Dir: string };
    const tree = join(work, "source");
    cpSync(Dir, tree, { recursive: true });
    spawnSync("chmod", ["-R", "u+w", tree]);
    const binary = join(work, "binary");
    go(["build", "-ldflags", ldflags, "-o", binary, target], tree);
    mkdirSync(join(output, ".."), { recursive: true });
    cpSync(binary, `${output}.new`);
    renameSync(`${output}.new`, output);
  } finally {
    spawnSync("chmod", ["-R", "u+w", work]);
    rmSync(work, { recursive: true, force: true });
  }
}

function go(args: readonly string[], cwd: string): string {
  const env = { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false" };
  const { status, stderr, stdout } = spawnSync("go", args, {
    ...{ cwd, env, encoding: "utf8", timeout: BUILD_TIMEOUT_MS, maxBuffer: 2 ** 26 },
  });
  if (status === 0) return stdout;
  const said = stderr.trim();
  const unserved = [...new Set([...said.matchAll(UNSERVED)].map(([, module]) => module))];
  if (unserved.length > 0) {
    throw new NovateError(
      "CELESTIA_UNSERVED",
      `expected Go's module proxy to serve ${unserved.join(" and ")}, it refuses; build where it does, or with GOPROXY=direct, and name the programs in NOVATE_CELESTIA_APPD and NOVATE_CELESTIA_NODE`,
    );
  }
  throw new NovateError("CELESTIA_BUILD", `expected go ${args[0]} to succeed: ${said.slice(-TAIL)}`);
}
