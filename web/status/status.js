/** The status page: what the node's own feeds say, drawn. No framework, nothing from elsewhere. */
const BOOK_ROWS = 12;
const TRADE_ROWS = 24;
const BLOCK_ROWS = 16;
const HEALTH_MS = 5000;
const RETRY_MS = [500, 1000, 2000, 5000];

const byId = (id) => document.getElementById(id);
const time = (ms) => new Date(ms).toISOString().slice(11, 23);
const percent = (fraction) => (fraction === null ? "–" : `${(Number(fraction) * 100).toFixed(4)}%`);

const state = { coins: [], coin: undefined, contexts: new Map(), trades: [], blocks: [] };
const book = { bids: new Map(), asks: new Map() };
/** Last sequence number of each subscription, by its key. */
const sequences = new Map();
let socket;
let attempt = 0;

function cell(text, className) {
  const td = document.createElement("td");
  td.textContent = text;
  if (className) td.className = className;
  return td;
}

function row(cells) {
  const tr = document.createElement("tr");
  tr.append(...cells);
  return tr;
}

function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

const subscribe = (subscription) => send({ method: "subscribe", subscription });
const unsubscribe = (subscription) => send({ method: "unsubscribe", subscription });

function show(stateName, text) {
  const badge = byId("connection");
  badge.dataset.state = stateName;
  badge.textContent = text;
}

/** Draws at most once a frame, however many messages came. */
const dirty = new Set();
function draw(part) {
  if (dirty.size === 0)
    requestAnimationFrame(() => {
      const parts = [...dirty];
      dirty.clear();
      for (const each of parts) each();
    });
  dirty.add(part);
}

function sortedLevels(side, ascending) {
  const levels = [...side.values()].sort((a, b) => Number(a.px) - Number(b.px));
  return ascending ? levels : levels.reverse();
}

function drawBook() {
  const asks = sortedLevels(book.asks, true);
  const bids = sortedLevels(book.bids, false);
  const line = (className) => (level) => row([cell(level.px, className), cell(level.sz), cell(level.n)]);
  byId("asks").replaceChildren(...asks.slice(0, BOOK_ROWS).reverse().map(line("sell")));
  byId("bids").replaceChildren(...bids.slice(0, BOOK_ROWS).map(line("buy")));
  const spread = asks[0] && bids[0] ? Number((Number(asks[0].px) - Number(bids[0].px)).toFixed(8)) : "–";
  byId("spread").textContent = String(spread);
}

function drawTrades() {
  const line = (trade) =>
    row([cell(time(trade.time)), cell(trade.px, trade.side === "B" ? "buy" : "sell"), cell(trade.sz)]);
  byId("trades").replaceChildren(...state.trades.map(line));
}

function drawBlocks() {
  const line = (block) =>
    row([
      cell(block.number),
      cell(time(block.time)),
      cell(block.transactions),
      cell(`${block.stateRoot.slice(0, 14)}…`, "root"),
    ]);
  byId("blocks").replaceChildren(...state.blocks.map(line));
}

function marketButton(coin) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = coin;
  button.dataset.coin = coin;
  button.setAttribute("aria-pressed", String(coin === state.coin));
  button.addEventListener("click", () => choose(coin));
  const td = document.createElement("td");
  td.append(button);
  return td;
}

function drawMarkets() {
  // A redraw must not take the keyboard focus away.
  const focused = document.activeElement?.dataset?.coin;
  const lines = state.coins.map((coin) => {
    const ctx = state.contexts.get(coin) ?? {};
    const age = ctx.oracleTime
      ? `${Math.max(0, (Date.now() - ctx.oracleTime) / 1000).toFixed(1)} s${ctx.stale ? " stale" : ""}`
      : "–";
    return row([
      marketButton(coin),
      cell(ctx.markPx ?? "–"),
      cell(ctx.oraclePx ?? "–"),
      cell(ctx.midPx ?? "–"),
      cell(percent(ctx.premium ?? null)),
      cell(percent(ctx.funding ?? null)),
      cell(ctx.openInterest ?? "–"),
      cell(age, ctx.stale ? "sell" : ""),
    ]);
  });
  byId("markets").replaceChildren(...lines);
  if (focused)
    byId("markets")
      .querySelector(`[data-coin="${CSS.escape(focused)}"]`)
      ?.focus();
}

function drawFinality(heights) {
  for (const name of ["published", "asserted", "final"])
    byId(name).textContent = heights[name].toLocaleString("en");
}

function choose(coin) {
  if (state.coin !== undefined) {
    unsubscribe({ type: "l2Book", coin: state.coin, deltas: true });
    unsubscribe({ type: "trades", coin: state.coin });
  }
  state.coin = coin;
  state.trades = [];
  book.bids.clear();
  book.asks.clear();
  byId("book-coin").textContent = coin;
  byId("trades-coin").textContent = coin;
  subscribe({ type: "l2Book", coin, deltas: true });
  subscribe({ type: "trades", coin });
  for (const part of [drawBook, drawTrades, drawMarkets]) draw(part);
}

function applyLevels(side, levels) {
  for (const level of levels) {
    if (level.sz === "0") side.delete(level.px);
    else side.set(level.px, level);
  }
}

const handlers = {
  l2Book(data, isSnapshot) {
    if (data.coin !== state.coin) return;
    if (isSnapshot) {
      book.bids.clear();
      book.asks.clear();
    }
    const [bids, asks] = isSnapshot ? data.levels : data.changes;
    applyLevels(book.bids, bids);
    applyLevels(book.asks, asks);
    byId("book-check").textContent =
      `block ${data.block}, checksum ${data.checksum.toString(16).padStart(8, "0")}`;
    draw(drawBook);
  },
  trades(data, isSnapshot) {
    if (data.length > 0 && data[0].coin !== state.coin) return;
    const newest = isSnapshot ? data : [...data].reverse();
    state.trades = [...newest, ...(isSnapshot ? [] : state.trades)].slice(0, TRADE_ROWS);
    draw(drawTrades);
  },
  blocks(block) {
    if (block === null) return;
    state.blocks = [block, ...state.blocks].slice(0, BLOCK_ROWS);
    byId("soft").textContent = block.number.toLocaleString("en");
    draw(drawBlocks);
  },
  activeAssetCtx(data) {
    state.contexts.set(data.coin, data.ctx);
    draw(drawMarkets);
  },
  finality: drawFinality,
};

function receive(message) {
  const handler = handlers[message.channel];
  if (handler === undefined) return;
  const last = sequences.get(message.key);
  if (!message.isSnapshot && message.seq !== last + 1) {
    // A gap means something was lost: start over rather than show a wrong book.
    socket.close();
    return;
  }
  sequences.set(message.key, message.seq);
  handler(message.data, message.isSnapshot === true);
}

async function ask(query) {
  const response = await fetch("/info", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(query),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

async function start() {
  const [meta, chain] = await Promise.all([ask({ type: "meta" }), ask({ type: "chain" })]);
  state.coins = meta.universe.map((market) => market.name);
  byId("role").textContent = chain.role;
  byId("chain").textContent =
    `chain ${chain.chainId}, inbox ${chain.contracts.inbox}, version ${chain.version}`;
  sequences.clear();
  state.blocks = [];
  subscribe({ type: "blocks" });
  subscribe({ type: "finality" });
  for (const coin of state.coins) subscribe({ type: "activeAssetCtx", coin });
  const first = state.coin ?? state.coins[0];
  state.coin = undefined;
  if (first !== undefined) choose(first);
  show("live", "live");
  attempt = 0;
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** The node's own word on what is wrong; said again only when it changed, so that it is not read out every few seconds. */
let issuesShown = "";
async function checkHealth() {
  let issues;
  try {
    ({ issues } = await (await fetch("/health")).json());
  } catch {
    // The connection badge already says that the node does not answer.
    return;
  }
  const text = JSON.stringify(issues);
  if (text === issuesShown) return;
  issuesShown = text;
  byId("issues").hidden = issues.length === 0;
  byId("issue-list").replaceChildren(
    ...issues.map(({ code, message, action }) => {
      const item = document.createElement("li");
      const name = document.createElement("code");
      name.textContent = code;
      const remedy = document.createElement("div");
      remedy.textContent = sentence(action);
      item.append(name, ` ${sentence(message)}`, remedy);
      return item;
    }),
  );
}

function connect() {
  show(attempt === 0 ? "connecting" : "lost", attempt === 0 ? "connecting" : "connection lost, retrying");
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  socket.addEventListener("open", () => start().catch(() => socket.close()));
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    const wait = RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)];
    show("lost", "connection lost, retrying");
    setTimeout(connect, wait);
  });
}

setInterval(() => draw(drawMarkets), 1000);
setInterval(checkHealth, HEALTH_MS);
checkHealth();
connect();
