"""What is known of an employer; None stands for one that is not in the export."""

from __future__ import annotations

from . import districts
from .names import folded
from .settings import CITY_LEVEL, City
from .verdict import PASS, UNKNOWN, pass_if
from .world import Row


def municipal(city: City, employer: Row) -> bool:
    """The employer's name equals a listed name (all white space removed, full width folded)."""
    return folded(employer["employer_name"]) in {folded(name) for name in city.municipal}


def enterprise(city: City, employer: Row | None) -> str:
    """The criterion enterprise.

    "employer not in the export, or `closed` → unknown; on the city's list of
    municipal state-owned enterprises → pass if kind is `enterprise`, else
    unknown; `enterprise` → pass; `private_non_enterprise` → as enterprise_like
    says, empty is unknown; others fail"
    """
    if employer is None or employer["status"] == "closed":
        return UNKNOWN
    if municipal(city, employer):
        return PASS if employer["kind"] == "enterprise" else UNKNOWN
    if employer["kind"] == "private_non_enterprise" and employer["enterprise_like"] is None:
        return UNKNOWN
    if employer["kind"] == "private_non_enterprise":
        return pass_if(employer["enterprise_like"])
    return pass_if(employer["kind"] == "enterprise")


def in_city(city: City, employer: Row | None) -> str:
    """The criterion in_city; "or the employer not in the export → unknown"."""
    return UNKNOWN if employer is None else districts.in_city(city, employer["district"])


def district(city: City, employer: Row | None) -> str | None:
    """Short Chinese name of the employer's district, where it is one of the city's."""
    return None if employer is None else districts.short_name(city, employer["district"])


def funding_2021(city: City, employer: Row | None) -> str:
    """The criterion funding of the 2021 rules: who pays is clear.

    "the employer's name equals a listed name … → pass; no listed name contains
    it or is contained in it (names of four characters or more) → pass; else
    unknown. Employer not in the export → unknown." And of 370300 市本级: "its
    district share has no payer, so `funding` is unknown unless the city pays
    all."
    """
    if employer is None:
        return UNKNOWN
    if municipal(city, employer):
        return PASS
    if district(city, employer) == CITY_LEVEL:
        return UNKNOWN
    return UNKNOWN if resembles_listed(city, folded(employer["employer_name"])) else PASS


def resembles_listed(city: City, name: str) -> bool:
    """A listed name contains the name or is contained in it (four characters or more)."""
    if len(name) < 4:
        return False
    return any(name in folded(listed) or folded(listed) in name for listed in city.municipal)
