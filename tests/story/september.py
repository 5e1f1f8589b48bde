"""September: found, reviewed, noticed, objected to; the funds are requested."""

from __future__ import annotations

from datetime import date

from tests.story.papers import answer_list
from tests.story.stage import Stage
from tests.story.standing import STATION

FIRST = (
    "王建国 刘淑芬 陈永强 周文斌 吴秀兰 郑海涛 韩志刚 杨丽娟 冯玉珍 钱国栋 李晓燕 赵洪亮 "
    "孙丽华 彭学军 蒋文华 何小军 徐振东 马红霞 高立新 林秀英 罗建军 宋玉梅 唐立军 谢桂芳 "
    "邹明宇2026-07 "
) + STATION
LINZI = "徐振东 马红霞 高立新 林秀英"


def _found(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 1), "The first night finds people")
    day.text("""
        Nobody has applied. At two in the morning the nightly run reads the exports of the other
        offices, decides, and writes each eligible verdict into the ledger as a *grant*.""")
    stage.first_night()
    stage.moves("found", FIRST)
    stage.check()
    stage.money(found=22 * 2500 + 5 * 500 + 2 * 2500 + 1000 + 80000)
    day.text("""
        曹桂英 and 曾庆民 have task contracts, so their year cannot be told from the data: they
        are in *review*, which a person decides. The staff of 淄博汇丰科新材料有限公司 were paid
        45 000 of 50 000 yuan in April: 唐立军 and 谢桂芳 fit; 邓长青 and 董伟, certified later,
        are *capped*.""")
    stage.status("按状态", "按政策", "按区县", "待办")


def _quiet(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 2), "A quiet night, and the review lists go out")
    day.text("The same exports once more: the night finds nothing new and records nothing.")
    stage.night(quiet=True)
    day.text("""
        The district of 张店 asks for its list: one row a person with every criterion, the doubtful
        ones among them. The columns 意见 and 备注 are for the reviewer.""")
    stage.does("review list --stage district --district 张店 --by 王敏")
    stage.check()


def _lists_return(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 4), "The list comes back; two districts approve at once")
    day.text("""
        The reviewer rejects 彭学军, who works in another town by now, and 曾庆民, whose task ends
        within the year; 曹桂英 she confirms, having seen the contract. A list that was altered
        is refused with the row named.""")
    answers = {
        "彭学军": ("不同意", "本人已调外地分公司"),
        "曹桂英": ("同意", "已核对合同原件，任务期三年"),
        "曾庆民": ("不同意", "任务期不足一年"),
    }
    tampered = answer_list(stage, "R0001", answers, tamper="刘淑芬")
    stage.refused(f"review import {tampered} --by 王敏", "row")
    filled = answer_list(stage, "R0001", answers)
    stage.does(f"review import {filled} --by 王敏")
    stage.moves("district_approved", " ".join(set(FIRST.split()) - {"彭学军", *LINZI.split()}))
    stage.moves("found", f"{LINZI} 唐立军 谢桂芳")
    stage.moves("rejected", "彭学军")
    stage.check()
    stage.again(f"review import {filled} --by 王敏")
    stage.does("review approve --stage district --district 临淄 --by 赵磊")
    stage.does("review approve --stage district --district 高新区 --by 孙洋")
    stage.moves("district_approved", f"{LINZI} 唐立军 谢桂芳")
    stage.check()


def _confirmed(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 5), "What a reviewer confirmed is found")
    day.text("""
        The night finds 曹桂英: the confirmation stands while what was unknown and its evidence
        stay as they are. 曾庆民 stays out, and nobody is asked about him again.""")
    stage.moves("found", "曹桂英")
    stage.night()


def _city_approves(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 7), "The city approves")
    day.text("Whoever approved for the district cannot approve for the city.")
    stage.does("review approve --stage district --district 张店 --by 王敏")
    stage.moves("district_approved", "曹桂英")
    stage.check()
    stage.refused("review approve --stage city --district 张店 --by 王敏")
    for district in ("张店", "临淄", "高新区"):
        stage.does(f"review approve --stage city --district {district} --by 周岚")
    stage.moves("city_approved", " ".join(set(FIRST.split()) - {"彭学军"}) + " 曹桂英")
    stage.check()


def _noticed(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 18), "The public notice")
    day.text("""
        Five working days, the day of publication not counted. 2026-09-20 is a Sunday on which
        people work, 2026-09-25 a holiday: the last day is 2026-09-24.""")
    stage.does("notice publish --by 周岚 --contact 市人社局职业能力建设科0533-0000000")
    stage.moves("noticed", " ".join(set(FIRST.split()) - {"彭学军"}) + " 曹桂英")
    stage.check()
    assert str(next(iter(stage.book().notices.values())).last_day) == "2026-09-24"


def _objections(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 21), "Two objections")
    day.text("Each stops one grant and no other.")
    stage.does(
        f"notice object {stage.id('谢桂芳')} --reason 反映本人已不在该单位一线岗位 --by 周岚"
    )
    stage.does(f"notice object {stage.id('孙丽华')} --reason 反映证书工种与岗位不符 --by 周岚")
    stage.moves("suspended", "谢桂芳 孙丽华")
    stage.check()


def _resignation(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 22), "Two resignations, one of them a mistake")
    day.text("""
        李晓燕's contract ended on 2026-09-21. 赵洪亮's employer reported by mistake that he left on
        2026-09-20. Both are no longer eligible on the newest data, so both are *held*.""")
    stage.exports.leave("李晓燕", date(2026, 9, 21))
    stage.exports.leave("赵洪亮", date(2026, 9, 20))
    stage.moves("held", "李晓燕 赵洪亮")
    stage.night()
    stage.does(f"ledger show {stage.id('李晓燕')}", on=False, most=30)


def _upheld(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 23), "One objection is upheld")
    day.text("谢桂芳 is rejected, which frees her place under her employer's ceiling.")
    stage.does("notice decide J0001 --outcome upheld --reason 经核实，已转入管理岗位 --by 周岚")
    stage.moves("rejected", "谢桂芳")
    stage.check()


def _room_under_the_ceiling(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 24), "The next under the ceiling; a mistake is corrected")
    day.text("""
        邓长青 is the next by the day of his certificate: he fits now and is found. 董伟 stays
        capped. 赵洪亮's employer has withdrawn the report: he is back on the notice.""")
    stage.exports.of("contracts", "赵洪亮")["terminated_on"] = ""
    stage.exports.of("employment_registrations", "赵洪亮")["ended_on"] = ""
    stage.exports.contributions_until(date(2026, 8, 1), date(2026, 8, 1))
    stage.moves("noticed", "赵洪亮")
    stage.moves("found", "邓长青")
    stage.night()


def _notice_over(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 25), "The notice is over")
    day.text("The last day has passed: the night clears whoever has no open objection.")
    rest = set(FIRST.split()) - {"彭学军", "谢桂芳", "孙丽华", "李晓燕"}
    stage.moves("cleared", " ".join(rest) + " 曹桂英")
    stage.night()


def _requested(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 28), "Funds are requested")
    day.text("""
        One application a district and payer. 张店's fourteen technicians are shared half and half,
        the municipal heating company's two, the graduate and the station are the city's alone.""")
    stage.does("fund request --by 郭财")
    rest = set(FIRST.split()) - {"彭学军", "谢桂芳", "孙丽华", "李晓燕"}
    stage.moves("requested", " ".join(rest) + " 曹桂英")
    stage.check()
    asked = {
        (one.district, one.payer): one.amount_fen // 100
        for one in stage.book().applications.values()
    }
    assert asked == {
        ("张店", "city"): 104500, ("张店", "district"): 18000, ("临淄", "city"): 5250,
        ("临淄", "district"): 5250, ("高新区", "city"): 2500,
    }  # fmt: skip
    assert sum(asked.values()) == 135500


def _dismissed(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 29), "The other objection is dismissed")
    day.text("孙丽华 is cleared at once, because the notice is over; it need not be repeated.")
    stage.does("notice decide J0002 --outcome dismissed --reason 证书工种与岗位一致 --by 周岚")
    stage.moves("cleared", "孙丽华")
    stage.check()


def _funds_arrive(stage: Stage) -> None:
    day = stage.dawn(date(2026, 9, 30), "Funds arrive, one share does not")
    day.text("""
        All or nothing for each application; another amount is refused. The money is due within
        five working days: the National Day holidays lie between, so on 2026-10-13. 临淄's treasury
        has not paid: its four wait, though the city's share for them is there.""")
    numbers = {(one.district, one.payer): one.id for one in stage.book().applications.values()}
    late = numbers.pop(("临淄", "district"))
    stage.refused(f"fund arrive {late} --amount 5000 --by 郭财", late)
    for key, amount in (
        (("张店", "city"), 104500), (("张店", "district"), 18000), (("临淄", "city"), 5250),
        (("高新区", "city"), 2500),
    ):  # fmt: skip
        stage.does(f"fund arrive {numbers[key]} --amount {amount} --by 郭财")
    rest = set(FIRST.split()) - {"彭学军", "谢桂芳", "孙丽华", "李晓燕", *LINZI.split()}
    stage.moves("funded", " ".join(rest) + " 曹桂英")
    stage.check()
    assert str(stage.grants()["王建国"].due_on) == "2026-10-13"
    stage.status("按状态", "资金", "待办", "期限", "暂缓")


DAYS = (
    _found,
    _quiet,
    _lists_return,
    _confirmed,
    _city_approves,
    _noticed,
    _objections,
    _resignation,
    _upheld,
    _room_under_the_ceiling,
    _notice_over,
    _requested,
    _dismissed,
    _funds_arrive,
)
