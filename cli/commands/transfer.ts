import type { Command } from "commander";
import { MAX_SUB_ACCOUNT } from "../../node/primitives/codec/limits.ts";
import { digestSigner } from "../../sdk/index.ts";
import { usd } from "../format.ts";
import {
  accountOption,
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

interface TransferOptions extends KeyOptions {
  readonly toSub: number;
  readonly account?: number;
  readonly url: string;
  readonly json?: boolean;
}

/** `novate transfer`: USDC between accounts of one owner. */
export function registerTransfer(program: Command): void {
  program
    .command("transfer")
    .description("move USDC to another sub-account of the same owner, opened if it is new")
    .argument("<amount>", "USDC, such as 1000 or 12.5", decimal("the amount"))
    .requiredOption(
      "--to-sub <n>",
      `sub-account that gets it, 0..${MAX_SUB_ACCOUNT}`,
      integer("--to-sub", 0, MAX_SUB_ACCOUNT),
    )
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
  novate transfer 250 --to-sub 1 --key alice                  from sub-account 0
  novate transfer 250 --to-sub 0 --account 7 --key alice      back, from account 7 ('novate account --key alice' lists them)

Each sub-account has its own margin: what one loses the others keep. To another owner money goes by L1 (withdraw --to).`,
    )
    .action(async (amount: string, options: TransferOptions) => {
      const output = createOutput({ json: options.json === true });
      const account = options.account === undefined ? {} : { account: options.account };
      const receipt = await withClient(options.url, (client) =>
        withKey(options, (key) => client.trader(digestSigner(key), account).transfer(options.toSub, amount)),
      );
      const { code } = requireAccepted(receipt.statuses[0], receipt);
      output.result(
        { amount, toSub: options.toSub, code, ...recordOf(receipt) },
        `moved ${usd(amount)} USDC to sub-account ${options.toSub}\n      ${receiptLine(code, receipt)}`,
      );
    });
}
