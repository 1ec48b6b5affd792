"""A copy of a market's book kept from the l2Book feed, proven right by its checksum after every message."""

from __future__ import annotations

import zlib
from decimal import Decimal
from typing import Any

from .errors import NovateError

#: Levels a side that the checksum covers (docs/spec/api.md).
CHECKSUM_LEVELS = 25


class LiveBook:
    """Applies what the feed says, in order."""

    def __init__(self) -> None:
        self._sides: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
        self._expected: int | None = None

    def apply(self, message: dict[str, Any]) -> dict[str, Any]:
        """The book after ``message``: ``coin, time, block, seq, checksum, levels``, best first.

        Raises ``BOOK_GAP`` for an update that does not follow, ``BOOK_DIVERGED`` when the copy's checksum is not the node's: the book
        has to be asked for again; until a snapshot nothing is applied.
        """
        seq, data = message["seq"], message["data"]
        whole = data.get("levels")
        if whole is not None:
            for side in self._sides:
                side.clear()
        elif seq != self._expected:
            expected, self._expected = self._expected, None
            wanted = "a snapshot" if expected is None else expected
            raise NovateError("BOOK_GAP", f"expected {wanted} of the book of {data['coin']}, got {seq}", {"seq": seq})
        for side, changes in zip(self._sides, whole if whole is not None else data["changes"]):
            for level in changes:
                if level["sz"] == "0":
                    side.pop(level["px"], None)
                else:
                    side[level["px"]] = level
        bids = sorted(self._sides[0].values(), key=lambda level: Decimal(level["px"]), reverse=True)
        asks = sorted(self._sides[1].values(), key=lambda level: Decimal(level["px"]))
        best = bids[:CHECKSUM_LEVELS] + asks[:CHECKSUM_LEVELS]
        found = zlib.crc32(":".join(f"{level['px']}:{level['sz']}" for level in best).encode())
        self._expected = seq + 1 if found == data["checksum"] else None
        if self._expected is None:
            message_text = f"expected a book of {data['coin']} with checksum {data['checksum']}, got one with {found}"
            raise NovateError("BOOK_DIVERGED", message_text, {"coin": data["coin"], "seq": seq})
        shared = {name: data[name] for name in ("coin", "time", "block", "checksum")}
        return {**shared, "seq": seq, "levels": [bids, asks]}
