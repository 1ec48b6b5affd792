import { type Command, Option } from "commander";
import { NovateError } from "../../node/primitives/error.ts";
import type { AccountQuery, AccountState, NovateClient, OpenOrder, WithdrawalInfo } from "../../sdk/index.ts";
import { grouped, section, table, usd } from "../format.ts";
import {
  accountId,
  address,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  subOption,
  urlOption,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { addressOfKey, withClient } from "../session.ts";

/** Withdrawals that people see; `--json` has all the node sends. */
const SHOWN_WITHDRAWALS = 10;

interface AccountOptions extends KeyOptions {
  readonly user?: `0x${string}`;
  readonly id?: number;
  readonly sub: number;
  readonly url: string;
  readonly json?: boolean;
}

interface OwnedAccount {
  readonly account: number;
  readonly sub: number;
  readonly cash: string;
}

interface AccountReport {
  readonly user: string | null;
  readonly state: AccountState;
  readonly openOrders: readonly OpenOrder[];
  readonly withdrawals: readonly WithdrawalInfo[];
  /** Every sub-account of the owner; empty when the account was asked for by id. */
  readonly accounts: readonly OwnedAccount[];
}

/** `novate account`: balance, positions, open orders and withdrawals. */
export function registerAccount(program: Command): void {
  program
    .command("account")
    .description("show an account: balance, positions, open orders, withdrawals")
    .addOption(keyOption())
    .addOption(
      new Option("--user <address>", "owner's address, instead of --key")
        .argParser(address("the owner"))
        .conflicts("key"),
    )
    .addOption(
      new Option("--id <id>", "account id, instead of --key or --user")
        .argParser(accountId("--id"))
        .conflicts(["key", "user", "sub"]),
    )
    .addOption(subOption("sub-account of the owner"))
    .addOption(keysFolderOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate account --key alice          no password needed: reading is open to everybody
  novate account --user 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --sub 1
  novate account --id 3 --json`,
    )
    .action(async (options: AccountOptions) => {
      const output = createOutput({ json: options.json === true });
      const query = await queryFrom(options);
      const report = await withClient(options.url, (client) => read(client, query));
      const { state, ...rest } = report;
      output.result({ ...state, ...rest }, describe(report));
    });
}

async function queryFrom(options: AccountOptions): Promise<AccountQuery> {
  const { key, user, id, sub } = options;
  if (id !== undefined) return { account: id };
  if (user !== undefined) return { user, sub };
  if (key !== undefined) return { user: await addressOfKey({ ...options, key }), sub };
  throw new NovateError("BAD_ARGUMENT", "expected one of --key NAME, --user ADDRESS and --id N, got none");
}

async function read(client: NovateClient, query: AccountQuery): Promise<AccountReport> {
  const user = "user" in query ? query.user : null;
  const [state, openOrders, withdrawals, owned] = await Promise.all([
    client.account(query),
    client.openOrders(query),
    client.withdrawals(query),
    user === null
      ? { accounts: [] }
      : (client.info({ type: "account", user }) as Promise<{ accounts: OwnedAccount[] }>),
  ]);
  return { user, state, openOrders, withdrawals, accounts: owned.accounts };
}

function describe(report: AccountReport): string {
  const { state, user, openOrders, withdrawals, accounts } = report;
  if (state.account === null) {
    const others = accounts.length === 0 ? "" : `\n${subAccounts(accounts)}`;
    return `no account of ${user} here yet; 'novate deposit' opens one${others}`;
  }
  const { marginSummary, assetPositions } = state;
  const money = [
    ["value", usd(marginSummary.accountValue), "USDC, with unrealised profit"],
    ["cash", usd(marginSummary.totalRawUsd), "USDC"],
    ["margin used", usd(marginSummary.totalMarginUsed), "USDC"],
    ["withdrawable", usd(state.withdrawable), "USDC"],
  ];
  return [
    table([`account ${state.account}`, "", user ?? ""], money, "lrl"),
    section("positions", assetPositions, positions(assetPositions)),
    section("open orders", openOrders, orders(openOrders)),
    section("withdrawals", withdrawals, withdrawalRows(withdrawals)),
    ...(accounts.length > 1 ? [subAccounts(accounts)] : []),
    `as of block ${state.block}`,
  ].join("\n\n");
}

function positions(entries: AccountState["assetPositions"]): string {
  const rows = entries.map(({ position }) => {
    const isLong = !position.szi.startsWith("-");
    const size = grouped(position.szi.replace("-", ""));
    const { coin, entryPx, unrealizedPnl, marginUsed } = position;
    return [coin, isLong ? "long" : "short", size, grouped(entryPx), usd(unrealizedPnl), usd(marginUsed)];
  });
  return table(["coin", "side", "size", "entry", "profit", "margin"], rows, "llrrrr");
}

function orders(entries: readonly OpenOrder[]): string {
  const rows = entries.map(({ coin, side, sz, limitPx, oid, cloid, reduceOnly }) => {
    const way = side === "B" ? "buy" : "sell";
    return [
      coin,
      way,
      grouped(sz),
      grouped(limitPx),
      String(oid),
      reduceOnly ? "reduce-only" : "",
      cloid ?? "",
    ];
  });
  return table(["coin", "side", "size", "price", "order", "", "client id"], rows, "llrrrll");
}

function withdrawalRows(entries: readonly WithdrawalInfo[]): string {
  const rows = entries
    .slice(0, SHOWN_WITHDRAWALS)
    .map(({ index, amount, recipient, block, finality }) => [
      index,
      usd(amount),
      recipient,
      `${block}`,
      finality,
    ]);
  const more = entries.length - rows.length;
  const text = table(["index", "USDC", "to", "block", "finality"], rows, "rrlrl");
  return more > 0 ? `${text}\n... and ${more} older (--json has them)` : text;
}

function subAccounts(entries: readonly OwnedAccount[]): string {
  const rows = entries.map(({ account, sub, cash }) => [`${sub}`, `${account}`, usd(cash)]);
  return section("sub-accounts of this owner", rows, table(["sub", "account", "cash"], rows, "rrr"));
}
