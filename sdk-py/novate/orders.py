"""From what a trader asks for to the actions of a transaction (docs/spec/wire.md W2)."""

from __future__ import annotations

from typing import Any, Callable, Literal, TypedDict, Union

from .checks import (
    MAX_ACTIONS,
    Check,
    Market,
    boolean,
    client_id,
    coin,
    list_of,
    one_of,
    order_id,
    price,
    record,
    size,
    slippage_bps,
    unix_seconds,
)
from .errors import NovateError, refuse

TIMES_IN_FORCE = ("GTC", "IOC", "FOK", "POST_ONLY", "GTT")
TimeInForce = Literal["GTC", "IOC", "FOK", "POST_ONLY", "GTT"]
EVERY_MARKET = 0xFFFF_FFFF
NO_CLIENT_ID = bytes(16)
ORDER, CANCEL, CANCEL_BY_CLIENT_ID, CANCEL_ALL, REDUCE = 1, 2, 3, 4, 5


class _OrderRequired(TypedDict):
    coin: str
    side: Literal["buy", "sell"]
    #: Base units, a decimal string.
    size: str


class OrderFields(_OrderRequired, total=False):
    """An order has either a ``price`` (a limit order) or ``slippage_bps`` (a market order)."""

    #: USD, a decimal string on the market's grid.
    price: str
    #: Highest distance from the mark, in basis points, 1..5000.
    slippage_bps: int
    #: Default GTC; of a market order IOC (or FOK).
    time_in_force: TimeInForce
    #: Seconds since the Unix epoch: with GTT, and only then.
    good_till: int
    reduce_only: bool
    #: 16 bytes as 0x hex, not all zero.
    client_id: str


class OrderItem(TypedDict):
    type: Literal["order"]
    order: OrderFields


class CancelItem(TypedDict):
    type: Literal["cancel"]
    order_id: Union[int, str]


class CancelByClientIdItem(TypedDict):
    type: Literal["cancel_by_client_id"]
    client_id: str


class _CancelAll(TypedDict):
    type: Literal["cancel_all"]


class CancelAllItem(_CancelAll, total=False):
    coin: str


class ReduceItem(TypedDict):
    type: Literal["reduce"]
    coin: str
    order_id: Union[int, str]
    #: What stays, base units.
    size: str


BatchItem = Union[OrderItem, CancelItem, CancelByClientIdItem, CancelAllItem, ReduceItem]
Action = dict[str, Any]
Lookup = Callable[[Any, str], Market]


def _any(value: Any, _path: str) -> Any:
    return value


_sized: dict[str, Check] = {"coin": coin, "side": one_of("buy", "sell"), "size": _any}
_options: dict[str, Check] = {"reduce_only": boolean, "client_id": client_id}
_limit = record(
    {**_sized, "price": _any},
    {**_options, "time_in_force": one_of(*TIMES_IN_FORCE), "good_till": unix_seconds},
)
_market = record({**_sized, "slippage_bps": slippage_bps}, {**_options, "time_in_force": one_of("IOC", "FOK")})
_items: dict[str, Check] = {
    "order": record({"type": _any, "order": _any}),
    "cancel": record({"type": _any, "order_id": order_id}),
    "cancel_by_client_id": record({"type": _any, "client_id": client_id}),
    "cancel_all": record({"type": _any}, {"coin": coin}),
    "reduce": record({"type": _any, "coin": coin, "order_id": order_id, "size": _any}),
}


def action(kind: int, **fields: Any) -> Action:
    """An action with every field the struct of EIP-712 has; those it does not use are zero."""
    empty = {
        "kind": kind,
        "market": 0,
        "isBuy": False,
        "price": 0,
        "size": 0,
        "timeInForce": 0,
        "reduceOnly": False,
        "isMarket": False,
        "goodTill": 0,
        "orderId": 0,
        "clientId": NO_CLIENT_ID,
    }
    return {**empty, **fields}


def order_action(order: Any, path: str, find: Lookup) -> Action:
    """Raises ``BAD_REQUEST``, ``BAD_DECIMAL``, ``OUT_OF_RANGE``, ``FIELD_RANGE`` or ``UNKNOWN_MARKET`` with ``data["path"]``."""
    is_dict = isinstance(order, dict)
    has_slippage = is_dict and order.get("slippage_bps") is not None
    if has_slippage and order.get("price") is not None:
        where = f"{path}/slippage_bps"
        message = (
            f"expected at {where}: nothing beside price: an order has either a price (its limit) "
            "or slippage_bps (a market order)"
        )
        raise NovateError("BAD_REQUEST", message, {"path": where})
    read = (_market if has_slippage else _limit)(order, path)
    market = find(read["coin"], f"{path}/coin")
    shared = {
        "market": market["id"],
        "isBuy": read["side"] == "buy",
        "size": size(market)(read["size"], f"{path}/size"),
        "reduceOnly": read.get("reduce_only", False),
        "clientId": read.get("client_id", NO_CLIENT_ID),
    }
    time_in_force = read.get("time_in_force", "IOC" if has_slippage else "GTC")
    good_till = read.get("good_till")
    if (time_in_force == "GTT") != (good_till is not None):
        refuse(f"{path}/good_till", "a time with time_in_force GTT, and only then", good_till)
    limit = read["slippage_bps"] if has_slippage else price(market)(read["price"], f"{path}/price")
    return action(
        ORDER,
        **shared,
        price=limit,
        timeInForce=TIMES_IN_FORCE.index(time_in_force),
        isMarket=has_slippage,
        goodTill=good_till or 0,
    )


def item_action(item: Any, path: str, find: Lookup) -> Action:
    """The action of one item of a batch. Raises as :func:`order_action`, and ``UNKNOWN_TYPE``."""
    if not isinstance(item, dict):
        refuse(path, f"a dict with a type of {', '.join(_items)}", item)
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in _items:
        refuse(f"{path}/type", f"one of {', '.join(_items)}", kind, "UNKNOWN_TYPE")
    read = _items[kind](item, path)
    if kind == "order":
        return order_action(read["order"], f"{path}/order", find)
    if kind == "cancel":
        return action(CANCEL, orderId=read["order_id"])
    if kind == "cancel_by_client_id":
        return action(CANCEL_BY_CLIENT_ID, clientId=read["client_id"])
    if kind == "cancel_all":
        symbol = read.get("coin")
        return action(CANCEL_ALL, market=EVERY_MARKET if symbol is None else find(symbol, f"{path}/coin")["id"])
    market = find(read["coin"], f"{path}/coin")
    return action(REDUCE, orderId=read["order_id"], size=size(market)(read["size"], f"{path}/size"))


def trade_actions(items: Any, find: Lookup) -> list[Action]:
    """The actions of 1 to 100 items."""
    read = list_of("items", lambda item, path: item_action(item, path, find), MAX_ACTIONS)
    return list(read(items, "/items"))
