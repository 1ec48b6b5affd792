"""Watch, quote, trade, cancel: `python quickstart.py http://127.0.0.1:3900 0x<private key of a funded account>`"""

import asyncio
import sys
from decimal import Decimal

import novate


async def main(url: str, key: str) -> None:
    async with await novate.connect(url) as client:
        trader = client.trader(novate.PrivateKeySigner(key))
        client.feeds.book("ETH-PERP", lambda book: print("best bid", book["levels"][0][:1]))

        eth = next(each for each in await client.contexts() if each["coin"] == "ETH-PERP")
        far = str(int(Decimal(eth["markPx"]) * Decimal("0.97")))
        bid = await trader.order(coin="ETH-PERP", side="buy", size="0.1", price=far)
        print("order", bid["resting"]["oid"], "rests at", far, "in block", bid["receipt"]["block"])

        sale = await trader.order(coin="ETH-PERP", side="sell", size="0.01", slippage_bps=50)
        print("sold 0.01 ETH at", sale["filled"]["avgPx"]) if "filled" in sale else print("not sold:", sale["code"])

        print("cancelled:", (await trader.cancel(bid["resting"]["oid"]))["code"])
        print("account value", (await trader.account())["marginSummary"]["accountValue"], "USDC")


asyncio.run(main(*sys.argv[1:3]))
