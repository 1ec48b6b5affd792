"""The canonical bytes of a transaction, and what is signed (docs/spec/wire.md W2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from .errors import NovateError
from .orders import CANCEL, CANCEL_ALL, CANCEL_BY_CLIENT_ID, EVERY_MARKET, NO_CLIENT_ID, ORDER, REDUCE, TIMES_IN_FORCE

Body = dict[str, Any]
GTT = TIMES_IN_FORCE.index("GTT")
WIRE_TYPES = {"Trade": 1, "Withdraw": 2, "Transfer": 3, "ApproveAgent": 4, "OracleVote": 5}
SIGNATURE_BYTES = 64


def _fields(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for kind, name in (each.split(" ") for each in names)]


_TIMES = ("uint64 nonce", "uint64 expiresAfter")
TYPES = {
    "EIP712Domain": _fields("string name", "string version", "uint256 chainId", "address verifyingContract"),
    "Trade": _fields("uint32 account", *_TIMES, "Action[] actions"),
    "Action": _fields(
        "uint8 kind",
        "uint32 market",
        "bool isBuy",
        "uint64 price",
        "uint64 size",
        "uint8 timeInForce",
        "bool reduceOnly",
        "bool isMarket",
        "uint64 goodTill",
        "uint64 orderId",
        "bytes16 clientId",
    ),
    "Withdraw": _fields("uint32 account", "address recipient", "uint64 amount", *_TIMES),
    "Transfer": _fields("uint32 account", "uint32 toSub", "uint64 amount", *_TIMES),
    "ApproveAgent": _fields("uint32 account", "address agent", "uint64 agentExpiry", *_TIMES),
    "OracleVote": _fields("uint32 validator", *_TIMES, "Price[] prices"),
    "Price": _fields("uint32 market", "uint64 index", "uint64 externalMark"),
}
_PARTS = {"Trade": ("Action",), "OracleVote": ("Price",)}


@dataclass(frozen=True)
class Domain:
    """What a signature is bound to: this chain and this bridge, no other."""

    chain_id: int
    #: The Inbox.
    verifying_contract: str


@dataclass(frozen=True)
class Unsigned:
    """``primary`` names the struct; ``body`` holds its own fields, as the struct has them."""

    primary: str
    account: int
    nonce: int
    expires_after: int
    body: Body


def typed_data(transaction: Unsigned, domain: Domain) -> dict[str, Any]:
    """What a wallet shows and signs."""
    who = "validator" if transaction.primary == "OracleVote" else "account"
    message = {
        who: transaction.account,
        "nonce": transaction.nonce,
        "expiresAfter": transaction.expires_after,
        **transaction.body,
    }
    names = ("EIP712Domain", transaction.primary, *_PARTS.get(transaction.primary, ()))
    return {
        "types": {name: TYPES[name] for name in names},
        "primaryType": transaction.primary,
        "domain": {
            "name": "Novate",
            "version": "1",
            "chainId": domain.chain_id,
            "verifyingContract": domain.verifying_contract,
        },
        "message": message,
    }


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _action(fields: dict[str, Any]) -> bytes:
    kind = fields["kind"]
    head = bytes([kind])
    if kind == CANCEL:
        return head + _varint(fields["orderId"])
    if kind == CANCEL_BY_CLIENT_ID:
        return head + bytes(fields["clientId"])
    if kind == CANCEL_ALL:
        return head + _varint(0 if fields["market"] == EVERY_MARKET else fields["market"] + 1)
    if kind == REDUCE:
        return head + _varint(fields["orderId"]) + _varint(fields["size"])
    assert kind == ORDER
    has_client_id = fields["clientId"] != NO_CLIENT_ID
    flags = (
        fields["isBuy"]
        | fields["timeInForce"] << 1
        | fields["reduceOnly"] << 4
        | has_client_id << 5
        | fields["isMarket"] << 6
    )
    out = head + bytes([flags]) + _varint(fields["market"]) + _varint(fields["price"]) + _varint(fields["size"])
    if fields["timeInForce"] == GTT:
        out += fields["goodTill"].to_bytes(4, "little")
    return out + (fields["clientId"] if has_client_id else b"")


def _body(primary: str, body: Body) -> bytes:
    if primary == "Trade":
        return bytes([len(body["actions"])]) + b"".join(map(_action, body["actions"]))
    if primary == "Withdraw":
        return bytes(body["recipient"]) + _varint(body["amount"])
    if primary == "Transfer":
        return _varint(body["toSub"]) + _varint(body["amount"])
    if primary == "ApproveAgent":
        return bytes(body["agent"]) + int(body["agentExpiry"]).to_bytes(6, "little")
    prices = body["prices"]
    words = (_varint(each[name]) for each in prices for name in ("market", "index", "externalMark"))
    return bytes([len(prices)]) + b"".join(words)


def encode(transaction: Unsigned, signature: bytes) -> bytes:
    """The canonical bytes; ``signature`` is r, then s with yParity in its top bit (EIP-2098)."""
    return b"".join(
        (
            bytes([WIRE_TYPES[transaction.primary]]),
            _varint(transaction.account),
            transaction.nonce.to_bytes(6, "little"),
            transaction.expires_after.to_bytes(6, "little"),
            _body(transaction.primary, transaction.body),
            signature,
        )
    )


def digest(transaction: Unsigned, domain: Domain) -> bytes:
    """The 32 bytes that are signed, and the transaction's hash."""
    message = encode_typed_data(full_message=typed_data(transaction, domain))
    return bytes(keccak(b"\x19" + message.version + message.header + message.body))


class PrivateKeySigner:
    """Signs with a 32-byte key in memory. Raises ``BAD_REQUEST``, which never shows what came."""

    def __init__(self, private_key: str) -> None:
        path = {"path": "/private_key"}
        wrong = NovateError("BAD_REQUEST", "expected at /private_key: 0x and 64 hex digits, got something else", path)
        if not isinstance(private_key, str) or len(private_key) != 66 or not private_key.startswith("0x"):
            raise wrong
        try:
            self._account = Account.from_key(private_key)
        except Exception:
            raise wrong from None
        self.address: str = self._account.address

    def __repr__(self) -> str:
        return f"PrivateKeySigner({self.address})"

    def sign(self, transaction: Unsigned, domain: Domain) -> bytes:
        """The canonical bytes with their signature (deterministic, low s)."""
        signed = self._account.sign_message(encode_typed_data(full_message=typed_data(transaction, domain)))
        packed = bytearray(signed.r.to_bytes(32, "big") + signed.s.to_bytes(32, "big"))
        if signed.v in (1, 28):
            packed[32] |= 0x80
        return encode(transaction, bytes(packed))
