/** Shows every assertion and every dispute as L1 has them now, beside what this node derived itself. Needs no key. */
import { type Address, type Hash, zeroHash } from "viem";
import type { Judge } from "../asserter/judge.ts";
import type { Assertion, AssertionTree } from "../l1/assertion-tree.ts";
import type { DisputeLog } from "./dispute-log.ts";
import { type GameView, type MatchView, readView } from "./dispute-view.ts";
import type { AssertionReport, DisputeReport, MatchReport, SideReport, Stance } from "./report.ts";
import type { TournamentReads } from "./tournament-contract.ts";

export interface MonitorDependencies {
  readonly log: Pick<DisputeLog, "refresh">;
  readonly contract: TournamentReads;
  readonly watcher: { readonly assertions: AssertionTree };
  readonly judge: Judge;
  /** Whose bonds and credits are shown. */
  readonly account: Address | undefined;
}

export class DisputeMonitor {
  readonly #dependencies: MonitorDependencies;
  #latest: DisputeReport | undefined;

  constructor(dependencies: MonitorDependencies) {
    this.#dependencies = dependencies;
  }

  /** As of the last look; undefined before the first. */
  get latest(): DisputeReport | undefined {
    return this.#latest;
  }

  /** One look. Throws L1's errors. */
  async round(): Promise<void> {
    const { contract, watcher, account } = this.#dependencies;
    const { pin, games } = await this.#dependencies.log.refresh();
    const tree = watcher.assertions;
    const live = new Set(tree.live.map(({ parent }) => parent));
    const settled = new Set([...games.keys()].filter((id) => !live.has(id)));
    const view = await readView(pin, games, settled, contract);
    const stances = await this.#stances(tree);
    const assertions: AssertionReport[] = [];
    for (const assertion of tree.live) {
      const game = view.games.find(({ id }) => id === assertion.parent);
      assertions.push(await this.#assertion(assertion, game, stances, pin.hash));
    }
    const matches: MatchReport[] = [];
    for (const game of view.games) await this.#matches(game, stances, undefined, pin, matches);
    const own = account && {
      address: account,
      atStake: atStake(account, assertions, matches),
      claimable: await contract.claimable(account, pin.hash),
    };
    this.#latest = { l1Block: pin.number, l1Time: pin.time, assertions, matches, account: own };
  }

  /** A wrong assertion's descendants are as wrong as it is. */
  async #stances(tree: AssertionTree): Promise<Map<Hash, Stance>> {
    const stances = new Map<Hash, Stance>();
    const agreement = await this.#dependencies.judge.agreement(tree);
    for (const { id } of agreement?.chain ?? []) stances.set(id, "agree");
    for (const { id } of agreement?.rivals ?? []) stances.set(id, "disagree");
    for (const { id, parent } of tree.live) {
      if (!stances.has(id)) stances.set(id, stances.get(parent) === "disagree" ? "disagree" : "unknown");
    }
    return stances;
  }

  async #assertion(
    { id, parent, proposer, lastBlock, blocksRoot }: Assertion,
    game: GameView | undefined,
    stances: ReadonlyMap<Hash, Stance>,
    at: Hash,
  ): Promise<AssertionReport> {
    const { contract } = this.#dependencies;
    const { bond, confirmableAt } = await contract.assertion(id, at);
    const common = {
      id,
      parent,
      proposer,
      lastBlock,
      bond,
      confirmableAt,
      stance: stances.get(id) ?? "unknown",
    };
    if (game === undefined || game.participants.length < 2) return { ...common, standing: "alone" };
    const playing = game.running.some(({ state }) => state.one === blocksRoot || state.two === blocksRoot);
    if (playing) return { ...common, standing: "playing" };
    const { eliminated } = await contract.participant(game.id, blocksRoot, at);
    return { ...common, standing: eliminated ? "beaten" : "waiting" };
  }

  /** Appends the matches of a tournament and of those inside it; `right` is the outcome this node holds to be right. */
  async #matches(
    game: GameView,
    stances: ReadonlyMap<Hash, Stance>,
    outer: { readonly right: Hash | undefined; readonly block: bigint | undefined } | undefined,
    pin: { readonly hash: Hash; readonly time: bigint },
    found: MatchReport[],
  ): Promise<void> {
    const block = game.block?.number ?? outer?.block;
    for (const match of game.running) {
      const side = (commitment: Hash) => this.#side(game, match, commitment, stances, outer?.right, pin);
      const [one, two] = await Promise.all([side(match.state.one), side(match.state.two)]);
      const { turn } = match;
      const inner = match.inner;
      const right =
        inner &&
        (one.stance === "agree"
          ? inner.state.outcomeOne
          : two.stance === "agree"
            ? inner.state.outcomeTwo
            : undefined);
      found.push({
        ...{ game: game.id, match: match.id, level: game.level, block: inner?.block?.number ?? block },
        ...{ one, two, height: match.state.height },
        turn: turn && { side: turn.commitment === match.state.one ? "one" : "two", deadline: turn.deadline },
        ahead: one.clock === two.clock ? undefined : one.clock > two.clock ? "one" : "two",
      });
      if (inner) await this.#matches(inner, stances, { right, block }, pin, found);
    }
  }

  async #side(
    game: GameView,
    match: MatchView,
    commitment: Hash,
    stances: ReadonlyMap<Hash, Stance>,
    right: Hash | undefined,
    pin: { readonly hash: Hash; readonly time: bigint },
  ): Promise<SideReport> {
    const { owner, bond, clock, tag } = await this.#dependencies.contract.participant(
      game.id,
      commitment,
      pin.hash,
    );
    const inner: Stance =
      right === undefined || right === zeroHash ? "unknown" : tag === right ? "agree" : "disagree";
    const stance = game.level === 0 ? (stances.get(tag) ?? "unknown") : inner;
    const { turn } = match;
    const running = turn?.commitment === commitment && turn.deadline - pin.time < clock;
    const left = running ? turn.deadline - pin.time : clock;
    return { commitment, stance, owner, bond, clock: left > 0n ? left : 0n };
  }
}

function atStake(
  account: Address,
  assertions: readonly AssertionReport[],
  matches: readonly MatchReport[],
): bigint {
  const own = (address: Address) => address.toLowerCase() === account.toLowerCase();
  let sum = 0n;
  for (const { proposer, bond, standing } of assertions)
    if (own(proposer) && standing !== "beaten") sum += bond;
  for (const { level, one, two } of matches) {
    if (level > 0) for (const side of [one, two]) if (own(side.owner)) sum += side.bond;
  }
  return sum;
}
