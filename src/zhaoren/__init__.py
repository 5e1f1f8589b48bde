"""zhaoren (找人): policy finds people. How the content folders are run."""

__version__ = "0.1.0"
