import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import { createStateMachine } from "../node/state-machine/index.ts";
import {
  applyGenesis,
  executeGenesis,
  type Genesis,
  type GenesisInputs,
  genesisBlock,
  genesisConfigOf,
  loadPreset,
  type Preset,
  parseGenesis,
  parsePreset,
  serializeGenesis,
} from "./index.ts";

const fill = (byte: number) => new Uint8Array(20).fill(byte);
const inputs: GenesisInputs = {
  chainId: 31_337n,
  inbox: fill(1),
  timelock: fill(2),
  deployBlock: 7n,
  timestamp: 1_700_000_000_000n,
  validators: [
    { address: fill(3), stake: 2n },
    { address: fill(4), stake: 1n },
  ],
};

let preset: Preset;
let presetJson: Record<string, unknown>;
let genesis: Genesis;

beforeAll(async () => {
  preset = await loadPreset("devnet");
  presetJson = (await import("./presets/devnet.json", { with: { type: "json" } })).default;
  const block = genesisBlock(preset, inputs);
  const { outcome, genesisHash } = executeGenesis(block, await createStateMachine());
  genesis = {
    format: "novate-genesis-1",
    name: preset.name,
    chainId: 31_337,
    deployBlock: 7,
    l1: {
      inbox: fill(1),
      timelock: fill(2),
      rollup: fill(5),
      vault: fill(6),
      guardian: fill(7),
      usdc: fill(8),
    },
    block,
    stateRoot: outcome.stateRoot,
    genesisHash,
  };
});

describe("genesis", () => {
  it("gives the same bytes, root and hash for the same preset and inputs", async () => {
    expect(genesisBlock(preset, inputs)).toEqual(genesis.block);
    const again = executeGenesis(genesis.block, await createStateMachine());
    expect(toHex(again.outcome.stateRoot)).toBe(toHex(genesis.stateRoot));
    expect(toHex(again.genesisHash)).toBe(toHex(genesis.genesisHash));
    const later = genesisBlock(preset, { ...inputs, timestamp: inputs.timestamp + 1n });
    const other = executeGenesis(later, await createStateMachine());
    expect(toHex(other.outcome.stateRoot)).not.toBe(toHex(genesis.stateRoot));
  });

  it("puts the preset into the engine's state, market by market and parameter by parameter", async () => {
    const machine = await createStateMachine();
    executeGenesis(genesis.block, machine);
    expect(machine.view.header()).toMatchObject({
      chainId: 31_337n,
      l1Block: 7n,
      fundingInterval: 30_000,
      forceDelay: 30,
    });
    const { insurance, ...rest } = preset.parameters;
    expect(machine.view.header()).toMatchObject({
      ...rest,
      insurance,
      genesisInsurance: insurance,
      deposited: insurance,
    });
    const markets = machine.view.markets();
    preset.markets.forEach(({ symbol, status, ...market }, id) => {
      expect(markets[id]).toMatchObject(market);
      expect(Buffer.from(markets[id]!.symbol).toString().replaceAll("\0", "")).toBe(symbol);
      expect(markets[id]!.status).toBe(1);
      expect(status).toBe("active");
    });
    expect(machine.view.validators().map(({ address, stake }) => ({ address, stake }))).toEqual(
      inputs.validators,
    );
  });

  it("reads back from its file exactly, and the file from its value", () => {
    const json = serializeGenesis(genesis);
    expect(parseGenesis(json)).toEqual(genesis);
    expect(serializeGenesis(parseGenesis(json))).toBe(json);
    expect(genesisConfigOf(genesis.block).markets).toEqual(preset.markets);
  });

  it("refuses a file with a missing, unknown, ill-typed or contradicting field", () => {
    const plain = JSON.parse(serializeGenesis(genesis)) as Record<string, unknown>;
    const l1 = plain.l1 as Record<string, string>;
    const without = (name: string) =>
      Object.fromEntries(Object.entries(plain).filter(([key]) => key !== name));
    const bad: unknown[] = [
      null,
      [],
      { ...plain, extra: 1 },
      { ...plain, chainId: "31337" },
      { ...plain, chainId: 31_338 },
      { ...plain, deployBlock: 8 },
      { ...plain, deployBlock: 1.5 },
      { ...plain, format: "novate-genesis-2" },
      { ...plain, stateRoot: "0x12" },
      { ...plain, stateRoot: (plain.stateRoot as string).toUpperCase() },
      { ...plain, block: `${plain.block}00` },
      { ...plain, l1: { ...l1, inbox: l1.vault } },
      { ...plain, l1: { ...l1, timelock: l1.vault } },
      { ...plain, l1: { ...l1, more: l1.vault } },
      ...Object.keys(plain).map(without),
    ];
    for (const value of bad) {
      const json = JSON.stringify(value);
      expect(() => parseGenesis(json), json.slice(0, 80)).toThrow(NovateError);
    }
    expect(() => parseGenesis("{")).toThrow(NovateError);
  });

  it("refuses to start from a root or hash that the engine does not give", async () => {
    expect(applyGenesis(genesis, await createStateMachine()).genesisHash).toEqual(genesis.genesisHash);
    for (const name of ["stateRoot", "genesisHash"] as const) {
      const machine = await createStateMachine();
      const wrong = { ...genesis, [name]: new Uint8Array(32) };
      expect(() => applyGenesis(wrong, machine)).toThrow(name);
    }
  });

  it("says why when the engine does not accept a configuration", async () => {
    const machine = await createStateMachine();
    const greedy = {
      ...preset,
      markets: preset.markets.map((market) => ({ ...market, mmfPpm: market.imfPpm + 1 })),
    };
    expect(() => executeGenesis(genesisBlock(greedy, inputs), machine)).toThrow(/BAD_GENESIS/);
    expect(executeGenesis(genesis.block, machine).outcome.stateRoot).toEqual(genesis.stateRoot);
    expect(() => executeGenesis(genesis.block, machine)).toThrow(/BAD_NUMBER/);
  });
});

describe("presets", () => {
  it("refuse unknown, missing and out-of-range fields by their path", () => {
    const [first] = presetJson.markets as Record<string, unknown>[];
    const withMarket = (change: object) =>
      JSON.stringify({ ...presetJson, markets: [{ ...first, ...change }] });
    expect(() => parsePreset(withMarket({}))).not.toThrow();
    expect(() => parsePreset(withMarket({ tickBits: 23 }))).toThrow(/markets\[0\]\.tickBits/);
    expect(() => parsePreset(withMarket({ leverage: 50 }))).toThrow(/markets\[0\]\.leverage/);
    expect(() => parsePreset(withMarket({ status: "open" }))).toThrow(/active, reduceOnly, closed/);
    expect(() => parsePreset(withMarket({ minNotional: "1e3" }))).toThrow(NovateError);
    expect(() => parsePreset(withMarket({ minNotional: "-1" }))).toThrow(/not negative/);
    expect(() => parsePreset(withMarket({ priceDecimals: 4, sizeDecimals: 3 }))).toThrow(/6 decimals/);
    expect(() => parsePreset(JSON.stringify({ ...presetJson, parameters: {} }))).toThrow(
      /parameters\.forceDelay/,
    );
  });

  it("fix the unit of a market by its decimals", () => {
    expect(preset.markets.map((market) => market.unit)).toEqual([1, 1]);
    const [first] = presetJson.markets as Record<string, unknown>[];
    const coarse = parsePreset(
      JSON.stringify({ ...presetJson, markets: [{ ...first, priceDecimals: 0, sizeDecimals: 2 }] }),
    );
    expect(coarse.markets[0]!.unit).toBe(10_000);
  });
});
