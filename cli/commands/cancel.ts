import type { Command } from "commander";
import { NovateError } from "../../node/primitives/error.ts";
import { digestSigner, type Trader } from "../../sdk/index.ts";
import {
  accountOption,
  clientId,
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

interface CancelOptions extends KeyOptions {
  readonly clientId?: `0x${string}`;
  readonly all?: boolean;
  readonly coin?: string;
  readonly account?: number;
  readonly url: string;
  readonly json?: boolean;
}

interface Cancellation {
  readonly what: string;
  readonly fields: Record<string, unknown>;
  send(trader: Trader): ReturnType<Trader["cancel"]>;
}

/** `novate cancel`: one order by its id or by the trader's own id, or all of them. */
export function registerCancel(program: Command): void {
  program
    .command("cancel")
    .description("cancel one order, or all of them")
    .argument("[oid]", "order id, as 'novate account' and 'novate order' print it")
    .option("--client-id <hex>", "the id the order was placed with", clientId)
    .option("--all", "every open order of the account")
    .option("--coin <coin>", "with --all: of this market only")
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
  novate cancel 16777217 --key alice
  novate cancel --client-id 7 --key alice
  novate cancel --all --coin BTC-PERP --key alice

Cancels go before new orders of the same block. An order that is already gone exits with 1, UNKNOWN_ORDER.`,
    )
    .action(async (oid: string | undefined, options: CancelOptions) => {
      const output = createOutput({ json: options.json === true });
      const cancellation = cancellationFrom(oid, options);
      const { receipt, ...status } = await withClient(options.url, (client) =>
        withKey(options, (key) => {
          const account = options.account === undefined ? {} : { account: options.account };
          return cancellation.send(client.trader(digestSigner(key), account));
        }),
      );
      requireAccepted(status, receipt);
      output.result(
        { cancelled: cancellation.fields, ...status, ...recordOf(receipt) },
        `cancelled ${cancellation.what}\n          ${receiptLine(status.code, receipt)}`,
      );
    });
}

function cancellationFrom(oid: string | undefined, options: CancelOptions): Cancellation {
  const ways = [oid !== undefined, options.clientId !== undefined, options.all === true];
  if (ways.filter(Boolean).length !== 1) {
    throw new NovateError("BAD_ARGUMENT", "expected one of OID, --client-id HEX and --all");
  }
  if (options.coin !== undefined && options.all !== true) {
    throw new NovateError("BAD_ARGUMENT", "expected --coin with --all only; an id names its market itself");
  }
  if (oid !== undefined) {
    if (!/^\d{1,20}$/.test(oid)) {
      throw new NovateError("BAD_ARGUMENT", `expected the order id as a number, got "${oid}"`);
    }
    return { what: `order ${oid}`, fields: { oid }, send: (trader) => trader.cancel(oid) };
  }
  const { clientId: cloid } = options;
  if (cloid !== undefined) {
    return {
      what: `the order with client id ${cloid}`,
      fields: { cloid },
      send: (trader) => trader.cancelByClientId(cloid),
    };
  }
  const coin = options.coin?.toUpperCase();
  return {
    what: coin === undefined ? "every open order" : `every open order of ${coin}`,
    fields: { all: true, ...(coin === undefined ? {} : { coin }) },
    send: (trader) => trader.cancelAll(coin),
  };
}
