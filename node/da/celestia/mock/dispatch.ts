import { errorMessage } from "../../../primitives/error.ts";
import { isRecord } from "../codec/encoding.ts";
import type { FaultScript } from "./faults.ts";
import { CHANNELS, METHODS, type MethodContext } from "./methods.ts";

/** An answer, and the HTTP status it comes with. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** What happens to the answer on its way. */
  readonly delivery: "whole" | "none" | "truncated";
}

export interface Dispatcher {
  readonly context: Pick<MethodContext, "chain" | "view">;
  readonly faults: FaultScript;
}

/** The failures of the transport itself: -32600 with HTTP 400, the others with 500. A method's own error is HTTP 200. */
export function transportError(id: unknown, code: number, message: string): Answer {
  const body = { jsonrpc: "2.0", id: id ?? null, error: { code, message } };
  return { status: code === -32600 ? 400 : 500, body, delivery: "whole" };
}

/** Runs one request with the permissions of its caller. */
export async function dispatch(
  request: unknown,
  allowed: readonly string[],
  { context, faults }: Dispatcher,
): Promise<Answer> {
  if (!isRecord(request) || typeof request.method !== "string")
    return transportError(null, -32600, "invalid request");
  const { id, method } = request;
  if (method in CHANNELS) {
    return transportError(
      id,
      -32601,
      `method '${method}' not supported in this mode (no out channel support)`,
    );
  }
  const entry = METHODS[method];
  if (entry === undefined) return transportError(id, -32601, `method '${method}' not found`);
  const params = Array.isArray(request.params) ? request.params : [];
  if (params.length !== entry.params) {
    return transportError(
      id,
      -32602,
      `wrong param count (method '${method}'): ${params.length} != ${entry.params}`,
    );
  }
  const reply = (
    part: Record<string, unknown>,
    delivery: Answer["delivery"] = "whole",
    status = 200,
  ): Answer => ({
    status,
    body: { jsonrpc: "2.0", id, ...part },
    delivery,
  });
  if (!allowed.includes(entry.permission)) {
    const message = `missing permission to invoke '${method.split(".")[1]}' (need '${entry.permission}')`;
    return reply({ error: { code: 1, message } });
  }
  const fault = faults.take(method);
  if (fault?.kind === "no-answer") return reply({}, "none");
  if (fault?.kind === "status") return reply({}, "whole", fault.status);
  if (fault?.kind === "error") return reply({ error: { code: 1, message: fault.message } });
  try {
    const result = await entry.run(params, { ...context, ...(fault === undefined ? {} : { fault }) });
    if (fault?.kind === "lost-answer") return reply({}, "none");
    if (fault?.kind === "truncated") return reply({ result }, "truncated");
    return reply({ result: fault?.kind === "tamper" ? fault.change(structuredClone(result)) : result });
  } catch (error) {
    return reply({ error: { code: 1, message: errorMessage(error) } });
  }
}
