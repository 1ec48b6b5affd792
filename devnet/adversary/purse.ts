/** Accounts for the dishonest, with ether from an account that every development chain funds. */
import { createWalletClient, http, type LocalAccount, type PublicClient, parseEther } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { l1Account } from "../accounts.ts";
import { DEVNET_MNEMONIC } from "../anvil.ts";

export type Wallet = LocalAccount;

/** Past every role of the devnet. */
const FIRST_INDEX = 100;
const ETHER_EACH = parseEther("20");

export class Purse {
  readonly #client: PublicClient;
  readonly #l1Url: string;

  constructor(client: PublicClient, l1Url: string) {
    this.#client = client;
    this.#l1Url = l1Url;
  }

  /** `count` accounts with 20 ether each. Throws L1's errors. */
  async fill(count: number): Promise<Wallet[]> {
    const wallets = Array.from({ length: count }, (_, i) =>
      mnemonicToAccount(DEVNET_MNEMONIC, { addressIndex: FIRST_INDEX + i }),
    );
    const giver = createWalletClient({ account: l1Account("guardian"), transport: http(this.#l1Url) });
    for (const { address } of wallets) {
      const hash = await giver.sendTransaction({ to: address, value: ETHER_EACH, chain: null });
      await this.#client.waitForTransactionReceipt({ hash, pollingInterval: 100 });
    }
    return wallets;
  }
}
