"""What a policy pays, in Chinese words that are built from its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from zhaoren.contracts import Contracts
from zhaoren.rules.model import Ceiling, Parameter, Policy, Sum, Table

_WAN = 10_000
_UNITS = {"yuan": "元", "percent": "%", "count": "", "years": "年"}
_GROUPS = {
    (): "全市",
    ("employer_id",): "每家用人单位",
    ("org_id",): "每家单位",
    ("person_id",): "每人",
}


def amount_said(policy: Policy, contracts: Contracts) -> str:
    """The amount, its term and its ceiling, e.g. 技师2500元、高级技师3000元."""
    words = _Words(policy, contracts)
    said = "；".join(words.sum_said(item) for item in policy.amount)
    if policy.repeat:
        times = words.parameter_said(policy.parameters[policy.repeat.times])
        said = f"每月{said}，共{times}个月"
    return "".join([said, *(f"；{words.ceiling_said(item)}" for item in policy.ceilings)])


class _Words:
    """Chinese names of a policy's facts and of their codes."""

    def __init__(self, policy: Policy, contracts: Contracts) -> None:
        self.policy = policy
        columns = contracts.outputs[f"facts_{policy.grain}"].columns
        self.titles = {column.stored_as: column.header for column in columns}
        self.labels: dict[tuple[str, str], str] = {}
        for contract in contracts.inputs.values():
            for column in contract.columns:
                for raw, code in column.codes.items():
                    if not raw.isascii():
                        self.labels.setdefault((column.name, code), raw)

    def sum_said(self, item: Sum) -> str:
        """One sum, with the condition under which it is paid."""
        said = self._rate_said(item)
        if item.at_least:
            said += f"，不低于{self._named(item.at_least)}"
        if item.at_most:
            said += f"，最高{self._named(item.at_most)}"
        return f"{self._condition(item.when)}：{said}" if item.when else said

    def _rate_said(self, item: Sum) -> str:
        if not item.rate:
            return self.titles[item.of]
        rate = self._named(item.rate)
        if item.times:
            return f"{rate}×{self.titles[item.times]}"
        return f"{self.titles[item.of]}的{rate}" if item.of else rate

    def ceiling_said(self, item: Ceiling) -> str:
        """The most that a group gets."""
        group = _GROUPS.get(item.per) or f"每{'、'.join(self.titles[name] for name in item.per)}"
        most, unit = self._named(item.at_most), self.policy.parameters[item.at_most].unit
        if unit == "years":
            return f"{group}最多{most}"
        if unit == "count":
            return f"{group}每年最多{most}{'人' if self.policy.beneficiary == 'person' else '家'}"
        return f"{group}每年最高{most}"

    def _named(self, name: str) -> str:
        return self.parameter_said(self.policy.parameters[name])

    def parameter_said(self, parameter: Parameter) -> str:
        """A parameter's value; of several dated ones each with its date."""
        found = {day: self._value(parameter, day_value) for day, day_value in _dated(parameter)}
        if len(found) == 1:
            return next(iter(found.values()))
        return "；".join(f"{day}起{said}" for day, said in found.items())

    def _value(self, parameter: Parameter, value: Decimal | Table) -> str:
        unit = _UNITS[parameter.unit]
        if isinstance(value, Decimal):
            return _figures(value) + unit
        if parameter.band:
            return "、".join(f"{edge}人起{_figures(one)}{unit}" for edge, one in value.items())
        fact = parameter.by[0]
        rows: dict[str, list[str]] = {}  # keys of one value stand together
        for key, one in value.items():
            rows.setdefault(_figures(one), []).append(self.labels.get((fact, key), key))
        return "、".join(f"{'和'.join(keys)}{said}{unit}" for said, keys in rows.items())

    def _condition(self, text: str) -> str:
        """A condition with the facts and codes by their Chinese names."""
        facts = "|".join(sorted(self.titles, key=len, reverse=True))

        def coded(found: re.Match[str]) -> str:
            return "、".join(
                self.labels.get((found[1], code), code) for code in re.findall(r"'(.*?)'", found[0])
            )

        text = re.sub(rf"\b({facts}) *(?:=|in) *(?:'[^']*'|\([^)]*\))", coded, text)
        return re.sub(rf"\b({facts})\b", lambda found: self.titles[found[1]], text)


def _dated(parameter: Parameter) -> list[tuple[str, Decimal | Table]]:
    return [(day.isoformat(), parameter.values[day]) for day in sorted(parameter.values)]


def _figures(value: Decimal | Mapping[str, Decimal] | Table) -> str:
    """2500, 5万; a table's row as 50万/30万/20万/10万."""
    if isinstance(value, Decimal):
        whole = value % _WAN == 0 and value >= _WAN
        return f"{value / _WAN:f}万" if whole else f"{value:f}"
    return "/".join(_figures(one) for one in value.values())
