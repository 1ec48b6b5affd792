import { fromHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import { chainFacts, universe } from "./checks/answers.ts";
import { record } from "./checks/check.ts";
import { accountQuery, l1Hash, levels, messageIndex, typedQuery, withdrawalIndex } from "./checks/queries.ts";
import { accountId, address, coin, subAccount, usdc } from "./checks/values.ts";
import { createFeeds, type FeedOptions, type Feeds } from "./feeds/index.ts";
import { createHttp, type Http } from "./http.ts";
import type { SigningDomain, TransactionSigner } from "./signer.ts";
import { Trader } from "./trader.ts";
import type {
  AccountQuery,
  AccountState,
  BookSnapshot,
  ChainFacts,
  DepositInfo,
  FinalityHeights,
  L1MessageInfo,
  MarketContext,
  MarketInfo,
  OpenOrder,
  WithdrawableInfo,
  WithdrawalInfo,
  WithdrawalProofInfo,
} from "./types.ts";

export interface ConnectOptions {
  readonly feeds?: FeedOptions;
}

const connectOptions = record({}, { feeds: (value: unknown) => value as FeedOptions });
const traderOptions = record({}, { account: accountId, sub: subAccount });

/**
 * A connection to one node: reads, feeds, and traders that sign. Every method throws `BAD_REQUEST`, `OUT_OF_RANGE` or `UNKNOWN_MARKET` with
 * `data.path` for a wrong argument before anything is sent, then what the node says.
 */
export class NovateClient {
  readonly chain: ChainFacts;
  readonly markets: readonly MarketInfo[];
  readonly http: Http;
  readonly feeds: Feeds;
  readonly domain: SigningDomain;

  constructor(http: Http, chain: ChainFacts, markets: readonly MarketInfo[], options: ConnectOptions = {}) {
    const { feeds = {} } = connectOptions(options, "/options");
    this.http = http;
    this.chain = chain;
    this.markets = markets;
    this.feeds = createFeeds(http.url, feeds);
    this.domain = {
      chainId: BigInt(chain.domain.chainId),
      verifyingContract: fromHex(chain.domain.verifyingContract, 20),
    };
  }

  /** Any `POST /info` query (docs/spec/api.md). */
  async info(query: { readonly type: string } & Record<string, unknown>): Promise<unknown> {
    return this.http.post("/info", typedQuery(query, "/query"));
  }

  /** Throws `UNKNOWN_MARKET` with the symbols there are. */
  market(symbol: string): MarketInfo {
    const name = coin(symbol, "/coin").toUpperCase();
    const found = this.markets.find((market) => market.name === name);
    if (found !== undefined) return found;
    const names = this.markets.map((market) => market.name);
    const message = `expected at /coin: one of ${names.join(", ")}, got "${symbol}"`;
    throw new NovateError("UNKNOWN_MARKET", message, { coin: symbol, path: "/coin" });
  }

  /** A trader that signs with `signer` for its own account (or, an agent, for account `account`). */
  trader(
    signer: TransactionSigner,
    options: { readonly account?: number; readonly sub?: number } = {},
  ): Trader {
    return new Trader({ signer, ...traderOptions(options, "/options") }, { client: this });
  }

  async contexts(): Promise<readonly MarketContext[]> {
    const [, contexts] = (await this.info({ type: "metaAndAssetCtxs" })) as [
      unknown,
      readonly MarketContext[],
    ];
    return contexts;
  }

  async book(symbol: string, nLevels = 20): Promise<BookSnapshot> {
    const query = { type: "l2Book", coin: this.market(symbol).name, nLevels: levels(nLevels, "/nLevels") };
    return (await this.info(query)) as BookSnapshot;
  }

  async account(query: AccountQuery): Promise<AccountState> {
    return (await this.info({
      type: "clearinghouseState",
      ...accountQuery(query, "/query"),
    })) as AccountState;
  }

  async openOrders(query: AccountQuery): Promise<readonly OpenOrder[]> {
    return (await this.info({
      type: "openOrders",
      ...accountQuery(query, "/query"),
    })) as readonly OpenOrder[];
  }

  async finality(): Promise<FinalityHeights> {
    return (await this.info({ type: "finality" })) as FinalityHeights;
  }

  /** One page, newest first; the next with `before` = the last one's `index`. */
  async withdrawals(query: AccountQuery, before?: string): Promise<readonly WithdrawalInfo[]> {
    const page = before === undefined ? {} : { before: withdrawalIndex(before, "/before").toString() };
    const asked = { type: "withdrawals", ...accountQuery(query, "/query"), ...page };
    return (await this.info(asked)) as readonly WithdrawalInfo[];
  }

  /** What an account may withdraw, and when the Vault pays `amount` (default: all of it) if it were requested now. */
  async withdrawable(query: AccountQuery, amount?: string): Promise<WithdrawableInfo> {
    if (amount !== undefined) usdc(amount, "/amount");
    const what = amount === undefined ? {} : { amount };
    const asked = { type: "withdrawable", ...accountQuery(query, "/query"), ...what };
    return (await this.info(asked)) as WithdrawableInfo;
  }

  /** One page, newest first; the next with `after` = the `cursor` of the last one. */
  async deposits(query: AccountQuery, after?: string): Promise<readonly DepositInfo[]> {
    const page = after === undefined ? {} : { after };
    const asked = { type: "deposits", ...accountQuery(query, "/query"), ...page };
    return (await this.info(asked)) as readonly DepositInfo[];
  }

  /** What the messages of an L1 transaction became, waiting or consumed. Throws `NOT_FOUND`. */
  async l1Message(hash: `0x${string}`): Promise<readonly L1MessageInfo[]> {
    return (await this.info({ type: "l1Message", hash: l1Hash(hash, "/hash") })) as readonly L1MessageInfo[];
  }

  /** Messages of an L1 sender that the chain consumed, newest first; the next page with `before` = the last `message`. */
  async l1Messages(user: `0x${string}`, before?: string): Promise<readonly L1MessageInfo[]> {
    const page = before === undefined ? {} : { before: messageIndex(before, "/before").toString() };
    return (await this.info({
      type: "userL1Messages",
      user: address(user, "/user"),
      ...page,
    })) as readonly L1MessageInfo[];
  }

  /** A withdrawal with its proof, once there is one. Throws `NOT_FOUND`. */
  async withdrawalProof(index: string): Promise<WithdrawalProofInfo> {
    return (await this.info({
      type: "withdrawalProof",
      index: withdrawalIndex(index, "/index").toString(),
    })) as WithdrawalProofInfo;
  }

  /** Closes the feeds. */
  close(): void {
    this.feeds.close();
  }
}

/** Connects to a node and learns the chain and its markets. Throws `NODE_UNREACHABLE` or `NOT_A_NODE`. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<NovateClient> {
  const http = createHttp(url);
  const [chain, meta] = await Promise.all([
    http.post("/info", { type: "chain" }),
    http.post("/info", { type: "meta" }),
  ]);
  return new NovateClient(http, chainFacts(chain, url), universe(meta, url), options);
}
