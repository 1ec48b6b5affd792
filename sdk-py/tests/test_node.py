"""Against a real node, whose address and a funded key come in the environment (``sdk/vectors/python.test.ts`` gives them)."""

from __future__ import annotations

import asyncio
import os
import time
import unittest
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import novate
from novate import FeedOptions, NovateError, PrivateKeySigner

URL = os.environ.get("NOVATE_URL")
SLOW_URL = os.environ.get("NOVATE_SLOW_URL", "")
KEY = os.environ.get("NOVATE_KEY", "")
FAST = FeedOptions(ping=0.1, silent=0.6, reconnect=0.05, max_reconnect=0.2)


class Road:
    """Between client and node: can be cut without a word (nothing passes, no socket closes), or closed."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self.host, self.port = parts.hostname or "", parts.port or 0
        self.frozen = False
        self.opened = 0
        self.writers: list[asyncio.StreamWriter] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        self.server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        up_reader, up_writer = await asyncio.open_connection(self.host, self.port)
        self.writers += [writer, up_writer]
        cut = {"cut": False}
        for source, sink in ((reader, up_writer), (up_reader, writer)):
            task = asyncio.create_task(self._carry(source, sink, cut))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, cut: dict[str, bool]) -> None:
        try:
            while data := await source.read(65_536):
                cut["cut"] = cut["cut"] or self.frozen
                if not cut["cut"]:
                    sink.write(data)
            if not cut["cut"]:
                sink.close()
        except OSError:
            pass

    def hang_up(self) -> None:
        for writer in self.writers:
            writer.close()
        self.writers = []

    async def stop(self) -> None:
        self.server.close()
        self.hang_up()
        for task in list(self.tasks):
            task.cancel()


class Told:
    """Everything that a subscription tells, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.messages: list[dict[str, Any]] = []
        self.errors: list[NovateError] = []
        self._changed = asyncio.Event()

    def tell(self, what: str) -> None:
        self.told.append(what)
        self._changed.set()

    def listener(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        self.tell("snapshot" if message.get("isSnapshot") else "update")

    def on_error(self, error: NovateError) -> None:
        self.errors.append(error)
        self.tell(f"error {error.code}")

    @property
    def handlers(self) -> dict[str, Any]:
        return {
            "on_error": self.on_error,
            "on_stale": lambda why: self.tell(f"stale {why['reason']}"),
            "on_fresh": lambda: self.tell("fresh"),
            "on_reconnect": lambda: self.tell("reconnect"),
        }

    async def until(self, what: str, times: int = 1) -> None:
        async def wait() -> None:
            while self.told.count(what) < times:
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(wait(), 20)


@unittest.skipUnless(URL, "NOT RUN: NOVATE_URL names no node")
class Node(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        assert URL is not None
        self.client = await novate.connect(URL, feeds=FAST)
        self.addAsyncCleanup(self.client.close)
        self.trader = self.client.trader(PrivateKeySigner(KEY))

    async def client_by(self, url: str) -> novate.NovateClient:
        client = await novate.connect(url, feeds=FAST)
        self.addAsyncCleanup(client.close)
        return client

    async def test_orders_rest_shrink_and_are_cancelled_and_the_feeds_and_queries_say_so(self) -> None:
        await self.trader.cancel_all()
        mark = Decimal((await self.client.contexts())[0]["markPx"])
        price = str(int(mark * Decimal("0.97")))
        updates, book = Told(), Told()
        self.client.feeds.subscribe(
            {"type": "orderUpdates", "user": self.trader.address}, updates.listener, **updates.handlers
        )
        books: list[dict[str, Any]] = []
        self.client.feeds.book("btc-perp", lambda state: (books.append(state), book.tell("book")), **book.handlers)
        await book.until("book")
        cloid = "0x" + "00" * 15 + "07"
        placed = await self.trader.order(coin="BTC-PERP", side="buy", size="0.02", price=price, client_id=cloid)
        self.assertEqual(placed["code"], "OK", placed)
        oid = placed["resting"]["oid"]
        self.assertEqual([o["oid"] for o in await self.trader.open_orders()], [oid])
        self.assertEqual((await self.trader.reduce("BTC-PERP", oid, "0.01"))["code"], "OK")
        self.assertEqual((await self.trader.cancel_by_client_id(cloid))["code"], "OK")
        refused = await self.trader.order(
            coin="BTC-PERP", side="buy", size="400", price=price, time_in_force="FOK"
        )
        self.assertNotEqual(refused["code"], "OK")
        receipt = await self.trader.batch(
            [
                {"type": "order", "order": {"coin": "BTC-PERP", "side": "buy", "size": "0.01", "price": price}},
                {"type": "cancel_all", "coin": "BTC-PERP"},
            ]
        )
        self.assertEqual([status["code"] for status in receipt["statuses"]], ["OK", "OK"])
        await updates.until("update", 2)
        statuses = {change["status"] for message in updates.messages for change in message["data"]}
        self.assertLessEqual({"open", "canceled"}, statuses)
        seen = {level["px"] for state in books for level in state["levels"][0]}
        self.assertIn(price, seen)
        self.assertEqual(await self.trader.open_orders(), [])

    async def test_the_same_bytes_get_the_first_answer_and_are_executed_once(self) -> None:
        sent: list[bytes] = []
        post = self.client.post_binary

        async def spy(transaction: bytes) -> Any:
            sent.append(transaction)
            return await post(transaction)

        self.client.post_binary = spy  # type: ignore[method-assign]
        first = await self.trader.cancel_all()
        again = await self.trader.resend("0x" + sent[0].hex())
        self.assertEqual((again["hash"], again["block"]), (first["receipt"]["hash"], first["receipt"]["block"]))

    async def test_money_moves_and_an_agent_trades(self) -> None:
        self.assertEqual((await self.trader.transfer(3, "1.5"))["statuses"][0]["code"], "OK")
        there = await self.client.account(user=self.trader.address, sub=3)
        self.assertGreaterEqual(Decimal(there["marginSummary"]["accountValue"]), Decimal("1.5"))
        withdrawn = await self.trader.withdraw("1")
        self.assertEqual(withdrawn["statuses"][0]["code"], "OK")
        self.assertEqual((await self.client.withdrawals(user=self.trader.address))[0]["amount"], "1")
        agent = PrivateKeySigner("0x" + "17" * 32)
        approved = await self.trader.approve_agent(agent.address, int(time.time() + 86_400) * 1_000)
        self.assertEqual(approved["statuses"][0]["code"], "OK", approved)
        by_agent = self.client.trader(agent, account=await self.trader.account_id())
        self.assertEqual((await by_agent.cancel_all())["code"], "OK")
        await self.trader.approve_agent(agent.address, 0)
        with self.assertRaises(NovateError) as caught:
            await by_agent.cancel_all()
        self.assertIn(caught.exception.code, ("NOT_AUTHORIZED", "AGENT_EXPIRED"))

    async def test_a_half_open_connection_is_noticed_and_replaced(self) -> None:
        assert URL is not None
        road = Road(URL)
        client = await self.client_by(await road.start())
        told = Told()
        client.feeds.subscribe({"type": "l2Book", "coin": "BTC-PERP"}, told.listener, **told.handlers)
        await told.until("snapshot")
        road.frozen = True
        began = asyncio.get_running_loop().time()
        await told.until("stale silent")
        self.assertLess(asyncio.get_running_loop().time() - began, 5)
        road.frozen = False
        await told.until("snapshot", 2)
        quiet = [each for each in told.told if each != "update"]
        self.assertEqual(quiet, ["snapshot", "stale silent", "reconnect", "fresh", "snapshot"])
        road.hang_up()
        await told.until("snapshot", 3)
        self.assertIn("stale disconnected", told.told)
        await client.feeds.close()
        await road.stop()

    async def test_refusals_are_told_by_name_and_those_that_pass_are_asked_for_again(self) -> None:
        slow = await self.client_by(SLOW_URL)
        told, never = Told(), Told()
        slow.feeds.subscribe({"type": "trades", "coin": "NOPE-PERP"}, never.listener, **never.handlers)
        await never.until("error UNKNOWN_MARKET")
        self.assertEqual(never.errors[0].data["subscription"], {"type": "trades", "coin": "NOPE-PERP"})
        self.assertFalse(never.errors[0].data["will_retry"])
        with self.assertRaises(NovateError) as caught:
            while True:
                await slow.info("userRateLimit")
        self.assertEqual(caught.exception.code, "RATE_LIMITED")
        slow.feeds.subscribe({"type": "bbo", "coin": "eth-perp"}, told.listener, **told.handlers)
        await told.until("error RATE_LIMITED")
        self.assertTrue(told.errors[0].data["will_retry"])
        await told.until("snapshot")
        self.assertEqual(told.told[-2:], ["fresh", "snapshot"])

    async def test_spellings_of_one_subscription_are_one_and_wrong_ones_are_refused_by_field(self) -> None:
        feeds = self.client.feeds
        told = Told()
        feeds.subscribe({"type": "userFills", "user": self.trader.address.lower(), "sub": 0}, told.listener)
        await told.until("snapshot")
        for query, code, path in (
            ({"type": "userFills", "user": self.trader.address}, "ALREADY_SUBSCRIBED", None),
            ({"type": "userfills", "user": self.trader.address}, "UNKNOWN_TYPE", "/query/type"),
            ({"type": "bbo", "coin": 5}, "BAD_REQUEST", "/query/coin"),
            ({"type": "bbo", "coin": "ETH-PERP", "levels": 5}, "BAD_REQUEST", "/query/levels"),
            ({"type": "userFills", "user": self.trader.address, "sub": True}, "BAD_REQUEST", "/query/sub"),
            ({"type": "userFills", "account": -1}, "OUT_OF_RANGE", "/query/account"),
        ):
            with self.subTest(query), self.assertRaises(NovateError) as caught:
                feeds.subscribe(query, told.listener)
            self.assertEqual((caught.exception.code, caught.exception.data.get("path")), (code, path))

    async def test_what_is_no_node_is_named(self) -> None:
        for url, code in (("http://127.0.0.1:9", "NODE_UNREACHABLE"), ("ftp://x", "BAD_REQUEST"), ("", "BAD_REQUEST")):
            with self.subTest(url), self.assertRaises(NovateError) as caught:
                await novate.connect(url)
            self.assertEqual(caught.exception.code, code)
