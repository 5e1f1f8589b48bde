"""All examples of the help, in an order in which each can work: a small office's day."""

from __future__ import annotations

from tests.cli.examples import Play
from zhaoren.ledger import State


def play_all(play: Play) -> None:
    """Type every example."""
    play_machine(play)
    play_review(play)
    play_payment(play)
    play_corrections(play)


def play_machine(play: Play) -> None:
    play.does("version")
    play.does("config")
    play.does("doctor --out out")
    play.does("policies --city zibo")
    play.does("status --city zibo --out out")
    play.does("verify --city zibo --out out --quick")
    play.does("near --city zibo --out out --within 60")
    play.does("gc --out out --dry-run")


def play_review(play: Play) -> None:
    assert play.district_with_most() == "张店"
    play.does("review list --stage district --district 张店 --city zibo --out out --by 张")
    play.does("review list --stage district --district 张店 --city zibo --out out --by 张经办")
    play.agrees("R0001-初审名单-张店.xlsx")
    play.does("review import R0001-初审名单-张店.xlsx --city zibo --out out --by 张经办")
    play.does("review approve --stage city --district 张店 --city zibo --out out --by 李复核")
    play.does("notice publish --city zibo --out out --by 李复核")
    play.does("notice write N0001 --city zibo --out out")
    play.does("notice object N0001/12 --reason 未在岗 --city zibo --out out --by 李复核")
    play.does(
        "notice decide J0001 --outcome upheld --reason 属实 --city zibo --out out --by 李复核"
    )
    play.notice_ends()


def play_payment(play: Play) -> None:
    play.does("fund request --city zibo --out out --by 王会计")
    play.does("fund write F0001 --city zibo --out out")
    amount = play.sum_of("F0001")
    play.does(
        "fund arrive F0001 --amount 2500.00 --city zibo --out out --by 王会计",
        **{"2500.00": amount},
    )
    play.does("keys make --private ~/keys/wang.pem --public wang.pub --passphrase")
    play.does(
        "keys register --name 王会计 --role prepare --public wang.pub --city zibo --out out "
        "--by 管理员"
    )
    play.second_signer("李科长", "~/keys/li.pem")
    play.does("keys list --city zibo --out out")
    play.does("batch prepare --city zibo --out out --by 王会计 --key ~/keys/wang.pem")
    play.does("batch release B0001 --city zibo --out out --by 李科长 --key ~/keys/li.pem")
    play.does("batch export B0001 --city zibo --out out --by 王会计")
    play.does("batch verify --city zibo --out out")
    failed = play.bank_answers("B0001", "returned.txt")
    play.does("batch return returned.txt --city zibo --out out --by 王会计")
    play.does(
        "batch mend G0000001 --reason 账户已激活 --city zibo --out out --by 王会计",
        G0000001=failed,
    )
    play.refused(
        "batch void B0001 --reason 银行文件格式有误 --city zibo --out out --by 王会计", "B0001"
    )
    play.does("keys revoke --name 王会计 --city zibo --out out --by 管理员")


def play_corrections(play: Play) -> None:
    paid, other, *_ = play.grants(State.PAID)
    play.does("recovery open G0000001 --city zibo --out out --by 张三 --reason 退汇", G0000001=paid)
    play.does(
        "recovery dismiss G0000001 --city zibo --out out --by 张三 --reason 证书有效",
        G0000001=paid,
    )
    opened = "recovery open G0000001 --city zibo --out out --by 张三 --reason 退汇"
    play.does(opened, G0000001=other)
    play.does(
        "recovery close G0000001 --amount 2500.00 --city zibo --out out --by 张三",
        **{"G0000001": other, "2500.00": play.amount_of(other)},
    )
    found = play.grants(State.FOUND)[0]
    play.does(
        "grant reject G0000001 --city zibo --out out --by 张三 --reason 受益人已去世",
        G0000001=found,
    )
    play.does("grant reopen G0000001 --city zibo --out out --by 张三 --reason 更正", G0000001=found)
    play.does(
        "grant reopen G0000001 --city zibo --out out --by 张三 --reason 复核后更正", G0000001=other
    )
    play.refused(
        "grant settle G0000001 --accept --city zibo --out out --by 张三 --reason 更正",
        "no conflict",
    )
    play.refused(
        "ledger erase --party P0000001 --city zibo --out out --by 张三 --reason 保管期满",
        "cannot be erased yet",
    )
    play.does("ledger verify --out out")
    play.does("ledger verify --out out --head 4f1d…", **{"4f1d…": play.head()})
    play.does("ledger show G0000001 --city zibo --out out")
    play.does("ledger head --city zibo --out out")
