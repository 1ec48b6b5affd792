/** Requests that never became one: broken, too slow, or with headers too large. The answer has the usual shape. */
import type { Socket } from "node:net";
import { NovateError } from "../../primitives/error.ts";
import { errorBody } from "./errors.ts";

function refusal(code: string): readonly [status: string, error: NovateError] {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return [
        "431 Request Header Fields Too Large",
        new NovateError("HEADERS_TOO_LARGE", "expected shorter headers"),
      ];
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return ["408 Request Timeout", new NovateError("REQUEST_TIMEOUT", "expected the request in time")];
    default:
      return ["400 Bad Request", new NovateError("BAD_REQUEST", "expected a well-formed HTTP request")];
  }
}

/** Answers, if anybody is still there, and closes the socket. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, refused] = refusal(error.code ?? "");
  const body = JSON.stringify(errorBody(refused));
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  socket.end(head + body, () => socket.destroy());
}
