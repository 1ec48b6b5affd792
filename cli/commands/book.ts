import type { Command } from "commander";
import { formatDecimal, parseUnsigned } from "../../node/primitives/decimal.ts";
import type { BookSnapshot, Level, MarketInfo, NovateClient } from "../../sdk/index.ts";
import { fixed, grouped, table, utc } from "../format.ts";
import { integer, jsonOption, urlOption } from "../options.ts";
import { createOutput, type Output } from "../output.ts";
import { withClient } from "../session.ts";
import { watchUntilStopped } from "../watch.ts";

const DEFAULT_LEVELS = 10;
/** As many as the node keeps in its feed. */
const MAX_LEVELS = 100;
const BPS = 10_000;

interface BookOptions {
  readonly levels: number;
  readonly watch?: boolean;
  readonly url: string;
  readonly json?: boolean;
}

/** `novate book`: the ladder of a market, once or as it moves. */
export function registerBook(program: Command): void {
  program
    .command("book")
    .description("show the order book of a market")
    .argument("<coin>", "symbol of the market, such as BTC-PERP")
    .option("--levels <n>", "price levels a side", integer("--levels", 1, MAX_LEVELS), DEFAULT_LEVELS)
    .option("--watch", "follow the book live until Ctrl-C; with --json one object a line")
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate book BTC-PERP
  novate book ETH-PERP --levels 5 --watch
  novate book BTC-PERP --watch --json | jq .levels[0][0].px      best bid, as it moves

Total is what a market order would meet down to that level. While watching, every update is checked against the node's checksum.`,
    )
    .action(async (coin: string, options: BookOptions) => {
      const output = createOutput({ json: options.json === true });
      await withClient(options.url, async (client) => {
        const market = client.market(coin);
        if (options.watch === true) return watch(client, market, options, output);
        const book = await client.book(market.name, options.levels);
        output.result({ ...book }, ladder(book, market));
      });
    });
}

async function watch(client: NovateClient, market: MarketInfo, options: BookOptions, output: Output) {
  await watchUntilStopped(({ stop, paint }) =>
    client.feeds.book(
      market.name,
      (state) => {
        const book = best(state, options.levels);
        if (output.json) output.result({ ...book });
        else paint(ladder(book, market));
      },
      {
        onError: (error) =>
          error.data.willRetry === true
            ? process.stderr.write(`${error.code}: ${error.message}\n`)
            : stop(error),
      },
    ),
  );
}

function best(book: BookSnapshot, count: number): BookSnapshot {
  const [bids, asks] = book.levels;
  return { ...book, levels: [bids.slice(0, count), asks.slice(0, count)] };
}

/** Asks above, bids below, the best of both in the middle. */
function ladder(book: BookSnapshot, market: MarketInfo): string {
  const [bids, asks] = book.levels;
  const askRows = rows("ask", asks, market).reverse();
  const all = [...askRows, ...rows("bid", bids, market)];
  const lines = table(["", "price", "size", "total", "orders"], all, "lrrrr").split("\n");
  const middle = 1 + askRows.length;
  const body = [...lines.slice(0, middle), spread(bids[0], asks[0], market), ...lines.slice(middle)];
  return [`${book.coin}  ${utc(book.time)}`, ...body].join("\n");
}

function rows(side: string, levels: readonly Level[], { szDecimals, pxDecimals }: MarketInfo): string[][] {
  let total = 0n;
  return levels.map(({ px, sz, n }) => {
    total += parseUnsigned(sz, szDecimals);
    const sum = fixed(formatDecimal(total, szDecimals), szDecimals);
    return [side, grouped(fixed(px, pxDecimals)), grouped(fixed(sz, szDecimals)), grouped(sum), `${n}`];
  });
}

function spread(bid: Level | undefined, ask: Level | undefined, { pxDecimals }: MarketInfo): string {
  if (bid === undefined && ask === undefined) return "---  no orders";
  if (bid === undefined || ask === undefined) return `---  no ${bid === undefined ? "bids" : "asks"}`;
  const width = parseUnsigned(ask.px, pxDecimals) - parseUnsigned(bid.px, pxDecimals);
  const bps = (BPS * (Number(ask.px) - Number(bid.px))) / Number(bid.px);
  return `---  spread ${grouped(formatDecimal(width, pxDecimals))} (${bps.toFixed(2)} bps)`;
}
