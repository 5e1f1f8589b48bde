"""Synthetic identifiers with right check digits; nobody's."""

from __future__ import annotations

from datetime import date, timedelta

PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PERSON_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def person_number(index: int) -> str:
    """A number of GB 11643: county, birth date, sequence and check digit (mod 11-2)."""
    county = ("370303", "370302", "370321", "110101")[index % 4]
    born = date(1958, 1, 1) + timedelta(days=index * 7919 % 17000)
    digits = f"{county}{born:%Y%m%d}{index % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, PERSON_WEIGHTS, strict=True))
    return digits + PERSON_CHECKS[total % 11]


def credit_code(index: int) -> str:
    """A number of GB 32100: kind, county, a made-up organisation and check character (mod 31)."""
    body = f"91370300MA3T{index * 37 % 100000:05d}"
    total = sum(
        CREDIT_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body)
    )
    return body + CREDIT_ALPHABET[-total % 31]
