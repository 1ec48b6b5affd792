/** One endpoint of L1, whose address is a secret to everybody but the endpoint. */
import { type HttpTransport, type HttpTransportConfig, http } from "viem";
import { shownUrl } from "../../primitives/shown-url.ts";

/**
 * As viem's `http`, but every error names the address as {@link shownUrl} shows it: viem puts the address it was given into the text of each of
 * its errors, so it is given none that holds a key.
 */
export function l1Endpoint(url: string, config: Omit<HttpTransportConfig, "fetchFn"> = {}): HttpTransport {
  const { origin, pathname, search, username, password } = new URL(url);
  const address = `${origin}${pathname}${search}`;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization =
    username === "" && password === "" ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`;
  return http(shownUrl(url).replace("***@", ""), {
    ...config,
    fetchFn(_shown, init) {
      const headers = new Headers(init?.headers);
      if (authorization !== undefined) headers.set("authorization", authorization);
      return fetch(address, { ...init, headers });
    },
  });
}
