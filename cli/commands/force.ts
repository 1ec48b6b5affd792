import { type Command, Option } from "commander";
import type { Hex } from "viem";
import { createProgress } from "../../devnet/progress.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { type Forced, L1Bridge } from "../../sdk/bridge/index.ts";
import type { BatchItem, L1MessageInfo, NovateClient } from "../../sdk/index.ts";
import { span, utc } from "../format.ts";
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
import { createOutput } from "../output.ts";
import { sentFiles } from "../sent-files.ts";
import { withClient, withKey } from "../session.ts";
import { waitFor } from "../wait.ts";

/** The question weighs 20 of the 1,200 a client may spend in a minute. */
const ASK_EVERY_MS = 2_000;
/** Beyond the force delay: L1's blocks, the node's confirmations. */
const SPARE_MS = 1_800_000;
const MAX_MS = 2 ** 48 - 1;

interface ForceOptions extends KeyOptions {
  readonly sub: number;
  readonly wait: boolean;
  readonly unchecked?: boolean;
  readonly timeout?: number;
  readonly url: string;
  readonly l1: string;
  readonly json?: boolean;
}

/** `novate force`: what the sequencer can't leave out, through L1. */
export function registerForce(program: Command): void {
  const force = program
    .command("force")
    .description("send a transaction of your account through L1, which the sequencer can't leave out")
    .addHelpText(
      "after",
      `
Examples:
  novate force withdraw 100 --key alice
  novate force cancel --all --key alice --coin BTC-PERP
  novate force order sell BTC-PERP 0.01 --slippage-bps 100 --reduce-only --key alice
  novate force agent 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --revoke --key alice

The key pays gas on L1 and acts for its own sub-account; no signature of the chain is needed. A block must execute it within the
chain's force delay ('novate bridge clocks' says all of them). A silent sequencer: 'novate escape'. What the chain would refuse now is
refused before it is paid for; run again after Ctrl-C, and what was sent is followed.`,
    );
  common(
    force
      .command("withdraw")
      .description("withdraw to L1")
      .argument("<amount>", "USDC", decimal("the amount")),
  )
    .option("--to <address>", "who is paid on L1 (default: the key's own address)", address("the recipient"))
    .action((amount: string, options: ForceOptions & { to?: Hex }) =>
      run({ type: "withdraw", amount, ...(options.to && { recipient: options.to }) }, options),
    );
  common(
    force
      .command("transfer")
      .description("move money to another sub-account of yours")
      .argument("<to-sub>", "sub-account that gets it", integer("the sub-account", 0, 127))
      .argument("<amount>", "USDC", decimal("the amount")),
  ).action((toSub: number, amount: string, options: ForceOptions) =>
    run({ type: "transfer", toSub, amount }, options),
  );
  common(
    force.command("cancel").description("cancel one order, or all of them").argument("[oid]", "order id"),
  )
    .option("--all", "every open order of the account")
    .option("--coin <coin>", "with --all: of this market only")
    .action((oid: string | undefined, options: ForceOptions & { all?: boolean; coin?: string }) => {
      if ((oid === undefined) !== (options.all === true)) {
        throw new NovateError("BAD_ARGUMENT", "expected either OID or --all");
      }
      const coin = options.coin === undefined ? {} : { coin: options.coin };
      const item: BatchItem =
        oid === undefined ? { type: "cancelAll", ...coin } : { type: "cancel", orderId: oid };
      return run({ type: "trade", items: [item] }, options);
    });
  registerOrder(force);
  common(
    force
      .command("agent")
      .description("let an address trade for the account, or no longer")
      .argument("<address>", "the agent", address("the agent")),
  )
    .addOption(
      new Option("--until <time>", "ms since the Unix epoch").argParser(integer("--until", 0, MAX_MS)),
    )
    .option("--revoke", "no longer")
    .action((agent: Hex, options: ForceOptions & { until?: number; revoke?: boolean }) => {
      if ((options.until === undefined) !== (options.revoke === true)) {
        throw new NovateError("BAD_ARGUMENT", "expected either --until MS or --revoke");
      }
      return run({ type: "approveAgent", agent, expiry: options.until ?? 0 }, options);
    });
}

interface OrderFlags {
  readonly price?: string;
  readonly slippageBps?: number;
  readonly reduceOnly?: boolean;
}

function registerOrder(force: Command): void {
  common(
    force
      .command("order")
      .description("place one order")
      .argument("<side>", "buy or sell", (text: string) => text as "buy" | "sell")
      .argument("<coin>", "such as BTC-PERP")
      .argument("<size>", "base units", decimal("the size")),
  )
    .option("--price <usd>", "limit", decimal("the price"))
    .addOption(
      new Option("--slippage-bps <n>", "a market order, at most so far from the mark").argParser(
        integer("--slippage-bps", 1, 5_000),
      ),
    )
    .option("--reduce-only", "never opens or turns a position")
    .action((side: "buy" | "sell", coin: string, size: string, options: ForceOptions & OrderFlags) => {
      const { price, slippageBps, reduceOnly } = options;
      if ((price === undefined) === (slippageBps === undefined)) {
        throw new NovateError("BAD_ARGUMENT", "expected either --price USD or --slippage-bps N");
      }
      const rest = { coin, side, size, ...(reduceOnly === undefined ? {} : { reduceOnly }) };
      const order =
        price === undefined ? { ...rest, slippageBps: slippageBps as number } : { ...rest, price };
      return run({ type: "trade", items: [{ type: "order", order }] }, options);
    });
}

function common(command: Command): Command {
  return command
    .addOption(keyOption().makeOptionMandatory())
    .addOption(subOption("sub-account to act for"))
    .option("--no-wait", "stop once L1 has it; 'novate bridge message HASH' says what became of it")
    .option("--unchecked", "send it although the node says that the chain would refuse it now")
    .addOption(
      timeoutOption("the block that executes it", 1_800).default(
        undefined,
        "the chain's force delay, and half an hour",
      ),
    )
    .addOption(l1Option())
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(urlOption())
    .addOption(jsonOption());
}

async function run(body: Forced, options: ForceOptions): Promise<void> {
  const output = createOutput({ json: options.json === true });
  const stream = options.json === true ? process.stderr : process.stdout;
  const progress = createProgress({
    write: (text) => stream.write(text),
    interactive: stream.isTTY === true,
    total: options.wait ? 2 : 1,
  });
  const forced: Forced = { ...body, sub: options.sub };
  await withClient(options.url, (client) =>
    withKey(options, async ({ account }) => {
      const clients = await connectL1(options.l1, client.chain.chainId, account);
      const { forceDelay } = client.chain.parameters;
      const timeoutMs =
        options.timeout === undefined ? forceDelay * 1_000 + SPARE_MS : options.timeout * 1_000;
      const bridge = new L1Bridge(client, clients, {
        journal: sentFiles(options.keys, client.chain.genesisHash, account.address),
        timeoutMs,
        onSent: ({ kind, hash }) => progress.note(`${kind} ${hash} may have been sent`),
      });
      const sent = await progress.step(
        `force: ${forced.type}`,
        () => bridge.force(forced, { unchecked: options.unchecked === true }),
        ({ message, l1Block }) =>
          `inbox message ${message}, L1 block ${l1Block}; to be executed within ${span(forceDelay * 1_000)}`,
      );
      const result = { forced, l1Transaction: sent.transaction, message: sent.message };
      if (!options.wait) {
        const next = `it is with L1; 'novate bridge message ${sent.transaction}' says what became of it`;
        return output.result({ ...result, status: "waiting" }, next);
      }
      const outcome = await progress.step(
        "wait until a block executes it",
        () => outcomeOf(client, sent.transaction, timeoutMs),
        ({ code, block }) => `${code} in block ${block}`,
      );
      requireDone(outcome);
      output.result({ ...result, ...outcome }, messageText(outcome));
    }),
  );
}

async function outcomeOf(client: NovateClient, hash: Hex, timeoutMs: number): Promise<L1MessageInfo> {
  const onTimeout = () => {
    const text = `expected a block to execute the message of ${hash} within ${span(timeoutMs)}; it must, or anyone may sequence: see 'novate bridge message ${hash}', 'novate escape'`;
    return new NovateError("FORCED_NOT_EXECUTED", text, { hash });
  };
  return waitFor({ timeoutMs, everyMs: ASK_EVERY_MS, onTimeout }, async () => {
    const messages = await client.l1Message(hash);
    return messages.find(({ kind, status }) => kind === "forced" && status === "consumed");
  });
}

/** Throws the first code that is not OK: the chain has consumed it and refused it. */
function requireDone({ code, results, block, l1Transaction, message }: L1MessageInfo): void {
  const refused = [code ?? "OK", ...results].find((result) => result !== "OK");
  if (refused === undefined) return;
  const text = `expected the forced transaction to be executed, block ${block} refused it: ${refused}`;
  throw new NovateError(refused, text, { block, l1Transaction, message, results });
}

/** What became of a message, in a line. */
export function messageText(info: L1MessageInfo): string {
  const { message, kind, code, block, finality, dueAt, withdrawal, results, status } = info;
  const head = `inbox message ${message} (${kind})`;
  if (status === "waiting") return `${head}: waits; a block must consume it by ${utc(dueAt)}`;
  const made =
    withdrawal === null ? "" : `, withdrawal ${withdrawal} ('novate withdraw --finalize ${withdrawal}')`;
  const each = results.length === 0 ? "" : `, actions: ${results.join(" ")}`;
  return `${head}: ${code} in block ${block} (${finality})${made}${each}`;
}
