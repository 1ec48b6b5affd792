/**
 * The Tournament of docs/spec/dispute.md in memory, written to be read: T3 to T7 without bonds and header rules. It checks every
 * move as the contract does, so a player that is refused here is wrong. Time is a number that the test moves.
 */
import { type Address, encodeAbiParameters, type Hash, keccak256, zeroAddress, zeroHash } from "viem";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import { NovateError } from "../../../primitives/error.ts";
import { PROGRAM_ENTRY, Status } from "../../../state-machine/machine/layout.ts";
import { hashPair } from "../../../state-machine/machine/merkle.ts";
import { checkStep } from "../../../state-machine/machine/proof.ts";
import { decodeState, encodeState, hashState } from "../../../state-machine/machine/state.ts";
import { climb } from "../../../state-machine/merkle.ts";
import { greatest } from "../../extremes.ts";
import type { L1Call } from "../../l1/sender.ts";
import type { GameRecord, Pin } from "../dispute-log.ts";
import type { GameState, MatchState, ParticipantState } from "../dispute-view.ts";
import { innerGameId } from "../dispute-view.ts";
import { MatchStatus, type TournamentReads } from "../tournament-contract.ts";
import type { ModelOptions } from "./model-options.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Participant = Mutable<ParticipantState>;
type Match = Mutable<MatchState>;

interface Game {
  readonly id: Hash;
  readonly state: Mutable<GameState>;
  readonly participants: Map<Hash, Participant>;
  readonly matches: Map<Hash, Match & { ended: boolean }>;
  block?: { number: bigint; batchIndex: bigint; cursorBefore: bigint; stateBefore: Hash };
}

const PAIR = [{ type: "bytes32" }, { type: "bytes32" }] as const;
const matchId = (one: Hash, two: Hash) => keccak256(encodeAbiParameters(PAIR, [one, two]));
const pair = (left: Hash, right: Hash) => toHex(hashPair(fromHex(left, 32), fromHex(right, 32)));

function refuse(name: string): never {
  throw new NovateError("L1_REVERTED", `the model refuses: ${name}`, { name });
}

interface Leaves {
  readonly left: Hash;
  readonly right: Hash;
  readonly agreed: Hash;
  readonly siblings: readonly Hash[];
}

export class TournamentModel implements TournamentReads {
  readonly addresses = { inbox: zeroAddress, rollup: zeroAddress, tournament: zeroAddress };
  time = 1_000n;
  /** Every accepted call, in order. */
  readonly calls: { readonly name: string; readonly by: Address; readonly at: bigint }[] = [];
  confirmedAssertion: Hash | undefined;
  readonly #options: ModelOptions;
  readonly #games = new Map<Hash, Game>();

  constructor(options: ModelOptions) {
    this.#options = options;
    const closesAt = this.time + options.joinWindow;
    this.#create(options.parent, 0, toHex(options.parentState), closesAt, {});
  }

  // ---- what happens outside a dispute

  /** An assertion enters the root tournament; its id is its commitment. */
  assert(root: Uint8Array, left: Uint8Array, right: Uint8Array, owner: Address): void {
    const game = this.#game(this.#options.parent);
    if (this.time >= game.state.closesAt) refuse("JoinClosed");
    const commitment = toHex(root);
    this.#enter(game, commitment, toHex(left), toHex(right), commitment, owner, this.#options.allowance);
  }

  // ---- moves

  /** Makes a call as `by`; throws `L1_REVERTED` with the contract's error name. */
  call({ functionName, args }: L1Call, by: Address): void {
    const name = functionName as keyof TournamentModel;
    const method = (this as unknown as Record<string, (...args: unknown[]) => void>)[`_${name}`];
    if (method === undefined) throw new Error(`the model has no ${functionName}`);
    method.call(this, by, ...args);
    this.calls.push({ name: functionName, by, at: this.time });
  }

  protected _advance(
    _by: Address,
    g: Hash,
    m: Hash,
    left: Hash,
    right: Hash,
    newLeft: Hash,
    newRight: Hash,
  ): void {
    const { match } = this.#inTurn(g, m);
    if (match.height < 2) refuse("WrongHeight");
    if (pair(left, right) !== match.parentNode) refuse("WrongChildren");
    const goLeft = left !== match.left;
    const mine = goLeft ? left : right;
    const theirs = goLeft ? match.left : match.right;
    if (pair(newLeft, newRight) !== mine) refuse("WrongChildren");
    match.parentNode = theirs;
    match.left = newLeft;
    match.right = newRight;
    match.height -= 1;
    if (!goLeft) match.position += 2n ** BigInt(match.height);
    this.#pass(g, match);
  }

  protected _settlePadding(_by: Address, g: Hash, m: Hash, left: Hash, right: Hash): void {
    const { game, match } = this.#inTurn(g, m);
    if (game.state.level !== 0) refuse("WrongLevel");
    const leaf = this.#sealed(match, left, right);
    const { firstBlock, lastBlock } = this.#options;
    if (leaf < lastBlock - firstBlock + 1n) refuse("NotPadding");
    const mine = leaf === match.position ? left : right;
    this.#end(game, match, mine === zeroHash ? this.#mover(match) : this.#other(match));
  }

  protected _openBlock(
    _by: Address,
    g: Hash,
    m: Hash,
    leaves: Leaves,
    input: { readonly batchIndex: bigint; readonly inputRoot: Hash },
  ): void {
    const { game, match } = this.#inTurn(g, m);
    if (game.state.level !== 0) refuse("WrongLevel");
    const leaf = this.#seal(game, match, leaves);
    const { firstBlock, lastBlock, programRoot } = this.#options;
    if (leaf > lastBlock - firstBlock) refuse("IsPadding");
    const low = hashPair(programRoot, fromHex(input.inputRoot, 32));
    const memoryRoot = hashPair(low, fromHex(leaves.agreed, 32));
    const start = {
      memoryRoot,
      pc: BigInt(PROGRAM_ENTRY),
      status: 0,
      exitCode: 0n,
      x: new BigUint64Array(32),
    };
    const agreed = toHex(hashState(encodeState(start)));
    const inner = this.#openInner(game, m, match, leaf, leaves, agreed);
    const number = firstBlock + leaf;
    inner.block = { number, batchIndex: input.batchIndex, cursorBefore: 0n, stateBefore: leaves.agreed };
  }

  protected _openStretch(_by: Address, g: Hash, m: Hash, leaves: Leaves): void {
    const { game, match } = this.#inTurn(g, m);
    if (game.state.level !== 1) refuse("WrongLevel");
    const leaf = this.#seal(game, match, leaves);
    this.#openInner(game, m, match, leaf, leaves, leaves.agreed);
  }

  protected _proveStep(_by: Address, g: Hash, m: Hash, leaves: Leaves, encoded: Hash, witness: Hash): void {
    const { game, match } = this.#inTurn(g, m);
    if (game.state.level !== 2) refuse("WrongLevel");
    const leaf = this.#seal(game, match, leaves);
    const { preHash, postHash } = checkStep(fromHex(encoded), fromHex(witness));
    if (toHex(preHash) !== leaves.agreed) refuse("WrongLeaf");
    const [mine, theirs] = this.#contested(match, leaf, leaves);
    if (toHex(postHash) === mine) this.#end(game, match, this.#mover(match));
    else if (toHex(postHash) === theirs) this.#end(game, match, this.#other(match));
    else this.#end(game, match, undefined);
  }

  protected _joinBlock(
    by: Address,
    g: Hash,
    end: {
      readonly encoded: Hash;
      readonly leftRoot: Hash;
      readonly header: { leaves: Hash[]; siblings: Hash[] };
    },
    siblings: readonly Hash[],
  ): void {
    const game = this.#game(g);
    if (game.state.level !== 1) refuse("WrongLevel");
    const encoded = fromHex(end.encoded, 320);
    const state = decodeState(encoded);
    let implied = game.block!.stateBefore;
    if (state.status === Status.EXITED && state.exitCode === 0n) {
      const [a, b, c, d] = end.header.leaves as [Hash, Hash, Hash, Hash];
      const root = end.header.siblings.reduce(
        (node, sibling) => pair(node, sibling),
        pair(pair(a, b), pair(c, d)),
      );
      if (pair(end.leftRoot, root) !== toHex(state.memoryRoot)) refuse("InvalidHeaderProof");
      implied = root;
    }
    this.#join(game, toHex(hashState(encoded)), siblings, implied, by);
  }

  protected _joinStretch(by: Address, g: Hash, lastLeaf: Hash, siblings: readonly Hash[]): void {
    const game = this.#game(g);
    if (game.state.level !== 2) refuse("WrongLevel");
    this.#join(game, lastLeaf, siblings, lastLeaf, by);
  }

  protected _claimTimeout(_by: Address, g: Hash, m: Hash): void {
    const { game, match } = this.#match(g, m, MatchStatus.Bisecting);
    if (this.time < this.#deadline(g, match)) refuse("ClockRunning");
    this.#end(game, match, this.#other(match));
  }

  protected _resolveInner(_by: Address, g: Hash, m: Hash): void {
    const { game, match } = this.#match(g, m, MatchStatus.Inner);
    const inner = this.#game(innerGameId(g, m));
    const [over, left] = this.#outcome(inner);
    if (!over) refuse("InnerRunning");
    const winner = inner.participants.get(left);
    if (winner === undefined) {
      this.#end(game, match, game.state.level === 0 ? match.one : undefined);
      return;
    }
    const side = winner.tag === inner.state.outcomeOne ? match.one : match.two;
    game.participants.get(side)!.clock = winner.clock;
    this.#end(game, match, side);
  }

  protected _confirm(_by: Address, assertion: Hash): void {
    if (this.#winner() !== assertion) refuse("AssertionDisputed");
    if (this.confirmedAssertion !== undefined) refuse("AlreadyConfirmed");
    this.confirmedAssertion = assertion;
  }

  // ---- reading

  async refresh(): Promise<{ pin: Pin; games: Map<Hash, GameRecord> }> {
    const games = new Map<Hash, GameRecord>();
    for (const { id, state, participants, matches } of this.#games.values()) {
      const list = [...matches.entries()].map(([match, { one, two, ended }]) => ({
        id: match,
        one,
        two,
        ended,
      }));
      games.set(id, {
        id,
        level: state.level,
        l1Block: 0n,
        participants: [...participants.keys()],
        matches: list,
      });
    }
    return { pin: { number: this.time, hash: zeroHash, time: this.time }, games };
  }

  async game(id: Hash) {
    return { ...this.#game(id).state };
  }
  async block(id: Hash) {
    return { ...this.#game(id).block! };
  }
  async participant(game: Hash, commitment: Hash) {
    return { ...this.#game(game).participants.get(commitment)! };
  }
  async match(game: Hash, id: Hash) {
    return { ...this.#game(game).matches.get(id)! };
  }
  async turn(game: Hash, id: Hash) {
    const match = this.#game(game).matches.get(id)!;
    return [this.#mover(match), this.#deadline(game, match)] as const;
  }
  async outcome(game: Hash) {
    return this.#outcome(this.#game(game));
  }
  async winner() {
    return this.#winner();
  }
  async owed() {
    return 0n;
  }
  async claimable() {
    return 0n;
  }
  async joinBond() {
    return 1n;
  }
  async assertion(id: Hash) {
    const { parent, firstBlock, lastBlock } = this.#options;
    const block = id === parent ? firstBlock - 1n : lastBlock;
    const confirmed = id === parent || id === this.confirmedAssertion;
    return { lastBlock: block, parent, confirmed, confirmableAt: 0n, batchCount: 1n } as never;
  }

  // ---- the rules

  #game(id: Hash): Game {
    return this.#games.get(id) ?? refuse("UnknownGame");
  }

  #match(g: Hash, m: Hash, status: number) {
    const game = this.#game(g);
    const match = game.matches.get(m) ?? refuse("UnknownMatch");
    if (match.status !== status) refuse("WrongStatus");
    return { game, match };
  }

  #inTurn(g: Hash, m: Hash) {
    const found = this.#match(g, m, MatchStatus.Bisecting);
    if (this.time >= this.#deadline(g, found.match)) refuse("ClockExpired");
    return found;
  }

  /** `one` moves first; every level of height is one turn. */
  #mover(match: Match): Hash {
    return (this.#turns.get(match) ?? 0) % 2 === 0 ? match.one : match.two;
  }
  #other(match: Match): Hash {
    return this.#mover(match) === match.one ? match.two : match.one;
  }
  readonly #turns = new WeakMap<Match, number>();

  #deadline(g: Hash, match: Match): bigint {
    const { clock } = this.#game(g).participants.get(this.#mover(match))!;
    return match.turnStartedAt + this.#options.moveTime + clock;
  }

  /** Takes the turn's time from the mover's clock and gives the turn to the other side. */
  #pass(g: Hash, match: Match): void {
    this.#charge(g, match);
    this.#turns.set(match, (this.#turns.get(match) ?? 0) + 1);
    match.turnStartedAt = this.time;
  }

  #charge(g: Hash, match: Match): void {
    const mover = this.#game(g).participants.get(this.#mover(match))!;
    const late = this.time - match.turnStartedAt - this.#options.moveTime;
    if (late > 0n) mover.clock -= late;
  }

  #sealed(match: Match, left: Hash, right: Hash): bigint {
    if (match.height !== 1) refuse("WrongHeight");
    if (pair(left, right) !== match.parentNode) refuse("WrongChildren");
    return left === match.left ? match.position + 1n : match.position;
  }

  #seal(game: Game, match: Match, leaves: Leaves): bigint {
    const leaf = this.#sealed(match, leaves.left, leaves.right);
    if (leaf === 0n) {
      if (leaves.agreed !== game.state.agreed || leaves.siblings.length > 0) refuse("WrongLeaf");
      return leaf;
    }
    if (leaves.siblings.length !== this.#height(game)) refuse("WrongProofLength");
    const siblings = leaves.siblings.map((sibling) => fromHex(sibling, 32));
    const root = toHex(climb(fromHex(leaves.agreed, 32), Number(leaf - 1n), siblings));
    if (root !== match.one && root !== match.two) refuse("WrongLeaf");
    return leaf;
  }

  #contested(match: Match, leaf: bigint, leaves: Leaves): [Hash, Hash] {
    return leaf === match.position ? [leaves.left, match.left] : [leaves.right, match.right];
  }

  #openInner(game: Game, m: Hash, match: Match, leaf: bigint, leaves: Leaves, agreed: Hash): Game {
    const [mine, theirs] = this.#contested(match, leaf, leaves);
    const isOne = this.#mover(match) === match.one;
    this.#charge(game.id, match);
    match.status = MatchStatus.Inner;
    const clocks = [match.one, match.two].map((side) => game.participants.get(side)!.clock);
    return this.#create(
      innerGameId(game.id, m),
      game.state.level + 1,
      agreed,
      this.time + this.#options.joinWindow,
      {
        outerGame: game.id,
        outerMatch: m,
        outcomeOne: isOne ? mine : theirs,
        outcomeTwo: isOne ? theirs : mine,
        clockOne: clocks[0]!,
        clockTwo: clocks[1]!,
      },
    );
  }

  #create(id: Hash, level: number, agreed: Hash, closesAt: bigint, rest: Partial<GameState>): Game {
    const state: GameState = {
      ...{ level, bondReturned: false, startedAt: this.time, closesAt, lastResolvedAt: 0n, participants: 0 },
      ...{ activeMatches: 0, waiting: zeroHash, outerGame: zeroHash, outerMatch: zeroHash, agreed },
      ...{ outcomeOne: zeroHash, outcomeTwo: zeroHash, clockOne: 0n, clockTwo: 0n },
      ...rest,
    };
    const game: Game = { id, state, participants: new Map(), matches: new Map() };
    this.#games.set(id, game);
    return game;
  }

  #join(game: Game, lastLeaf: Hash, siblings: readonly Hash[], implied: Hash, by: Address): void {
    if (this.time >= game.state.closesAt) refuse("JoinClosed");
    const height = this.#height(game);
    if (siblings.length !== height) refuse("WrongProofLength");
    const { outcomeOne, outcomeTwo, clockOne, clockTwo, startedAt } = game.state;
    if (implied !== outcomeOne && implied !== outcomeTwo) refuse("NoSuchOutcome");
    const path = siblings.map((sibling) => fromHex(sibling, 32));
    const index = 2 ** height - 1;
    const right = toHex(climb(fromHex(lastLeaf, 32), index, path.slice(0, -1)));
    const left = siblings.at(-1)!;
    const late = this.time - startedAt - this.#options.moveTime;
    const inherited = (implied === outcomeOne ? clockOne : clockTwo) - (late > 0n ? late : 0n);
    this.#enter(game, pair(left, right), left, right, implied, by, inherited > 0n ? inherited : 0n);
  }

  #enter(
    game: Game,
    commitment: Hash,
    left: Hash,
    right: Hash,
    tag: Hash,
    owner: Address,
    clock: bigint,
  ): void {
    if (game.participants.has(commitment)) refuse("AlreadyJoined");
    game.participants.set(commitment, { left, right, tag, owner, bond: 1n, clock, eliminated: false });
    this.#seat(game, commitment);
  }

  /** Who joins or wins meets the one that waits, and else waits. */
  #seat(game: Game, commitment: Hash): void {
    const { waiting } = game.state;
    if (waiting === zeroHash) {
      game.state.waiting = commitment;
      return;
    }
    game.state.waiting = zeroHash;
    game.state.activeMatches += 1;
    const other = game.participants.get(commitment)!;
    const id = matchId(waiting, commitment);
    game.matches.set(id, {
      ...{ one: waiting, two: commitment, parentNode: waiting, left: other.left, right: other.right },
      ...{
        position: 0n,
        turnStartedAt: this.time,
        height: this.#height(game),
        status: MatchStatus.Bisecting,
      },
      ...{ spentOne: 0n, spentTwo: 0n, ended: false },
    });
  }

  #end(game: Game, match: Match & { ended: boolean }, winner: Hash | undefined): void {
    match.ended = true;
    match.status =
      winner === undefined
        ? MatchStatus.BothLost
        : winner === match.one
          ? MatchStatus.OneWon
          : MatchStatus.TwoWon;
    game.state.activeMatches -= 1;
    game.state.lastResolvedAt = this.time;
    for (const side of [match.one, match.two]) game.participants.get(side)!.eliminated = side !== winner;
    if (winner !== undefined) this.#seat(game, winner);
  }

  #outcome({ state }: Game): readonly [boolean, Hash] {
    const over = this.time >= state.closesAt && state.activeMatches === 0;
    return [over, over ? state.waiting : zeroHash];
  }

  #winner(): Hash {
    const game = this.#game(this.#options.parent);
    const [over, left] = this.#outcome(game);
    const { closesAt, lastResolvedAt } = game.state;
    const since = greatest(closesAt, lastResolvedAt);
    return over && game.participants.size > 1 && this.time >= since + this.#options.grace ? left : zeroHash;
  }

  #height({ state }: Game): number {
    const { blocksHeight, blockHeight, stretchHeight } = this.#options.levels;
    return [blocksHeight, blockHeight, stretchHeight][state.level]!;
  }
}
