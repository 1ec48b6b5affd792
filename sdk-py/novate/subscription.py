"""The life of one subscription: asked, answered, heard, stale, asked again. It knows nothing of sockets."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import Any, Callable, Protocol

from .errors import NovateError

log = logging.getLogger("novate")
Query = dict[str, Any]
Message = dict[str, Any]

#: Refusals that pass; any other code ends a subscription.
FOR_NOW = {
    *("RATE_LIMITED", "HISTORY_BEHIND", "TOO_MANY_CHANNELS", "TOO_MANY_SUBSCRIPTIONS", "ALREADY_SUBSCRIBED"),
    *("TIMEOUT", "INTERNAL", "NO_ANSWER", "BOOK_DIVERGED"),
}
#: Those after which the node may still hold the subscription: it has to be ended first.
HELD = {"ALREADY_SUBSCRIBED", "NO_ANSWER", "BOOK_DIVERGED"}
RETRY_S = 0.5
MAX_RETRY_S = 30.0
#: How long an answer to a subscription may take.
ANSWER_S = 10.0
#: An account with nothing to tell has no snapshot: once the node has had this long to make one, there is none.
SNAPSHOT_S = 3.0


@dataclass(frozen=True)
class Handlers:
    """What a subscription tells besides its messages."""

    #: Refused; ``data["subscription"]`` names it, ``data["will_retry"]`` says whether it is asked for again. Without it, logged.
    on_error: Callable[[NovateError], object] | None = None
    #: From now on what was heard may be old; ``reason`` is disconnected, silent, block_age, gap or refused. Told once.
    on_stale: Callable[[dict[str, Any]], object] | None = None
    #: What is heard is current again.
    on_fresh: Callable[[], object] | None = None
    #: A new connection serves it; its snapshot comes next.
    on_reconnect: Callable[[], object] | None = None


class Errand(Protocol):
    """What a subscription needs done."""

    stands_still: bool

    def say(self, message: dict[str, Any]) -> bool: ...

    def forget(self, subscription: Subscription) -> None: ...


class Subscription:
    def __init__(
        self, query: Query, listener: Callable[[Message], object], handlers: Handlers, errand: Errand
    ) -> None:
        self.query = query
        self.key: str | None = None
        self._listener = listener
        self._handlers = handlers
        self._errand = errand
        self._phase = "waiting"
        self._expected: int | None = None
        self._since = self._ask_at = 0.0
        self._failures = 0
        self._is_fresh = self._was_served = self._told_stale = False

    def tick(self, now: float) -> None:
        """Asks, where it is time to; gives up waiting for an answer."""
        if self._phase == "waiting" and now >= self._ask_at:
            self._ask(now)
        elif self._phase == "asked" and now - self._since > ANSWER_S:
            self.refused(NovateError("NO_ANSWER", f"expected an answer within {ANSWER_S} s, got none"), now)
        elif self._phase == "answered" and now - self._since > SNAPSHOT_S:
            self._fresh()

    def _ask(self, now: float) -> None:
        if self._errand.say({"method": "subscribe", "subscription": self.query}):
            self._phase, self._expected, self._since = "asked", None, now

    def _end(self) -> None:
        self._errand.say({"method": "unsubscribe", "subscription": self.query})

    def answered(self, key: str | None, now: float) -> None:
        if self._phase != "asked":
            return
        self._phase, self._since, self.key, self._failures = "answered", now, key, 0
        if self._was_served and self._handlers.on_reconnect is not None:
            call(self._handlers.on_reconnect)
        self._was_served = False

    def heard(self, message: Message, now: float) -> None:
        if message.get("isSnapshot") is not True:
            # Between asking and the snapshot only what belongs to the run before can come.
            if self._phase != "live" or self._expected is None:
                return
            if message["seq"] != self._expected:
                self._end()
                self._phase = "waiting"
                self.stale({"reason": "gap"})
                self._ask(now)
                return
        elif self._phase in ("asked", "waiting"):
            return
        self._phase = "live"
        self._expected = message["seq"] + 1
        self._fresh()
        call(self._listener, message)

    def lost(self, why: dict[str, Any]) -> None:
        """The connection is gone, and with it the run."""
        self._was_served = self._was_served or self._phase in ("live", "answered")
        self._phase, self._ask_at = "waiting", 0.0
        self.stale(why)

    def refused(self, error: NovateError, now: float) -> None:
        """The node's refusal, or ours of what it said. Where it passes, asks again: when the node says, or ever later."""
        will_retry = error.code in FOR_NOW
        name = " ".join(map(str, self.query.values()))
        data = {**error.data, "subscription": self.query, "will_retry": will_retry}
        named = NovateError(error.code, f"{name}: {error.message}", data)
        if will_retry:
            if error.code in HELD:
                self._end()
            pause = min(RETRY_S * 2**self._failures, MAX_RETRY_S)
            self._failures += 1
            self._ask_at = now + max(pause, float(error.data.get("retryAfter") or 0)) + random.random() * pause / 2
            self._phase = "waiting"
            self.stale({"reason": "refused"})
        else:
            self._errand.forget(self)
        if self._handlers.on_error is None:
            log.warning("%s", named)
        else:
            call(self._handlers.on_error, named)

    def stale(self, why: dict[str, Any]) -> None:
        self._is_fresh = False
        if self._told_stale:
            return
        self._told_stale = True
        if self._handlers.on_stale is not None:
            call(self._handlers.on_stale, why)

    def moves(self) -> None:
        """The chain moves again: what is live is current."""
        if self._phase == "live":
            self._fresh()

    def _fresh(self) -> None:
        self._phase = "live"
        if self._is_fresh or self._errand.stands_still:
            return
        self._is_fresh = True
        if self._told_stale and self._handlers.on_fresh is not None:
            call(self._handlers.on_fresh)
        self._told_stale = False


def call(listener: Callable[..., object], *args: object) -> None:
    """A fault of a listener is its owner's to see, and must not stop the others."""
    try:
        listener(*args)
    except Exception as error:
        context = {"message": "a listener of novate failed", "exception": error}
        asyncio.get_running_loop().call_exception_handler(context)
