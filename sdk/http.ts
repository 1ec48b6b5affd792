import { NovateError } from "../node/primitives/error.ts";
import { refuse, text } from "./checks/check.ts";
import { nodeUrl } from "./checks/queries.ts";

/** Longest wait for an answer: a little longer than the node itself waits for a block. */
const ANSWER_TIMEOUT_MS = 10_000;

/** The node's HTTP port. Every method throws NovateErrors with the node's own codes. */
export interface Http {
  readonly url: string;
  post(path: string, body: unknown): Promise<unknown>;
  postBinary(path: string, body: Uint8Array): Promise<unknown>;
  get(path: string): Promise<unknown>;
}

const pathText = text("a path such as /info", /^\/[!-~]*$/);

function jsonText(body: unknown): string {
  try {
    const json: string | undefined = JSON.stringify(body);
    if (json !== undefined) return json;
  } catch {
    // A bigint or a circle.
  }
  return refuse("/body", "what JSON can hold", body);
}

/**
 * Throws `BAD_REQUEST` with `data.path` before anything is sent, `NODE_UNREACHABLE` (nothing was sent, or no answer came), `NOT_A_NODE`, or the node's error. Where the request was a
 * transaction, `data.acknowledgement` says what the error means for it: `notAccepted` or `unknown`.
 */
export function createHttp(url: string): Http {
  const base = nodeUrl(url, "/url");
  async function call(path: string, init: RequestInit): Promise<unknown> {
    pathText(path, "/path");
    let response: Response;
    let text: string;
    try {
      response = await fetch(base + path, { ...init, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
      text = await response.text();
    } catch (cause) {
      throw new NovateError(
        "NODE_UNREACHABLE",
        `expected a Novate node at ${base}, got no answer`,
        { url: base, ...unknownIfSent(path) },
        { cause },
      );
    }
    return readAnswer(response, text, base, path);
  }
  return {
    url: base,
    get: (path) => call(path, {}),
    post: async (path, body) =>
      call(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: jsonText(body),
      }),
    async postBinary(path, body) {
      if (!(body instanceof Uint8Array)) return refuse("/body", "bytes (Uint8Array)", body);
      return call(path, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: body as Uint8Array<ArrayBuffer>,
      });
    },
  };
}

/** Without the node's word nobody knows what became of a transaction. */
function unknownIfSent(path: string): { acknowledgement?: "unknown" } {
  return path.startsWith("/exchange") ? { acknowledgement: "unknown" } : {};
}

function readAnswer(response: Response, text: string, base: string, path: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new NovateError(
      "NOT_A_NODE",
      `expected JSON from ${base}, got HTTP ${response.status}`,
      { url: base, status: response.status, ...unknownIfSent(path) },
      { cause },
    );
  }
  if (response.ok) return answer;
  const { acknowledgement, code, message, data } = (answer ?? {}) as {
    acknowledgement?: unknown;
    code?: unknown;
    message?: unknown;
    data?: Record<string, unknown>;
  };
  throw new NovateError(
    typeof code === "string" ? code : "HTTP_ERROR",
    typeof message === "string" ? message : `expected an answer from ${base}, got HTTP ${response.status}`,
    { ...data, status: response.status, ...(acknowledgement === undefined ? {} : { acknowledgement }) },
  );
}
