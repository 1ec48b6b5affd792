import type { Command } from "commander";
import type { Hex } from "viem";
import { createProgress, type Progress } from "../../devnet/progress.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { type BridgeClients, L1Bridge, requireDestination, walletOf } from "../../sdk/bridge/index.ts";
import {
  digestSigner,
  type Finality,
  type NovateClient,
  type Trader,
  type WithdrawalProofInfo,
} from "../../sdk/index.ts";
import { table, usd } from "../format.ts";
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
import { recordOf, requireAccepted } from "../receipt.ts";
import { sentFiles } from "../sent-files.ts";
import { addressOfKey, withClient, withKey } from "../session.ts";
import { waitFor } from "../wait.ts";

const MAX_INDEX = 2 ** 32 - 1;
const DEFAULT_TIMEOUT_SECONDS = 1_800;
/** Finality is cheap to ask for, proofs and lists weigh 20 of the 1,200 a client may spend in a minute. */
const ASK_FINALITY_EVERY_MS = 500;
const ASK_PROOF_EVERY_MS = 1_500;
/** Until the history has indexed the block of the request. */
const INDEX_TIMEOUT_MS = 30_000;
/** Withdrawals that --list looks up, the newest. */
const LISTED = 20;
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
  readonly timeout: number;
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
    .addOption(timeoutOption("finality", DEFAULT_TIMEOUT_SECONDS))
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
over) -> paid (Merkle proof accepted by the Vault). Ctrl-C after the request loses nothing.`,
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
  const entries = await client.withdrawals({ user, sub: options.sub });
  const newest = await Promise.all(
    entries.slice(0, LISTED).map(({ index }) => client.withdrawalProof(index)),
  );
  const withdrawals = newest.map(({ proof, ...info }) => ({ ...info, stage: stageOf({ ...info, proof }) }));
  const rows = withdrawals.map(({ index, amount, recipient, block, stage }) => [
    index,
    usd(amount),
    recipient,
    `${block}`,
    stage,
  ]);
  const text =
    rows.length === 0
      ? `no withdrawals of ${user}, sub-account ${options.sub}`
      : table(["index", "USDC", "to", "block", "stage"], rows, "rrlrl");
  output.result({ user, sub: options.sub, total: entries.length, withdrawals }, text);
}

/** `paid`, `provable` (final and proven: --finalize pays it), or the finality of its block. */
function stageOf(info: WithdrawalProofInfo): string {
  if (info.paid === true) return "paid";
  return info.proof === null ? info.finality : "provable";
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
    const trader = client.trader(digestSigner(key), { sub: options.sub });
    const { receipt, index } = await progress.step(
      `request ${usd(amount)} USDC for ${recipient}`,
      () => submit(trader, amount, recipient),
      (sent) => `withdrawal ${sent.index}, block ${sent.receipt.block}`,
    );
    const requested = { index, amount, recipient, ...recordOf(receipt) };
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
  /** null when somebody else had relayed the proof. */
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
  const deadline = Date.now() + options.timeout * 1_000;
  const bridge = new L1Bridge(client, clients, {
    journal: sentFiles(options.keys, client.chain.genesisHash, walletOf(clients).account.address),
    timeoutMs: options.timeout * 1_000,
    onSent: ({ kind, hash }) => progress.note(`${kind} ${hash} may have been sent`),
  });
  // The request's block may not be in the node's history yet.
  const { block, recipient } = await waitFor(
    { timeoutMs: INDEX_TIMEOUT_MS, everyMs: ASK_PROOF_EVERY_MS, onTimeout: () => notIndexed(index) },
    () => client.withdrawalProof(index),
  );
  const onTimeout = () => {
    const text = `expected withdrawal ${index} (block ${block}) to be final within ${options.timeout} s; resume with 'novate withdraw --finalize ${index} --key ${options.key}'`;
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
  const l1Transaction = await progress.step(
    "prove it on L1, the Vault pays",
    async () => {
      const ready = await wait(ASK_PROOF_EVERY_MS, async () => {
        const info = await client.withdrawalProof(index);
        return info.paid === true || info.proof !== null ? info : undefined;
      });
      return ready.paid === true ? null : (await bridge.finalizeWithdrawal(index)).transaction;
    },
    (transaction) => transaction ?? "paid already",
  );
  return { paid: true, l1Transaction, l1Before, l1After: await bridge.balance(recipient) };
}

function balances({ l1Before, l1After }: Payment): string {
  return table(
    ["", "before", "after"],
    [["USDC of the recipient on L1", usd(l1Before), usd(l1After)]],
    "lrr",
  );
}
