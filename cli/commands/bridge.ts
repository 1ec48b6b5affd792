import { type Command, Option } from "commander";
import type { Hex } from "viem";
import { NovateError } from "../../node/primitives/error.ts";
import type { DepositInfo, NovateClient, WithdrawalInfo } from "../../sdk/index.ts";
import { span, table, usd, utc } from "../format.ts";
import { connectL1 } from "../l1.ts";
import {
  address,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  l1Option,
  passwordFileOption,
  subOption,
  urlOption,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { reclaim } from "../reclaim.ts";
import { sentFiles } from "../sent-files.ts";
import { addressOfKey, withClient, withKey } from "../session.ts";
import { messageText } from "./force.ts";

/** Pages of one list that are read: 500 entries each. */
const MAX_PAGES = 2_000;
/** A page weighs 20 of the 1,200 a client may spend in a minute. */
const PAGE_PAUSE_MS = 1_000;

/** `novate bridge`: what went to and from L1, and the clocks it goes by. */
export function registerBridge(program: Command): void {
  const bridge = program
    .command("bridge")
    .description("deposits and withdrawals of an account, and the clocks of the way out");
  bridge
    .command("history")
    .description("every deposit and withdrawal, with its L1 transaction and sender, newest first")
    .addOption(keyOption())
    .option("--user <address>", "owner of the account, instead of --key", address("the owner"))
    .addOption(subOption("sub-account"))
    .addOption(
      new Option("--format <format>", "how to print").choices(["table", "csv", "json"]).default("table"),
    )
    .addOption(keysFolderOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (options: HistoryOptions) => history(options));
  bridge
    .command("message")
    .description("what became of the Inbox messages of an L1 transaction: deposits, forced transactions")
    .argument("<hash>", "hash of the L1 transaction")
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (hash: Hex, options: { readonly url: string; readonly json?: boolean }) => {
      const output = createOutput({ json: options.json === true });
      const messages = await withClient(options.url, (client) => client.l1Message(hash));
      output.result({ messages }, messages.map(messageText).join("\n"));
    });
  bridge
    .command("reclaim")
    .description("give USDC that was transferred plainly to the Vault or the Inbox back to its sender")
    .argument("<hash>", "hash of the transfer on L1, at most 8,191 blocks old (256 where L1 has no EIP-2935)")
    .addOption(keyOption().makeOptionMandatory())
    .addOption(l1Option())
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (hash: Hex, options: ReclaimOptions) => runReclaim(hash, options));
  bridge
    .command("clocks")
    .description("how long each step of the bridge takes on this chain, and what bounds it")
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (options: { readonly url: string; readonly json?: boolean }) => {
      const output = createOutput({ json: options.json === true });
      await withClient(options.url, async (client) => {
        const { bridge: clocks } = client.chain.parameters;
        if (clocks === null) {
          throw new NovateError(
            "L1_RPC",
            "expected the node to hear from L1, it does not: its clocks are not known",
          );
        }
        output.result({ ...client.chain.parameters }, clocksText(client));
      });
    });
}

interface ReclaimOptions extends KeyOptions {
  readonly url: string;
  readonly l1: string;
  readonly json?: boolean;
}

async function runReclaim(hash: Hex, options: ReclaimOptions): Promise<void> {
  const output = createOutput({ json: options.json === true });
  await withClient(options.url, (client) =>
    withKey(options, async ({ account }) => {
      const clients = await connectL1(options.l1, client.chain.chainId, account);
      const journal = sentFiles(options.keys, client.chain.genesisHash, account.address);
      const onSent = (sent: { readonly hash: Hex }) => output.line(`reclaim ${sent.hash} may have been sent`);
      const returned = await reclaim(hash, client.chain.contracts, clients, { journal, onSent });
      const lines = returned.map(
        ({ to, amount, transaction }) => `${usd(amount)} USDC back to ${to} (${transaction})`,
      );
      output.result({ hash, returned }, lines.join("\n"));
    }),
  );
}

interface HistoryOptions extends KeyOptions {
  readonly user?: Hex;
  readonly sub: number;
  readonly format: "table" | "csv" | "json";
  readonly url: string;
  readonly json?: boolean;
}

interface Movement {
  readonly time: string;
  readonly what: "deposit" | "withdrawal";
  /** Of the message or of the leaf. */
  readonly index: string;
  readonly amount: string;
  readonly from: string;
  readonly to: string;
  readonly block: number;
  readonly state: string;
  readonly l1Transaction: string;
}
const COLUMNS = ["time", "what", "index", "amount", "from", "to", "block", "state", "l1Transaction"] as const;

async function history(options: HistoryOptions): Promise<void> {
  const output = createOutput({ json: options.json === true });
  if ((options.user === undefined) === (options.key === undefined)) {
    throw new NovateError("BAD_ARGUMENT", "expected either --key NAME or --user ADDRESS");
  }
  const user = options.user ?? (await addressOfKey({ ...options, key: options.key as string }));
  const movements = await withClient(options.url, async (client) => {
    const query = { user, sub: options.sub };
    const deposits = await all<DepositInfo>((last) => client.deposits(query, last?.cursor));
    const withdrawals = await all<WithdrawalInfo>((last) => client.withdrawals(query, last?.index));
    return [...deposits.map(fromDeposit), ...withdrawals.map((entry) => fromWithdrawal(entry, user))];
  });
  movements.sort((one, two) => (one.block === two.block ? 0 : two.block - one.block));
  const rows = movements.map((movement) => COLUMNS.map((column) => String(movement[column])));
  const text =
    options.format === "csv"
      ? [COLUMNS.join(","), ...rows.map((row) => row.join(","))].join("\n")
      : options.format === "json"
        ? JSON.stringify(movements, null, 2)
        : rows.length === 0
          ? `no deposits or withdrawals of ${user}, sub-account ${options.sub}`
          : table([...COLUMNS], rows, "llrrllrll");
  output.result({ user, sub: options.sub, movements }, text);
}

/** Every page, however many. Throws `TOO_MUCH` rather than leave out the oldest. */
async function all<Entry>(page: (last: Entry | undefined) => Promise<readonly Entry[]>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const more = await page(entries.at(-1));
    if (more.length === 0) return entries;
    entries.push(...more);
    if (pages > 20) await new Promise((resolve) => setTimeout(resolve, PAGE_PAUSE_MS));
  }
  throw new NovateError("TOO_MUCH", `expected at most ${MAX_PAGES} pages of history, there are more`);
}

function fromDeposit(entry: DepositInfo): Movement {
  const { message, amount, user, block, finality, sender, l1Transaction, time } = entry;
  return {
    ...{ time: utc(time), what: "deposit", index: message, amount, from: sender ?? "", to: user, block },
    ...{ state: finality, l1Transaction: l1Transaction ?? "" },
  };
}

function fromWithdrawal(entry: WithdrawalInfo, user: string): Movement {
  const { index, amount, recipient, block, finality, paid, l1Transaction, time } = entry;
  return {
    ...{ time: utc(time), what: "withdrawal", index, amount, from: user.toLowerCase(), to: recipient, block },
    ...{ state: paid === true ? "paid" : finality, l1Transaction: l1Transaction ?? "" },
  };
}

/** The timetable, from a deposit to the slowest way out, with this chain's own clocks. */
function clocksText({ chain }: NovateClient): string {
  const { forceDelay, windDownAfter, bridge } = chain.parameters;
  const clocks = bridge as NonNullable<typeof bridge>;
  const s = (seconds: number) => span(seconds * 1_000);
  const slowest =
    forceDelay + clocks.selfDelay + clocks.maxBatchAge + 2 * (clocks.challengePeriod + clocks.maxPause);
  const rows = [
    ["deposit", "the node's L1 confirmations", `at least ${usd(clocks.minDeposit)} USDC`],
    ["withdrawal: asserted", "minutes to hours", "the sequencer's batches, the proposer's interval"],
    ["withdrawal: final", s(clocks.challengePeriod), "challenge period, without a dispute"],
    [
      "withdrawal: paid",
      "when somebody sends the proof",
      `${usd(clocks.outflowCap)} USDC in ${s(clocks.outflowWindow)}`,
    ],
    ["forced transaction", `at most ${s(forceDelay)}`, "force delay"],
    [
      "sequencer silent",
      s(clocks.selfDelay),
      `then anyone sequences; now from ${utc(clocks.selfSequencingAt)}`,
    ],
    [
      "positions close by themselves",
      windDownAfter === 0 ? "never" : s(windDownAfter),
      "wind-down, after a silent sequencer",
    ],
    [
      "a pause",
      `at most ${s(clocks.maxPause)}`,
      clocks.pausedUntil === null ? "not paused" : `until ${utc(clocks.pausedUntil)}`,
    ],
    [
      "slowest forced exit",
      `about ${s(slowest)}`,
      "every delay used up, a pause each confirmation; disputes come on top",
    ],
  ];
  return table(["step", "takes", "bound by"], rows, "lll");
}
