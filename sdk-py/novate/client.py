"""A connection to one node: reads, feeds, and traders that sign."""

from __future__ import annotations

import asyncio
from typing import Any, Mapping

from .checks import Market, account_id, address, integer, lookup, sub_account, u64
from .errors import NovateError, refuse
from .feeds import FeedOptions, Feeds
from .http import Http
from .trader import Signer, Trader
from .wire import Domain


def account_query(user: str | None, sub: int | None, account: int | None) -> dict[str, Any]:
    """Either an owner (and sub-account) or an account id."""
    if (user is None) == (account is None):
        refuse("/user", "either user or account", user)
    if account is not None:
        if sub is not None:
            refuse("/sub", "sub with user only", sub)
        return {"account": account_id(account, "/account")}
    query = {"user": address(user, "/user")}
    return query if sub is None else {**query, "sub": sub_account(sub, "/sub")}


class NovateClient:
    """Made by :func:`connect`. Use as ``async with await connect(url) as client``, or :meth:`close` it."""

    def __init__(
        self, http: Http, chain: Mapping[str, Any], markets: list[Market], feeds: FeedOptions | None = None
    ) -> None:
        self.http = http
        self.chain = chain
        self.markets = markets
        self.domain = Domain(chain["domain"]["chainId"], chain["domain"]["verifyingContract"])
        self.feeds = Feeds(http.url, feeds)
        self.find = lookup(markets)

    async def __aenter__(self) -> NovateClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self.feeds.close()
        await self.http.close()

    async def info(self, type: str, **fields: Any) -> Any:
        """Any ``POST /info`` query (docs/spec/api.md)."""
        if not isinstance(type, str) or not type.isidentifier():
            refuse("/type", "the name of a query", type)
        return await self.http.post("/info", {"type": type, **fields})

    async def post_binary(self, transaction: bytes) -> Any:
        return await self.http.post_binary("/exchange/binary", transaction)

    def market(self, coin: str) -> Market:
        """Raises ``UNKNOWN_MARKET`` with the symbols there are."""
        return self.find(coin, "/coin")

    def trader(self, signer: Signer, *, account: int | None = None, sub: int | None = None) -> Trader:
        """A trader that signs with ``signer`` for its own account (or, an agent, for ``account``)."""
        return Trader(self, signer, account=account, sub=sub)

    async def contexts(self) -> list[dict[str, Any]]:
        """Live prices of every market."""
        answer = await self.info("metaAndAssetCtxs")
        return list(answer[1])

    async def book(self, coin: str, levels: int = 20) -> dict[str, Any]:
        depth = integer("levels a side", 1, 100)(levels, "/levels")
        return dict(await self.info("l2Book", coin=self.market(coin)["name"], nLevels=depth))

    async def account(
        self, *, user: str | None = None, sub: int | None = None, account: int | None = None
    ) -> dict[str, Any]:
        return dict(await self.info("clearinghouseState", **account_query(user, sub, account)))

    async def open_orders(
        self, *, user: str | None = None, sub: int | None = None, account: int | None = None
    ) -> list[dict[str, Any]]:
        return list(await self.info("openOrders", **account_query(user, sub, account)))

    async def withdrawals(
        self, *, user: str | None = None, sub: int | None = None, account: int | None = None
    ) -> list[dict[str, Any]]:
        return list(await self.info("withdrawals", **account_query(user, sub, account)))

    async def withdrawal_proof(self, index: int | str) -> dict[str, Any]:
        """A withdrawal with its proof, once there is one. Raises ``NOT_FOUND``."""
        number = u64("the index of a withdrawal")(index, "/index")
        return dict(await self.info("withdrawalProof", index=str(number)))


async def connect(url: str, *, feeds: FeedOptions | None = None) -> NovateClient:
    """Connects to a node and learns the chain and its markets. Raises ``BAD_REQUEST``, ``NODE_UNREACHABLE`` or ``NOT_A_NODE``."""
    http = Http(url)
    try:
        chain, meta = await asyncio.gather(
            http.post("/info", {"type": "chain"}), http.post("/info", {"type": "meta"})
        )
        try:
            return NovateClient(http, chain, list(meta["universe"]), feeds)
        except (KeyError, TypeError) as error:
            raise NovateError("NOT_A_NODE", f"expected a Novate node at {http.url}, got another", {"url": url}) from error
    except BaseException:
        await http.close()
        raise
