"""October: paid, failed, mended, paid again; and money that comes late."""

from __future__ import annotations

from datetime import date

from tests.story.banks import bank_return
from tests.story.people import BORUI, CCB, ICBC, WHO, changed_number
from tests.story.september import LINZI
from tests.story.stage import Stage
from tests.story.standing import STATION

FIRST_ICBC = f"王建国 周文斌 吴秀兰 郑海涛 韩志刚 杨丽娟 赵洪亮 罗建军 {STATION}"
FIRST_CCB = "刘淑芬 陈永强 钱国栋 曹桂英 蒋文华 唐立军"
FIRST_OTHERS = "宋玉梅 邹明宇2026-07"
FAILURES = {
    "周文斌": "户名不符",
    "吴秀兰": "账号不存在",
    "郑海涛": "未激活",
    "韩志刚": "冻结",
    "杨丽娟": "已销户",
}
SECOND_ROUND = "邓长青 邹明宇2026-08 袁志远 潘晓琳"


def _august_is_settled(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 1), "Another month is settled")
    day.text("August is settled now, so the graduate 邹明宇 is due another month's allowance.")
    stage.moves("found", "邹明宇2026-08")
    stage.night()


def _death(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 8), "A death before payment, and a corrected number")
    day.text("""
        冯玉珍 died on 2026-10-03: held, though the money for her is there. 蒋文华's citizen number
        was corrected (a wrong day of birth): the exports know him under the new one, the ledger
        under both; nothing is found twice.""")
    stage.exports.status("冯玉珍", deceased_on=date(2026, 10, 3))
    person = WHO["蒋文华"]
    stage.exports.of("accounts", "蒋文华")["person_id"] = changed_number(person)
    stage.exports.status("蒋文华", merged_into=changed_number(person))
    stage.moves("held", "冯玉珍")
    stage.night()
    assert "deceased" in str(stage.grants()["冯玉珍"].hold_reasons)
    stage.does(f"ledger show {stage.id('冯玉珍')}", on=False, most=30)


def _batches(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 9), "Payment batches are prepared")
    day.text("""
        Each of the two who handle money has a key pair; the private half never enters the
        workspace, and a third person registers them. One batch a bank, each with its own kind of
        file: delimited text, text in fen, a workbook, ISO 20022. 何小军 has no account: he is
        held, the others go on.""")
    (stage.folder / "keys").mkdir(mode=0o700)
    for name, roles in (("钟会", "--role prepare --role release"), ("严明", "--role release")):
        stage.does(
            f"keys make --private keys/{name}.key --public keys/{name}.pub", on=False, placed=False
        )
        stage.does(f"keys register --name {name} {roles} --public keys/{name}.pub --by 何管理")
    stage.does("batch prepare --by 钟会 --key keys/钟会.key")
    stage.moves("batched", f"{FIRST_ICBC} {FIRST_CCB} {FIRST_OTHERS}")
    stage.moves("held", "何小军")
    stage.check()
    stage.batches_hold({"102": (FIRST_ICBC, 101000), "105": (FIRST_CCB, 15500),
                        "306": ("宋玉梅", 2500), "308": ("邹明宇2026-07", 1000)})  # fmt: skip


def _released(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 10), "Another person releases them")
    day.text("""
        Who prepared a batch cannot release it, whatever the key may do. Beside each bank file lie
        the roster, the manifest and the signatures of both. 2026-10-10 is a Saturday on which
        people work.""")
    numbers = stage.batches("batched")
    stage.refused(f"batch release {numbers['102']} --by 钟会 --key keys/钟会.key")
    for number in numbers.values():
        stage.does(f"batch release {number} --by 严明 --key keys/严明.key")
    stage.moves("released", f"{FIRST_ICBC} {FIRST_CCB} {FIRST_OTHERS}")
    stage.check()
    for count, number in enumerate(numbers.values()):
        stage.does(f"batch export {number} --by 严明", most=1 if count else 14)
    stage.moves("submitted", f"{FIRST_ICBC} {FIRST_CCB} {FIRST_OTHERS}")
    stage.check()


def _new_people(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 12), "New certificates, an account, and the bank's answers")
    day.text("""
        The examinations of September: 袁志远 and 潘晓琳 are found. 王建国 has obtained a second
        certificate of the same occupation and level: *already granted*, his money is with the
        bank. 何小军 has an account now: his hold ends. 李晓燕 works again, at another employer, but
        no month of hers there is settled, so she stays held for another reason.""")
    stage.exports.certificate("袁志远", "technician", date(2026, 9, 28))
    stage.exports.certificate("潘晓琳", "senior_technician", date(2026, 9, 28))
    stage.exports.certificate("王建国", "technician", date(2026, 9, 28))
    stage.exports.account("何小军", CCB)
    stage.exports.employ("李晓燕", BORUI, date(2026, 10, 12), date(2029, 10, 11))
    stage.moves("found", "袁志远 潘晓琳")
    stage.moves("funded", "何小军")
    stage.night()
    assert stage.outcomes("王建国") == {"already_granted", "ineligible"}
    assert "unknown:insured" in stage.grants()["李晓燕"].hold_reasons


def _returns(stage: Stage) -> None:
    day = stage.day
    day.text("""
        In the afternoon the banks' return files come. Five payments failed, each for another
        reason; a file with a wrong total is refused whole, the right one twice changes nothing.""")
    numbers = stage.waits_for_bank()
    wrong = bank_return(stage, numbers["102"], FAILURES, wrong_total=True)
    stage.refused(f"batch return {wrong} --by 严明")
    files = [
        bank_return(stage, numbers["102"], FAILURES),
        bank_return(stage, numbers["105"], {}),
        bank_return(stage, numbers["306"], {}),
        bank_return(stage, numbers["308"], {}),
    ]
    for file in files:
        stage.does(f"batch return {file} --by 严明")
    stage.moves("paid", f"{FIRST_ICBC} {FIRST_CCB} {FIRST_OTHERS}")
    stage.moves("failed", " ".join(FAILURES))
    stage.check()
    stage.again(f"batch return {files[0]} --by 严明")
    stage.check()
    stage.amounts("paid", 107000)
    stage.amounts("failed", 13000)
    stage.status("按状态", "资金", "暂缓", "发放失败")


def _second_round(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 13), "The second round is reviewed")
    day.text("A quiet night. Whoever was found since goes the same way, the district first.")
    stage.night(quiet=True)
    for district, who in (("张店", "王敏"), ("临淄", "赵磊"), ("高新区", "孙洋")):
        stage.does(f"review approve --stage district --district {district} --by {who}")
    stage.moves("district_approved", SECOND_ROUND)
    stage.check()
    for district in ("张店", "临淄", "高新区"):
        stage.does(f"review approve --stage city --district {district} --by 周岚")
    stage.moves("city_approved", SECOND_ROUND)
    stage.check()


def _mended(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 15), "Accounts are mended")
    day.text("""
        周文斌 has opened an account at another bank, 吴秀兰's number was corrected, 杨丽娟 has
        a new card: the accounts export says so. 郑海涛's account is the same, but the bank has
        activated it, which a person must say. 韩志刚's stays frozen.""")
    stage.exports.account("周文斌", CCB, "6217005260101888801")
    stage.exports.account("吴秀兰", ICBC, "6217005260101888802")
    stage.exports.account("杨丽娟", ICBC, "6217005260101888803")
    stage.night()
    stage.does(f"batch mend {stage.id('郑海涛')} --reason 银行已激活该账户 --by 严明")
    stage.check()


def _second_payment(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 16), "The second payment, and the second notice")
    day.text("Only what the bank said had failed is sent again, in new batches.")
    stage.does("batch prepare --by 钟会 --key keys/钟会.key")
    stage.moves("batched", "周文斌 吴秀兰 郑海涛 杨丽娟 何小军")
    stage.check()
    stage.batches_hold({"102": ("吴秀兰 郑海涛 杨丽娟", 8000), "105": ("周文斌 何小军", 5000)})
    stage.sends("周文斌 吴秀兰 郑海涛 杨丽娟 何小军")
    stage.does("notice publish --by 周岚 --contact 市人社局职业能力建设科0533-0000000")
    stage.moves("noticed", SECOND_ROUND)
    stage.check()
    assert [str(one.last_day) for one in stage.book().notices.values()][1] == "2026-10-23"


def _second_returns(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 20), "Everybody but one has been paid")
    day.text("All five have their money. 韩志刚 waits until his account is no longer frozen.")
    stage.answers_all_paid()
    stage.moves("paid", "周文斌 吴秀兰 郑海涛 杨丽娟 何小军")
    stage.check()
    stage.amounts("paid", 120000)
    stage.amounts("failed", 2500)


def _late_share(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 21), "临淄's share arrives, three weeks late")
    day.text("Now every payer's share for the four is there; due on 2026-10-28.")
    (late,) = (one.id for one in stage.book().applications.values() if one.arrived_on is None)
    stage.does(f"fund arrive {late} --amount 5250 --by 郭财")
    stage.moves("funded", LINZI)
    stage.check()
    assert str(stage.grants()["马红霞"].due_on) == "2026-10-28"


def _late_payment(stage: Stage) -> None:
    stage.dawn(date(2026, 10, 22), "The four are paid")
    stage.does("batch prepare --by 钟会 --key keys/钟会.key")
    stage.moves("batched", LINZI)
    stage.check()
    stage.batches_hold({"102": ("徐振东 马红霞", 5500), "105": ("高立新 林秀英", 5000)})
    stage.sends(LINZI)


def _late_returns(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 26), "Their answers; the second notice is over")
    stage.moves("cleared", SECOND_ROUND)
    stage.night()
    stage.answers_all_paid()
    stage.moves("paid", LINZI)
    stage.check()
    stage.amounts("paid", 130500)
    day.text("All four have been paid. The four of the second notice are cleared.")


def _second_request(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 27), "The second request")
    day.text("孙丽华, cleared since September, is among them.")
    before = set(stage.book().applications)
    stage.does("fund request --by 郭财")
    stage.moves("requested", f"孙丽华 {SECOND_ROUND}")
    stage.check()
    asked = {
        (one.district, one.payer): one.amount_fen // 100
        for one in stage.book().applications.values()
        if one.id not in before
    }
    assert asked == {
        ("张店", "city"): 5000, ("张店", "district"): 1500, ("临淄", "city"): 3000,
        ("高新区", "city"): 2500,
    }  # fmt: skip


def _second_arrival(stage: Stage) -> None:
    day = stage.dawn(date(2026, 10, 30), "The second funds arrive")
    for one in stage.book().applications.values():
        if one.arrived_on is None:
            stage.does(f"fund arrive {one.id} --amount {one.amount_fen // 100} --by 郭财")
    stage.moves("funded", f"孙丽华 {SECOND_ROUND}")
    stage.check()
    day.text("All within a few days this time; due on 2026-11-06.")
    assert str(stage.grants()["孙丽华"].due_on) == "2026-11-06"


DAYS = (
    _august_is_settled,
    _death,
    _batches,
    _released,
    _new_people,
    _returns,
    _second_round,
    _mended,
    _second_payment,
    _second_returns,
    _late_share,
    _late_payment,
    _late_returns,
    _second_request,
    _second_arrival,
)
