import type { Command } from "commander";
import type { Hex } from "viem";
import { mockUsdcAbi } from "../../contracts/generated/abi.ts";
import { DEVNET_CHAIN_IDS } from "../../contracts/options.ts";
import { createProgress, type Progress } from "../../devnet/progress.ts";
import type { Key } from "../../node/keys/index.ts";
import { errorCode, NovateError } from "../../node/primitives/error.ts";
import { formatUsd, parseUsd } from "../../node/primitives/market-decimals.ts";
import {
  type BridgeClients,
  type Credit,
  type DepositSent,
  L1Bridge,
  l1Error,
  requireDestination,
  type SentTransaction,
} from "../../sdk/bridge/index.ts";
import type { NovateClient } from "../../sdk/index.ts";
import { table, usd, utc } from "../format.ts";
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
import { sentFiles } from "../sent-files.ts";
import { withClient, withKey } from "../session.ts";

const DEFAULT_TIMEOUT_SECONDS = 900;

interface DepositOptions extends KeyOptions {
  readonly to?: Hex;
  readonly sub: number;
  readonly wait: boolean;
  readonly mint?: boolean;
  readonly another?: boolean;
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
  readonly deadline: number;
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
    .option("--another", "send a new deposit although an equal one of an earlier run is not credited yet")
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

The key pays gas on L1 and signs there: approve (exactly the amount, unless allowed already) and deposit. The hash is printed before
the bytes leave. Ctrl-C, a lost answer or a timeout lose nothing: the same command run again finds what was sent and follows it,
through reorgs of L1, instead of depositing twice. Never transfer USDC to the Inbox or the Vault yourself: only a deposit is credited.`,
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
  const target = { to, sub: options.sub };
  requireDestination(to, client.chain.contracts, "/to");
  const clients = await connectL1(options.l1, client.chain.chainId, account);
  const stream = options.json === true ? process.stderr : process.stdout;
  const progress = createProgress({
    write: (text) => stream.write(text),
    interactive: stream.isTTY === true,
    total: 1 + (options.wait ? 1 : 0),
  });
  const bridge = new L1Bridge(client, clients, {
    journal: sentFiles(options.keys, client.chain.genesisHash, account.address),
    timeoutMs: options.timeout * 1_000,
    onSent: ({ kind, hash }) => progress.note(`${kind} ${hash} may have been sent`),
  });
  const [before, l1Before] = await Promise.all([
    balanceOf(client, to, options.sub),
    bridge.balance(account.address),
  ]);
  const deadline = Date.now() + options.timeout * 1_000;
  const context = {
    client,
    clients,
    bridge,
    owner: account.address,
    to,
    amount,
    options,
    progress,
    deadline,
  };
  const earlier = options.another === true ? undefined : await bridge.unsettledDeposit(amount, target);
  const missing = earlier === undefined ? parseUsd(amount) - parseUsd(l1Before) : 0n;
  if (missing > 0n) await mint(missing, l1Before, context);
  const l1Start = missing > 0n ? await bridge.balance(account.address) : l1Before;
  const sent = earlier === undefined ? await send(context) : await resume(earlier, context);
  const credit = options.wait ? await credited(sent, context) : undefined;
  if (!options.wait) await bridge.forget(sent);
  const [after, l1After] = await Promise.all([
    balanceOf(client, to, options.sub),
    bridge.balance(account.address),
  ]);
  const result = {
    amount,
    to,
    sub: options.sub,
    l1Transaction: sent.transaction,
    resumed: earlier !== undefined,
    message: credit?.message ?? sent.message,
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
      try {
        const hash = await walletClient.writeContract({ ...call, chain: walletClient.chain ?? null });
        return await publicClient.waitForTransactionReceipt({ hash });
      } catch (error) {
        throw l1Error("mint", error);
      }
    },
    ({ blockNumber }) => `L1 block ${blockNumber}`,
  );
}

const whereSent = ({ message, l1Block }: DepositSent) => `inbox message ${message}, L1 block ${l1Block}`;

async function send({ bridge, to, amount, options, progress }: Context): Promise<DepositSent> {
  const target = { to, sub: options.sub };
  const { pausedUntil } = await bridge.depositOutlook(amount, target);
  if (pausedUntil !== null) {
    const until = utc(Number(pausedUntil) * 1_000);
    progress.note(
      `warning: the bridge is paused until ${until}: the deposit is credited, but can't leave before`,
    );
  }
  return progress.step(`deposit ${usd(amount)} USDC on L1`, () => bridge.deposit(amount, target), whereSent);
}

/** What an earlier run sent is this deposit; where it can't be mined any more, a new one is sent. */
async function resume(entry: SentTransaction, context: Context): Promise<DepositSent> {
  const { bridge, amount, progress } = context;
  progress.note(
    `an earlier run sent this deposit at ${utc(entry.sentAt)} (${entry.hash}): following it, nothing new is sent (--another does)`,
  );
  try {
    return await progress.step(
      `deposit ${usd(amount)} USDC on L1`,
      () => bridge.resumeDeposit(entry),
      whereSent,
    );
  } catch (error) {
    if (errorCode(error) !== "L1_DROPPED") throw error;
    progress.note("it can never be mined: depositing anew");
    return send(context);
  }
}

async function credited(sent: DepositSent, { bridge, progress, deadline }: Context): Promise<Credit> {
  return progress.step(
    "wait until the chain credits it",
    (say) => {
      const onNote = (note: string) => {
        say(`(${note})`);
        if (note.includes("reorg")) progress.note(note);
      };
      return bridge.credited(sent, { timeoutMs: Math.max(0, deadline - Date.now()), onNote });
    },
    ({ account, block }) => `account ${account}, block ${block}`,
  );
}
