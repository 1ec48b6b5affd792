"""What comes in from the caller: each check gives back the value, or raises one of the node's codes with ``data["path"]``.

A wrong value never becomes a default.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Iterable, Mapping, TypedDict

from eth_utils.crypto import keccak

from .errors import NovateError, refuse

Check = Callable[[Any, str], Any]

U32_MAX = 2**32 - 1
U64_MAX = 2**64 - 1
TICKS_MAX = 2**22 - 1
MAX_SUB = 127
MAX_ACTIONS = 100
MAX_SLIPPAGE_BPS = 5_000
# 2001-09-09: what lies before it, zero aside, was meant as seconds.
FIRST_MS = 1_000_000_000_000
LAST_MS = 2**48 - 1
MAX_DECIMAL_LENGTH = 40
DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?")


class Market(TypedDict):
    """What the node says of a market; it says more."""

    name: str
    id: int
    pxDecimals: int
    szDecimals: int


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """A fresh dict of the fields named; ``None`` is absent. Refuses fields that are not named."""
    optional = optional or {}
    names = [*required, *optional]

    def check(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            refuse(path or "/", f"a dict with {', '.join(names)}", value)
        for name in value:
            if name not in names:
                where = f"{path}/{name}"
                message = f"expected at {where}: no such field; known: {', '.join(names)}"
                raise NovateError("BAD_REQUEST", message, {"path": where})
        read = {name: field(value.get(name), f"{path}/{name}") for name, field in required.items()}
        for name, field in optional.items():
            if value.get(name) is not None:
                read[name] = field(value[name], f"{path}/{name}")
        return read

    return check


def one_of(*members: str) -> Check:
    def check(value: Any, path: str) -> str:
        if isinstance(value, str) and value in members:
            return value
        return refuse(path, f"one of {', '.join(members)}", value)

    return check


def boolean(value: Any, path: str) -> bool:
    return value if isinstance(value, bool) else refuse(path, "True or False", value)


def integer(what: str, least: int, most: int) -> Check:
    expected = f"{what}, an integer in {least}..{most}"

    def check(value: Any, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            refuse(path, expected, value)
        return value if least <= value <= most else refuse(path, expected, value, "OUT_OF_RANGE")

    return check


def text(what: str, shape: str) -> Check:
    pattern = re.compile(shape)

    def check(value: Any, path: str) -> str:
        return value if isinstance(value, str) and pattern.fullmatch(value) else refuse(path, what, value)

    return check


def list_of(what: str, item: Check, most: int) -> Check:
    def check(value: Any, path: str) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            refuse(path, f"a list of 1 to {most} {what}", value)
        if not 1 <= len(value) <= most:
            message = f"expected at {path}: 1 to {most} {what}, got {len(value)}"
            raise NovateError("BAD_REQUEST", message, {"path": path})
        return [item(one, f"{path}/{index}") for index, one in enumerate(value)]

    return check


account_id = integer("an account id", 0, U32_MAX)
sub_account = integer("a sub-account", 0, MAX_SUB)
unix_seconds = integer("seconds since the Unix epoch", 1, U32_MAX)
slippage_bps = integer("basis points", 1, MAX_SLIPPAGE_BPS)
coin = text("the symbol of a market, such as BTC-PERP", r"[!-~]{1,12}")
address = text("an address, 0x and 40 hex digits", r"0x[0-9a-fA-F]{40}")
_client_id = text("a client id, 0x and 32 hex digits", r"0x[0-9a-fA-F]{32}")


def milliseconds(value: Any, path: str) -> int:
    """Milliseconds since the Unix epoch, or 0. Seconds are refused: as milliseconds they are long gone."""
    time: int = integer("milliseconds since the Unix epoch, or 0", 0, LAST_MS)(value, path)
    if time == 0 or time >= FIRST_MS:
        return time
    return refuse(path, "milliseconds since the Unix epoch (these look like seconds)", value, "OUT_OF_RANGE")


def checksum_address(given: str) -> str:
    """The spelling of an address whose letters carry its checksum (EIP-55)."""
    digits = given[2:].lower()
    digest = keccak(text=digits).hex()
    return "0x" + "".join(d.upper() if h >= "8" else d for d, h in zip(digits, digest))


def destination(value: Any, path: str) -> bytes:
    """An address that is given money or power: its checksum is right where it has one, and it is not zero."""
    given: str = address(value, path)
    raw = bytes.fromhex(given[2:])
    if not any(raw):
        refuse(path, "an address that somebody controls", value, "FIELD_RANGE")
    digits = given[2:]
    if digits not in (digits.lower(), digits.upper()) and given != checksum_address(given):
        refuse(path, "an address whose EIP-55 checksum is right (or in lower case)", value, "BAD_CHECKSUM")
    return raw


#: Of the contracts, those that hold or move money but never pay out what is sent to them as to a user.
PAYS_NOBODY = {
    "inbox": "the Inbox",
    "vault": "the Vault",
    "rollup": "the Rollup",
    "token": "the token's own contract",
}


def payee(value: Any, contracts: Mapping[str, str], path: str) -> bytes:
    """A destination that is none of the bridge's own contracts: ``BAD_RECIPIENT``."""
    raw = destination(value, path)
    for name, words in PAYS_NOBODY.items():
        if bytes.fromhex(contracts[name][2:]) == raw:
            refuse(path, f"an address that somebody controls, and not {words}", value, "BAD_RECIPIENT")
    return raw


def client_id(value: Any, path: str) -> bytes:
    raw = bytes.fromhex(_client_id(value, path)[2:])
    return raw if any(raw) else refuse(path, "a client id that is not all zero", value, "FIELD_RANGE")


def u64(what: str) -> Check:
    """A decimal string or an int below 2^64."""
    expected = f"{what}, an integer or a decimal string below 2^64"

    def check(value: Any, path: str) -> int:
        is_int = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if not is_int and not (isinstance(value, str) and re.fullmatch(r"0|[1-9][0-9]{0,19}", value)):
            refuse(path, expected, value)
        number = int(value)
        return number if number <= U64_MAX else refuse(path, expected, value, "OUT_OF_RANGE")

    return check


order_id = u64("an order id")


def scaled(value: Any, decimals: int, path: str, *, signed: bool = False) -> int:
    """``value * 10^decimals``, exact. ``BAD_DECIMAL`` for anything but a plain decimal of at most so many decimals."""
    if not isinstance(value, str):
        refuse(path, 'a decimal string such as "12.5"', value)
    if len(value) > MAX_DECIMAL_LENGTH:
        refuse(path, f"at most {MAX_DECIMAL_LENGTH} characters", value, "BAD_DECIMAL")
    match = DECIMAL.fullmatch(value)
    if match is None:
        refuse(path, "a plain decimal such as 12.5", value, "BAD_DECIMAL")
    sign, whole, fraction = match[1], match[2], match[3] or ""
    if sign and not signed:
        refuse(path, "a decimal without sign", value, "BAD_DECIMAL")
    if len(fraction) > decimals:
        refuse(path, f"at most {decimals} decimals", value, "BAD_DECIMAL")
    number = int(whole + fraction.ljust(decimals, "0"))
    return -number if sign else number


def _positive(number: int, most: int, path: str, came: Any) -> int:
    if number > most:
        refuse(path, "a number that the chain can hold", came, "OUT_OF_RANGE")
    return number if number > 0 else refuse(path, "a number above zero", came, "FIELD_RANGE")


def price(market: Market) -> Check:
    """Ticks, above zero. ``BAD_DECIMAL``, ``OUT_OF_RANGE``, ``FIELD_RANGE``."""
    return lambda value, path: _positive(scaled(value, market["pxDecimals"], path), TICKS_MAX, path, value)


def size(market: Market) -> Check:
    """Lots, above zero."""
    return lambda value, path: _positive(scaled(value, market["szDecimals"], path), U32_MAX, path, value)


def usdc(value: Any, path: str) -> int:
    """1e-6 USDC, above zero."""
    return _positive(scaled(value, 6, path, signed=True), 2**63 - 1, path, value)


def lookup(markets: Iterable[Market]) -> Callable[[Any, str], Market]:
    by_name = {market["name"]: market for market in markets}

    def find(symbol: Any, path: str) -> Market:
        found = by_name.get(coin(symbol, path).upper())
        if found is not None:
            return found
        message = f"expected at {path}: one of {', '.join(by_name)}, got {symbol!r}"
        raise NovateError("UNKNOWN_MARKET", message, {"coin": symbol, "path": path})

    return find
