"""Calls methods of a client of Hyperliquid's as its users call them, and prints what they give as JSON.

Usage: calls.py (hyperliquid | ccxt) URL. On stdin: a list of [method, arguments]; an argument {"cloid": "0x.."} is the
SDK's own Cloid. Out: {"methods": [public names], "answers": [{"value"} or {"error": {"type", "text"}}]}.
"""

import json
import sys


def hyperliquid_sdk(url):
    from hyperliquid.info import Info

    return Info(url, skip_ws=True)


def ccxt_exchange(url):
    import ccxt

    exchange = ccxt.hyperliquid({"enableRateLimit": False})
    exchange.urls["api"] = {"public": url, "private": url}
    return exchange


def argument(value):
    if isinstance(value, dict) and list(value) == ["cloid"]:
        from hyperliquid.utils.types import Cloid

        return Cloid(value["cloid"])
    return value


def answer(client, method, arguments):
    try:
        return {"value": getattr(client, method)(*map(argument, arguments))}
    except Exception as error:  # The test judges which ones are right.
        text = getattr(error, "error_message", None) or str(error)
        return {"error": {"type": type(error).__name__, "code": getattr(error, "error_code", None), "text": text}}


def main():
    kind, url = sys.argv[1:]
    client = {"hyperliquid": hyperliquid_sdk, "ccxt": ccxt_exchange}[kind](url)
    answers = [answer(client, method, arguments) for method, arguments in json.load(sys.stdin)]
    methods = [name for name in dir(client) if not name.startswith("_") and callable(getattr(client, name))]
    features = [name for name, has in getattr(client, "has", {}).items() if has]
    json.dump({"methods": methods, "features": features, "answers": answers}, sys.stdout)


main()
