import type { Command } from "commander";
import { NovateError } from "../../node/primitives/error.ts";
import { digestSigner, type Trader } from "../../sdk/index.ts";
import {
  accountOption,
  decimal,
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

interface ReduceOptions extends KeyOptions {
  readonly account?: number;
  readonly url: string;
  readonly json?: boolean;
}

/** `novate reduce`: an order made smaller, its place in the queue kept. */
export function registerReduce(program: Command): void {
  program
    .command("reduce")
    .description("make an open order smaller; it keeps its place in the queue")
    .argument("<oid>", "order id, as 'novate account' and 'novate order' print it")
    .argument("<size>", "how much of the coin stays open, such as 0.004", decimal("the size"))
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
  novate reduce 16777217 0.004 --key alice

A size that is not smaller than what is open exits with 1, NOT_A_REDUCTION; an order that is gone with UNKNOWN_ORDER.`,
    )
    .action(async (oid: string, size: string, options: ReduceOptions) => {
      const output = createOutput({ json: options.json === true });
      if (!/^\d{1,20}$/.test(oid))
        throw new NovateError("BAD_ARGUMENT", `expected the order id as a number, got "${oid}"`);
      const account = options.account === undefined ? {} : { account: options.account };
      const { coin, receipt, ...status } = await withClient(options.url, (client) =>
        withKey(options, async (key) => {
          const trader = client.trader(digestSigner(key), account);
          const coin = await coinOf(oid, trader);
          return { coin, ...(await trader.reduce(coin, oid, size)) };
        }),
      );
      requireAccepted(status, receipt);
      output.result(
        { oid, coin, size, ...status, ...recordOf(receipt) },
        `order ${oid} is open for ${size} ${coin}\n      ${receiptLine(status.code, receipt)}`,
      );
    });
}

/** The market of an open order, which knows how many decimals its sizes have. Throws `UNKNOWN_ORDER`. */
async function coinOf(oid: string, trader: Trader): Promise<string> {
  const order = (await trader.openOrders()).find((open) => String(open.oid) === oid);
  if (order !== undefined) return order.coin;
  throw new NovateError("UNKNOWN_ORDER", `expected an open order of the account, got ${oid}`, { oid });
}
