/** Addresses of endpoints as they may be shown: in errors, logs and answers. */

/** What a path names besides keys: versions and plain words. */
const PLAIN_SEGMENT = /^(v\d{1,2}|[a-z]{1,10})$/;
const HIDDEN = "***";

/**
 * `url` without what may be a secret: user and password, values of the query, and every part of the path but versions and short words.
 * `https://user:pass@eth.example/v3/0123abcd?key=x` is `https://***@eth.example/v3/***?key=***`. What is no address is hidden whole.
 */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return HIDDEN;
  const { host, password, pathname, protocol, searchParams, username } = new URL(url);
  const user = username === "" && password === "" ? "" : `${HIDDEN}@`;
  const path = pathname
    .split("/")
    .map((segment) => (segment === "" || PLAIN_SEGMENT.test(segment) ? segment : HIDDEN))
    .join("/");
  const query = [...new Set(searchParams.keys())].map((name) =>
    isPlain(name) ? `${name}=${HIDDEN}` : HIDDEN,
  );
  return `${protocol}//${user}${host}${path === "/" ? "" : path}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

const isPlain = (name: string): boolean => /^[a-z_-]{1,12}$/i.test(name);
