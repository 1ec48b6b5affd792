import { type Command, Option } from "commander";
import type { Hex } from "viem";
import { NovateError } from "../../node/primitives/error.ts";
import { digestSigner, type Receipt } from "../../sdk/index.ts";
import { table, utc } from "../format.ts";
import {
  address,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  passwordFileOption,
  urlOption,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { receiptLine, recordOf, requireAccepted } from "../receipt.ts";
import { addressOfKey, withClient, withKey } from "../session.ts";
import { futureSeconds } from "../times.ts";

const DEFAULT_LIFE = "+90d";
/** Ten years: whoever means for ever approves again. */
const MAX_LIFE_SECONDS = 3_653 * 86_400;

interface AgentOptions extends KeyOptions {
  readonly user?: Hex;
  readonly until: string;
  readonly url: string;
  readonly json?: boolean;
}

/** `GET agents` (docs/spec/api.md). */
interface Agents {
  readonly agents: readonly {
    readonly agent: Hex;
    readonly expiry: number | null;
    readonly active: boolean;
  }[];
  readonly used: number;
  readonly cap: number;
}

const AGENT = ["<agent>", "address of the agent, or the name of its key"] as const;

/** `novate agent`: keys that trade for an owner and can never withdraw. */
export function registerAgent(program: Command): void {
  const agent = program
    .command("agent")
    .description("let another key trade for you, list such keys, take it back; an agent can never withdraw")
    .addHelpText(
      "after",
      `
Examples:
  novate keys create bot
  novate agent approve bot --key alice --until +30d
  novate order buy BTC-PERP 0.01 --market --key bot --account 5        the agent signs for the owner's account
  novate agent list --key alice
  novate agent revoke bot --key alice`,
    );
  signing(agent.command("approve").description("let a key trade for all accounts of --key's owner"))
    .addOption(
      new Option(
        "--until <time>",
        "when it ends: ISO 8601, Unix seconds, or +300, +12h, +30d from now",
      ).default(DEFAULT_LIFE),
    )
    .action(async (named: string, options: AgentOptions) => {
      const now = Date.now();
      const until = futureSeconds("--until", options.until, now, Math.floor(now / 1_000) + MAX_LIFE_SECONDS);
      await approve(named, until * 1_000, options, (who) => `${who} may trade until ${utc(until * 1_000)}`);
    });
  signing(agent.command("revoke").description("take the right to trade back, at once")).action(
    (named: string, options: AgentOptions) =>
      approve(named, 0, options, (who) => `${who} may not trade any more; orders it placed stay`),
  );
  agent
    .command("list")
    .description("the agents an owner ever approved; reading is open to everybody")
    .addOption(keyOption())
    .option("--user <address>", "the owner, instead of a key's", address("the owner"))
    .addOption(keysFolderOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (options: AgentOptions) => {
      const output = createOutput({ json: options.json === true });
      const user = await ownerOf(options);
      const found = (await withClient(options.url, (client) =>
        client.info({ type: "agents", user }),
      )) as Agents;
      output.result({ user, ...found }, describe(user, found));
    });
}

function signing(command: Command): Command {
  return command
    .argument(...AGENT)
    .addOption(keyOption().makeOptionMandatory())
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(urlOption())
    .addOption(jsonOption());
}

async function approve(
  named: string,
  expiry: number,
  options: AgentOptions,
  words: (agent: Hex) => string,
): Promise<void> {
  const output = createOutput({ json: options.json === true });
  const agent = await agentOf(named, options);
  const receipt: Receipt = await withClient(options.url, (client) =>
    withKey(options, (key) => client.trader(digestSigner(key)).approveAgent(agent, expiry)),
  );
  const { code } = requireAccepted(receipt.statuses[0], receipt);
  const record = { agent, expiry: expiry === 0 ? null : expiry, code, ...recordOf(receipt) };
  output.result(record, `${words(agent)}\n${receiptLine(code, receipt)}`);
}

/** An address, or the key of that name. */
async function agentOf(named: string, options: KeyOptions): Promise<Hex> {
  return named.startsWith("0x") ? address("the agent")(named) : addressOfKey({ ...options, key: named });
}

async function ownerOf(options: AgentOptions): Promise<Hex> {
  const { key, user } = options;
  if ((key === undefined) === (user === undefined))
    throw new NovateError("BAD_ARGUMENT", "expected one of --key NAME and --user ADDRESS");
  return user ?? addressOfKey({ ...options, key: key! });
}

function describe(user: Hex, { agents, cap, used }: Agents): string {
  if (agents.length === 0) return `${user} has approved no agent`;
  const rows = agents.map(({ active, agent, expiry }) => [
    agent,
    active ? "active" : expiry === null ? "revoked" : "expired",
    expiry === null ? "" : utc(expiry),
  ]);
  return `${table(["agent", "", "until"], rows, "lll")}\n${used} of ${cap} approvals used`;
}
