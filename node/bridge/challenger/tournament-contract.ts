/** What the Tournament and the Rollup say at one L1 block. */
import { type Address, type Hash, type PublicClient, zeroAddress } from "viem";
import { dataChallengesAbi, inboxAbi, rollupAbi, tournamentAbi } from "../../../contracts/generated/abi.ts";

/** Values of the contract's `MatchStatus`. */
export const MatchStatus = {
  None: 0,
  Bisecting: 1,
  Inner: 2,
  OneWon: 3,
  TwoWon: 4,
  BothLost: 5,
} as const;

export interface DisputeAddresses {
  readonly inbox: Address;
  readonly rollup: Address;
  readonly tournament: Address;
}

/** Reads pinned to the block with hash `at`; without one, at the newest block. */
export class TournamentContract {
  readonly addresses: DisputeAddresses;
  readonly #client: PublicClient;

  constructor(addresses: DisputeAddresses, dependencies: { readonly client: PublicClient }) {
    this.addresses = addresses;
    this.#client = dependencies.client;
  }

  game(id: Hash, at?: Hash) {
    return this.#client.readContract({ ...this.#tournament(at), functionName: "gameOf", args: [id] });
  }

  block(game: Hash, at?: Hash) {
    return this.#client.readContract({ ...this.#tournament(at), functionName: "blockOf", args: [game] });
  }

  participant(game: Hash, commitment: Hash, at?: Hash) {
    return this.#client.readContract({
      ...this.#tournament(at),
      functionName: "participantOf",
      args: [game, commitment],
    });
  }

  match(game: Hash, id: Hash, at?: Hash) {
    return this.#client.readContract({ ...this.#tournament(at), functionName: "matchOf", args: [game, id] });
  }

  turn(game: Hash, id: Hash, at?: Hash) {
    return this.#client.readContract({ ...this.#tournament(at), functionName: "turnOf", args: [game, id] });
  }

  outcome(game: Hash, at?: Hash) {
    return this.#client.readContract({ ...this.#tournament(at), functionName: "outcomeOf", args: [game] });
  }

  winner(parent: Hash, at?: Hash): Promise<Hash> {
    return this.#client.readContract({ ...this.#tournament(at), functionName: "winner", args: [parent] });
  }

  owed(game: Hash, id: Hash, one: boolean, mover: Address, at?: Hash): Promise<bigint> {
    return this.#client.readContract({
      ...this.#tournament(at),
      functionName: "owed",
      args: [game, id, one, mover],
    });
  }

  /** Wei. */
  claimable(account: Address, at?: Hash): Promise<bigint> {
    return this.#client.readContract({ ...this.#tournament(at), functionName: "claimable", args: [account] });
  }

  /** Wei that joining a tournament of `level` takes. */
  joinBond(level: number): Promise<bigint> {
    return this.#client.readContract({
      ...this.#tournament(undefined),
      functionName: "joinBond",
      args: [level],
    });
  }

  /** What rules on batches without data; undefined where nothing does. */
  async dataChallenges(): Promise<Address | undefined> {
    const address = await this.#client.readContract({
      ...this.#tournament(undefined),
      functionName: "DATA_CHALLENGES",
    });
    return address === zeroAddress ? undefined : address;
  }

  /** Whether the batch is void, by the contract that rules on data. */
  isVoid(dataChallenges: Address, batchIndex: bigint): Promise<boolean> {
    const contract = { abi: dataChallengesAbi, address: dataChallenges } as const;
    return this.#client.readContract({ ...contract, functionName: "isVoid", args: [batchIndex] });
  }

  /** Heights of the three levels. */
  async heights(): Promise<readonly [number, number, number]> {
    const height = (level: number) =>
      this.#client.readContract({ ...this.#tournament(undefined), functionName: "height", args: [level] });
    const [blocks, block, stretch] = await Promise.all([height(0), height(1), height(2)]);
    return [blocks, block, stretch];
  }

  assertion(id: Hash, at?: Hash) {
    return this.#client.readContract({ ...this.#rollup(at), functionName: "assertion", args: [id] });
  }

  batchRange(index: bigint, at?: Hash) {
    return this.#client.readContract({ ...this.#inbox(at), functionName: "batch", args: [index] });
  }

  batchHash(index: bigint, at?: Hash): Promise<Hash> {
    return this.#client.readContract({ ...this.#inbox(at), functionName: "batchHash", args: [index] });
  }

  #tournament(at: Hash | undefined) {
    return this.#pinned({ abi: tournamentAbi, address: this.addresses.tournament } as const, at);
  }
  #rollup(at: Hash | undefined) {
    return this.#pinned({ abi: rollupAbi, address: this.addresses.rollup } as const, at);
  }
  #inbox(at: Hash | undefined) {
    return this.#pinned({ abi: inboxAbi, address: this.addresses.inbox } as const, at);
  }

  #pinned<T extends object>(contract: T, at: Hash | undefined): T {
    return at === undefined ? contract : { ...contract, blockHash: at };
  }
}

/** What a player reads; the contract, or a model of it. */
export type TournamentReads = Pick<
  TournamentContract,
  | "addresses"
  | "game"
  | "block"
  | "participant"
  | "match"
  | "turn"
  | "outcome"
  | "winner"
  | "owed"
  | "claimable"
  | "joinBond"
  | "assertion"
>;
