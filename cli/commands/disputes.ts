import type { Command } from "commander";
import { errorMessage, NovateError } from "../../node/primitives/error.ts";
import { createHttp, type Http } from "../../sdk/http.ts";
import { grouped, section, span, table } from "../format.ts";
import { jsonOption, urlOption } from "../options.ts";
import { createOutput } from "../output.ts";
import { watchUntilStopped } from "../watch.ts";

const WATCH_EVERY_MS = 1_000;
const WEI_DECIMALS = 18;
const SHOWN_DECIMALS = 6;

/** Numbers of JSON: beyond 2^53 they come as text. */
type Figure = number | string;

interface Side {
  readonly commitment: string;
  readonly stance: string;
  readonly owner: string;
  readonly bond: Figure;
  readonly clock: Figure;
}

/** The `disputes` of `GET /status` (docs/spec/api.md). */
interface Disputes {
  readonly l1Block: Figure;
  readonly l1Time: Figure;
  readonly assertions: readonly {
    readonly id: string;
    readonly lastBlock: Figure;
    readonly proposer: string;
    readonly stance: string;
    readonly standing: string;
    readonly bond: Figure;
    readonly confirmableAt: Figure;
  }[];
  readonly matches: readonly {
    readonly level: number;
    readonly block?: Figure;
    readonly one: Side;
    readonly two: Side;
    readonly height: number;
    readonly turn?: { readonly side: "one" | "two"; readonly deadline: Figure };
    readonly ahead?: "one" | "two";
  }[];
  readonly account?: { readonly address: string; readonly atStake: Figure; readonly claimable: Figure };
  readonly moves: Readonly<Record<string, number>>;
  readonly doubts: readonly string[];
}

interface DisputesOptions {
  readonly watch?: boolean;
  readonly url: string;
  readonly json?: boolean;
}

/** `novate disputes`: every assertion and dispute, and whom the node holds to be right. */
export function registerDisputes(program: Command): void {
  program
    .command("disputes")
    .description("show every assertion and dispute on L1: who is right, who is ahead, clocks, bonds, credits")
    .option("--watch", "again every second until Ctrl-C; with --json one object a line")
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate disputes
  novate disputes --watch --url http://127.0.0.1:3901
  novate disputes --json | jq '.assertions[] | select(.stance == "disagree")'

agree      the node computed the same states itself
disagree   it computed others: somebody lies, or this node runs another program
unknown    it has not derived so far, or the data is not there: it neither supports nor opposes

Exits with 0 when the node answered, and with 1 when it did not or looks at no disputes.`,
    )
    .action(async (options: DisputesOptions) => {
      const output = createOutput({ json: options.json === true });
      const http = createHttp(options.url);
      if (options.watch !== true) {
        const disputes = await read(http);
        output.result({ ...disputes }, describe(disputes));
        return;
      }
      await watchUntilStopped(({ paint }) => {
        let ended = false;
        let timer: NodeJS.Timeout | undefined;
        const show = (disputes: Disputes | undefined, error?: unknown) => {
          if (ended) return;
          if (output.json)
            output.result(disputes === undefined ? { error: errorMessage(error) } : { ...disputes });
          else paint(disputes === undefined ? errorMessage(error) : describe(disputes));
        };
        const look = async () => {
          await read(http).then(
            (disputes) => show(disputes),
            (error: unknown) => show(undefined, error),
          );
          if (!ended) timer = setTimeout(look, WATCH_EVERY_MS);
        };
        void look();
        return () => {
          ended = true;
          clearTimeout(timer);
        };
      });
    });
}

/** Throws `NODE_UNREACHABLE`, or `NO_DISPUTES` when the node does not look, or not yet. */
async function read(http: Http): Promise<Disputes> {
  const status = (await http.get("/status")) as { readonly disputes?: Disputes } | null;
  if (status?.disputes?.assertions !== undefined) return status.disputes;
  throw new NovateError(
    "NO_DISPUTES",
    `expected a node that looks at disputes at ${http.url}; a node that has just started needs a moment, one with --no-challenge never does`,
  );
}

function describe(disputes: Disputes): string {
  const now = Number(disputes.l1Time);
  const { assertions, matches, account, moves, doubts } = disputes;
  const left = (deadline: Figure) => {
    const seconds = Number(deadline) - now;
    return seconds <= 0 ? "over" : span(seconds * 1_000);
  };
  const assertionRows = assertions.map(
    ({ id, lastBlock, proposer, stance, standing, bond, confirmableAt }) => [
      short(id),
      grouped(`${lastBlock}`),
      short(proposer),
      stance,
      standing,
      ether(bond),
      left(confirmableAt),
    ],
  );
  const matchRows = matches.flatMap(({ level, block, one, two, height, turn, ahead }) =>
    (["one", "two"] as const).map((name) => {
      const side = name === "one" ? one : two;
      const what = ["blocks", "stretches", "steps"][level] ?? `${level}`;
      return [
        name === "one" ? what : "",
        name === "one" && block !== undefined ? grouped(`${block}`) : "",
        name === "one" ? `${height}` : "",
        short(side.commitment),
        side.stance,
        span(Number(side.clock) * 1_000),
        turn?.side === name ? `moves within ${left(turn.deadline)}` : "",
        ahead === name ? "ahead" : "",
      ];
    }),
  );
  const money =
    account === undefined
      ? ""
      : `\naccount ${account.address}: ${ether(account.atStake)} ETH in bonds, ${ether(account.claimable)} ETH to claim`;
  const played = Object.entries(moves)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
  return [
    `L1 block ${disputes.l1Block}: ${assertions.length} assertions, ${matches.length} matches${money}`,
    section(
      "assertions",
      assertionRows,
      table(
        ["id", "block", "proposer", "this node", "standing", "bond", "confirmable in"],
        assertionRows,
        "lrlllrr",
      ),
    ),
    section(
      "matches",
      matchRows,
      table(["over", "block", "left", "commitment", "this node", "clock", "turn", ""], matchRows, "lrrllrll"),
    ),
    section("moves of this node", Object.keys(moves), played),
    section("doubts", doubts, doubts.join("\n")),
  ].join("\n");
}

const short = (hash: string) => `${hash.slice(0, 10)}..`;

/** Wei as ether, six decimals, rounded down. */
function ether(wei: Figure): string {
  const digits = `${wei}`.padStart(WEI_DECIMALS + 1, "0");
  return `${digits.slice(0, -WEI_DECIMALS)}.${digits.slice(-WEI_DECIMALS).slice(0, SHOWN_DECIMALS)}`;
}
