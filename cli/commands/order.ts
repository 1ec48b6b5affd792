import { Argument, type Command, Option } from "commander";
import type { TimeInForce } from "../../node/primitives/codec/index.ts";
import { formatDecimal, parseUnsigned } from "../../node/primitives/decimal.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { digestSigner, type ItemStatus, type Order, type Receipt } from "../../sdk/index.ts";
import { grouped, usd } from "../format.ts";
import {
  accountOption,
  clientId,
  decimal,
  integer,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  passwordFileOption,
  urlOption,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { receiptLine, recordOf, requireAccepted } from "../receipt.ts";
import { withClient, withKey } from "../session.ts";
import { futureSeconds } from "../times.ts";

const TIMES_IN_FORCE = { gtc: "GTC", ioc: "IOC", fok: "FOK", "post-only": "POST_ONLY", gtt: "GTT" } as const;
const DEFAULT_SLIPPAGE_BPS = 50;
const MAX_SLIPPAGE_BPS = 5_000;
const U32_MAX = 2 ** 32 - 1;

interface OrderOptions extends KeyOptions {
  readonly price?: string;
  readonly market?: boolean;
  readonly slippageBps?: number;
  readonly tif?: keyof typeof TIMES_IN_FORCE;
  readonly goodTill?: string;
  readonly reduceOnly?: boolean;
  readonly clientId?: `0x${string}`;
  readonly account?: number;
  readonly url: string;
  readonly json?: boolean;
}

type Side = "buy" | "sell";

/** `novate order`: signs one order and prints what filled, what rests, or why not. */
export function registerOrder(program: Command): void {
  program
    .command("order")
    .description("place an order; answers when its block is durable")
    .addArgument(new Argument("<side>", "which way").choices(["buy", "sell"]))
    .argument("<coin>", "symbol of the market, such as BTC-PERP")
    .argument("<size>", "how much of the coin, such as 0.01", decimal("the size"))
    .addOption(
      new Option("--price <price>", "limit price in USD").argParser(decimal("the price")).conflicts("market"),
    )
    .option("--market", "trade at once at the best prices there are")
    .addOption(
      new Option(
        "--slippage-bps <n>",
        `with --market: farthest from the mark, in 0.01% (default: ${DEFAULT_SLIPPAGE_BPS})`,
      )
        .argParser(integer("--slippage-bps", 1, MAX_SLIPPAGE_BPS))
        .conflicts("price"),
    )
    .addOption(
      new Option("--tif <tif>", "how long it lives (default: gtc, with --market ioc)").choices(
        Object.keys(TIMES_IN_FORCE),
      ),
    )
    .option(
      "--good-till <time>",
      "last second of a gtt order: ISO 8601, Unix seconds, or +300, +5m, +2h, +1d from now",
    )
    .option("--reduce-only", "never open or turn a position")
    .option("--client-id <hex>", "your own id of the order, up to 16 bytes", clientId)
    .addOption(keyOption().makeOptionMandatory())
    .addOption(accountOption())
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate order buy BTC-PERP 0.01 --price 60000 --key alice           rests until filled or cancelled
  novate order sell BTC-PERP 0.01 --market --slippage-bps 20 --key bob
  novate order buy ETH-PERP 1 --price 2500 --tif gtt --good-till +300 --key alice
  novate order sell BTC-PERP 0.01 --price 61000 --tif post-only --reduce-only --client-id 7 --key alice

--market never pays more than the mark price plus --slippage-bps; what cannot fill inside is cancelled.
A refused order exits with 1 and a stable code such as POST_ONLY_WOULD_TAKE or INSUFFICIENT_MARGIN.`,
    )
    .action(async (side: Side, coin: string, size: string, options: OrderOptions) => {
      const output = createOutput({ json: options.json === true });
      const order = orderFrom(side, coin.toUpperCase(), size, options);
      const { receipt, ...status } = await place(order, options);
      const { coin: market } = order;
      requireAccepted(status, receipt);
      output.result(
        { coin: market, side, size, ...status, ...recordOf(receipt) },
        describe(order, status, receipt),
      );
    });
}

async function place(order: Order, options: OrderOptions) {
  return withClient(options.url, async (client) => {
    client.market(order.coin);
    return withKey(options, (key) => {
      const account = options.account === undefined ? {} : { account: options.account };
      return client.trader(digestSigner(key), account).order(order);
    });
  });
}

/** The order the flags mean. Throws `BAD_ARGUMENT` for flags that contradict each other. */
function orderFrom(side: Side, coin: string, size: string, options: OrderOptions): Order {
  const common = {
    coin,
    side,
    size,
    ...(options.reduceOnly === true ? { reduceOnly: true } : {}),
    ...(options.clientId === undefined ? {} : { clientId: options.clientId }),
  };
  const tif = options.tif === undefined ? undefined : TIMES_IN_FORCE[options.tif];
  if (options.market === true) {
    if (options.goodTill !== undefined || !isImmediate(tif)) {
      throw new NovateError("BAD_ARGUMENT", "expected --tif ioc or fok with --market, and no --good-till");
    }
    const slippageBps = options.slippageBps ?? DEFAULT_SLIPPAGE_BPS;
    return { ...common, slippageBps, ...(tif === undefined ? {} : { timeInForce: tif }) };
  }
  if (options.price === undefined) {
    throw new NovateError("BAD_ARGUMENT", "expected --price P or --market, got neither");
  }
  if ((tif === "GTT") !== (options.goodTill !== undefined)) {
    throw new NovateError(
      "BAD_ARGUMENT",
      "expected --tif gtt and --good-till TIME together, got one of them",
    );
  }
  return {
    ...common,
    price: options.price,
    ...(tif === undefined ? {} : { timeInForce: tif }),
    ...(options.goodTill === undefined
      ? {}
      : { goodTill: futureSeconds("--good-till", options.goodTill, Date.now(), U32_MAX) }),
  };
}

function isImmediate(tif: TimeInForce | undefined): tif is "IOC" | "FOK" | undefined {
  return tif === undefined || tif === "IOC" || tif === "FOK";
}

function describe(order: Order, status: ItemStatus, receipt: Receipt): string {
  const { filled, resting } = status;
  const lines: string[] = [];
  if (filled !== undefined) {
    const verb = order.side === "buy" ? "bought" : "sold";
    const fee = filled.fee.startsWith("-") ? `rebate ${usd(filled.fee.slice(1))}` : `fee ${usd(filled.fee)}`;
    lines.push(
      `filled   ${verb} ${filled.totalSz} ${order.coin} at ${grouped(filled.avgPx)} on average, ${fee} USDC`,
    );
  }
  if (resting !== undefined) {
    const at = "price" in order ? ` at ${grouped(order.price)}` : "";
    const mine = resting.cloid === undefined ? "" : `, client id ${resting.cloid}`;
    lines.push(`resting  ${order.side} ${resting.sz} ${order.coin}${at}, order ${resting.oid}${mine}`);
  }
  const left =
    filled === undefined || resting !== undefined ? 0 : Number(order.size) - Number(filled.totalSz);
  if (filled !== undefined && left > 0) lines.push(unfilled(order, filled.totalSz));
  if (lines.length === 0) lines.push("done     nothing filled and nothing rests");
  return [...lines, `         ${receiptLine(status.code, receipt)}`].join("\n");
}

/** What of an order that does not rest was cancelled, and why. */
function unfilled(order: Order, filled: string): string {
  const decimals = Math.max(...[order.size, filled].map((size) => size.split(".")[1]?.length ?? 0));
  const left = formatDecimal(parseUnsigned(order.size, decimals) - parseUnsigned(filled, decimals), decimals);
  const why =
    "slippageBps" in order
      ? `nothing more was offered within ${order.slippageBps / 100}% of the mark (--slippage-bps)`
      : `nothing more was offered at ${grouped(order.price)}`;
  return `cancelled ${left} of ${order.size} ${order.coin}: ${why}`;
}
