/** The clocks and bonds of a network's contracts on L1, as its preset chooses them (docs/spec/l1.md, docs/spec/dispute.md). */
import { ether, integer, type Reader, record, usd } from "./strict-json.ts";

/** Times in seconds, bonds in wei, the outflow cap in 1e-6 USDC. What `forceDelay` and `minDeposit` are says the genesis. */
export interface L1Terms {
  readonly timelockDelay: number;
  readonly exitWindow: number;
  readonly maxPause: number;
  readonly pauseCooldown: number;
  readonly maxBatchAge: number;
  readonly selfDelay: number;
  readonly maxDrift: number;
  readonly outflowCap: bigint;
  readonly outflowWindow: number;
  readonly challengePeriod: number;
  readonly bond: bigint;
  readonly dispute: {
    readonly allowance: number;
    readonly moveTime: number;
    readonly joinWindow: number;
    readonly grace: number;
    readonly offline: number;
    readonly blockBond: bigint;
    readonly stretchBond: bigint;
    readonly tipCap: bigint;
  };
  readonly data: { readonly dataWindow: number; readonly responseWindow: number; readonly bond: bigint };
}

/** Bounds between the fields are checked where they meet the chain (`contracts/options.ts`). */
const seconds = integer(0, 365 * 86_400);

export const l1Terms: Reader<L1Terms> = record({
  timelockDelay: seconds,
  exitWindow: seconds,
  maxPause: seconds,
  pauseCooldown: seconds,
  maxBatchAge: seconds,
  selfDelay: seconds,
  maxDrift: seconds,
  outflowCap: usd,
  outflowWindow: seconds,
  challengePeriod: seconds,
  bond: ether,
  dispute: record({
    allowance: seconds,
    moveTime: seconds,
    joinWindow: seconds,
    grace: seconds,
    offline: seconds,
    blockBond: ether,
    stretchBond: ether,
    tipCap: ether,
  }),
  data: record({ dataWindow: seconds, responseWindow: seconds, bond: ether }),
});
