"""Identifiers with right check characters, drawn a column at a time.

Citizen numbers follow GB 11643 (18 characters, check digit MOD 11-2), unified
social credit codes GB 32100 (18 characters, modulus 31) around an organisation
code of GB 11714.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]  # one row per string, one column per character
Integers = npt.NDArray[np.int64]

CREDIT_ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PERSON_CHECKS = b"10X98765432"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_CHECKS = b"0123456789X0"
FIRST_BIRTH = date(1962, 1, 1)
LAST_BIRTH = date(2006, 12, 31)
ORDERS = 999  # the three digits that tell people of one place and day apart


def digits(values: Integers, width: int) -> Bytes:
    """Each value as `width` ASCII digits, zeros in front."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (values[:, None] // powers % 10 + ord("0")).astype(np.uint8)


def with_person_check(body: Bytes) -> Bytes:
    """The 17 digits of each row and their GB 11643 check digit."""
    total = (body - ord("0")).astype(np.int64) @ np.array(PERSON_WEIGHTS)
    check = np.frombuffer(PERSON_CHECKS, np.uint8)[total % 11]
    return np.column_stack([body, check])


def with_credit_check(body: Bytes) -> Bytes:
    """The 17 characters of each row and their GB 32100 check character."""
    alphabet = np.frombuffer(CREDIT_ALPHABET, np.uint8)
    value_of = np.zeros(128, np.int64)
    value_of[alphabet] = np.arange(31)
    total = value_of[body] @ np.array(CREDIT_WEIGHTS)
    return np.column_stack([body, alphabet[(31 - total % 31) % 31]])


def draw_person_ids(random: np.random.Generator, places: list[str], count: int) -> Bytes:
    """`count` different citizen numbers of people born from 1962 to 2006."""
    days = (LAST_BIRTH - FIRST_BIRTH).days + 1
    space = len(places) * days * ORDERS
    drawn = np.unique(random.integers(0, space, count + count // 20 + 64))
    while len(drawn) < count:
        drawn = np.unique(np.concatenate([drawn, random.integers(0, space, count)]))
    drawn = random.permutation(drawn)[:count]
    place, rest = np.divmod(drawn, days * ORDERS)
    day, order = np.divmod(rest, ORDERS)
    births = np.datetime64(FIRST_BIRTH) + day.astype("timedelta64[D]")
    text = np.char.replace(births.astype("U10"), "-", "").astype("S8")
    place_bytes = np.array([name.encode() for name in places], "S6")[place]
    body = np.column_stack(
        [
            place_bytes.view(np.uint8).reshape(count, 6),
            text.view(np.uint8).reshape(count, 8),
            digits(order + 1, 3),
        ]
    )
    return with_person_check(body)


def draw_credit_codes(random: np.random.Generator, prefixes: list[str], district: str) -> Bytes:
    """One unified social credit code per prefix (`91` an enterprise, `52` 民办非企业 …)."""
    count = len(prefixes)
    serial = random.permutation(90_000_000)[:count] if count > 10_000 else None
    if serial is None:
        serial = random.choice(90_000_000, count, replace=False)
    organisation = digits(serial.astype(np.int64) + 10_000_000, 8)
    total = (organisation - ord("0")).astype(np.int64) @ np.array(ORGANISATION_WEIGHTS)
    check = np.frombuffer(ORGANISATION_CHECKS, np.uint8)[11 - total % 11]
    head = np.array([f"{prefix}{district}".encode() for prefix in prefixes], "S8")
    body = np.column_stack([head.view(np.uint8).reshape(count, 8), organisation, check])
    return with_credit_check(body)


def person_id(body: str) -> str:
    """The citizen number of 17 digits.

    >>> person_id("11010519491231002")
    '11010519491231002X'
    """
    return with_person_check(np.frombuffer(body.encode(), np.uint8)[None, :]).tobytes().decode()


def credit_code(body: str) -> str:
    """The unified social credit code of 17 characters.

    >>> credit_code("91110000600037341")
    '91110000600037341L'
    """
    return with_credit_check(np.frombuffer(body.encode(), np.uint8)[None, :]).tobytes().decode()


def wrong_check(number: str) -> str:
    """The number with a check character that is not its own."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")
