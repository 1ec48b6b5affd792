/** A real anvil with the real contracts, over which toy chains are asserted and disputed by players with accounts of their own. */
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
import { batchRoot } from "../../../state-machine/index.ts";
import { checkOnContract } from "../../../state-machine/machine/check.ts";
import { assertCall, claimId } from "../../asserter/claim.ts";
import type { BridgeEvent } from "../../events.ts";
import { readHeaderProof } from "../../header-proof.ts";
import { L1Sender } from "../../l1/sender.ts";
import { BlockInputs } from "../block-input.ts";
import { DisputeLog } from "../dispute-log.ts";
import { Player } from "../player.ts";
import { TournamentContract } from "../tournament-contract.ts";
import { type Lies, ToyChain, type ToyDraft, toyProgramRoot } from "./toy-chain.ts";

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

export interface PartyOptions {
  readonly name: string;
  readonly lies?: Lies;
  readonly standbySeconds?: number;
}

/** Somebody with a machine and an account. */
export interface L1Party {
  readonly name: string;
  readonly account: PrivateKeyAccount;
  readonly chain: ToyChain;
  readonly events: BridgeEvent[];
  player: Player;
  /** As after a crash. */
  restart(): void;
  round(): Promise<number>;
}

export class DisputeL1 {
  readonly anvil: Anvil;
  readonly deployment: Deployment;
  readonly client: PublicClient;
  readonly test: ReturnType<typeof createTestClient>;
  readonly contract: TournamentContract;
  readonly parties: L1Party[] = [];
  /** The chain as its sequencer made it. */
  readonly #chain: ToyChain;
  #passed = 0;
  #published = 0n;

  private constructor(anvil: Anvil, deployment: Deployment, client: PublicClient, chain: ToyChain) {
    this.anvil = anvil;
    this.deployment = deployment;
    this.client = client;
    this.test = createTestClient({ mode: "anvil", chain: foundry, transport: http(anvil.url) });
    this.contract = new TournamentContract(deployment, { client });
    this.#chain = chain;
  }

  static async open(): Promise<DisputeL1> {
    const anvil = await startAnvil(Math.floor(Date.now() / 1000));
    const transport = http(anvil.url, { retryCount: 0 });
    const client = createPublicClient({ chain: foundry, transport, pollingInterval: 20, cacheTime: 0 });
    const chain = new ToyChain(CHAIN_ID, LEVELS);
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
        genesis: () => ({ genesisStateRoot: toHex(chain.roots[0]!), programHash: toHex(toyProgramRoot()) }),
      },
      { walletClient, publicClient: client },
    );
    return new DisputeL1(anvil, deployment, client as PublicClient, chain);
  }

  /** L1's time as everybody here sees it, ms. */
  readonly clock = { now: (): number => Date.now() + this.#passed * 1000 };

  async pass(seconds: number): Promise<void> {
    this.#passed += seconds;
    await this.test.increaseTime({ seconds });
    await this.test.mine({ blocks: 1 });
  }

  /** Makes blocks and appends them as one batch. */
  async publish(drafts: readonly Omit<ToyDraft, "timestamp">[]): Promise<void> {
    await this.pass(drafts.length + 1);
    const { timestamp } = await this.client.getBlock();
    const first = this.#published + 1n;
    drafts.forEach((draft, i) => {
      const block = this.#chain.seal({ ...draft, timestamp: timestamp * 1000n - BigInt(drafts.length - i) });
      for (const { chain } of this.parties) chain.run(block);
    });
    this.#published = this.#chain.head;
    const blocks = this.#chain.blockList.slice(Number(first) - 1);
    const batch = {
      ...{ firstBlock: first, lastBlock: this.#published, lastTimestamp: blocks.at(-1)!.timestamp },
      ...{
        inboxCursor: 0n,
        daKind: 0,
        daHeight: 0n,
        daStart: 0,
        daLength: 1,
        daCommitment: toHex(new Uint8Array(32)),
      },
      batchRoot: toHex(batchRoot(blocks.map(({ inputRoot }) => inputRoot))),
    };
    const { inbox } = this.deployment;
    await this.#write(0, { address: inbox, abi: inboxAbi, functionName: "appendBatch", args: [batch] });
  }

  /** A party with account `index` (1 and up) of the mnemonic. Join before blocks are published. */
  seat(index: number, { name, lies, standbySeconds = 5 }: PartyOptions): L1Party {
    const account = accountOf(index);
    const chain = new ToyChain(CHAIN_ID, LEVELS, lies);
    const events: BridgeEvent[] = [];
    const report = (event: BridgeEvent) => events.push(event);
    const { client, contract } = this;
    const sender = new L1Sender(
      { chainId: Number(CHAIN_ID), pollMs: 5, bumpAfterMs: 30_000, maxFeePerGas: 10n ** 12n },
      { client, account, timers: systemTimers, report },
    );
    const toy = this.#chain;
    const store = {
      get: async (number: bigint) => toy.blockList[Number(number) - 1] as never,
      range: async function* (first: bigint, last: bigint) {
        yield* toy.blockList.slice(Number(first) - 1, Number(last)) as never[];
      },
    };
    const inputs = new BlockInputs({ contract, client, store });
    const create = () => {
      const { tournament, deployBlock } = this.deployment;
      const log = new DisputeLog({ tournament, fromBlock: deployBlock, maxLogBlocks: 1_000 }, { client });
      return new Player(
        { standbySeconds },
        {
          ...{ contract, log, source: chain, sender, inputs, report, clock: this.clock },
          isVoid: undefined,
          checkStep: checkOnContract,
        },
      );
    };
    const party: L1Party = {
      ...{ name, account, chain, events, player: create() },
      restart() {
        party.player = create();
      },
      round: () => party.player.round(signal),
    };
    this.parties.push(party);
    return party;
  }

  /** Asserts what the party's machine says, on the latest confirmed assertion. Returns the assertion's id. */
  async assert(party: L1Party): Promise<Hash> {
    const { rollup, inbox } = this.deployment;
    const at = { abi: rollupAbi, address: rollup } as const;
    const parent = await this.client.readContract({ ...at, functionName: "latestConfirmed" });
    const { lastBlock, nextBatchCount } = await this.client.readContract({
      ...{ ...at, functionName: "assertion", args: [parent] },
    });
    const batch = { abi: inboxAbi, address: inbox, args: [nextBatchCount - 1n] } as const;
    const batchHash = await this.client.readContract({ ...batch, functionName: "batchHash" });
    const { lastBlock: last } = await this.client.readContract({ ...batch, functionName: "batch" });
    const history = (await party.chain.blocks(lastBlock + 1n, last))!;
    const stateRoot = party.chain.roots[Number(last)]!;
    const claim = {
      ...{ parent, batchCount: nextBatchCount, batchHash, lastBlock: last },
      ...{ blocksRoot: toHex(history.root), stateRoot: toHex(stateRoot) },
    };
    const header = readHeaderProof(stateRoot, party.chain.headers[Number(last)]!);
    const call = assertCall(rollup, claim, header, history.prove(Number(last - lastBlock - 1n)), BOND);
    await this.#write(this.parties.indexOf(party) + 1, call);
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
    const hash = await wallet.writeContract(call as never);
    const { status } = await this.client.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new Error(`${call.functionName} reverted`);
  }
}

function accountOf(index: number): PrivateKeyAccount {
  return mnemonicToAccount(MNEMONIC, { addressIndex: index }) as unknown as PrivateKeyAccount;
}
