import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { fromHex, toHex } from "../../../primitives/bytes.ts";
import { machineCode } from "../contract.ts";
import { contractErrorName, encodeStepCall } from "../contract-call.ts";

const BINARY = fileURLToPath(new URL("../../../../node_modules/.bin/anvil", import.meta.url));
const ADDRESS = "0x000000000000000000000000000000000000c0de";
/** EIP-7825. */
const GAS = toQuantity(16_777_216);
/** Calls in one HTTP request. */
const BATCH = 50;

export interface StepCall {
  readonly state: Uint8Array;
  readonly proof: Uint8Array;
}

/** Post-state hash, or the contract's error. */
export type StepAnswer =
  | { readonly preHash: Uint8Array; readonly postHash: Uint8Array }
  | { readonly error: string };

/** A throw-away anvil with Machine.sol's bytecode in it. */
export class AnvilMachine {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.#url = url;
  }

  static async start(): Promise<AnvilMachine> {
    const child = spawn(BINARY, ["--port", "0", "--no-mining"], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (port === undefined) continue;
      child.stdout.resume(); // anvil logs every call; an unread pipe would stop it
      const anvil = new AnvilMachine(child, `http://127.0.0.1:${port}`);
      await anvil.#send([{ method: "anvil_setCode", params: [ADDRESS, toHex(await machineCode())] }]);
      return anvil;
    }
    throw new Error("anvil ended before it listened");
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }

  /** Runs `Machine.step` on each call, in order. */
  async step(calls: readonly StepCall[]): Promise<StepAnswer[]> {
    const answers: StepAnswer[] = [];
    for (let i = 0; i < calls.length; i += BATCH) {
      const requests = calls.slice(i, i + BATCH).map(({ state, proof }) => ({
        method: "eth_call",
        params: [{ to: ADDRESS, gas: GAS, data: toHex(encodeStepCall(state, proof)) }, "latest"],
      }));
      for (const { result, error } of await this.#send(requests)) {
        if (result === undefined) {
          const data = typeof error?.data === "string" ? fromHex(error.data) : new Uint8Array(0);
          answers.push({ error: contractErrorName(data) ?? error?.message ?? "unknown" });
        } else {
          const bytes = fromHex(result);
          answers.push({ preHash: bytes.subarray(0, 32), postHash: bytes.subarray(32, 64) });
        }
      }
    }
    return answers;
  }

  async #send(requests: readonly { readonly method: string; readonly params: readonly unknown[] }[]) {
    const body = JSON.stringify(requests.map((request, id) => ({ jsonrpc: "2.0", id, ...request })));
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const answers = (await response.json()) as {
      readonly id: number;
      readonly result?: string;
      readonly error?: { readonly message: string; readonly data?: unknown };
    }[];
    return answers.sort((a, b) => a.id - b.id);
  }
}

function toQuantity(value: number): string {
  return `0x${value.toString(16)}`;
}
