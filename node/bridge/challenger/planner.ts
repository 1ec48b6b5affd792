/** What is to be done now for the commitments of one source: every move that L1's state and the source's histories force. */
import { type Address, type Hash, type Hex, zeroHash } from "viem";
import { equalBytes, fromHex, toHex } from "../../primitives/bytes.ts";
import { errorCode, errorMessage } from "../../primitives/error.ts";
import { type History, type HistoryNodes, proveLast } from "../../state-machine/dispute/index.ts";
import type { StateProof } from "../../state-machine/index.ts";
import { greatest } from "../extremes.ts";
import type { BlockInput } from "./block-input.ts";
import type { DisputeView, GameView, MatchView } from "./dispute-view.ts";
import type { BlockHistory, HistorySource } from "./history-source.ts";
import type { Doubt, Move } from "./move.ts";
import { MatchStatus, type TournamentReads } from "./tournament-contract.ts";

export interface PlannerDependencies {
  readonly source: HistorySource;
  readonly contract: TournamentReads;
  readonly inputs: {
    open(batchIndex: bigint, number: bigint): Promise<BlockInput>;
    batchOf(number: bigint, batchCount: bigint): Promise<bigint | undefined>;
  };
  /** Whether the data of a batch was ruled void; undefined where nobody rules. */
  readonly isVoid: ((batchIndex: bigint) => Promise<boolean>) | undefined;
  /** Whether Machine.sol takes the step from the one state to the other. */
  readonly checkStep: (state: Uint8Array, proof: Uint8Array) => Promise<{ readonly postHash: Uint8Array }>;
}

export interface Plan {
  readonly moves: readonly Move[];
  readonly doubts: readonly Doubt[];
  /** Level 0 tournaments whose winner is final: nothing will move there any more. */
  readonly settled: readonly Hash[];
}

/** The source's commitment in one tournament, and what lies below it. */
interface Line {
  readonly history: History;
  /** Level 0: the blocks it is about. */
  readonly blocks?: { readonly first: bigint; readonly count: bigint; readonly batchCount: bigint };
  /** Levels 1 and 2. */
  readonly block?: BlockHistory;
  /** Level 2: steps before the stretch. */
  readonly firstStep?: number;
}

export class Planner {
  readonly #dependencies: PlannerDependencies;
  #moves: Move[] = [];
  #doubts: Doubt[] = [];
  #settled: Hash[] = [];
  #now = 0n;
  /** L1's own time at the block that was read. */
  #l1Time = 0n;
  #at: Hash = zeroHash;

  constructor(dependencies: PlannerDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Moves due in `view` at `now` (L1 seconds), the most urgent first. Computes what it needs: the first plan that reaches a block
   * takes as long as running it. Throws what sources, inputs and L1 throw: plan again later.
   */
  async plan(view: DisputeView, now: bigint): Promise<Plan> {
    this.#moves = [];
    this.#doubts = [];
    this.#settled = [];
    this.#now = now;
    this.#l1Time = view.pin.time;
    this.#at = view.pin.hash;
    for (const game of view.games) {
      const line = await this.#unlessUnknown(game, () => this.#rootLine(game));
      await this.#game(game, line);
      await this.#confirm(game, line);
    }
    const urgency = ({ deadline, since }: Move) => deadline ?? since + (1n << 40n);
    const moves = [...this.#moves].sort((a, b) => (urgency(a) < urgency(b) ? -1 : 1));
    return { moves, doubts: this.#doubts, settled: this.#settled };
  }

  /** Our history of an assertion's blocks; undefined when it can't be told yet. */
  async #rootLine(game: GameView): Promise<Line | undefined> {
    const [commitment, rival] = game.participants;
    if (commitment === undefined || rival === undefined) return undefined;
    const { contract, source } = this.#dependencies;
    const { tag } = await contract.participant(game.id, commitment, this.#at);
    const [parent, child] = await Promise.all([
      contract.assertion(game.id, this.#at),
      contract.assertion(tag, this.#at),
    ]);
    const first = parent.lastBlock + 1n;
    const history = await source.blocks(first, child.lastBlock);
    if (history === undefined) {
      this.#doubt(
        "HISTORY_UNAVAILABLE",
        game,
        `blocks ${first}..${child.lastBlock} are not derived here yet`,
      );
      return undefined;
    }
    const count = child.lastBlock - parent.lastBlock;
    return { history, blocks: { first, count, batchCount: child.batchCount } };
  }

  /** A decided tournament makes its winner final: ours by this player, another's by whoever wants it. */
  async #confirm(game: GameView, line: Line | undefined): Promise<void> {
    if (!game.over || game.left === undefined) return;
    const { contract } = this.#dependencies;
    const { tag, owner } = await contract.participant(game.id, game.left, this.#at);
    const [{ confirmed, confirmableAt }, winner] = await Promise.all([
      contract.assertion(tag, this.#at),
      contract.winner(game.id, this.#at),
    ]);
    if (confirmed) this.#settled.push(game.id);
    else if (winner === tag && line !== undefined && toHex(line.history.root) === game.left) {
      const { lastResolvedAt } = game.state;
      const since = greatest(confirmableAt, lastResolvedAt);
      this.#add("confirm", game, undefined, [tag], { since, owner });
    }
  }

  async #game(game: GameView, line: Line | undefined): Promise<void> {
    const ours = line && toHex(line.history.root);
    const joined = ours !== undefined && game.participants.includes(ours);
    if (joined) {
      const { eliminated } = await this.#dependencies.contract.participant(game.id, ours, this.#at);
      if (eliminated) this.#doubt("HONEST_ELIMINATED", game, `commitment ${ours} has lost`);
    }
    for (const match of game.running) {
      const side = ours === match.state.one || ours === match.state.two;
      await this.#unlessUnknown(game, () =>
        side && line ? this.#ownMatch(game, match, line) : this.#otherMatch(game, match),
      );
    }
  }

  /** What can't be read or computed for one tournament or match must not stop the others; without L1 nothing goes on. */
  async #unlessUnknown<T>(game: GameView, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (errorCode(error).startsWith("L1_") || errorCode(error) === "INTERNAL") throw error;
      this.#doubt("HISTORY_UNAVAILABLE", game, `${errorCode(error)}: ${errorMessage(error)}`);
      return undefined;
    }
  }

  /** A match of others: what anyone may do so that it ends. */
  async #otherMatch(game: GameView, match: MatchView): Promise<void> {
    await this.#timeout(game, match);
    if (match.inner !== undefined) {
      await this.#game(match.inner, undefined);
      this.#resolve(game, match);
    }
  }

  async #timeout(game: GameView, match: MatchView): Promise<void> {
    const { turn, state } = match;
    if (turn === undefined || turn.deadline > this.#now) return;
    const winner = turn.commitment === state.one ? state.two : state.one;
    const { owner } = await this.#dependencies.contract.participant(game.id, winner, this.#at);
    this.#add("claimTimeout", game, match, [game.id, match.id], { since: turn.deadline, owner });
  }

  #resolve(game: GameView, match: MatchView): void {
    const { inner } = match;
    if (inner === undefined || !inner.over) return;
    const { closesAt, lastResolvedAt } = inner.state;
    const since = greatest(closesAt, lastResolvedAt);
    this.#add("resolveInner", game, match, [game.id, match.id], { since, owner: undefined });
  }

  /** A match in which our commitment stands. */
  async #ownMatch(game: GameView, match: MatchView, line: Line): Promise<void> {
    const ours = toHex(line.history.root);
    if (match.state.status === MatchStatus.Inner) {
      if (match.inner !== undefined) await this.#innerGame(game, match, match.inner, line);
      return;
    }
    if (match.turn === undefined) return;
    if (match.turn.commitment !== ours) await this.#timeout(game, match);
    else if (match.state.height >= 2) await this.#advance(game, match, line);
    else await this.#seal(game, match, line);
  }

  async #turnOwner(
    game: GameView,
    match: MatchView,
  ): Promise<{ since: bigint; deadline: bigint; owner: Address }> {
    const { commitment, deadline } = match.turn!;
    const { owner } = await this.#dependencies.contract.participant(game.id, commitment, this.#at);
    return { since: match.state.turnStartedAt, deadline, owner };
  }

  async #advance(game: GameView, match: MatchView, { history }: Line): Promise<void> {
    const { height, position, left: theirLeft } = match.state;
    const index = Number(position) / 2 ** height;
    const [left, right] = children(history, height, index);
    const down = toHex(left) === theirLeft ? 2 * index + 1 : 2 * index;
    const nodes = [left, right, ...children(history, height - 1, down)].map(toHex);
    const when = await this.#turnOwner(game, match);
    this.#add("advance", game, match, [game.id, match.id, ...nodes], when);
  }

  /** The bisection is at its last two leaves and it is our turn. */
  async #seal(game: GameView, match: MatchView, line: Line): Promise<void> {
    const { history } = line;
    const position = Number(match.state.position);
    const [left, right] = children(history, 1, position / 2);
    const first = toHex(left) === match.state.left ? position + 1 : position;
    const before = first === 0 ? undefined : history.node(0, first - 1);
    const leaves = {
      left: toHex(left),
      right: toHex(right),
      agreed: before === undefined ? game.state.agreed : toHex(before),
      siblings: first === 0 ? [] : history.prove(first - 1).map(toHex),
    };
    const when = await this.#turnOwner(game, match);
    if (game.level === 0) await this.#sealBlocks(game, match, line, first, leaves, when);
    else if (game.level === 1) this.#add("openStretch", game, match, [game.id, match.id, leaves], when);
    else await this.#proveStep(game, match, line, first, leaves, when);
  }

  async #sealBlocks(
    game: GameView,
    match: MatchView,
    line: Line,
    leaf: number,
    leaves: { readonly left: Hex; readonly right: Hex },
    when: Due,
  ): Promise<void> {
    const { source, inputs, isVoid } = this.#dependencies;
    const { first, count, batchCount } = line.blocks!;
    if (BigInt(leaf) >= count) {
      this.#add("settlePadding", game, match, [game.id, match.id, leaves.left, leaves.right], when);
      return;
    }
    const number = first + BigInt(leaf);
    const batchIndex = await inputs.batchOf(number, batchCount);
    if (batchIndex === undefined) return;
    if (await isVoid?.(batchIndex)) {
      this.#add("settleVoid", game, match, [game.id, match.id, leaves, batchIndex], when);
      return;
    }
    const block = await source.block(number, batchIndex);
    if (block === undefined) {
      this.#doubt("HISTORY_UNAVAILABLE", game, `block ${number} is not derived here yet`);
      return;
    }
    const input = await inputs.open(batchIndex, number);
    this.#add("openBlock", game, match, [game.id, match.id, leaves, input, headerProof(block.before)], when);
  }

  async #proveStep(
    game: GameView,
    match: MatchView,
    line: Line,
    leaf: number,
    leaves: object,
    when: Due,
  ): Promise<void> {
    const { state, proof, preHash } = await line.block!.prove(line.firstStep! + leaf);
    const expected = line.history.node(0, leaf);
    const agreed = leaf === 0 ? fromHex(game.state.agreed, 32) : line.history.node(0, leaf - 1);
    const checked = await this.#dependencies.checkStep(state, proof);
    if (!equalBytes(preHash, agreed) || !equalBytes(checked.postHash, expected)) {
      this.#doubt(
        "PROOF_REFUSED",
        game,
        `step ${line.firstStep! + leaf} does not lead where our history says`,
      );
      return;
    }
    this.#add("proveStep", game, match, [game.id, match.id, leaves, toHex(state), toHex(proof)], when);
  }

  /** The tournament inside a match of ours: join it, play in it, and end the match by it. */
  async #innerGame(game: GameView, match: MatchView, inner: GameView, outer: Line): Promise<void> {
    const line = await this.#innerLine(inner, match, outer);
    await this.#game(inner, line);
    this.#resolve(game, match);
    if (line === undefined || inner.participants.includes(toHex(line.history.root))) return;
    const { closesAt, startedAt } = inner.state;
    // Only L1 can say that it is too late: its clock may lie behind ours, and a join that comes late costs nothing.
    if (this.#l1Time >= closesAt) {
      this.#doubt("JOIN_MISSED", inner, "joining closed before our commitment was brought");
      return;
    }
    const { contract } = this.#dependencies;
    const { owner } = await contract.participant(game.id, toHex(outer.history.root), this.#at);
    const value = await contract.joinBond(inner.level);
    const siblings = proveLast(line.history).map(toHex);
    const when = { since: startedAt, deadline: closesAt, owner, value };
    if (inner.level === 1) {
      const { state, leftRoot, header } = line.block!.end;
      const end = { encoded: toHex(state), leftRoot: toHex(leftRoot), header: headerProof(header) };
      this.#add("joinBlock", inner, undefined, [inner.id, end, siblings], when);
    } else {
      const last = line.history.node(0, 2 ** line.history.height - 1);
      this.#add("joinStretch", inner, undefined, [inner.id, toHex(last), siblings], when);
    }
  }

  async #innerLine(inner: GameView, match: MatchView, outer: Line): Promise<Line | undefined> {
    if (inner.level === 1) return this.#blockLine(inner);
    const block = outer.block!;
    const stretch = contestedLeaf(outer.history, match, inner);
    if (stretch === undefined) {
      this.#doubt("NO_DIFFERENCE", inner, "neither leaf of ours is what this tournament is about");
      return undefined;
    }
    const history = await block.stretch(stretch);
    return { history, block, firstStep: stretch * 2 ** history.height };
  }

  async #blockLine(inner: GameView): Promise<Line | undefined> {
    const { number, batchIndex } = inner.block!;
    const block = await this.#dependencies.source.block(number, batchIndex);
    if (block === undefined) {
      this.#doubt("HISTORY_UNAVAILABLE", inner, `block ${number} is not derived here yet`);
      return undefined;
    }
    if (toHex(block.startHash) !== inner.state.agreed) {
      this.#doubt(
        "ANOTHER_PROGRAM",
        inner,
        `L1 starts block ${number} from another machine state than this node`,
      );
      return undefined;
    }
    return { history: block.history, block };
  }

  #add(
    kind: Move["kind"],
    game: GameView,
    match: MatchView | undefined,
    args: readonly unknown[],
    when: Due,
  ): void {
    const { since, owner, deadline, value = 0n } = when;
    const before = match && {
      status: match.state.status,
      height: match.state.height,
      turnStartedAt: match.state.turnStartedAt,
    };
    this.#moves.push({
      ...{ kind, game: game.id, match: match?.id, level: game.level, args, value },
      ...{ since, deadline, owner, before },
    });
  }

  #doubt(code: Doubt["code"], game: GameView, message: string): void {
    this.#doubts.push({ code, game: game.id, message });
  }
}

interface Due {
  readonly since: bigint;
  readonly owner: Address | undefined;
  readonly deadline?: bigint;
  readonly value?: bigint;
}

function children(history: HistoryNodes, level: number, index: number): [Uint8Array, Uint8Array] {
  return [history.node(level - 1, 2 * index), history.node(level - 1, 2 * index + 1)];
}

/** Which of the two leaves at the match's position the inner tournament is about, by its agreed value and its outcomes. */
function contestedLeaf(history: History, match: MatchView, inner: GameView): number | undefined {
  const position = Number(match.state.position);
  const { outcomeOne, outcomeTwo, agreed } = inner.state;
  return [position, position + 1].find((leaf) => {
    const value = toHex(history.node(0, leaf));
    if (leaf > 0 && toHex(history.node(0, leaf - 1)) !== agreed) return false;
    return value === outcomeOne || value === outcomeTwo;
  });
}

/** The contract's `StateHeader.Proof`. */
function headerProof({ leaves, siblings }: StateProof) {
  return { leaves: leaves.map(toHex), siblings: siblings.map(toHex) };
}
