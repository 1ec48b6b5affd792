/** An archive over HTTP: `GET` and `HEAD /v1/<kind>/<name>` (`payloadName`) with single ranges; nothing else. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { NovateError } from "../../primitives/error.ts";
import { type Archive, PAYLOAD_NAME } from "./folder.ts";

export interface ArchiveServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

export interface ArchiveServer {
  /** `http://host:port`. */
  readonly url: string;
  close(): Promise<void>;
}

const PATH = /^\/v1\/([0-2])\/([0-9a-f-]{1,120})$/;
const RANGE = /^bytes=(\d{1,10})-(\d{0,10})$/;
const MAX_CONNECTIONS = 64;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_HEADER_BYTES = 8_192;

/** Serves until closed. Throws `PORT_IN_USE`. */
export async function serveArchive(
  options: ArchiveServerOptions,
  { archive }: { readonly archive: Archive },
): Promise<ArchiveServer> {
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      answer(request, response, archive).catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        new NovateError(
          "PORT_IN_USE",
          `expected to listen on ${options.host}:${options.port}`,
          {},
          { cause },
        ),
      ),
    );
    server.listen(options.port, options.host, resolve);
  });
  const { address, family, port } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, archive: Archive): Promise<void> {
  const { method, url = "", headers } = request;
  if (method !== "GET" && method !== "HEAD") return end(response, 405, { allow: "GET, HEAD" });
  const [, kind, name] = PATH.exec(url) ?? [];
  if (kind === undefined || name === undefined || !PAYLOAD_NAME.test(name)) return end(response, 404);
  const kept = await archive.find(Number(kind), name);
  if (kept === undefined) return end(response, 404);
  const { payload, digest } = kept;
  const etag = `"${Buffer.from(digest).toString("hex")}"`;
  const common = {
    etag,
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
    "cache-control": "public, max-age=31536000, immutable",
    // RFC 9530: of the whole payload, whatever part is sent.
    "repr-digest": `sha-256=:${Buffer.from(digest).toString("base64")}:`,
  };
  // RFC 9110, 13.1.5: a part of another representation than the asker has is of no use to it.
  const isSame = headers["if-range"] === undefined || headers["if-range"] === etag;
  const range = isSame ? headers.range : undefined;
  if (range === undefined) return send(response, 200, common, payload, method);
  const [, from, to] = RANGE.exec(range) ?? [];
  const start = Number(from);
  const last = to === "" ? payload.length - 1 : Math.min(Number(to), payload.length - 1);
  if (from === undefined || start >= payload.length || last < start) {
    return end(response, 416, { "content-range": `bytes */${payload.length}` });
  }
  const part = { ...common, "content-range": `bytes ${start}-${last}/${payload.length}` };
  send(response, 206, part, payload.subarray(start, last + 1), method);
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Uint8Array,
  method: string,
): void {
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.end(method === "HEAD" ? undefined : body);
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, "content-length": 0 });
  response.end();
}
