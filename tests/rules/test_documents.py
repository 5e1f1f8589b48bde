"""The source documents are what the cities published, and every article can be found in them."""

from __future__ import annotations

import hashlib

import pytest
from ruamel.yaml import YAML

from zhaoren.content import find_content
from zhaoren.rules.clauses import Clauses
from zhaoren.rules.model import Document

FOLDER = find_content().rules / "documents"
AS_RECEIVED = {
    "zibo-technician-subsidy-rules-2021": (
        "c0bdeca710fe965e7d168e9d02c9ac3513bfb8ae177b2c26c5ddf33f93a031eb"
    ),
    "zibo-26-measures-2022": ("396cd0262c2b3e869acda33795ec1b80712c76a365bbb0cf97564ecfcee9d15f"),
    "liaocheng-high-skilled-talent-measures-2024": (
        "e95127a201bee618825fd8c27ba1a8c78f755af7391338dcdc6d248eeeecd242"
    ),
    "rizhao-key-industry-skills-measures-2019": (
        "5b622bc40a6d42db6c25d070dda979ff9f02a929017354549e8ffec577917191"
    ),
}
"""SHA-256 of each text as it was received: quotes are checked against nothing else."""


def _documents() -> dict[str, Document]:
    tree = YAML(typ="safe").load((FOLDER / "documents.yaml").read_text("utf-8"))
    return {name: Document.model_validate(item) for name, item in tree.items()}


def test_the_texts_are_byte_for_byte_as_received() -> None:
    found = {p.stem: hashlib.sha256(p.read_bytes()).hexdigest() for p in FOLDER.glob("*.txt")}
    assert found == AS_RECEIVED
    assert list(_documents()) == list(AS_RECEIVED)


@pytest.mark.parametrize("name", AS_RECEIVED)
def test_every_article_begins_with_its_words(name: str) -> None:
    documents = _documents()
    clauses = Clauses(find_content().rules, documents)
    for article, words in documents[name].articles.items():
        assert clauses.fault(name, article, words) == ""


def test_an_article_ends_where_the_next_begins() -> None:
    clauses = Clauses(find_content().rules, _documents())
    rizhao = "rizhao-key-industry-skills-measures-2019"
    prize = "分别给予每人10000元、6000元、3000元一次性奖励。"
    assert clauses.fault(rizhao, "二（三）10.广泛开展职业技能竞赛活动", prize) == ""
    assert clauses.fault(rizhao, "落款", prize) != ""
    noise = "人指封商进表封城市"
    assert clauses.fault(rizhao, "二（三）10.广泛开展职业技能竞赛活动", noise) != ""


def test_half_width_punctuation_spaces_and_page_numbers_do_not_matter() -> None:
    clauses = Clauses(find_content().rules, _documents())
    over_the_page = "支持企业开展技能人才自主评价，对当年"
    over_the_page += "通过自主评价新增高技能人才30—50人、51—100人、100人以上的"
    liaocheng = "liaocheng-high-skilled-talent-measures-2024"
    assert clauses.fault(liaocheng, "（二）激发企业育才活力", over_the_page) == ""
    rent = "财政部门每年提供不超过2万元租赁补贴，补贴连续发放3年"
    assert clauses.fault(liaocheng, "（十四）优化技能青年就业创业环境", rent) == ""
