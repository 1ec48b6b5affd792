/** A real anvil with the real contracts, over which chains are asserted and disputed by players with accounts of their own. */
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  type Hash,
  type Hex,
  http,
  type PublicClient,
  parseEther,
} from "viem";
import { mnemonicToAccount, type PrivateKeyAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { DEVNET_DISPUTE, type Deployment, deployContracts } from "../../../../contracts/deploy.ts";
import { inboxAbi, rollupAbi } from "../../../../contracts/generated/abi.ts";
import { DISPUTE_HEIGHTS } from "../../../../contracts/options.ts";
import { type Anvil, startAnvil } from "../../../../contracts/testing/anvil.ts";
import { toHex } from "../../../primitives/bytes.ts";
import { systemTimers } from "../../../primitives/timers.ts";
import type { DisputeLevels } from "../../../state-machine/dispute/index.ts";
import { batchRoot, type StateProof } from "../../../state-machine/index.ts";
import { checkOnContract } from "../../../state-machine/machine/check.ts";
import { assertCall, claimId } from "../../asserter/claim.ts";
import type { BridgeEvent } from "../../events.ts";
import { readHeaderProof } from "../../header-proof.ts";
import { L1Sender } from "../../l1/sender.ts";
import { BlockInputs, type BlockInputsDependencies } from "../block-input.ts";
import { DisputeLog } from "../dispute-log.ts";
import type { HistorySource } from "../history-source.ts";
import { Player } from "../player.ts";
import { TournamentContract } from "../tournament-contract.ts";
import type { ToyBlock } from "./toy-chain.ts";

export const CHAIN_ID = 31_337n;
const [blocksHeight, blockHeight, stretchHeight] = DISPUTE_HEIGHTS;
export const LEVELS: DisputeLevels = { blocksHeight, blockHeight, stretchHeight };
export const BOND = parseEther("1");
export const DISPUTE = {
  ...DEVNET_DISPUTE,
  ...{ allowance: 600, moveTime: 30, joinWindow: 120, grace: 20, offline: 60 },
};
const CHALLENGE_SECONDS = 300;
const USDC = 1_000_000n;
const MAX_ROUNDS = 600;
// Anvil's well-known mnemonic: public, for test money only.
const MNEMONIC = "test test test test test test test test test test test junk";
const signal = new AbortController().signal;

/** Somebody with histories and an account. */
export interface L1Party {
  readonly name: string;
  readonly account: PrivateKeyAccount;
  readonly source: HistorySource;
  readonly events: BridgeEvent[];
  player: Player;
  /** As after a crash. */
  restart(): void;
  round(): Promise<number>;
}

/** What the contracts are deployed over. */
export interface DisputedChain {
  readonly genesisRoot: Uint8Array;
  readonly programRoot: Uint8Array;
  /** L1's time at the start, seconds. */
  readonly time: number;
}

export type DisputedBlocks = readonly Pick<ToyBlock, "number" | "timestamp" | "inputRoot">[];

export class DisputeL1 {
  readonly anvil: Anvil;
  readonly deployment: Deployment;
  readonly client: PublicClient;
  readonly test: ReturnType<typeof createTestClient>;
  readonly contract: TournamentContract;
  readonly parties: L1Party[] = [];
  readonly #offset: number;
  #passed = 0;

  private constructor(anvil: Anvil, deployment: Deployment, client: PublicClient, time: number) {
    this.anvil = anvil;
    this.deployment = deployment;
    this.client = client;
    this.test = createTestClient({ mode: "anvil", chain: foundry, transport: http(anvil.url) });
    this.contract = new TournamentContract(deployment, { client });
    this.#offset = time * 1000 - Date.now();
  }

  static async open({ genesisRoot, programRoot, time }: DisputedChain): Promise<DisputeL1> {
    const anvil = await startAnvil(time);
    const transport = http(anvil.url, { retryCount: 0 });
    const client = createPublicClient({ chain: foundry, transport, pollingInterval: 20, cacheTime: 0 });
    const sequencer = accountOf(0);
    const walletClient = createWalletClient({
      account: sequencer,
      chain: foundry,
      transport,
      pollingInterval: 20,
    });
    const { address } = sequencer;
    const deployment = await deployContracts(
      {
        ...{ sequencer: address, guardian: address, maxPause: 60, pauseCooldown: 120, governors: [address] },
        ...{ executors: [address], timelockDelay: 0, exitWindow: 0, minDeposit: USDC, forceDelay: 3_600 },
        ...{ maxBatchAge: 86_400, maxDrift: 3_000, selfDelay: 7_200, daKinds: ["local"] },
        ...{ outflowCap: USDC, outflowWindow: 3_600, challengePeriod: CHALLENGE_SECONDS, bond: BOND },
        ...{ dispute: DISPUTE, insurance: 0n },
        genesis: () => ({ genesisStateRoot: toHex(genesisRoot), programHash: toHex(programRoot) }),
      },
      { walletClient, publicClient: client },
    );
    return new DisputeL1(anvil, deployment, client as PublicClient, time);
  }

  /** L1's time as everybody here sees it, ms. */
  readonly clock = { now: (): number => Date.now() + this.#offset + this.#passed * 1000 };

  async pass(seconds: number): Promise<void> {
    this.#passed += seconds;
    await this.test.increaseTime({ seconds });
    await this.test.mine({ blocks: 1 });
  }

  /** Appends blocks as one batch; `inboxCursor`: messages of L1 that they consume. */
  async append(blocks: DisputedBlocks, inboxCursor = 0n): Promise<void> {
    const batch = {
      ...{ firstBlock: blocks[0]!.number, lastBlock: blocks.at(-1)!.number },
      ...{ lastTimestamp: blocks.at(-1)!.timestamp, inboxCursor, daKind: 0, daHeight: 0n, daStart: 0 },
      ...{ daLength: 1, daCommitment: toHex(new Uint8Array(32)) },
      batchRoot: toHex(batchRoot(blocks.map(({ inputRoot }) => inputRoot))),
    };
    const { inbox } = this.deployment;
    await this.#write(0, { address: inbox, abi: inboxAbi, functionName: "appendBatch", args: [batch] });
  }

  /** A party with the next account of the mnemonic. `store` holds the blocks. */
  seat(
    name: string,
    source: HistorySource,
    store: BlockInputsDependencies["store"],
    standbySeconds = 5,
  ): L1Party {
    const account = accountOf(this.parties.length + 1);
    const events: BridgeEvent[] = [];
    const report = (event: BridgeEvent) => events.push(event);
    const { client, contract } = this;
    const sender = new L1Sender(
      { chainId: Number(CHAIN_ID), pollMs: 5, bumpAfterMs: 30_000, maxFeePerGas: 10n ** 12n },
      { client, account, timers: systemTimers, report },
    );
    const inputs = new BlockInputs({ contract, client, store });
    const create = () => {
      const { tournament, deployBlock } = this.deployment;
      const log = new DisputeLog({ tournament, fromBlock: deployBlock, maxLogBlocks: 1_000 }, { client });
      const parts = { contract, log, source, sender, inputs, report, clock: this.clock };
      return new Player({ standbySeconds }, { ...parts, isVoid: undefined, checkStep: checkOnContract });
    };
    const party: L1Party = {
      ...{ name, account, source, events, player: create() },
      restart() {
        party.player = create();
      },
      round: () => party.player.round(signal),
    };
    this.parties.push(party);
    return party;
  }

  /** Asserts what the party's histories say, on the latest confirmed assertion. Returns the assertion's id. */
  async assert(party: L1Party, header: StateProof): Promise<Hash> {
    const { rollup, inbox } = this.deployment;
    const at = { abi: rollupAbi, address: rollup } as const;
    const parent = await this.client.readContract({ ...at, functionName: "latestConfirmed" });
    const { lastBlock, nextBatchCount } = await this.client.readContract({
      ...{ ...at, functionName: "assertion", args: [parent] },
    });
    const batch = { abi: inboxAbi, address: inbox, args: [nextBatchCount - 1n] } as const;
    const batchHash = await this.client.readContract({ ...batch, functionName: "batchHash" });
    const { lastBlock: last } = await this.client.readContract({ ...batch, functionName: "batch" });
    const history = (await party.source.blocks(lastBlock + 1n, last))!;
    const leaf = Number(last - lastBlock - 1n);
    const stateRoot = history.node(0, leaf);
    const claim = {
      ...{ parent, batchCount: nextBatchCount, batchHash, lastBlock: last },
      ...{ blocksRoot: toHex(history.root), stateRoot: toHex(stateRoot) },
    };
    const proof = readHeaderProof(stateRoot, header);
    await this.#write(
      this.parties.indexOf(party) + 1,
      assertCall(rollup, claim, proof, history.prove(leaf), BOND),
    );
    return claimId(claim);
  }

  /** Lets everybody play, time going on where nobody moves, until `done`. */
  async play(
    done: () => Promise<boolean>,
    players: readonly L1Party[],
    each: (round: number) => Promise<void> = async () => {},
  ): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (await done()) return;
      let sent = 0;
      for (const party of players) sent += await party.round();
      if (sent === 0) await this.pass(10);
      await each(round);
    }
    throw new Error(`not done after ${MAX_ROUNDS} rounds`);
  }

  /** L1 forgets its newest blocks and everything in them; as many empty ones take their place. */
  async reorganise(depth: number): Promise<void> {
    await this.test.request({ method: "anvil_reorg", params: [depth, []] } as never);
  }

  async isConfirmed(assertion: Hash): Promise<boolean> {
    return (await this.contract.assertion(assertion)).confirmed;
  }

  async close(): Promise<void> {
    await this.anvil.stop();
  }

  async #write(
    index: number,
    call: { address: Hex; abi: unknown; functionName: string; args: readonly unknown[]; value?: bigint },
  ): Promise<void> {
    const transport = http(this.anvil.url, { retryCount: 0 });
    const account = accountOf(index);
    const wallet = createWalletClient({ account, chain: foundry, transport, pollingInterval: 20 });
    // No estimate: what a call costs may change with the second in which it is included.
    const hash = await wallet.writeContract({ ...call, gas: 5_000_000n } as never);
    const { status } = await this.client.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new Error(`${call.functionName} reverted`);
  }
}

function accountOf(index: number): PrivateKeyAccount {
  return mnemonicToAccount(MNEMONIC, { addressIndex: index }) as unknown as PrivateKeyAccount;
}
