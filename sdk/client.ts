import { fromHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import { createFeeds, type Feeds } from "./feeds.ts";
import { createHttp, type Http } from "./http.ts";
import type { SigningDomain, TransactionSigner } from "./signer.ts";
import { Trader } from "./trader.ts";
import type {
  AccountQuery,
  AccountState,
  BookSnapshot,
  ChainFacts,
  FinalityHeights,
  MarketContext,
  MarketInfo,
  OpenOrder,
  WithdrawalInfo,
  WithdrawalProofInfo,
} from "./types.ts";

/** A connection to one node: reads, feeds, and traders that sign. */
export class NovateClient {
  readonly chain: ChainFacts;
  readonly markets: readonly MarketInfo[];
  readonly http: Http;
  readonly feeds: Feeds;
  readonly domain: SigningDomain;

  constructor(http: Http, chain: ChainFacts, markets: readonly MarketInfo[]) {
    this.http = http;
    this.chain = chain;
    this.markets = markets;
    this.feeds = createFeeds(http.url);
    this.domain = {
      chainId: BigInt(chain.domain.chainId),
      verifyingContract: fromHex(chain.domain.verifyingContract, 20),
    };
  }

  /** Any `POST /info` query (docs/spec/api.md). */
  info(query: { readonly type: string } & Record<string, unknown>): Promise<unknown> {
    return this.http.post("/info", query);
  }

  /** Throws `UNKNOWN_MARKET` with the symbols there are. */
  market(coin: string): MarketInfo {
    const found = this.markets.find((market) => market.name === coin.toUpperCase());
    if (found !== undefined) return found;
    const names = this.markets.map((market) => market.name);
    throw new NovateError("UNKNOWN_MARKET", `expected one of ${names.join(", ")}, got "${coin}"`, { coin });
  }

  /** A trader that signs with `signer` for its own account (or, an agent, for account `account`). */
  trader(
    signer: TransactionSigner,
    options: { readonly account?: number; readonly sub?: number } = {},
  ): Trader {
    return new Trader({ signer, ...options }, { client: this });
  }

  async contexts(): Promise<readonly MarketContext[]> {
    const [, contexts] = (await this.info({ type: "metaAndAssetCtxs" })) as [
      unknown,
      readonly MarketContext[],
    ];
    return contexts;
  }

  async book(coin: string, levels = 20): Promise<BookSnapshot> {
    return (await this.info({
      type: "l2Book",
      coin: this.market(coin).name,
      nLevels: levels,
    })) as BookSnapshot;
  }

  async account(query: AccountQuery): Promise<AccountState> {
    return (await this.info({ type: "clearinghouseState", ...query })) as AccountState;
  }

  async openOrders(query: AccountQuery): Promise<readonly OpenOrder[]> {
    return (await this.info({ type: "openOrders", ...query })) as readonly OpenOrder[];
  }

  async finality(): Promise<FinalityHeights> {
    return (await this.info({ type: "finality" })) as FinalityHeights;
  }

  async withdrawals(query: AccountQuery): Promise<readonly WithdrawalInfo[]> {
    return (await this.info({ type: "withdrawals", ...query })) as readonly WithdrawalInfo[];
  }

  /** A withdrawal with its proof, once there is one. Throws `NOT_FOUND`. */
  async withdrawalProof(index: string): Promise<WithdrawalProofInfo> {
    return (await this.info({ type: "withdrawalProof", index })) as WithdrawalProofInfo;
  }

  /** Closes the feeds. */
  close(): void {
    this.feeds.close();
  }
}

/** Connects to a node and learns the chain and its markets. Throws `NODE_UNREACHABLE` or `NOT_A_NODE`. */
export async function connect(url: string): Promise<NovateClient> {
  const http = createHttp(url);
  const [chain, meta] = await Promise.all([
    http.post("/info", { type: "chain" }),
    http.post("/info", { type: "meta" }),
  ]);
  return new NovateClient(http, chain as ChainFacts, (meta as { universe: readonly MarketInfo[] }).universe);
}
