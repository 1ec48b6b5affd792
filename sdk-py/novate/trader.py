"""Signs and sends for one account."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol, Sequence

from .checks import account_id, address, destination, milliseconds, payee, sub_account, usdc
from .errors import NovateError, refuse
from .orders import BatchItem, item_action, order_action, trade_actions
from .wire import Body, Domain, Unsigned, digest

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .client import NovateClient
    from .orders import OrderFields

Receipt = dict[str, Any]


class Signer(Protocol):
    """Signs transactions; never shows its key. :class:`PrivateKeySigner` is one."""

    @property
    def address(self) -> str: ...

    def sign(self, transaction: Unsigned, domain: Domain) -> bytes:
        """The canonical bytes with their signature."""
        ...


class Trader:
    """Methods may run concurrently: nonces never repeat and need no order.

    Every method checks what it is given, raises with ``data["path"]`` for the first field that is wrong, and signs nothing then.
    """

    def __init__(
        self, client: NovateClient, signer: Signer, *, account: int | None = None, sub: int | None = None
    ) -> None:
        address(getattr(signer, "address", None), "/signer/address")
        if not callable(getattr(signer, "sign", None)):
            refuse("/signer/sign", "a function", getattr(signer, "sign", None))
        if account is not None and sub is not None:
            refuse("/sub", "no sub-account beside account, which is an id", sub)
        self.address = signer.address
        self._client = client
        self._signer = signer
        self._account = None if account is None else account_id(account, "/account")
        self._sub = 0 if sub is None else sub_account(sub, "/sub")
        self._last_nonce = 0

    async def account_id(self) -> int:
        """Raises ``UNKNOWN_ACCOUNT`` before its first deposit is credited."""
        if self._account is None:
            found = (await self._client.account(user=self.address, sub=self._sub))["account"]
            if found is None:
                message = f"expected an account of {self.address}; deposit first, then wait until it is credited"
                raise NovateError("UNKNOWN_ACCOUNT", message)
            self._account = int(found)
        return self._account

    async def account(self) -> dict[str, Any]:
        return await self._client.account(account=await self.account_id())

    async def open_orders(self) -> list[dict[str, Any]]:
        return await self._client.open_orders(account=await self.account_id())

    async def order(self, **order: Unpack[OrderFields]) -> Receipt:
        """Places one order; returns its status and ``receipt`` when its block is durable. A refusal is in the status, not raised."""
        return await self._one(order_action(dict(order), "/order", self._client.find))

    async def cancel(self, order_id: int | str) -> Receipt:
        return await self._item({"type": "cancel", "order_id": order_id})

    async def cancel_by_client_id(self, client_id: str) -> Receipt:
        return await self._item({"type": "cancel_by_client_id", "client_id": client_id})

    async def cancel_all(self, coin: str | None = None) -> Receipt:
        """Cancels every order, of one market or of all."""
        return await self._item({"type": "cancel_all"} if coin is None else {"type": "cancel_all", "coin": coin})

    async def reduce(self, coin: str, order_id: int | str, size: str) -> Receipt:
        """Makes an order smaller: ``size`` (base units) stays, with its place in the queue."""
        return await self._item({"type": "reduce", "coin": coin, "order_id": order_id, "size": size})

    async def batch(self, items: Sequence[BatchItem]) -> Receipt:
        """1 to 100 items under one signature, executed in order, one status each."""
        return await self._send("Trade", {"actions": trade_actions(items, self._client.find)})

    async def withdraw(self, amount: str, recipient: str | None = None) -> Receipt:
        """Debits ``amount`` (USDC) and appends a leaf to the withdrawal tree, to be paid to ``recipient`` on L1."""
        given = self.address if recipient is None else recipient
        to = payee(given, self._client.chain["contracts"], "/recipient")
        return await self._send("Withdraw", {"recipient": to, "amount": usdc(amount, "/amount")})

    async def transfer(self, to_sub: int, amount: str) -> Receipt:
        """Moves ``amount`` (USDC) to another sub-account of the same owner, created if new."""
        body = {"toSub": sub_account(to_sub, "/to_sub"), "amount": usdc(amount, "/amount")}
        return await self._send("Transfer", body)

    async def approve_agent(self, agent: str, expiry: int) -> Receipt:
        """Lets ``agent`` sign trades (never withdrawals) until ``expiry`` (ms); 0 revokes."""
        body = {"agent": destination(agent, "/agent"), "agentExpiry": milliseconds(expiry, "/expiry")}
        return await self._send("ApproveAgent", body)

    async def resend(self, transaction: bytes | str) -> Receipt:
        """Sends a signed transaction again, as often as it takes: it is never executed twice, and gets the answer the first got."""
        if isinstance(transaction, str):
            try:
                transaction = bytes.fromhex(transaction.removeprefix("0x"))
            except ValueError:
                refuse("/transaction", "a signed transaction, as bytes or 0x hex", None)
        if not isinstance(transaction, bytes):
            refuse("/transaction", "a signed transaction, as bytes or 0x hex", transaction)
        answer = await self._client.post_binary(transaction)
        try:
            statuses = answer["response"]["data"]["statuses"]
            receipt = {name: answer[name] for name in ("hash", "block", "timestamp", "finality")}
            arrival = {"arrival": answer["arrival"]} if "arrival" in answer else {}
            return {**receipt, "statuses": statuses, **arrival}
        except (KeyError, TypeError) as error:
            data = {"acknowledgement": "unknown"}
            raise NovateError("NOT_A_NODE", "expected a receipt from a Novate node, got something else", data) from error

    async def _item(self, item: dict[str, Any]) -> Receipt:
        return await self._one(item_action(item, "", self._client.find))

    async def _one(self, action: dict[str, Any]) -> Receipt:
        receipt = await self._send("Trade", {"actions": [action]})
        return {**receipt["statuses"][0], "receipt": receipt}

    async def _send(self, primary: str, body: Body, expires_after: int = 0) -> Receipt:
        account = await self.account_id()
        # The clock in ms, one more when that was used: unique, and in the node's window.
        self._last_nonce = max(time.time_ns() // 1_000_000, self._last_nonce + 1)
        unsigned = Unsigned(primary, account, self._last_nonce, expires_after, body)
        signed = self._signer.sign(unsigned, self._client.domain)
        try:
            return await self.resend(signed)
        except NovateError as error:
            if error.data.get("acknowledgement") == "unknown":
                own = {"hash": "0x" + digest(unsigned, self._client.domain).hex(), "nonce": unsigned.nonce}
                error.data.update(own, transaction="0x" + signed.hex())
            raise
