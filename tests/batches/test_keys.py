"""Keys: files outside the workspace, for their owner alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed448
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.batches.desk import ADMIN, DAY, LI, WANG, Desk, key
from zhaoren.errors import LedgerError, UsageError
from zhaoren.office.keys import (
    PassphraseError,
    make_key,
    plan_register,
    plan_revoke,
    public_of,
    public_pem,
    read_private,
    read_public,
    refuse_within,
    verified,
)
from zhaoren.office.people import same_person


@pytest.mark.parametrize("passphrase", [None, "一个口令"])
def test_a_key_is_made_and_read_back(tmp_path: Path, passphrase: str | None) -> None:
    private, public = tmp_path / "a.pem", tmp_path / "a.pub"
    make_key(private, public, passphrase)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    known = read_private(private, passphrase)
    assert read_public(public) == public_of(known)
    assert public.read_bytes() == public_pem(public_of(known))
    assert b"PRIVATE" not in public.read_bytes()


def test_a_passphrase_is_needed_and_must_be_right(tmp_path: Path) -> None:
    make_key(tmp_path / "a.pem", tmp_path / "a.pub", "right")
    for wrong in (None, "wrong"):
        with pytest.raises(PassphraseError) as error:
            read_private(tmp_path / "a.pem", wrong)
        assert "wrong." in str(error.value) or "needs" in str(error.value)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    make_key(tmp_path / "a.pem", tmp_path / "a.pub", None)
    before = (tmp_path / "a.pem").read_bytes()
    make_key(tmp_path / "c.pem", tmp_path / "c.pub", None)
    for private, public in (("a.pem", "c.pub"), ("b.pem", "a.pub")):
        with pytest.raises(UsageError, match="already"):
            make_key(tmp_path / private, tmp_path / public, None)
    assert (tmp_path / "a.pem").read_bytes() == before
    assert not (tmp_path / "b.pem").exists()
    assert not list(tmp_path.glob(".*"))


def test_making_a_key_again_only_completes_it(tmp_path: Path) -> None:
    private, public = tmp_path / "a.pem", tmp_path / "a.pub"
    assert make_key(private, public, "口令")
    before = private.read_bytes(), public.read_bytes()
    assert not make_key(private, public, "口令")
    public.unlink()
    assert make_key(private, public, "口令")
    assert (private.read_bytes(), public.read_bytes()) == before


def test_no_private_key_lies_in_a_workspace(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "keys"
    (out / "sub").mkdir(parents=True)
    elsewhere.mkdir()
    (out / "ledger.db").touch()
    with pytest.raises(UsageError, match="inside the workspace"):
        make_key(out / "sub" / "a.pem", tmp_path / "a.pub", None)
    make_key(elsewhere / "a.pem", tmp_path / "a.pub", None)
    (tmp_path / "link").symlink_to(out / "sub")
    (out / "sub" / "a.pem").write_bytes((elsewhere / "a.pem").read_bytes())
    for path in (out / "sub" / "a.pem", tmp_path / "link" / "a.pem"):
        with pytest.raises(UsageError, match="inside the workspace"):
            read_private(path)
    refuse_within(elsewhere / "a.pem", out)
    with pytest.raises(UsageError, match="inside the workspace"):
        refuse_within(elsewhere / "a.pem", tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_private_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    make_key(tmp_path / "a.pem", tmp_path / "a.pub", None)
    (tmp_path / "a.pem").chmod(mode)
    with pytest.raises(UsageError, match="chmod 600"):
        read_private(tmp_path / "a.pem")


def test_what_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("nothing")
    (tmp_path / "a").chmod(0o600)
    with pytest.raises(UsageError, match="no private key"):
        read_private(tmp_path / "a")
    with pytest.raises(UsageError, match="There is no private key"):
        read_private(tmp_path / "b")
    for path in (tmp_path / "a", tmp_path / "b"):
        with pytest.raises(UsageError, match="no public key"):
            read_public(path)
    other = ed448.Ed448PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "a").write_bytes(pem)
    with pytest.raises(UsageError, match="another kind"):
        read_private(tmp_path / "a")


def test_a_signature_holds_for_its_key_and_its_content_only() -> None:
    signature = key(1).sign(b"content").hex()
    assert verified(public_of(key(1)), b"content", signature)
    assert not verified(public_of(key(2)), b"content", signature)
    assert not verified(public_of(key(1)), b"content ", signature)
    for broken in (signature[:-2], signature[:-1], "", "zz", signature.swapcase()[:-2] + "00"):
        assert not verified(public_of(key(1)), b"content", broken)
    assert not verified("00", b"content", signature)


def test_registering_again_changes_nothing(desk: Desk) -> None:
    public = public_of(desk.keys[WANG])
    assert not desk.do(plan_register(WANG, ["prepare"], public, ADMIN, DAY), ADMIN).events
    more = plan_register(WANG, ["release", "prepare"], public, ADMIN, DAY)
    assert desk.do(more, ADMIN).said == ["已登记 王会计 的密钥，权限：编制、放行"]
    assert desk.book.keys[WANG].roles == ("prepare", "release")


@pytest.mark.parametrize(
    ("name", "roles"), [("", ["prepare"]), (" ", ["prepare"]), ("赵", []), ("赵", ["pay"]),
                        ("赵", ["prepare", "pay"])],
)  # fmt: skip
def test_a_key_needs_a_name_and_roles(desk: Desk, name: str, roles: list[str]) -> None:
    with pytest.raises(LedgerError, match="needs a name and roles"):
        desk.do(plan_register(name, roles, public_of(key(3)), ADMIN, DAY), ADMIN)


def test_revoking_again_changes_nothing(desk: Desk) -> None:
    assert desk.do(plan_revoke(LI, DAY), ADMIN).events
    assert not desk.do(plan_revoke(LI, DAY), ADMIN).events
    with pytest.raises(LedgerError, match="No key of 赵"):
        desk.do(plan_revoke("赵", DAY), ADMIN)


@pytest.mark.parametrize("other", ["王 会计", "王会计 ", "王会计　", "王\u200b会计"])
def test_names_are_the_same_however_they_are_typed(other: str) -> None:
    assert same_person("王会计", other)
    assert not same_person("王会计", "王会许")
