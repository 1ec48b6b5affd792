/** What a voter says of itself: Prometheus figures and a health page, on a port of its own. */
import { createServer } from "node:http";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { errorMessage, NovateError } from "../node/primitives/error.ts";
import type { Verdict } from "./combine.ts";

export interface VoterMetrics {
  readonly registry: Registry;
  /** A vote that was sent: `counted`, or the code of why not. */
  vote(result: string): void;
  sourceError(price: string, source: string, code: string): void;
  /** As of now; prices in units of the quote currency, ages in seconds. */
  source(price: string, source: string, state: { readonly price: number; readonly age: number }): void;
  market(market: string, state: { readonly index: number | undefined; readonly used: number }): void;
  verdict(market: string, verdict: Verdict | "out of range"): void;
}

export function createVoterMetrics(beforeScrape: () => void): VoterMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const votes = new Counter({
    ...{ registers, name: "novate_voter_votes_total", labelNames: ["result"] },
    help: "Votes sent, by what came of them",
    collect: () => beforeScrape(),
  });
  const lastVote = new Gauge({
    ...{ registers, name: "novate_voter_last_vote_timestamp_seconds" },
    help: "When the last vote counted",
  });
  const errors = new Counter({
    ...{ registers, name: "novate_voter_source_errors_total", labelNames: ["price", "source", "code"] },
    help: "Answers of sources that could not be used, by code",
  });
  const price = new Gauge({
    ...{ registers, name: "novate_voter_source_price", labelNames: ["price", "source"] },
    help: "Newest price of a source, in the currency it quotes",
  });
  const age = new Gauge({
    ...{ registers, name: "novate_voter_source_age_seconds", labelNames: ["price", "source"] },
    help: "Age of a source's newest price",
  });
  const index = new Gauge({
    ...{ registers, name: "novate_voter_index_price", labelNames: ["market"] },
    help: "What is voted now; 0 without a quorum",
  });
  const used = new Gauge({
    ...{ registers, name: "novate_voter_sources_used", labelNames: ["market"] },
    help: "Sources that agree now",
  });
  const verdicts = new Counter({
    ...{ registers, name: "novate_voter_quotes_total", labelNames: ["market", "verdict"] },
    help: "Quotes looked at for votes: used, silent, stale, ahead, strays; and prices out of the market's range",
  });
  return {
    registry,
    vote(result) {
      votes.inc({ result });
      if (result === "counted") lastVote.setToCurrentTime();
    },
    sourceError: (name, source, code) => errors.inc({ price: name, source, code }),
    source(name, source, state) {
      price.set({ price: name, source }, state.price);
      age.set({ price: name, source }, state.age);
    },
    market(market, state) {
      index.set({ market }, state.index ?? 0);
      used.set({ market }, state.used);
    },
    verdict: (market, verdict) => verdicts.inc({ market, verdict }),
  };
}

/** Serves `/metrics` and `/health` (503 with the reason while `unhealthy` gives one). Throws `PORT_IN_USE`. */
export async function serveMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  { registry, unhealthy }: { readonly registry: Registry; unhealthy(): string | undefined },
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.url === "/metrics") {
      registry.metrics().then(
        (text) => response.setHeader("content-type", registry.contentType).end(text),
        () => response.writeHead(500).end(),
      );
      return;
    }
    const reason = unhealthy();
    const status = request.url === "/health" ? (reason === undefined ? 200 : 503) : 404;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 404 ? { error: "NOT_FOUND" } : { ok: status === 200, reason }));
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? new NovateError("PORT_IN_USE", `expected port ${port} on ${host} to be free for metrics`, {
              port,
            })
          : new NovateError("BAD_OPTION", `expected to listen on ${host}:${port}: ${errorMessage(cause)}`),
      ),
    );
    server.listen(port, host, resolve);
  });
  const bound = server.address() as { port: number };
  return {
    address: `http://${host}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const REQUEST_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS = 32;
