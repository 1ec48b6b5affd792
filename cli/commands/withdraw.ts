import type { Command } from "commander";
import type { Hex } from "viem";
import { createProgress, type Progress } from "../../devnet/progress.ts";
import { errorCode, NovateError } from "../../node/primitives/error.ts";
import { formatUsd, parseUsd } from "../../node/primitives/market-decimals.ts";
import { type BridgeClients, L1Bridge, requireDestination, walletOf } from "../../sdk/bridge/index.ts";
import {
  digestSigner,
  type Finality,
  type NovateClient,
  type Trader,
  type WithdrawalInfo,
} from "../../sdk/index.ts";
import { span, table, usd } from "../format.ts";
import { connectL1 } from "../l1.ts";
import {
  address,
  decimal,
  integer,
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
import { createOutput, type Output } from "../output.ts";
import { outlookNotes, patienceMs, payableText } from "../payable.ts";
import { recordOf, requireAccepted } from "../receipt.ts";
import { sentFiles } from "../sent-files.ts";
import { addressOfKey, withClient, withKey } from "../session.ts";
import { waitFor } from "../wait.ts";

const MAX_INDEX = 2 ** 32 - 1;
/** Finality is cheap to ask for, proofs and lists weigh 20 of the 1,200 a client may spend in a minute. */
const ASK_FINALITY_EVERY_MS = 500;
const ASK_PROOF_EVERY_MS = 1_500;
/** Until the history has indexed the block of the request. */
const INDEX_TIMEOUT_MS = 30_000;
/** Withdrawals that --list looks at, the newest; of those that are paid it shows a few. */
const LOOKED_AT = 5_000;
const SHOWN_PAID = 20;
/** A part of a withdrawal that the outflow cap cuts is worth a transaction from here on: a hundredth, and the last. */
const LEAST_SHARE = 100n;
const STAGES = ["published", "asserted", "final"] as const satisfies readonly Finality[];
/** The stages of a whole withdrawal: request, the three above, payment. */
const STEPS = 2 + STAGES.length;

interface WithdrawOptions extends KeyOptions {
  readonly key: string;
  readonly to?: Hex;
  readonly sub: number;
  readonly wait: boolean;
  readonly finalize?: number;
  readonly list?: boolean;
  readonly timeout?: number;
  readonly url: string;
  readonly l1: string;
  readonly json?: boolean;
}

/** `novate withdraw`: from an account to L1, proven against a confirmed assertion. */
export function registerWithdraw(program: Command): void {
  program
    .command("withdraw")
    .description("move USDC from an account to L1: request, wait until final, prove, be paid")
    .argument("[amount]", "USDC, such as 100 or 12.5", decimal("the amount"))
    .addOption(keyOption().makeOptionMandatory())
    .option("--to <address>", "who is paid on L1 (default: the key's own address)", address("the recipient"))
    .addOption(subOption("sub-account to debit"))
    .option("--no-wait", "stop once the request is in a block; resume with --finalize")
    .option(
      "--finalize <index>",
      "go on with a withdrawal that was requested before",
      integer("--finalize", 0, MAX_INDEX),
    )
    .option("--list", "show the account's withdrawals and how far each is")
    .addOption(
      timeoutOption("the payment", 1_800).default(
        undefined,
        "until the chain's own clocks let it be paid, and half an hour",
      ),
    )
    .addOption(l1Option())
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate withdraw 100 --key alice --l1 http://127.0.0.1:8545     all the way to the L1 balance
  novate withdraw 100 --key alice --no-wait                      request only; prints the index
  novate withdraw --list --key alice                             no password needed
  novate withdraw --finalize 3 --key bob                         anybody may relay: the proof pays its recipient

A request goes through: soft -> published (bytes on DA and L1) -> asserted (root claimed on L1) -> final (challenge period
over) -> paid (Merkle proof accepted by the Vault). Before it is sent, the Vault's outflow cap, its queue and a pause are told; what is
more than the cap lets out is paid in parts as it comes free. Ctrl-C after the request loses nothing: --list shows what is open.`,
    )
    .action(async (amount: string | undefined, options: WithdrawOptions) => {
      const output = createOutput({ json: options.json === true });
      requireOneWay(amount, options);
      await withClient(options.url, async (client) => {
        if (options.list === true) return list(client, options, output);
        if (options.finalize !== undefined)
          return finalize(client, options.finalize.toString(), options, output);
        return request(client, amount as string, options, output);
      });
    });
}

function requireOneWay(amount: string | undefined, options: WithdrawOptions): void {
  const ways = [amount !== undefined, options.finalize !== undefined, options.list === true];
  if (ways.filter(Boolean).length !== 1) {
    throw new NovateError("BAD_ARGUMENT", "expected one of AMOUNT, --finalize INDEX and --list");
  }
  if (amount === undefined && (options.to !== undefined || !options.wait)) {
    throw new NovateError("BAD_ARGUMENT", "expected --to and --no-wait with an AMOUNT only");
  }
}

async function list(client: NovateClient, options: WithdrawOptions, output: Output): Promise<void> {
  const user = await addressOfKey(options);
  const entries: WithdrawalInfo[] = [];
  let cut = false;
  for (let page = await client.withdrawals({ user, sub: options.sub }); page.length > 0; ) {
    entries.push(...page);
    cut = entries.length >= LOOKED_AT;
    page = cut ? [] : await client.withdrawals({ user, sub: options.sub }, entries.at(-1)?.index);
  }
  const open = entries.filter(({ paid }) => paid !== true);
  const paid = entries.filter((entry) => entry.paid === true);
  const withdrawals = [...open, ...paid.slice(0, SHOWN_PAID)].map((info) => ({
    ...info,
    stage: stageOf(info),
  }));
  const rows = withdrawals.map((info) => [
    info.index,
    usd(info.amount),
    info.recipient,
    `${info.block}`,
    info.stage,
    info.payableFrom === null ? "" : payableText(info.payableFrom),
  ]);
  const notes = [
    ...(paid.length > SHOWN_PAID ? [`${paid.length - SHOWN_PAID} older paid ones are not shown`] : []),
    ...(cut ? [`only the newest ${LOOKED_AT} were looked at: see 'novate bridge history'`] : []),
  ];
  const shown = table(["index", "USDC", "to", "block", "stage", "payable"], rows, "rrlrll");
  const text =
    rows.length === 0
      ? `no withdrawals of ${user}, sub-account ${options.sub}`
      : [shown, ...notes].join("\n");
  const counts = { total: entries.length, open: open.length, complete: !cut };
  output.result({ user, sub: options.sub, ...counts, withdrawals }, text);
}

/** `paid`, `provable` (final: --finalize pays it, in parts above the outflow cap), or the finality of its block. */
function stageOf({ paid, finality }: WithdrawalInfo): string {
  if (paid === true) return "paid";
  return finality === "final" ? "provable" : finality;
}

async function request(
  client: NovateClient,
  amount: string,
  options: WithdrawOptions,
  output: Output,
): Promise<void> {
  await withKey(options, async (key) => {
    const recipient = options.to ?? key.account.address;
    requireDestination(recipient, client.chain.contracts);
    // L1 is reached before the request: what it would refuse later is better known now.
    const clients = options.wait ? await connectL1(options.l1, client.chain.chainId, key.account) : undefined;
    const progress = progressOf(output, options.wait ? STEPS : 1);
    const outlook = await client.withdrawable({ user: key.account.address, sub: options.sub }, amount);
    for (const note of outlookNotes(amount, outlook)) progress.note(note);
    const trader = client.trader(digestSigner(key), { sub: options.sub });
    const { receipt, index } = await progress.step(
      `request ${usd(amount)} USDC for ${recipient}`,
      () => submit(trader, amount, recipient),
      (sent) => `withdrawal ${sent.index}, block ${sent.receipt.block}`,
    );
    const { payableFrom } = outlook;
    const requested = { index, amount, recipient, payableFrom, ...recordOf(receipt) };
    if (clients === undefined) {
      const resume = `novate withdraw --finalize ${index} --key ${options.key}`;
      output.result(
        { ...requested, paid: false },
        `withdrawal ${index} is requested; once it is final: ${resume}`,
      );
      return;
    }
    const paid = await settle(client, clients, index, options, progress);
    output.result({ ...requested, ...paid }, balances(paid));
  });
}

async function finalize(
  client: NovateClient,
  index: string,
  options: WithdrawOptions,
  output: Output,
): Promise<void> {
  // An unknown index is an answer, not something to wait for.
  const { amount, recipient, block } = await client.withdrawalProof(index);
  await withKey(options, async (key) => {
    const clients = await connectL1(options.l1, client.chain.chainId, key.account);
    const paid = await settle(client, clients, index, options, progressOf(output, STEPS - 1));
    output.result({ index, amount, recipient, block, ...paid }, balances(paid));
  });
}

function progressOf(output: Output, total: number): Progress {
  const stream = output.json ? process.stderr : process.stdout;
  return createProgress({ write: (text) => stream.write(text), interactive: stream.isTTY === true, total });
}

/** Sends the request; the receipt of its block holds the index of its leaf. */
async function submit(trader: Trader, amount: string, recipient: Hex) {
  const receipt = await trader.withdraw(amount, recipient);
  const { index } = requireAccepted(receipt.statuses[0], receipt);
  if (index !== undefined) return { receipt, index };
  const message = `expected the receipt of block ${receipt.block} to name the withdrawal's index, it does not`;
  throw new NovateError("NOT_A_NODE", message, { ...recordOf(receipt) });
}

function notIndexed(index: string): NovateError {
  const message = `expected withdrawal ${index} in the node's history, it is not there yet: see 'novate withdraw --list'`;
  return new NovateError("HISTORY_BEHIND", message, { index });
}

interface Payment {
  readonly paid: true;
  /** Of the last part; null when somebody else had relayed the proof. */
  readonly l1Transaction: Hex | null;
  readonly l1Before: string;
  readonly l1After: string;
}

/** Waits through the stages, then proves the withdrawal on L1, unless it is paid already. */
async function settle(
  client: NovateClient,
  clients: BridgeClients,
  index: string,
  options: WithdrawOptions,
  progress: Progress,
): Promise<Payment> {
  // The request's block may not be in the node's history yet.
  const { block, recipient, amount, payableFrom } = await waitFor(
    { timeoutMs: INDEX_TIMEOUT_MS, everyMs: ASK_PROOF_EVERY_MS, onTimeout: () => notIndexed(index) },
    () => client.withdrawalProof(index),
  );
  const timeoutMs =
    options.timeout === undefined ? patienceMs(payableFrom, client.chain) : options.timeout * 1_000;
  const deadline = Date.now() + timeoutMs;
  const bridge = new L1Bridge(client, clients, {
    journal: sentFiles(options.keys, client.chain.genesisHash, walletOf(clients).account.address),
    timeoutMs,
    onSent: ({ kind, hash }) => progress.note(`${kind} ${hash} may have been sent`),
  });
  const onTimeout = () => {
    const text = `expected withdrawal ${index} (block ${block}) to be paid within ${span(timeoutMs)}; resume with 'novate withdraw --finalize ${index} --key ${options.key}'`;
    return new NovateError("WITHDRAWAL_NOT_FINAL", text, { index, block });
  };
  const wait = <T>(everyMs: number, probe: () => Promise<T | undefined>) =>
    waitFor({ timeoutMs: Math.max(0, deadline - Date.now()), everyMs, onTimeout }, probe);
  for (const stage of STAGES) {
    await progress.step(
      `${stage}: block ${block}`,
      (say) =>
        wait(ASK_FINALITY_EVERY_MS, async () => {
          const reached = (await client.finality())[stage];
          say(`(reached ${reached})`);
          return reached >= block ? reached : undefined;
        }),
      (reached) => `blocks up to ${reached}`,
    );
  }
  const l1Before = await bridge.balance(recipient);
  const partsFrom = formatUsd(parseUsd(amount) / LEAST_SHARE + 1n);
  const l1Transaction = await progress.step(
    "prove it on L1, the Vault pays",
    (say) =>
      wait(ASK_PROOF_EVERY_MS, async () => {
        const info = await client.withdrawalProof(index);
        if (info.paid !== true && info.proof === null) return undefined;
        const { cause } = info.payableFrom ?? {};
        if (info.payableFrom != null) say(`(${payableText(info.payableFrom)})`);
        if (cause === "pause") return undefined;
        const claimed = await bridge.finalizeWithdrawal(index, { partsFrom }).catch(unlessLater);
        if (claimed === undefined) return undefined;
        if (!claimed.whole)
          progress.note(`a part was paid (${claimed.transaction}), the rest waits for the outflow cap`);
        return claimed.whole ? { transaction: claimed.transaction } : undefined;
      }),
    ({ transaction }) => transaction ?? "paid already",
  );
  const l1After = await bridge.balance(recipient);
  return { paid: true, l1Transaction: l1Transaction.transaction, l1Before, l1After };
}

/** What passes with time: the cap, a pause, a node that is a block behind. */
function unlessLater(error: unknown): undefined {
  const name = error instanceof NovateError ? error.data.name : undefined;
  const passes = ["OutflowCapExceeded", "BridgePaused", "AssertionNotConfirmed"].includes(String(name));
  if (!passes && errorCode(error) !== "WITHDRAWAL_NOT_FINAL") throw error;
  return undefined;
}

function balances({ l1Before, l1After }: Payment): string {
  return table(
    ["", "before", "after"],
    [["USDC of the recipient on L1", usd(l1Before), usd(l1After)]],
    "lrr",
  );
}
