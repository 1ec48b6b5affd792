import type { Command } from "commander";
import { errorMessage, NovateError } from "../../node/primitives/error.ts";
import { createHttp, type Http } from "../../sdk/http.ts";
import type { FinalityHeights } from "../../sdk/index.ts";
import { grouped, indent, section, span, table } from "../format.ts";
import { jsonOption, urlOption } from "../options.ts";
import { createOutput } from "../output.ts";
import { type Watch, watchUntilStopped } from "../watch.ts";

const WATCH_EVERY_MS = 1_000;

interface StatusOptions {
  readonly watch?: boolean;
  readonly url: string;
  readonly json?: boolean;
}

interface Issue {
  readonly code: string;
  readonly message: string;
  readonly action: string;
}

/** `GET /status` (docs/spec/api.md). */
interface NodeStatus {
  readonly head: { readonly number: number; readonly time: number; readonly stateRoot: string };
  readonly phase: string;
  readonly progress?: {
    readonly blocks: number;
    readonly of: number | null;
    readonly perSecond: number;
    readonly secondsLeft: number | null;
  };
  readonly voidBlocks?: { readonly count: number; readonly newest: number | null };
  readonly finality: FinalityHeights;
  readonly mempool: { readonly size: number } | null;
  readonly l1: Readonly<Record<string, unknown>>;
  readonly da: Readonly<Record<string, unknown>>;
  readonly ready: boolean;
  readonly issues: readonly Issue[];
  readonly versions: { readonly node: string; readonly runtime: string };
  readonly role: string;
  readonly chainId: number;
}

/** `novate status`: what a node says of itself, in words. */
export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("show a node's head, finality, L1, DA and health")
    .option("--watch", "again every second until Ctrl-C; with --json one object a line")
    .addOption(urlOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate status
  novate status --watch --url http://127.0.0.1:3901
  novate status --json | jq .finality.final

soft       executed and durable at this node; its sequencer vouches for it
published  its bytes are on the data-availability layer and committed on L1: anybody can rebuild it
asserted   its state root is claimed on L1 and can be challenged
final      the challenge period is over: withdrawals of these blocks can be paid

Exits with 0 when the node answered, healthy or not (see "issues"), and with 1 when it did not.`,
    )
    .action(async (options: StatusOptions) => {
      const output = createOutput({ json: options.json === true });
      const http = createHttp(options.url);
      if (options.watch !== true) {
        const status = await read(http);
        output.result({ ...status }, describe(status, Date.now()));
        return;
      }
      await watch(http, ({ paint }, status, error) => {
        if (output.json) output.result(status === undefined ? { error: errorMessage(error) } : { ...status });
        else paint(status === undefined ? errorMessage(error) : describe(status, Date.now()));
      });
    });
}

/** Throws `NODE_UNREACHABLE`, or `NOT_A_NODE` when something else answers at that address. */
async function read(http: Http): Promise<NodeStatus> {
  const status = (await http.get("/status")) as Partial<NodeStatus> | null;
  if (status?.head !== undefined && status.finality !== undefined && Array.isArray(status.issues)) {
    return status as NodeStatus;
  }
  throw new NovateError("NOT_A_NODE", `expected a Novate node at ${http.url}, got another program's answer`);
}

/** A node that does not answer is shown as that; the watch goes on, so that its return is seen as well. */
async function watch(
  http: Http,
  show: (watch: Watch, status: NodeStatus | undefined, error?: unknown) => void,
): Promise<void> {
  await watchUntilStopped((watch) => {
    let ended = false;
    let timer: NodeJS.Timeout | undefined;
    const look = async () => {
      await read(http).then(
        (status) => ended || show(watch, status),
        (error: unknown) => ended || show(watch, undefined, error),
      );
      if (!ended) timer = setTimeout(look, WATCH_EVERY_MS);
    };
    void look();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  });
}

function describe(status: NodeStatus, now: number): string {
  const { head, finality, issues } = status;
  const well = issues.length === 0;
  const state = `${status.ready ? "ready" : "starting or catching up"}, ${well ? "healthy" : "UNWELL"}`;
  const waiting =
    status.mempool === null ? "takes no transactions" : `${status.mempool.size} transactions wait`;
  const { newest = null, count: voids = 0 } = status.voidBlocks ?? {};
  const facts = [
    ["head", `block ${grouped(`${head.number}`)}, ${span(Math.max(0, now - head.time))} ago`],
    ["state root", head.stateRoot],
    ["phase", status.phase],
    ...(status.ready ? [] : [["progress", progressOf(status)]]),
    ...(voids === 0 ? [] : [["void", `${voids} blocks of the chain, the newest ${newest}`]]),
    ["mempool", waiting],
  ];
  return [
    `${status.role} of chain ${status.chainId}: ${state} (version ${status.versions.node}, Node ${status.versions.runtime})`,
    indent(facts.map(([name = "", text]) => `${name.padEnd(12)}${text}`).join("\n")),
    section("finality", [finality], heights(finality)),
    section("l1", Object.keys(status.l1), figures(status.l1)),
    section("da", Object.keys(status.da), figures(status.da)),
    section(
      "issues",
      issues,
      issues.map(({ code, message, action }) => `${code}: ${message}\n  -> ${action}`).join("\n"),
    ),
  ].join("\n");
}

function progressOf({ progress }: NodeStatus): string {
  if (progress === undefined || progress.of === null) return "waiting for L1 to be read";
  const { blocks, of, perSecond, secondsLeft } = progress;
  const left = secondsLeft === null ? "standing still" : `${span(secondsLeft * 1_000)} left`;
  return `${grouped(`${blocks}`)} of ${grouped(`${of}`)} blocks, ${Math.round(perSecond)} a second, ${left}`;
}

function heights(finality: FinalityHeights): string {
  const rows = (["soft", "published", "asserted", "final"] as const).map((name) => {
    const behind = finality.soft - finality[name];
    return [name, grouped(`${finality[name]}`), behind === 0 ? "" : `${grouped(`${behind}`)} behind`];
  });
  return table(["", "block", ""], rows, "lrl");
}

/** Figures as the node names them: what it measures may grow without this command knowing. */
function figures(values: Readonly<Record<string, unknown>>): string {
  const width = Math.max(0, ...Object.keys(values).map((name) => name.length)) + 2;
  return Object.entries(values)
    .map(
      ([name, value]) => `${name.padEnd(width)}${typeof value === "object" ? JSON.stringify(value) : value}`,
    )
    .join("\n");
}
