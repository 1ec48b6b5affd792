import { fromHex, toHex } from "../node/primitives/bytes.ts";
import { type Action, decodeTransaction, type TransactionBody } from "../node/primitives/codec/index.ts";
import { domainSeparator, transactionDigest } from "../node/primitives/eip712/index.ts";
import { NovateError } from "../node/primitives/error.ts";
import { exchangeAnswer } from "./checks/answers.ts";
import { transactionBody } from "./checks/body.ts";
import { at, type Check, record, refuse } from "./checks/check.ts";
import { toAction, toActions } from "./checks/items.ts";
import { requireDestination } from "./checks/payee.ts";
import { accountId, destination, milliseconds, subAccount, usdc } from "./checks/values.ts";
import type { Http } from "./http.ts";
import type { BatchItem, MarketLookup, Order } from "./orders.ts";
import { checkSigner, type SigningDomain, signed, type TransactionSigner } from "./signer.ts";
import type {
  AccountQuery,
  AccountState,
  ChainFacts,
  ItemStatus,
  MarketInfo,
  OpenOrder,
  OrderId,
  Receipt,
} from "./types.ts";

const traderOptions = record({ signer: checkSigner }, { account: accountId, sub: subAccount });
const sendOptions = record({}, { expiresAfter: milliseconds, account: accountId });

/** What a trader needs of the connection: `NovateClient` has it. */
export interface TraderConnection {
  readonly chain: Pick<ChainFacts, "contracts">;
  readonly http: Pick<Http, "postBinary">;
  readonly domain: SigningDomain;
  market(coin: string): MarketInfo;
  account(query: AccountQuery): Promise<AccountState>;
  openOrders(query: AccountQuery): Promise<readonly OpenOrder[]>;
}

export interface TraderOptions {
  readonly signer: TransactionSigner;
  /** Account id; needed when the signer is an agent. By default the signer's own account `sub`. */
  readonly account?: number;
  readonly sub?: number;
}

/** Signs and sends for one account. Methods may run concurrently: nonces never repeat and need no order. */
export class Trader {
  readonly address: `0x${string}`;
  readonly #signer: TransactionSigner;
  readonly #client: TraderConnection;
  readonly #sub: number;
  #account: number | undefined;
  #lastNonce = 0;
  readonly #market: MarketLookup = (coin) => this.#client.market(coin);

  /** Throws `BAD_REQUEST` or `OUT_OF_RANGE` with `data.path`, as every method does before it signs or sends. */
  constructor(options: TraderOptions, dependencies: { readonly client: TraderConnection }) {
    const { signer, account, sub } = traderOptions(options, "/options");
    if (account !== undefined && sub !== undefined)
      refuse("/options/sub", "no sub-account beside account, which is an id", sub);
    this.#signer = signer;
    this.address = signer.address;
    this.#account = account;
    this.#sub = sub ?? 0;
    this.#client = dependencies.client;
  }

  /** The account's id. Throws `UNKNOWN_ACCOUNT` before its first deposit is credited. */
  async accountId(): Promise<number> {
    if (this.#account !== undefined) return this.#account;
    const { account } = await this.#client.account({ user: this.address, sub: this.#sub });
    if (account === null) {
      throw new NovateError(
        "UNKNOWN_ACCOUNT",
        `expected an account of ${this.address}; deposit first, then wait until it is credited`,
      );
    }
    this.#account = account;
    return account;
  }

  async account(): Promise<AccountState> {
    return this.#client.account({ account: await this.accountId() });
  }

  async openOrders(): Promise<readonly OpenOrder[]> {
    return this.#client.openOrders({ account: await this.accountId() });
  }

  /** Places one order; resolves when its block is durable. A refusal is in the status, not thrown. */
  async order(order: Order): Promise<ItemStatus & { readonly receipt: Receipt }> {
    return this.#one({ type: "order", order });
  }

  async cancel(orderId: OrderId): Promise<ItemStatus & { readonly receipt: Receipt }> {
    return this.#one({ type: "cancel", orderId });
  }

  async cancelByClientId(clientId: `0x${string}`): Promise<ItemStatus & { readonly receipt: Receipt }> {
    return this.#one({ type: "cancelByClientId", clientId });
  }

  /** Cancels every order, of one market or of all. */
  async cancelAll(coin?: string): Promise<ItemStatus & { readonly receipt: Receipt }> {
    return this.#one(coin === undefined ? { type: "cancelAll" } : { type: "cancelAll", coin });
  }

  /** Makes an order smaller: `size` (base units) stays, with its place in the queue. Refused with `NOT_A_REDUCTION` where it has no more. */
  async reduce(
    coin: string,
    orderId: OrderId,
    size: string,
  ): Promise<ItemStatus & { readonly receipt: Receipt }> {
    return this.#one({ type: "reduce", coin, orderId, size });
  }

  /** 1 to 100 items under one signature, executed in order, one status each. */
  async batch(items: readonly BatchItem[]): Promise<Receipt> {
    return this.#trade(toActions(items, this.#market));
  }

  /** Debits `amount` (USDC, decimal string) and appends a leaf to the withdrawal tree, to be paid to `recipient` on L1. */
  async withdraw(amount: string, recipient: `0x${string}` = this.address): Promise<Receipt> {
    return this.send({
      type: "withdraw",
      recipient: fromHex(requireDestination(recipient, this.#client.chain.contracts), 20),
      amount: usdc(amount, "/amount"),
    });
  }

  /** Moves `amount` (USDC, decimal string) to another sub-account of the same owner, created if new. */
  async transfer(toSub: number, amount: string): Promise<Receipt> {
    return this.send({
      type: "transfer",
      toSub: subAccount(toSub, "/toSub"),
      amount: usdc(amount, "/amount"),
    });
  }

  /** Lets `agent` sign trades (never withdrawals) until `expiry` (ms); 0 revokes. */
  async approveAgent(agent: `0x${string}`, expiry: number): Promise<Receipt> {
    return this.send({
      type: "approveAgent",
      agent: destination(agent, "/agent"),
      agentExpiry: milliseconds(expiry, "/expiry"),
    });
  }

  /**
   * Signs and sends any body; `expiresAfter` (ms) bounds when it may execute. Throws the node's code when the whole transaction
   * is refused. When `data.acknowledgement` of the error is `unknown`, it may have been executed: `data` then holds its `hash`, its
   * `nonce`, and the signed `transaction` for {@link resend}.
   */
  async send(
    body: TransactionBody,
    options: { readonly expiresAfter?: number; readonly account?: number } = {},
  ): Promise<Receipt> {
    const checked = transactionBody(body, "/body");
    const { expiresAfter = 0, account: named } = sendOptions(options, "/options");
    const account = named ?? (await this.accountId());
    const nonce = this.#nextNonce();
    const unsigned = { account, nonce, expiresAfter, body: checked };
    const bytes = await signed(() => this.#signer.sign(unsigned, this.#client.domain));
    try {
      return await this.#post(bytes);
    } catch (error) {
      if (!(error instanceof NovateError)) throw error;
      // After a clock that was ahead: the next ones go on above what it used.
      if (error.code === "NONCE_TOO_LOW" && typeof error.data.newest === "number")
        this.#lastNonce = Math.max(this.#lastNonce, error.data.newest);
      if (error.data.acknowledgement !== "unknown") throw error;
      const hash = toHex(transactionDigest(bytes, domainSeparator(this.#client.domain)));
      const data = { ...error.data, hash, nonce, transaction: toHex(bytes) };
      throw new NovateError(error.code, error.message, data, { cause: error });
    }
  }

  /**
   * Sends a signed transaction again, as often as it takes: the same bytes are never executed twice, and get the answer the
   * first ones got. Throws as {@link send}; an error that says `notAccepted` settles that they were not executed.
   */
  async resend(transaction: Uint8Array | `0x${string}`): Promise<Receipt> {
    return this.#post(transactionBytes(transaction, "/transaction"));
  }

  async #post(bytes: Uint8Array): Promise<Receipt> {
    return exchangeAnswer(await this.#client.http.postBinary("/exchange/binary", bytes));
  }

  async #trade(actions: readonly Action[]): Promise<Receipt> {
    return this.send({ type: "trade", actions });
  }

  async #one(item: BatchItem): Promise<ItemStatus & { readonly receipt: Receipt }> {
    const receipt = await this.#trade([toAction(item, this.#market)]);
    const [status] = receipt.statuses;
    if (status === undefined)
      throw new NovateError("NOT_A_NODE", "expected one status for one item, got none");
    return { ...status, receipt };
  }

  /** The clock in ms, one more when that was used: unique, and in the node's window. */
  #nextNonce(): number {
    this.#lastNonce = Math.max(Date.now(), this.#lastNonce + 1);
    return this.#lastNonce;
  }
}

const transactionBytes: Check<Uint8Array> = (value, path) => {
  const bytes = typeof value === "string" ? at(path, () => fromHex(value)) : value;
  if (!(bytes instanceof Uint8Array)) return refuse(path, "a signed transaction, as bytes or 0x hex", value);
  at(path, () => decodeTransaction(bytes));
  return bytes;
};
