/** A load generator in a process of its own: one JSON job a line on stdin, one JSON result a line on stdout. */
import { createInterface } from "node:readline";
import { fromHex } from "../../node/primitives/bytes.ts";
import { quantile } from "../figure.ts";
import { type LoadOptions, orderSigner } from "./orders.ts";
import { sendAll } from "./sockets.ts";

export interface LoadJob extends LoadOptions {
  readonly url: string;
  /** EIP-712 domain separator, hex. */
  readonly separator: string;
  readonly sockets: number;
  /** Transactions a second; absent: as fast as answers come. */
  readonly perSecond?: number;
  /** Sign each transaction when it is sent, so that a long load is even; absent: all of them before the first is sent. */
  readonly signsWhenSent?: boolean;
}

export interface LoadReport {
  readonly sent: number;
  readonly executed: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
}

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line) as LoadJob;
  const sign = orderSigner(job, fromHex(job.separator, 32));
  const ahead = job.signsWhenSent ? [] : Array.from({ length: job.count }, sign).reverse();
  const next = job.signsWhenSent ? sign : () => ahead.pop()!;
  const { sent, executed, refused, seconds, latencies } = await sendAll(job.url, next, job);
  const times = Array.from(latencies);
  const report: LoadReport = {
    sent,
    executed,
    refused,
    seconds,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
  console.log(JSON.stringify(report));
}
