"""Invented registers about people: status, accounts, what was paid before."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhaoren.sample.certificates import Certificates
from zhaoren.sample.columns import NEVER, chosen, dates, draw, yuan
from zhaoren.sample.employment import numbered
from zhaoren.sample.people import People, account_numbers, draw_names
from zhaoren.sample.settings import Settings


def person_table(
    random: np.random.Generator, settings: Settings, people: People, as_of: date
) -> pa.Table:
    """The deceased, the retired, and those whose number changed."""
    figures = settings.city["persons"]
    drawn = random.random(people.count)
    deceased = np.flatnonzero(drawn < figures["share_deceased"])
    retired = np.flatnonzero(drawn > 1 - figures["share_retired"])
    today = (as_of - date(1970, 1, 1)).days
    someone = np.concatenate([deceased, retired])
    when = today - random.integers(-30, 3000, len(someone))
    is_dead = np.arange(len(someone)) < len(deceased)
    old = 2 * people.count + np.arange(len(people.merged))
    empty = np.full(len(old), NEVER)
    return pa.table(
        {
            "person_id": people.ids.take(pa.array(np.concatenate([someone, old]))),
            "deceased_on": dates(np.concatenate([np.where(is_dead, when, NEVER), empty])),
            "retired_on": dates(np.concatenate([np.where(is_dead, NEVER, when), empty])),
            "merged_into": pa.concat_arrays(
                [pa.nulls(len(someone), pa.string()), people.ids.take(pa.array(people.merged))]
            ),
        }
    )


def account_table(random: np.random.Generator, settings: Settings, people: People) -> pa.Table:
    """Social-security-card accounts; some missing, not activated, or in another name."""
    figures = settings.city["accounts"]
    holder = np.flatnonzero(random.random(people.count) < figures["share"])
    count = len(holder)
    names = people.names.take(pa.array(holder))
    other = pa.array(random.random(count) < figures["share_other_name"])
    bank = random.integers(0, len(figures["banks"]), count)
    statuses = list(figures["statuses"])
    return pa.table(
        {
            "person_id": people.ids.take(pa.array(holder)),
            "account_name": pc.if_else(other, draw_names(random, settings, count), names),
            "account_no": account_numbers(random, count),
            "bank_code": chosen([bank["code"] for bank in figures["banks"]], bank),
            "bank_name": chosen([bank["name"] for bank in figures["banks"]], bank),
            "status": chosen(statuses, draw(random, figures["statuses"], count)),
        }
    )


def payment_table(
    random: np.random.Generator, settings: Settings, certificates: Certificates, as_of: date
) -> pa.Table:
    """What was paid for technicians' certificates before this system."""
    figures = settings.city["payments"]
    table = certificates.table
    paid_levels = list(figures["yuan"])
    level = pc.index_in(table["level"], pa.array(paid_levels)).combine_chunks()
    eligible = np.flatnonzero(pc.is_valid(level).to_numpy(zero_copy_only=False))
    rows = eligible[random.random(len(eligible)) < figures["share_of_technicians"]]
    some = table.take(pa.array(rows))
    count = len(rows)
    amounts = np.array([100 * amount for amount in figures["yuan"].values()], np.int64)
    issued = some["issued_on"].combine_chunks().cast(pa.int32()).to_numpy().astype(np.int64)
    paid = np.minimum(issued + random.integers(90, 700, count), (as_of - date(1970, 1, 1)).days - 5)
    return pa.table(
        {
            "payment_no": numbered("FF", count),
            "person_id": some["person_id"],
            "org_id": pa.nulls(count, pa.string()),
            "benefit": pa.array([figures["benefit"]] * count, pa.string()),
            "certificate_no": some["certificate_no"],
            "occupation_code": some["occupation_code"],
            "level": some["level"],
            "period": pa.nulls(count, pa.string()),
            "reference": pa.nulls(count, pa.string()),
            "employer_id": pa.nulls(count, pa.string()),
            "amount": yuan(amounts[level.take(pa.array(rows)).to_numpy()]),
            "paid_on": dates(paid),
            "status": chosen(list(figures["statuses"]), draw(random, figures["statuses"], count)),
        }
    )
