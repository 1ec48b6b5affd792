/**
 * Every bound of the public port. Nothing a stranger sends may hold memory, time or a socket beyond these;
 * docs/limits.md lists them; `http.test.ts` and `ws.test.ts` assert them on real sockets.
 */

/** Largest body of `POST /exchange` and `POST /exchange/binary`, in bytes. A batch of 100 orders is about 16 KiB. */
export const EXCHANGE_BODY_BYTES = 64 * 1024;
/** Largest body of `POST /info`, in bytes. */
export const INFO_BODY_BYTES = 4 * 1024;
/** Largest request line and headers together, in bytes. */
export const HEADER_BYTES = 8 * 1024;
/** Longest time a client may take to send its headers. */
export const HEADERS_TIMEOUT_MS = 5_000;
/** Longest time a client may take to send a whole request. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for sockets past the two limits above. */
export const CONNECTIONS_CHECK_MS = 1_000;
/** A socket that is silent this long, within a request, is closed. */
export const CONNECTION_TIMEOUT_MS = 15_000;
/** An idle kept-alive socket is closed after this. */
export const KEEP_ALIVE_MS = 15_000;
/** Requests one kept-alive socket may send: a busy trader reconnects every few seconds, a leak cannot last. */
export const REQUESTS_PER_SOCKET = 100_000;
/** Longest time the node takes to answer; then 503 `TX_UNKNOWN` for /exchange, 503 `TIMEOUT` elsewhere. */
export const HANDLER_TIMEOUT_MS = 5_000;
/** Open TCP sockets, HTTP and WebSocket together. */
export const MAX_SOCKETS = 4_096;
/** Sockets of one client address besides its WebSocket connections; more are closed as they open. */
export const SOCKETS_PER_CLIENT = 512;
/** Requests to /exchange that wait for their block at the same time, over all sockets. */
export const MAX_PENDING_EXCHANGE = 20_000;
/** Share of them beyond which only cancels and reductions are taken. */
export const PENDING_RISK_SHARE = 0.9;

/** Deepest nesting of JSON objects and arrays. */
export const JSON_DEPTH = 8;
/** Keys of one JSON object. */
export const JSON_KEYS = 32;

/** Request weight one client address may spend in a minute, unless the operator sets another figure. */
export const RATE_WEIGHT_PER_MINUTE = 1_200;
/** What cancels and reductions may spend beyond it, as a share: who has used up a minute can still take orders off. */
export const RATE_CANCEL_SHARE = 0.5;
/** Client addresses whose spending is remembered; the least recently seen is forgotten first. */
export const RATE_CLIENTS = 20_000;
/** Weight of a request that is refused for its form. */
export const MISTAKE_WEIGHT = 1;
/** Weight of a subscription: its snapshot may read history. */
export const SUBSCRIBE_WEIGHT = 1;
/** Weight of a subscription to l3Book: its snapshot is the query's answer, and costs as much. */
export const QUEUES_SUBSCRIBE_WEIGHT = 20;
/** Weight of the earlier block that is read to answer a repeat, beyond that of its transaction: together they cost what `transaction` costs. */
export const REPEAT_WEIGHT = 19;
/** Weight of a file of the status page, of `/status`, of a description of the API. */
export const PAGE_WEIGHT = 1;
export const METRICS_WEIGHT = 5;
/** Actions of one transaction that cost one more unit of weight (weight = 1 + floor(n / 40)). */
export const RATE_ACTIONS_PER_WEIGHT = 40;

/** Levels a side of an l2Book answer, and of its feed with deltas. */
export const BOOK_LEVELS = 100;
/** Orders a side that an l3Book begins with: as many whole prices as hold no more. */
export const QUEUE_ORDERS = 5_000;
/** Levels a side of an l2Book feed that tells them whole, and of one that is asked to be fast. */
export const FEED_LEVELS = 20;
export const FAST_FEED_LEVELS = 5;
/** Prices a side that a grouped book (nSigFigs, step) is made of. */
export const BOOK_WALK_LEVELS = 1_000;
/** Levels a side that the checksum of a book covers. */
export const CHECKSUM_LEVELS = 25;
/** Minutes that the figures of a day are made of. */
export const DAY_BARS = 1_440;
/** Accounts whose trades are kept summed, pages of fills and of funding that one query sums, and UTC days of volume. */
export const TALLY_ACCOUNTS = 1_024;
export const TALLY_PAGES = 4;
export const TALLY_DAYS = 31;
/** Entries of one page of history. */
export const PAGE_ENTRIES = 500;
/** Bytes of blocks read for one page of `blocks`: a page of large ones is shorter. */
export const PAGE_BLOCK_BYTES = 8 * 1024 * 1024;
/** Candles of one answer. */
export const PAGE_CANDLES = 5_000;

/** Trades, and fills or funding payments, of a feed's snapshot. */
export const SNAPSHOT_TRADES = 50;
export const SNAPSHOT_FILLS = 100;
/** Flat bars that a candle feed tells after a pause of the chain. */
export const FLAT_CANDLES = 300;
/** How long a snapshot waits for the history to reach the head. */
export const HISTORY_WAIT_MS = 2_000;

/** Largest WebSocket message from a client, in bytes. */
export const WS_PAYLOAD_BYTES = 32 * 1024;
/** Fragments of one WebSocket message. */
export const WS_FRAGMENTS = 16;
/** Chunks the WebSocket parser may hold. */
export const WS_BUFFERED_CHUNKS = 64;
/** WebSocket connections of one client address. */
export const WS_CONNECTIONS_PER_CLIENT = 10;
/** WebSocket connections in all. */
export const WS_CONNECTIONS = 2_048;
/** Subscriptions of one connection. */
export const WS_SUBSCRIPTIONS = 100;
/** Messages a connection may send in a minute, unless the operator sets another figure. */
export const WS_MESSAGES_PER_MINUTE = 2_000;
/** Posts of one connection that wait for their answer. */
export const WS_POSTS_IN_FLIGHT = 100;
/** Cancels and reductions that may wait on a connection beyond them. */
export const WS_CANCELS_IN_FLIGHT = 20;
/** Bytes that may wait for a slow consumer; beyond, the connection is cut with close code 4008. */
export const WS_BUFFERED_BYTES = 1024 * 1024;
/** How long a peer may take to answer a closing handshake before its socket is cut. */
export const WS_CLOSE_MS = 2_000;
/** The node pings this often ... */
export const WS_PING_MS = 15_000;
/** ... and cuts a connection that missed this many pongs. */
export const WS_MISSED_PONGS = 2;
/** Distinct channels that can be live at the same time. */
export const WS_CHANNELS = 16_384;
/** Channels that are told of an accrual of funding at the same time: each reads history. */
export const FUNDING_READS = 32;
/** The finality heights and the slow feeds (webData2) are looked at this often. */
export const FEED_TICK_MS = 1_000;
