/**
 * The room rules: who may import whom (downwards only), and one vendor, one room. The tables are the rule; the
 * configuration below is generated from them, so a new room is one line here.
 */
const rooms = {
  // room: [path pattern, rooms it may import]
  cli: [
    "^(cli|bin)/",
    [
      "devnet",
      "sim",
      "bench",
      "sdk",
      "genesis",
      "contracts",
      "nodeRoot",
      "procedures",
      "keys",
      "rpc",
      "bridge",
      "derivation",
      "da",
      "store",
      "stateMachine",
      "machine",
      "program",
      "layout",
      "primitives",
    ],
  ],
  bench: [
    "^bench/",
    [
      "devnet",
      "sim",
      "sdk",
      "genesis",
      "contracts",
      "nodeRoot",
      "procedures",
      "keys",
      "rpc",
      "bridge",
      "sequencer",
      "derivation",
      "da",
      "mempool",
      "store",
      "engine",
      "stateMachine",
      "machine",
      "dispute",
      "program",
      "layout",
      "primitives",
    ],
  ],
  devnet: [
    "^devnet/",
    [
      "sdk",
      "genesis",
      "contracts",
      "nodeRoot",
      "procedures",
      "keys",
      "bridge",
      "derivation",
      "da",
      "store",
      "dispute",
      "program",
      "stateMachine",
      "machine",
      "layout",
      "primitives",
    ],
  ],
  sim: ["^sim/", ["genesis", "program", "stateMachine", "layout", "primitives"]],
  nodeRoot: ["^node/[a-z-]+\\.ts$", ["wiring", "bridge", "sequencer", "store", "stateMachine", "primitives"]],
  wiring: [
    "^node/wiring/",
    [
      "genesis",
      "procedures",
      "health",
      "rpc",
      "bridge",
      "sequencer",
      "derivation",
      "da",
      "mempool",
      "store",
      "stateMachine",
      "shadow",
      "program",
      "primitives",
    ],
  ],
  health: ["^node/health/", ["rpc", "bridge", "da", "shadow", "primitives"]],
  procedures: [
    "^node/procedures/",
    [
      "genesis",
      "bridge",
      "sequencer",
      "derivation",
      "da",
      "store",
      "stateMachine",
      "program",
      "layout",
      "primitives",
    ],
  ],
  rpc: [
    "^node/rpc/",
    ["bridge", "sequencer", "mempool", "store", "da", "stateMachine", "layout", "primitives"],
  ],
  bridge: [
    "^node/bridge/",
    [
      "contracts",
      "keys",
      "sequencer",
      "da",
      "store",
      "dispute",
      "stateMachine",
      "machine",
      "program",
      "layout",
      "primitives",
    ],
  ],
  sequencer: ["^node/sequencer/", ["bridge", "mempool", "store", "stateMachine", "layout", "primitives"]],
  derivation: [
    "^node/derivation/",
    ["bridge", "sequencer", "da", "store", "stateMachine", "layout", "primitives"],
  ],
  da: ["^node/da/", ["primitives"]],
  mempool: ["^node/mempool/", ["sequencer", "stateMachine", "layout", "primitives"]],
  keys: ["^node/keys/", ["primitives"]],
  store: ["^node/store/", ["sequencer", "da", "stateMachine", "layout", "primitives"]],
  genesis: ["^genesis/", ["stateMachine", "layout", "primitives"]],
  program: ["^node/state-machine/program/", ["machine", "stateMachine", "layout", "primitives"]],
  shadow: [
    "^node/state-machine/shadow/",
    ["dispute", "program", "machine", "stateMachine", "layout", "primitives"],
  ],
  dispute: ["^node/state-machine/dispute/", ["program", "machine", "stateMachine", "layout", "primitives"]],
  stateMachine: [
    "^node/state-machine/(?!engine|machine|layout|dispute|program|shadow)",
    ["engine", "layout", "primitives"],
  ],
  engine: ["^node/state-machine/engine/", ["layout", "primitives"]],
  machine: ["^node/state-machine/machine/", ["stateMachine", "contracts", "layout", "primitives"]],
  layout: ["^node/state-machine/layout/", []],
  sdk: ["^sdk/", ["contracts", "layout", "primitives"]],
  contracts: ["^contracts/", ["primitives"]],
  primitives: ["^node/primitives/", []],
};

/** Vendor packages that only the named rooms may import. */
const vendors = {
  "level|classic-level|abstract-level|snappyjs": ["store"],
  "fastify|@fastify/.*|prom-client|typebox": ["rpc"],
  "@cosmjs/.*": ["da"],
  "@ethereumjs/(vm|evm)": ["machine"],
  "@chainsafe/hashtree": ["stateMachine", "machine", "da", "bench"],
  secp256k1: ["stateMachine", "machine", "primitives", "sim", "bench"],
  viem: ["bridge", "contracts", "sdk", "devnet", "keys", "cli", "bench", "wiring", "procedures"],
  commander: ["cli"],
};

/** Ports are pure types that any room above primitives may name. */
const PORT = "/port\\.ts$";
const TESTS = "\\.test\\.ts$|/testing/|/suite\\.ts$";

const roomRules = Object.entries(rooms).map(([room, [path, allowed]]) => ({
  name: `room-${room}`,
  comment: `${room} may import only: ${allowed.join(", ") || "nothing"}`,
  severity: "error",
  from: { path, pathNot: TESTS },
  to: {
    path: "^(?!node_modules)[a-z]",
    pathNot: [path, PORT, "\\.json$", ...allowed.map((name) => rooms[name][0])],
    dependencyTypesNot: ["core", "npm", "npm-dev", "npm-optional"],
  },
}));

const vendorRules = Object.entries(vendors).map(([vendor, allowed]) => ({
  name: `vendor-${vendor.replace(/\W+/g, "-")}`,
  comment: `only ${allowed.join(", ")} may import ${vendor}`,
  severity: "error",
  from: { pathNot: [TESTS, ...allowed.map((name) => rooms[name][0])] },
  to: { path: `node_modules/(${vendor})/` },
}));

export default {
  forbidden: [
    ...roomRules,
    ...vendorRules,
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-dependency-in-the-product",
      severity: "error",
      from: { path: "^(cli|devnet|node|sdk|genesis)/", pathNot: TESTS },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/assembly/|^contracts/(out|cache)|^web/" },
    tsPreCompilationDeps: true,
    parser: "swc",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
