"""The vectors that the TypeScript SDK made: every action byte for byte, every refusal by code and field."""

from __future__ import annotations

import json
import re
import unittest
from pathlib import Path
from typing import Any

from novate import NovateError, PrivateKeySigner, Trader
from novate.checks import destination, lookup, milliseconds, usdc
from novate.orders import trade_actions
from novate.wire import Domain, Unsigned, digest

VECTORS = Path(__file__).parents[2] / "sdk" / "vectors"
SIGNING = json.loads((VECTORS / "signing.json").read_text())
REFUSALS = json.loads((VECTORS / "refusals.json").read_text())


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()


def pythonic(value: Any) -> Any:
    """Names of fields and types of items as Python spells them; values stay."""
    if isinstance(value, dict):
        read = {snake(name): pythonic(each) for name, each in value.items()}
        if isinstance(read.get("type"), str):
            read["type"] = snake(read["type"])
        return read
    return [pythonic(each) for each in value] if isinstance(value, list) else value


def unsigned(case: dict[str, Any]) -> Unsigned:
    find = lookup(SIGNING["markets"])
    action = case["action"]
    kind = action["type"]
    bodies: dict[str, Any] = {
        "trade": lambda: ("Trade", {"actions": trade_actions(pythonic(action["items"]), find)}),
        "withdraw": lambda: (
            "Withdraw",
            {"recipient": destination(action["recipient"], ""), "amount": usdc(action["amount"], "")},
        ),
        "transfer": lambda: ("Transfer", {"toSub": action["toSub"], "amount": usdc(action["amount"], "")}),
        "approveAgent": lambda: (
            "ApproveAgent",
            {"agent": destination(action["agent"], ""), "agentExpiry": milliseconds(action["expiry"], "")},
        ),
        "oracleVote": lambda: ("OracleVote", {"prices": action["prices"]}),
    }
    primary, body = bodies[kind]()
    return Unsigned(primary, case["account"], case["nonce"], case["expiresAfter"], body)


class Recorder:
    """A client that sends nothing."""

    def __init__(self) -> None:
        self.sent = 0
        self.domain = Domain(SIGNING["domain"]["chainId"], SIGNING["domain"]["verifyingContract"])
        self.chain = {"contracts": SIGNING["contracts"]}
        self.find = lookup(SIGNING["markets"])

    async def post_binary(self, _bytes: bytes) -> Any:
        self.sent += 1
        raise AssertionError("nothing may be sent")


class Vectors(unittest.IsolatedAsyncioTestCase):
    def test_every_action_is_signed_as_the_vectors_say(self) -> None:
        signer = PrivateKeySigner(SIGNING["privateKey"])
        domain = Domain(SIGNING["domain"]["chainId"], SIGNING["domain"]["verifyingContract"])
        self.assertEqual(signer.address.lower(), SIGNING["address"])
        self.assertGreater(len(SIGNING["cases"]), 20)
        for case in SIGNING["cases"]:
            with self.subTest(case["name"]):
                transaction = unsigned(case)
                self.assertEqual("0x" + digest(transaction, domain).hex(), case["digest"])
                self.assertEqual("0x" + signer.sign(transaction, domain).hex(), case["transaction"])

    async def test_every_wrong_argument_is_refused_with_its_code_and_field_and_nothing_is_sent(self) -> None:
        client = Recorder()
        trader = Trader(client, PrivateKeySigner(SIGNING["privateKey"]), account=1)  # type: ignore[arg-type]
        for call, args, code, path in REFUSALS:
            with self.subTest(call, **{"code": code, "path": path}):
                with self.assertRaises(NovateError) as caught:
                    await getattr(trader, snake(call))(**pythonic(args))
                expected = re.sub(r"/order/|/items", lambda match: match[0], snake_path(path))
                self.assertEqual((caught.exception.code, caught.exception.data["path"]), (code, expected))
        self.assertEqual(client.sent, 0)

    def test_a_private_key_that_is_none_is_refused_and_never_shown(self) -> None:
        for secret in ["", "0x", "ab" * 32, "0x" + "00" * 32, "0x" + "ff" * 32, "0x" + "zz" * 32, 7, None]:
            with self.assertRaises(NovateError) as caught:
                PrivateKeySigner(secret)  # type: ignore[arg-type]
            self.assertEqual(caught.exception.code, "BAD_REQUEST")
            if isinstance(secret, str) and len(secret) > 3:
                self.assertNotIn(secret[2:], str(caught.exception))
        self.assertNotIn(SIGNING["privateKey"][2:], repr(PrivateKeySigner(SIGNING["privateKey"])))


def snake_path(path: str) -> str:
    return "/".join(snake(part) for part in path.split("/"))
