"""November: the second payments, the look-back, money that comes back, and the end."""

from __future__ import annotations

from datetime import date

from tests.story.october import SECOND_ROUND
from tests.story.stage import Stage

LAST = "邹明宇2026-09"


def _september_is_settled(stage: Stage) -> None:
    day = stage.dawn(date(2026, 11, 1), "A third month is settled")
    day.text("September is settled: 邹明宇's third month is found, on a Sunday like any other day.")
    stage.exports.contributions_until(date(2026, 9, 1), date(2026, 9, 1))
    stage.moves("found", LAST)
    stage.night()


def _reviewed(stage: Stage) -> None:
    stage.dawn(date(2026, 11, 3), "The second payments are prepared, the third round is approved")
    stage.does("review approve --stage district --district 张店 --by 王敏")
    stage.does("review approve --stage city --district 张店 --by 周岚")
    stage.moves("city_approved", LAST)
    stage.does("batch prepare --by 钟会 --key keys/钟会.key")
    stage.moves("batched", f"孙丽华 {SECOND_ROUND}")
    stage.check()
    stage.batches_hold({"102": ("袁志远", 2500), "105": ("孙丽华 邓长青 潘晓琳", 8500),
                        "308": ("邹明宇2026-08", 1000)})  # fmt: skip
    stage.sends(f"孙丽华 {SECOND_ROUND}")
    day = stage.dawn(date(2026, 11, 4), "The third notice")
    day.text("For one person; the last day is 2026-11-11.")
    stage.does("notice publish --by 周岚 --contact 市人社局职业能力建设科0533-0000000")
    stage.moves("noticed", LAST)
    stage.check()


def _paid(stage: Stage) -> None:
    day = stage.dawn(date(2026, 11, 6), "Paid on the day on which it was due")
    stage.answers_all_paid()
    stage.moves("paid", f"孙丽华 {SECOND_ROUND}")
    stage.check()
    stage.amounts("paid", 142500)
    day.text("142 500 yuan have been paid to date.")


def _look_back(stage: Stage) -> None:
    day = stage.dawn(date(2026, 11, 10), "Each night looks back at what was paid")
    day.text("""
        钱国栋's certificate was revoked. 陈永强's employer reports that his contract ended on
        2026-08-31, the day before his grant was found. Both are listed for recovery with the
        amount, the clause and the changed fact.""")
    stage.exports.of("certificates", "钱国栋")["status"] = "revoked"
    stage.exports.leave("陈永强", date(2026, 8, 31))
    stage.moves("recovery", "钱国栋 陈永强")
    stage.night()
    stage.does(f"ledger show {stage.id('钱国栋')}", on=False, most=30)


def _third_notice_over(stage: Stage) -> None:
    day = stage.dawn(date(2026, 11, 12), "The third notice is over")
    stage.moves("cleared", LAST)
    stage.night()
    stage.does("fund request --by 郭财")
    stage.moves("requested", LAST)
    stage.check()
    day.text("1 000 yuan are requested; by the end of the quarter they have not arrived.")


def _dismissed(stage: Stage) -> None:
    day = stage.dawn(date(2026, 11, 13), "One finding is dismissed")
    day.text("陈永强 never left: the employer has mixed up two people and says so in writing.")
    stage.does(
        f"recovery dismiss {stage.id('陈永强')} --reason 单位误报解除，合同一直有效 --by 周岚"
    )
    stage.moves("dismissed", "陈永强")
    stage.check()


def _corrected(stage: Stage) -> None:
    day = stage.dawn(date(2026, 11, 16), "The export still says so, and the night stays quiet")
    day.text("What a person has dismissed is not found again, corrected export or not.")
    stage.night(quiet=True)
    stage.exports.of("contracts", "陈永强")["terminated_on"] = ""
    stage.exports.of("employment_registrations", "陈永强")["ended_on"] = ""


def _money_back(stage: Stage) -> None:
    day = stage.dawn(date(2026, 11, 20), "Money comes back")
    day.text("""
        钱国栋 has paid 2 500 yuan back. 冯玉珍's grant would be held for ever: the city ends it, so
        that her 2 500 yuan go back to the two treasuries.""")
    stage.night()
    stage.does(f"recovery close {stage.id('钱国栋')} --amount 2500 --by 郭财")
    stage.moves("recovered", "钱国栋")
    stage.check()
    stage.does(f"grant reject {stage.id('冯玉珍')} --reason 受益人发放前去世 --by 周岚")
    stage.moves("rejected", "冯玉珍")
    stage.check()


def _end(stage: Stage) -> None:
    day = stage.dawn(date(2026, 11, 30), "The end of the quarter")
    day.text("""
        32 grants were found. 147 500 yuan came in and 142 500 were paid out; 2 500 wait for
        韩志刚, whose account is frozen, and 冯玉珍's 2 500 are to be given back.""")
    stage.night()
    stage.money(
        paid=142500 - 2500 - 2500, dismissed=2500, recovered=2500, failed=2500, held=2500,
        rejected=7500, requested=1000,
    )  # fmt: skip
    stage.status("按状态", "按政策", "按区县", "资金", "待办", "期限", "暂缓", "发放失败",
                 "无发放对象的资金")  # fmt: skip


DAYS = (
    _september_is_settled,
    _reviewed,
    _paid,
    _look_back,
    _third_notice_over,
    _dismissed,
    _corrected,
    _money_back,
    _end,
)
