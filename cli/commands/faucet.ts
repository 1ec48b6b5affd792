import type { Command } from "commander";
import { formatEther, type Hex } from "viem";
import { DEVNET_CHAIN_IDS } from "../../contracts/options.ts";
import { drip } from "../../devnet/faucet.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { formatUsd, parseUsd } from "../../node/primitives/market-decimals.ts";
import { usd } from "../format.ts";
import { connectL1 } from "../l1.ts";
import {
  address,
  integer,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  l1Option,
  urlOption,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { addressOfKey, withClient } from "../session.ts";

/** Most ether and USDC of one call. The development L1 has 10,000 ether an account. */
const MAX_ETHER = 100;
const MAX_USDC = 1_000_000;

interface FaucetOptions extends KeyOptions {
  readonly to?: Hex;
  readonly eth: number;
  readonly usdc: number;
  readonly url: string;
  readonly l1: string;
  readonly json?: boolean;
}

/** `novate faucet`: test ether and test USDC for a new key, on a development chain only. */
export function registerFaucet(program: Command): void {
  program
    .command("faucet")
    .description("on a devnet: give an address test ether and test USDC on L1")
    .addOption(keyOption())
    .option("--to <address>", "address to fund, instead of a key's", address("the address"))
    .option("--eth <n>", "whole ether to send", integer("--eth", 0, MAX_ETHER), 10)
    .option("--usdc <n>", "whole test USDC to mint", integer("--usdc", 0, MAX_USDC), 10_000)
    .addOption(l1Option())
    .addOption(keysFolderOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate keys create carol
  novate faucet --key carol                            10 ether and 10,000 USDC on the devnet's L1; needs no password
  novate deposit 5000 --key carol                      into an account, to trade with
  novate faucet --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --eth 1 --usdc 0

Works on chains ${[...DEVNET_CHAIN_IDS].join(" and ")} only, whose ether and USDC are worth nothing.`,
    )
    .action(async (options: FaucetOptions) => {
      const output = createOutput({ json: options.json === true });
      const to = await recipient(options);
      await withClient(options.url, async ({ chain }) => {
        if (!DEVNET_CHAIN_IDS.has(chain.chainId)) {
          const message = `expected a devnet (chain ${[...DEVNET_CHAIN_IDS].join(" or ")}), got a node of chain ${chain.chainId}: nobody gives away real money`;
          throw new NovateError("NOT_A_DEVNET", message, { chainId: chain.chainId });
        }
        const { publicClient } = await connectL1(options.l1, chain.chainId);
        const given = await drip(
          {
            ...{ to, l1Url: options.l1, token: chain.contracts.token },
            ...{ ether: BigInt(options.eth), usdc: parseUsd(String(options.usdc)) },
          },
          { publicClient },
        );
        const [eth, usdc] = [formatEther(given.wei), formatUsd(given.usdc)];
        output.result({ to, eth, usdc }, `${to} has ${eth} ETH and ${usd(usdc)} USDC on L1`);
      });
    });
}

async function recipient(options: FaucetOptions): Promise<Hex> {
  const { key, to } = options;
  if ((key === undefined) === (to === undefined))
    throw new NovateError("BAD_ARGUMENT", "expected one of --key NAME and --to ADDRESS");
  return to ?? (await addressOfKey({ ...options, key: key! }));
}
