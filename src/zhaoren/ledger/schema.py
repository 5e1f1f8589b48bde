"""The tables of a ledger.

event        the chain: one body a row, never changed
particulars  personal data beside the chain, by digest; content null once erased
number       which numbers a party is known under, and since when
secret       what digests are salted with, so that they cannot be guessed back
grant_key    every grant's key, unique for ever

The database itself refuses to change or delete an event, a key or a secret,
and takes events in order only.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import (
    DDL,
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
    Column("city", Text, primary_key=True, nullable=False),
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

_SQLITE_FIXED = """
create trigger {table}_no_{change} before {change} on {table}
begin select raise(abort, '{table} is append-only'); end
"""
_SQLITE_NEXT = """
create trigger event_next before insert on event
when new.seq is not (select coalesce(max(seq), 0) + 1 from event where city = new.city)
begin select raise(abort, 'event takes the next seq only'); end
"""
_POSTGRESQL_REFUSE = """
create or replace function zhaoren_refuse() returns trigger language plpgsql as
$$ begin raise exception '%% is append-only', tg_table_name; end $$
"""
_POSTGRESQL_FIXED = """
create trigger {table}_fixed before update or delete or truncate on {table}
for each statement execute function zhaoren_refuse()
"""
_POSTGRESQL_NEXT = """
create or replace function zhaoren_next_event() returns trigger language plpgsql as
$$ begin
    if new.seq is distinct from
        (select coalesce(max(seq), 0) + 1 from event where city = new.city) then
        raise exception 'event takes the next seq only';
    end if;
    return new;
end $$
"""
_POSTGRESQL_NEXT_TRIGGER = """
create trigger event_next before insert on event
for each row execute function zhaoren_next_event()
"""


def _after_create(table: Table, dialect: str, statement: str) -> None:
    trigger = DDL(statement)  # type: ignore[no-untyped-call]
    sa.event.listen(table, "after_create", trigger.execute_if(dialect=dialect))


for _table in (event, secret, grant_key):
    for _change in ("update", "delete"):
        _after_create(_table, "sqlite", _SQLITE_FIXED.format(table=_table.name, change=_change))
    _after_create(_table, "postgresql", _POSTGRESQL_REFUSE)
    _after_create(_table, "postgresql", _POSTGRESQL_FIXED.format(table=_table.name))
_after_create(event, "sqlite", _SQLITE_NEXT)
_after_create(event, "postgresql", _POSTGRESQL_NEXT)
_after_create(event, "postgresql", _POSTGRESQL_NEXT_TRIGGER)
