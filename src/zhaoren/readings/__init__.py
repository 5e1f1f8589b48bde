"""Interpretations: what the rules read into the documents, and the price of another reading."""

from zhaoren.readings.inbox import PricedReading, price_readings, price_run
from zhaoren.readings.price import Price, Pricing, Reading, readings_of

__all__ = [
    "Price",
    "PricedReading",
    "Pricing",
    "Reading",
    "price_readings",
    "price_run",
    "readings_of",
]
