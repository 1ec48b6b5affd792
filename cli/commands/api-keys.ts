import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { createApiKey, listApiKeys, revokeApiKey } from "../../node/keys/index.ts";
import { integer, jsonOption } from "../options.ts";
import { createOutput } from "../output.ts";

const DAY_MS = 86_400_000;

interface ApiKeyFlags {
  readonly apiKeys: string;
  readonly json?: boolean;
}

interface CreateFlags extends ApiKeyFlags {
  readonly weight: number;
  readonly connections: number;
  readonly days?: number;
}

const folderOption = () =>
  new Option("--api-keys <folder>", "folder of the keys, as 'novate node --api-keys' has it")
    .env("NOVATE_API_KEYS")
    .makeOptionMandatory();

/** `novate api-keys`: allowances for reads that an operator gives away by name and takes back. */
export function registerApiKeys(program: Command): void {
  const keys = program
    .command("api-keys")
    .description(
      "give away read-only API keys: an allowance of their own for reads, never the right to trade",
    )
    .addHelpText(
      "after",
      `
Examples:
  novate api-keys create charts --api-keys keys --weight 60000 --days 90
  novate node ... --api-keys keys
  novate api-keys revoke charts --api-keys keys     refused by the node within two seconds`,
    );

  keys
    .command("create <name>")
    .description("make a key and print it, once; the folder keeps its hash alone")
    .addOption(folderOption())
    .option("--weight <n>", "request weight a minute", integer("the weight", 1, 1_000_000_000), 12_000)
    .option("--connections <n>", "WebSocket connections", integer("connections", 1, 2_048), 20)
    .option("--days <n>", "until it expires (default: never)", integer("days", 1, 36_500))
    .addOption(jsonOption())
    .action(async (name: string, { apiKeys, connections, days, json, weight }: CreateFlags) => {
      const created = Date.now();
      const expires = days === undefined ? null : created + days * DAY_MS;
      const terms = { name, weight, connections, created, expires };
      const key = await createApiKey(resolve(apiKeys), terms);
      const text = `${key}\n  not shown again; readers send it as 'authorization: Bearer <key>'`;
      createOutput({ json: json === true }).result({ ...terms, key }, text);
    });

  keys
    .command("list")
    .description("the keys that are there, without the keys themselves")
    .addOption(folderOption())
    .addOption(jsonOption())
    .action(async ({ apiKeys, json }: ApiKeyFlags) => {
      const found = (await listApiKeys(resolve(apiKeys))).map(({ hash: _hash, ...terms }) => terms);
      const until = (expires: number | null) =>
        expires === null ? "never expires" : `until ${new Date(expires).toISOString()}`;
      const lines = found.map(
        ({ name, weight, connections, expires }) =>
          `${name}  ${weight} a minute, ${connections} connections, ${until(expires)}`,
      );
      const output = createOutput({ json: json === true });
      output.result({ keys: found }, lines.length === 0 ? "no keys" : lines.join("\n"));
    });

  keys
    .command("revoke <name>")
    .description("take a key back")
    .addOption(folderOption())
    .addOption(jsonOption())
    .action(async (name: string, { apiKeys, json }: ApiKeyFlags) => {
      await revokeApiKey(resolve(apiKeys), name);
      createOutput({ json: json === true }).result({ revoked: name }, `revoked ${name}`);
    });
}
