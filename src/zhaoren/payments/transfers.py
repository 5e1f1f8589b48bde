"""ISO 20022 `pain.001.001.09`: one message with one debit and a transfer a grant.

Source: ISO 20022 message definition CustomerCreditTransferInitiationV09.
Amounts in yuan (CNY); accounts as `Othr/Id`; banks by their clearing number
in CNAPS (ISO external code list, clearing systems).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from zhaoren.payments.layouts import CLEARING_NUMBER, Debtor
from zhaoren.payments.lines import Line

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
ACCOUNT_CHARACTERS, NAME_CHARACTERS = 34, 140  # Max34Text, Max140Text
_CURRENCY, _CLEARING_SYSTEM = "CNY", "CNAPS"
_MIDNIGHT = "T00:00:00+08:00"  # no clock: the day's beginning in Asia/Shanghai

register_namespace("", NAMESPACE)


def transfers(
    lines: Sequence[Line],
    note: str,
    batch_id: str,
    day: date,
    *,
    debtor: Debtor,
    mark: str | None,
) -> bytes:
    """The message in UTF-8; `day`: when it is made and when the bank is to pay.

    With `mark` the message stands within an element of that name, so that it
    is no valid message: no bank takes it.
    """
    document = Element(_name("Document"))
    initiation = SubElement(document, _name("CstmrCdtTrfInitn"))
    header = SubElement(initiation, _name("GrpHdr"))
    _texts(header, MsgId=batch_id, CreDtTm=f"{day.isoformat()}{_MIDNIGHT}")
    _sums(header, lines)
    _texts(SubElement(header, _name("InitgPty")), Nm=debtor.name)
    _payment(initiation, lines, note, batch_id, day, debtor)
    root = document
    if mark:
        root = Element(mark)
        root.append(document)
    indent(root)
    content = tostring(root, encoding="UTF-8", xml_declaration=True)
    return bytes(content) + b"\n"


def _payment(
    initiation: Element, lines: Sequence[Line], note: str, batch_id: str, day: date, debtor: Debtor
) -> None:
    payment = SubElement(initiation, _name("PmtInf"))
    _texts(payment, PmtInfId=batch_id, PmtMtd="TRF")
    _sums(payment, lines)
    _texts(SubElement(payment, _name("ReqdExctnDt")), Dt=day.isoformat())
    _texts(SubElement(payment, _name("Dbtr")), Nm=debtor.name)
    _account(payment, "DbtrAcct", debtor.account_no, _CURRENCY)
    _agent(payment, "DbtrAgt", debtor.clearing_no, debtor.bank_name)
    for serial, line in enumerate(lines, start=1):
        _transfer(payment, line, serial, note)


def _transfer(payment: Element, line: Line, serial: int, note: str) -> None:
    transfer = SubElement(payment, _name("CdtTrfTxInf"))
    identified = SubElement(transfer, _name("PmtId"))
    _texts(identified, InstrId=str(serial), EndToEndId=line.reference or str(serial))
    amount = SubElement(SubElement(transfer, _name("Amt")), _name("InstdAmt"), Ccy=_CURRENCY)
    amount.text = _yuan(line.amount_fen)
    code = line.bank_code or ""
    if len(code) == CLEARING_NUMBER and code.isdigit():
        _agent(transfer, "CdtrAgt", code, None)
    _texts(SubElement(transfer, _name("Cdtr")), Nm=line.account_name or "")
    _account(transfer, "CdtrAcct", line.account_no or "")
    if note:
        _texts(SubElement(transfer, _name("RmtInf")), Ustrd=note)


def _sums(parent: Element, lines: Sequence[Line]) -> None:
    total = sum(line.amount_fen for line in lines)
    _texts(parent, NbOfTxs=str(len(lines)), CtrlSum=_yuan(total))


def _account(parent: Element, name: str, number: str, currency: str | None = None) -> None:
    account = SubElement(parent, _name(name))
    other = SubElement(SubElement(account, _name("Id")), _name("Othr"))
    _texts(other, Id=number)
    if currency:
        _texts(account, Ccy=currency)


def _agent(parent: Element, name: str, clearing_no: str, bank_name: str | None) -> None:
    institution = SubElement(SubElement(parent, _name(name)), _name("FinInstnId"))
    member = SubElement(institution, _name("ClrSysMmbId"))
    _texts(SubElement(member, _name("ClrSysId")), Cd=_CLEARING_SYSTEM)
    _texts(member, MmbId=clearing_no)
    if bank_name:
        _texts(institution, Nm=bank_name)


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, _name(name)).text = text


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
