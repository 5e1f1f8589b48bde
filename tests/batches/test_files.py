"""What goes to the bank: the same bytes, proven by both signatures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from tests.batches.bank import read_orders
from tests.batches.desk import LI, WANG, Desk, key
from zhaoren.errors import LedgerError
from zhaoren.ledger import Ledger
from zhaoren.ledger.store import default_url
from zhaoren.office.batch_files import made_again
from zhaoren.office.keys import public_of


class TestFiles:
    @pytest.mark.parametrize("bank", ["102", "105", "306", "308"])
    def test_totals_are_the_ledgers(self, desk: Desk, bank: str) -> None:
        grants = desk.funded(3, bank_code=bank)
        desk.prepare()
        file = desk.sent()
        manifest = json.loads((file.parent / "manifest.json").read_bytes())
        orders = read_orders(file, desk.banks)
        assert sum(order.fen for order in orders) == manifest["total_fen"] == 750_000
        assert manifest["total_fen"] == desk.book.batches["B0001"].total_fen
        assert manifest["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert manifest["grants"] == grants
        assert manifest["file"] == file.name

    @pytest.mark.parametrize("bank", ["102", "105", "306", "308"])
    def test_written_again_the_bytes_are_the_same(self, desk: Desk, bank: str) -> None:
        desk.funded(2, bank_code=bank)
        desk.prepare()
        file = desk.sent()
        before = {path.name: path.read_bytes() for path in file.parent.iterdir()}
        edited = {name: one.model_copy(update={"note": "x"}) for name, one in
                  desk.banks.layouts.items()}  # fmt: skip
        desk.banks = desk.banks.model_copy(update={"layouts": edited})
        desk.change(1, account_no="1")
        assert desk.files() == before

    def test_names_of_files_tell_of_nobody(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        names = {path.name for path in desk.sent().parent.iterdir()}
        assert names == {
            "zibo-B0001-102.txt", "manifest.json", "manifest.prepare.sig", "manifest.release.sig",
            "manifest.prepare.pub", "manifest.release.pub", "发放花名册-zibo-B0001.xlsx",
        }  # fmt: skip

    def test_a_real_file_bears_no_mark_of_a_proposal(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        assert desk.sent().read_text("gb18030").splitlines() == [
            "zibo-B0001|2026-10-20|1|2500.00",
            "序号|账号|户名|金额|摘要",
            "1|6222020000000000001|王伟|2500.00|技能人才补贴",
            "合计|1|2500.00",
        ]


class TestTampering:
    def altered(self, desk: Desk, **changes: object) -> None:
        """An altered ledger is found out."""
        with Ledger(default_url(desk.out)) as ledger, ledger.reading(desk.city) as found:
            book = found.book()
            batch = replace(book.batches["B0001"], **changes)  # type: ignore[arg-type] # a test's
            with pytest.raises(LedgerError, match=r"not what was signed|does not hold"):
                made_again(book, found, batch)

    def test_what_was_signed_is_what_is_made(self, desk: Desk) -> None:
        desk.funded(2)
        desk.prepare()
        desk.release()
        batch = desk.book.batches["B0001"]
        first, second = batch.lines
        manifest = batch.manifest.replace('"rows":2', '"rows":3')
        self.altered(desk, lines=(second, first))
        self.altered(desk, lines=(first,))
        self.altered(desk, lines=(replace(first, amount_fen=1), second))
        self.altered(desk, lines=(replace(first, payee=second.payee), second))
        self.altered(desk, manifest=manifest)
        self.altered(desk, manifest=batch.manifest[:-1])
        self.altered(desk, file_sha256="0" * 64)
        self.altered(desk, bank="103")

    def test_a_signature_is_that_of_its_signer_over_this_manifest(self, desk: Desk) -> None:
        desk.funded(1)
        desk.prepare()
        desk.release()
        batch = desk.book.batches["B0001"]
        prepared, released = batch.signatures.values()
        for forged in (released, prepared[:-2], "", "00" * 64, key(9).sign(b"x").hex()):
            self.altered(desk, signatures={WANG: forged, LI: released})
        self.altered(desk, signatures={WANG: released, LI: prepared})
        publics = dict(batch.public_keys)
        self.altered(desk, public_keys={**publics, WANG: public_of(key(9))})
