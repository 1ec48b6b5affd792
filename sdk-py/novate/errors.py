"""The one error of the SDK."""

from __future__ import annotations

from typing import Any, Mapping, NoReturn

MAX_SHOWN = 48


class NovateError(Exception):
    """A stable code (the node's own wherever it has one), a message that says what was expected and what came, and data."""

    def __init__(self, code: str, message: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data: dict[str, Any] = dict(data or {})

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def shown(value: object) -> str:
    """What came, short enough for an error."""
    if value is None:
        return "nothing"
    if isinstance(value, (str, int, float, bool)):
        text = repr(value)
        return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
    return f"a {type(value).__name__}"


def refuse(path: str, expected: str, came: object, code: str = "BAD_REQUEST") -> NoReturn:
    """Raises ``code`` for the value at ``path``."""
    raise NovateError(code, f"expected at {path}: {expected}, got {shown(came)}", {"path": path})
