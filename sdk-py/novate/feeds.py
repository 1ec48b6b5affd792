"""Subscriptions over one WebSocket that stays: pinged, watched, replaced when it is lost, half-open or silent."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass
from typing import Any, Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from .book import LiveBook
from .checks import Check, account_id, address, boolean, coin, integer, one_of, record, sub_account
from .errors import NovateError, refuse
from .subscription import Handlers, Message, Query, Subscription, call, log

TICK_S = 0.1
#: Messages to the node that wait to be sent; a connection that takes no more is given up by its silence.
MAX_WAITING = 1_000
#: Longest message taken from a node.
MAX_MESSAGE_BYTES = 16 * 1024 * 1024
INTERVALS = ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "12h", "1d")


@dataclass(frozen=True)
class FeedOptions:
    """Times in seconds."""

    #: How often the node is pinged.
    ping: float = 5.0
    #: A connection without a word for so long is given up.
    silent: float = 15.0
    #: Age of the newest block from which everything is stale. A node closes a block at least once a second.
    block_age: float = 10.0
    #: First and longest pause before connecting again, each with jitter.
    reconnect: float = 0.25
    max_reconnect: float = 10.0

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 86_400:
                refuse(f"/feeds/{name}", "seconds above zero, a day at most", value)


def _symbol(value: Any, path: str) -> str:
    return str(coin(value, path)).upper()


def _mantissa(value: Any, path: str) -> int:
    return int(value) if value in (1, 2, 5) and not isinstance(value, bool) else refuse(path, "1, 2 or 5", value)


def _any(value: Any, _path: str) -> Any:
    return value


def _of_account(value: Any, path: str) -> Query:
    if value.get("account") is not None:
        return dict(record({"type": _any, "account": account_id})(value, path))
    return dict(record({"type": _any, "user": address}, {"sub": sub_account})(value, path))


_of_coin = record({"type": _any, "coin": _symbol})
_of_all = record({"type": _any})
_grouping: dict[str, Check] = {
    "nSigFigs": integer("significant figures of prices", 2, 5),
    "mantissa": _mantissa,
    "step": integer("ticks a level", 1, 1_000_000),
}
FEEDS: dict[str, Check] = {
    "l2Book": record({"type": _any, "coin": _symbol}, {"deltas": boolean, "fast": boolean, **_grouping}),
    **{name: _of_coin for name in ("bbo", "trades", "activeAssetCtx")},
    "candle": record({"type": _any, "coin": _symbol, "interval": one_of(*INTERVALS)}),
    **{name: _of_account for name in ("orderUpdates", "userFills", "userFundings", "userEvents", "webData2")},
    "activeAssetData": record({"type": _any, "user": address, "coin": _symbol}),
    **{name: _of_all for name in ("allMids", "blocks", "finality")},
}


def subscription_query(query: Any, path: str) -> Query:
    """What the node is asked. Raises ``UNKNOWN_TYPE``, ``BAD_REQUEST`` or ``OUT_OF_RANGE`` with ``data["path"]``."""
    if not isinstance(query, dict):
        refuse(path, "a dict with a type", query)
    kind = query.get("type")
    if not isinstance(kind, str) or kind not in FEEDS:
        refuse(f"{path}/type", f"one of {', '.join(FEEDS)}", kind, "UNKNOWN_TYPE")
    return dict(FEEDS[kind](query, path))


def identity_of(query: Any) -> str:
    """Equal for all spellings of one subscription."""
    if not isinstance(query, dict):
        return ""
    spell: dict[str, Callable[[Any], str]] = {"coin": lambda text: str(text).upper(), "user": lambda text: str(text).lower()}
    said = {name: spell[name](value) if name in spell else value for name, value in query.items()}
    # What is absent, and what says so.
    kept = [(n, v) for n, v in said.items() if v is not None and v is not False and not (n == "sub" and v == 0)]
    return json.dumps(sorted(kept, key=lambda pair: pair[0]))


class Feeds:
    """``subscribe`` and ``book`` need a running event loop; listeners are plain functions, called in order."""

    def __init__(self, http_url: str, options: FeedOptions | None = None) -> None:
        self._url = "ws" + http_url[len("http") :] + "/ws"
        self._options = options or FeedOptions()
        self._subscriptions: dict[str, Subscription] = {}
        self._outgoing: asyncio.Queue[str] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._closed = False
        self.stands_still = False

    def subscribe(
        self,
        query: Query,
        listener: Callable[[Message], object],
        *,
        on_error: Callable[[NovateError], object] | None = None,
        on_stale: Callable[[dict[str, Any]], object] | None = None,
        on_fresh: Callable[[], object] | None = None,
        on_reconnect: Callable[[], object] | None = None,
    ) -> Callable[[], None]:
        """Calls ``listener`` with every message, snapshots first; returns the function that ends it.

        Raises ``BAD_REQUEST``, ``UNKNOWN_TYPE``, ``OUT_OF_RANGE``, ``ALREADY_SUBSCRIBED``, ``FEEDS_CLOSED``; what the node refuses comes
        to ``on_error``.
        """
        handlers = Handlers(on_error, on_stale, on_fresh, on_reconnect)
        return self._begin(query, listener, handlers)[1]

    def book(
        self, coin: str, listener: Callable[[dict[str, Any]], object], **handlers: Callable[..., object] | None
    ) -> Callable[[], None]:
        """The book of a market after every change, proven by sequence and checksum; a copy that differs is asked for again."""
        unknown = set(handlers) - set(Handlers.__dataclass_fields__)
        for name in unknown:
            refuse(f"/{name}", f"one of {', '.join(Handlers.__dataclass_fields__)}", name)
        live = LiveBook()

        def apply(message: Message) -> None:
            try:
                state = live.apply(message)
            except NovateError as error:
                subscription.refused(error, asyncio.get_running_loop().time())
                return
            call(listener, state)

        query = {"type": "l2Book", "coin": coin, "deltas": True}
        subscription, stop = self._begin(query, apply, Handlers(**handlers))
        return stop

    def _begin(
        self, given: Query, listener: Callable[[Message], object], handlers: Handlers
    ) -> tuple[Subscription, Callable[[], None]]:
        if self._closed:
            raise NovateError("FEEDS_CLOSED", "expected open feeds, got closed ones")
        query = subscription_query(given, "/query")
        if not callable(listener):
            refuse("/listener", "a function that takes messages", listener)
        for name, handler in vars(handlers).items():
            if handler is not None and not callable(handler):
                refuse(f"/{name}", "a function", handler)
        identity = identity_of(query)
        if identity in self._subscriptions:
            raise NovateError("ALREADY_SUBSCRIBED", "expected one subscription per query", {"subscription": query})
        subscription = self._subscriptions[identity] = Subscription(query, listener, handlers, self)
        loop = asyncio.get_running_loop()
        if not self._tasks:
            self._tasks = [loop.create_task(self._stay()), loop.create_task(self._tick())]
        subscription.tick(loop.time())

        def stop() -> None:
            if self._subscriptions.get(identity) is subscription:
                del self._subscriptions[identity]
                self.say({"method": "unsubscribe", "subscription": query})

        return subscription, stop

    def say(self, message: dict[str, Any]) -> bool:
        """False where there is no open connection: nothing will be sent."""
        if self._outgoing is None or self._outgoing.full():
            return False
        self._outgoing.put_nowait(json.dumps(message))
        return True

    def forget(self, subscription: Subscription) -> None:
        self._subscriptions = {name: each for name, each in self._subscriptions.items() if each is not subscription}

    async def close(self) -> None:
        self._closed = True
        self._subscriptions.clear()
        # Before 3.12 `wait_for` may swallow a cancellation that comes with a message.
        while pending := [task for task in self._tasks if not task.done()]:
            for task in pending:
                task.cancel()
            await asyncio.wait(pending, timeout=TICK_S)

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            for subscription in list(self._subscriptions.values()):
                subscription.tick(loop.time())
            await asyncio.sleep(TICK_S)

    async def _stay(self) -> None:
        """Connects, listens until the connection is lost, and connects again after an ever longer pause."""
        options = self._options
        pause = options.reconnect
        while True:
            why: dict[str, Any] = {"reason": "disconnected"}
            try:
                socket = await connect(
                    self._url,
                    ping_interval=None,
                    open_timeout=options.silent,
                    close_timeout=1,
                    max_size=MAX_MESSAGE_BYTES,
                )
            except (OSError, TimeoutError, asyncio.TimeoutError, WebSocketException):
                pass
            else:
                heard, why = await self._serve(socket)
                if heard:
                    pause = options.reconnect
            self.stands_still = False
            for subscription in list(self._subscriptions.values()):
                subscription.lost(why)
            # Between half of the pause and all of it, so that the clients of a node that restarts do not come at once.
            await asyncio.sleep(pause * (0.5 + random.random() / 2))
            pause = min(2 * pause, options.max_reconnect)

    async def _serve(self, socket: ClientConnection) -> tuple[bool, dict[str, Any]]:
        """Until the connection is lost: whether anything was heard, and why it ended."""
        self._outgoing = asyncio.Queue(MAX_WAITING)
        work = [asyncio.create_task(self._write(socket, self._outgoing)), asyncio.create_task(self._ping())]
        heard = False
        try:
            while True:
                text = await asyncio.wait_for(socket.recv(), self._options.silent)
                heard = True
                message = json.loads(text)
                if isinstance(message, dict):
                    self._take(message)
        except asyncio.TimeoutError:
            return heard, {"reason": "silent"}
        except ConnectionClosed as closed:
            return heard, {"reason": "disconnected", "close": None if closed.rcvd is None else closed.rcvd.code}
        except ValueError:
            return heard, {"reason": "disconnected"}
        finally:
            self._outgoing = None
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            # A peer that is gone does not finish the closing handshake.
            socket.transport.abort()

    async def _write(self, socket: ClientConnection, outgoing: asyncio.Queue[str]) -> None:
        try:
            while True:
                await socket.send(await outgoing.get())
        except ConnectionClosed:
            pass

    async def _ping(self) -> None:
        while True:
            self.say({"method": "ping"})
            await asyncio.sleep(self._options.ping)

    def _take(self, message: Message) -> None:
        now = asyncio.get_running_loop().time()
        channel, key = message.get("channel"), message.get("key")
        data = message.get("data")
        if channel == "pong":
            self._judge(data)
        elif channel == "error":
            self._blame(message, now)
        elif channel == "subscriptionResponse":
            if isinstance(data, dict) and data.get("method") == "subscribe":
                found = self._subscriptions.get(identity_of(data.get("subscription")))
                if found is not None:
                    found.answered(key, now)
        elif isinstance(key, str) and isinstance(message.get("seq"), int):
            for subscription in list(self._subscriptions.values()):
                if subscription.key == key:
                    subscription.heard(message, now)

    def _judge(self, data: Any) -> None:
        """The node answers: does its chain move? Both times are the node's own."""
        if not isinstance(data, dict) or "time" not in data or "blockTime" not in data:
            return
        age = (data["time"] - data["blockTime"]) / 1_000
        did, self.stands_still = self.stands_still, age > self._options.block_age
        for subscription in list(self._subscriptions.values()):
            if self.stands_still:
                subscription.stale({"reason": "block_age", "block_age": age})
            elif did:
                subscription.moves()

    def _blame(self, message: Message, now: float) -> None:
        said = message.get("error")
        if not isinstance(said, dict) or said.get("code") == "NOT_SUBSCRIBED":
            return
        error = NovateError(str(said.get("code")), str(said.get("message")), said.get("data"))
        asked = message.get("subscription")
        found = self._subscriptions.get(identity_of(asked))
        if found is not None:
            found.refused(error, now)
        elif asked is None:
            log.warning("the node's feeds: %s", error)

