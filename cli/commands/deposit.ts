import type { Command } from "commander";
import { type Hex, parseEventLogs } from "viem";
import { inboxAbi, mockUsdcAbi } from "../../contracts/generated/abi.ts";
import { DEVNET_CHAIN_IDS } from "../../contracts/options.ts";
import { createProgress, type Progress } from "../../devnet/progress.ts";
import type { Key } from "../../node/keys/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { formatUsd, parseUsd } from "../../node/primitives/market-decimals.ts";
import { type BridgeClients, L1Bridge } from "../../sdk/bridge/index.ts";
import type { NovateClient } from "../../sdk/index.ts";
import { table, usd } from "../format.ts";
import { connectL1 } from "../l1.ts";
import {
  address,
  decimal,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  l1Option,
  passwordFileOption,
  subOption,
  timeoutOption,
  urlOption,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { withClient, withKey } from "../session.ts";
import { waitFor } from "../wait.ts";

const DEFAULT_TIMEOUT_SECONDS = 900;
/** The `deposits` query weighs 20 of the 1,200 a client may spend in a minute. */
const ASK_EVERY_MS = 1_500;

interface DepositOptions extends KeyOptions {
  readonly to?: Hex;
  readonly sub: number;
  readonly wait: boolean;
  readonly mint?: boolean;
  readonly timeout: number;
  readonly url: string;
  readonly l1: string;
  readonly json?: boolean;
}

interface Context {
  readonly client: NovateClient;
  readonly clients: BridgeClients;
  readonly bridge: L1Bridge;
  readonly owner: Hex;
  readonly to: Hex;
  readonly amount: string;
  readonly options: DepositOptions;
  readonly progress: Progress;
}

/** `novate deposit`: USDC from L1 into an account. */
export function registerDeposit(program: Command): void {
  program
    .command("deposit")
    .description("move USDC from L1 into an account, and wait until it is credited")
    .argument("<amount>", "USDC, such as 1000 or 12.5", decimal("the amount"))
    .addOption(keyOption().makeOptionMandatory())
    .option(
      "--to <address>",
      "owner of the account to credit (default: the key's own address)",
      address("the owner"),
    )
    .addOption(subOption("sub-account to credit"))
    .option("--mint", "on a development chain: mint the test USDC that is missing first")
    .option("--no-wait", "stop once L1 has the deposit")
    .addOption(timeoutOption("the credit", DEFAULT_TIMEOUT_SECONDS))
    .addOption(l1Option())
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate deposit 1000 --key alice --l1 http://127.0.0.1:8545
  novate deposit 250 --key alice --sub 1               another account of the same owner
  novate deposit 5000 --mint --key carol               on a devnet: mint what is missing, then deposit

The key pays gas on L1 and signs two transactions there: approve (unless allowed already) and deposit. Ctrl-C while waiting
loses nothing: the Inbox has the deposit and the chain must credit it; 'novate account' shows when it has.`,
    )
    .action(async (amount: string, options: DepositOptions) => {
      const output = createOutput({ json: options.json === true });
      const { result, text } = await withClient(options.url, async (client) => {
        requireMinimum(amount, client);
        return withKey(options, (key) => run(amount, options, client, key));
      });
      output.result(result, text);
    });
}

function requireMinimum(amount: string, client: NovateClient): void {
  const { minDeposit } = client.chain.parameters;
  if (parseUsd(amount) >= parseUsd(minDeposit)) return;
  throw new NovateError("BAD_ARGUMENT", `expected at least ${usd(minDeposit)} USDC, got ${usd(amount)}`);
}

async function run(amount: string, options: DepositOptions, client: NovateClient, key: Key) {
  const { account } = key;
  const to = options.to ?? account.address;
  const clients = await connectL1(options.l1, client.chain.chainId, account);
  const bridge = new L1Bridge(client, clients);
  const stream = options.json === true ? process.stderr : process.stdout;
  const [before, l1Before] = await Promise.all([
    balanceOf(client, to, options.sub),
    bridge.balance(account.address),
  ]);
  const missing = parseUsd(amount) - parseUsd(l1Before);
  const total = 1 + (missing > 0n ? 1 : 0) + (options.wait ? 1 : 0);
  const progress = createProgress({
    write: (text) => stream.write(text),
    interactive: stream.isTTY === true,
    total,
  });
  const context: Context = { client, clients, bridge, owner: account.address, to, amount, options, progress };
  if (missing > 0n) await mint(missing, l1Before, context);
  const l1Start = missing > 0n ? await bridge.balance(account.address) : l1Before;
  const sent = await send(context);
  const credit = options.wait ? await credited(sent.message, context) : undefined;
  const [after, l1After] = await Promise.all([
    balanceOf(client, to, options.sub),
    bridge.balance(account.address),
  ]);
  const result = {
    amount,
    to,
    sub: options.sub,
    l1Transaction: sent.transaction,
    message: sent.message,
    credited: credit !== undefined,
    ...(credit === undefined ? {} : { account: credit.account, block: credit.block }),
    l1Before: l1Start,
    l1After,
    before,
    after,
  };
  const rows = [
    ["USDC on L1", usd(l1Start), usd(l1After)],
    ["account value", usd(before), usd(after)],
  ];
  return { result, text: table(["", "before", "after"], rows, "lrr") };
}

async function balanceOf(client: NovateClient, user: Hex, sub: number): Promise<string> {
  return (await client.account({ user, sub })).marginSummary.accountValue;
}

/** Mints what is missing, where USDC is a toy and the user said so. */
async function mint(missing: bigint, balance: string, context: Context): Promise<void> {
  const { client, clients, owner, options, amount, progress } = context;
  const { chainId, contracts } = client.chain;
  const isDevnet = DEVNET_CHAIN_IDS.has(chainId);
  if (options.mint !== true || !isDevnet) {
    const hint = isDevnet ? "; on this development chain --mint makes test USDC" : "";
    throw new NovateError(
      "L1_BALANCE_TOO_LOW",
      `expected ${usd(amount)} USDC of ${owner} on L1, got ${usd(balance)}${hint}`,
      {
        owner,
        balance,
      },
    );
  }
  const { walletClient, publicClient } = clients;
  if (walletClient === undefined) throw new NovateError("BAD_ARGUMENT", "expected a key that signs on L1");
  await progress.step(
    `mint ${usd(formatUsd(missing))} test USDC`,
    async () => {
      const call = {
        address: contracts.token,
        abi: mockUsdcAbi,
        functionName: "mint",
        args: [owner, missing],
      } as const;
      const hash = await walletClient.writeContract({ ...call, chain: walletClient.chain ?? null });
      return publicClient.waitForTransactionReceipt({ hash });
    },
    ({ blockNumber }) => `L1 block ${blockNumber}`,
  );
}

/** Approves and deposits; the index of the Inbox message tells this deposit from every other. */
async function send({ client, clients, bridge, to, amount, options, progress }: Context) {
  return progress.step(
    `deposit ${usd(amount)} USDC on L1`,
    async () => {
      const { transaction } = await bridge.deposit(amount, { to, sub: options.sub });
      const { logs, blockNumber } = await clients.publicClient.getTransactionReceipt({ hash: transaction });
      const inbox = client.chain.contracts.inbox.toLowerCase();
      const ours = logs.filter((log) => log.address.toLowerCase() === inbox);
      const [event] = parseEventLogs({ abi: inboxAbi, eventName: "MessageDelivered", logs: ours });
      if (event === undefined) {
        throw new NovateError(
          "L1_UNEXPECTED",
          `expected a MessageDelivered event in transaction ${transaction}, got none`,
        );
      }
      return { transaction, blockNumber, message: event.args.index.toString() };
    },
    ({ message, blockNumber }) => `inbox message ${message}, L1 block ${blockNumber}`,
  );
}

async function credited(message: string, { client, to, options, progress }: Context) {
  interface DepositInfo {
    readonly message: string;
    readonly account: number;
    readonly block: number;
  }
  const onTimeout = () => {
    const text = `expected inbox message ${message} to be credited within ${options.timeout} s; it is safe on L1 and will be: see 'novate account', 'novate status'`;
    return new NovateError("DEPOSIT_NOT_CREDITED", text, { message });
  };
  return progress.step(
    "wait until the chain credits it",
    () =>
      waitFor({ timeoutMs: options.timeout * 1_000, everyMs: ASK_EVERY_MS, onTimeout }, async () => {
        const query = { type: "deposits", user: to, sub: options.sub };
        const deposits = (await client.info(query)) as readonly DepositInfo[];
        return deposits.find((entry) => entry.message === message);
      }),
    ({ account, block }) => `account ${account}, block ${block}`,
  );
}
