"""The tables of a ledger.

event        the chain: one body a row, never changed
particulars  personal data beside the chain, by digest; content null once erased
number       which numbers a party is known under, and since when
secret       what digests are salted with, so that they cannot be guessed back
grant_key    every grant's key, unique for ever
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

event = Table(
    "event",
    metadata,
    Column("city", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("city", "seq"),
    sqlite_strict=True,
)
particulars = Table(
    "particulars",
    metadata,
    Column("city", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", Text),
    PrimaryKeyConstraint("city", "digest"),
    sqlite_strict=True,
)
number = Table(
    "number",
    metadata,
    Column("city", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("since", Text, nullable=False),
    PrimaryKeyConstraint("city", "party", "number"),
    sqlite_strict=True,
)
secret = Table(
    "secret",
    metadata,
    Column("city", Text, primary_key=True),
    Column("salt", Text, nullable=False),
    sqlite_strict=True,
)
grant_key = Table(
    "grant_key",
    metadata,
    Column("city", Text, nullable=False),
    Column("grant_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    PrimaryKeyConstraint("city", "grant_id"),
    UniqueConstraint("city", "key"),
    sqlite_strict=True,
)
