"""Subscribes with hyperliquid-python-sdk's websocket manager, and prints each message as a line of JSON.

Usage: feeds.py URL. On stdin: a line with a list of subscriptions; it ends when stdin does.
"""

import json
import sys
import threading

from hyperliquid.info import Info

lock = threading.Lock()


def tell(message):
    with lock:
        print(json.dumps(message), flush=True)


info = Info(sys.argv[1])
for subscription in json.loads(sys.stdin.readline()):
    info.subscribe(subscription, tell)
sys.stdin.read()
info.disconnect_websocket()
