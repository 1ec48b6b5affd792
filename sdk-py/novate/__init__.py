"""The client of a Novate node: signing, orders, and feeds that do not die silently."""

from .book import LiveBook
from .client import NovateClient, connect
from .errors import NovateError
from .feeds import FeedOptions, Feeds
from .orders import BatchItem, OrderFields
from .trader import Signer, Trader
from .wire import Domain, PrivateKeySigner, Unsigned, typed_data

__all__ = [
    *("BatchItem", "Domain", "FeedOptions", "Feeds", "LiveBook", "NovateClient", "NovateError", "OrderFields"),
    *("PrivateKeySigner", "Signer", "Trader", "Unsigned", "connect", "typed_data"),
]
