/** One bounded HTTP request to a price source. */
import { NovateError } from "../../node/primitives/error.ts";

/** Longest answer that is read, bytes. */
export const MAX_ANSWER_BYTES = 65_536;

/** The JSON at `url` and its text. Throws `SOURCE_UNREACHABLE`, `SOURCE_LIMITED`, `SOURCE_STATUS`, `SOURCE_ANSWER`. */
export async function fetchJson(
  url: string,
  timeoutMs: number,
): Promise<{ readonly json: unknown; readonly text: string }> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, {
    signal,
    // A source that moved is to be named anew: following it would ask whoever it points at.
    redirect: "error",
    headers: { accept: "application/json", "user-agent": "novate-voter" },
  }).catch((cause: unknown) => {
    throw new NovateError("SOURCE_UNREACHABLE", `expected an answer within ${timeoutMs} ms`, {}, { cause });
  });
  if (!response.ok) {
    await response.body?.cancel();
    const code = response.status === 429 || response.status === 418 ? "SOURCE_LIMITED" : "SOURCE_STATUS";
    const retryAfter = Number(response.headers.get("retry-after"));
    throw new NovateError(code, `expected status 200, got ${response.status}`, {
      ...(retryAfter > 0 ? { retryAfterMs: retryAfter * 1_000 } : {}),
    });
  }
  const text = await readBounded(response);
  return { json: parseJson(text), text };
}

async function readBounded(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of response.body ?? []) {
      size += part.length;
      if (size > MAX_ANSWER_BYTES)
        throw new NovateError("SOURCE_ANSWER", `expected at most ${MAX_ANSWER_BYTES} bytes`);
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof NovateError) throw cause;
    throw new NovateError("SOURCE_UNREACHABLE", "expected a whole answer, it broke off", {}, { cause });
  }
  return Buffer.concat(parts).toString("utf8");
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NovateError("SOURCE_ANSWER", "expected JSON, got something else", {}, { cause });
  }
}
