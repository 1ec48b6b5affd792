"""The node's HTTP port."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from .errors import NovateError, refuse

#: Longest wait for an answer: a little longer than the node itself waits for a block.
ANSWER_TIMEOUT_S = 10.0


def node_url(value: Any, path: str) -> str:
    """An address of a node, without its last slashes. Credentials, a query or a fragment are refused: they would be lost or shown."""
    shape = 'a URL such as "http://127.0.0.1:3900", without a password, a query or a fragment'
    if not isinstance(value, str):
        refuse(path, shape, value)
    try:
        parts = urlsplit(value)
        is_plain = parts.username is None and parts.password is None and not parts.query and not parts.fragment
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and is_plain
    except ValueError:
        is_right = False
    if not is_right:
        raise NovateError("BAD_REQUEST", f"expected at {path}: {shape}, got another", {"path": path})
    return value.rstrip("/")


class Http:
    """Every method raises NovateErrors with the node's own codes.

    Where the request was a transaction, ``data["acknowledgement"]`` says what the error means for it: ``notAccepted`` or ``unknown``.
    """

    def __init__(self, url: str) -> None:
        self.url = node_url(url, "/url")
        self._client = httpx.AsyncClient(timeout=ANSWER_TIMEOUT_S)

    async def post(self, path: str, body: Any) -> Any:
        try:
            return await self._call(path, json=body)
        except (TypeError, ValueError) as error:
            raise NovateError("BAD_REQUEST", "expected at /body: what JSON can hold", {"path": "/body"}) from error

    async def post_binary(self, path: str, body: bytes) -> Any:
        return await self._call(path, content=body, headers={"content-type": "application/octet-stream"})

    async def _call(self, path: str, **request: Any) -> Any:
        unknown = {"acknowledgement": "unknown"} if path.startswith("/exchange") else {}
        try:
            response = await self._client.post(self.url + path, **request)
        except httpx.HTTPError as error:
            message = f"expected a Novate node at {self.url}, got no answer"
            raise NovateError("NODE_UNREACHABLE", message, {"url": self.url, **unknown}) from error
        try:
            answer = response.json()
        except ValueError as error:
            message = f"expected JSON from {self.url}, got HTTP {response.status_code}"
            data = {"url": self.url, "status": response.status_code, **unknown}
            raise NovateError("NOT_A_NODE", message, data) from error
        if response.is_success:
            return answer
        said = answer if isinstance(answer, dict) else {}
        data = dict(said.get("data") or {}, status=response.status_code)
        if "acknowledgement" in said:
            data["acknowledgement"] = said["acknowledgement"]
        code, words = said.get("code"), said.get("message")
        raise NovateError(
            code if isinstance(code, str) else "HTTP_ERROR",
            words if isinstance(words, str) else f"expected an answer, got HTTP {response.status_code}",
            data,
        )

    async def close(self) -> None:
        await self._client.aclose()
