"""Keys with which payment batches are signed: Ed25519, private ones outside the data folder.

Nobody registers a key of their own, a public key belongs to one name for
ever, and of the two signers of a batch neither registered the other: whoever
wants to pay alone needs a third person's name in the ledger.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from zhaoren.durable import sync_folder
from zhaoren.errors import LedgerError, UsageError
from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Draft
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.ledger.records import Key
from zhaoren.ledger.store import FILE, Transaction
from zhaoren.office.people import same_person
from zhaoren.workspace import make_private

ROLES = {"prepare": "编制", "release": "放行"}
"""Role → what it is called."""


class PassphraseError(UsageError):
    """A private key needs a passphrase, or another one."""


def make_key(private: Path, public: Path, passphrase: str | None) -> bool:
    """Write a new key: the private PEM for its owner alone, the public one beside.

    Folders that are missing are made, for the owner alone.

    A private key that is there already is kept, and its public one written if
    that is missing. Returns whether anything was written.

    Raises:
        UsageError: a file that is there is another key, or the private one
            would lie in a workspace.
    """
    refuse_within_workspace(private)
    if not private.exists():
        if public.exists():
            raise UsageError(f"{public} is there already; a key is never overwritten.")
        key = Ed25519PrivateKey.generate()
        shield: KeySerializationEncryption = NoEncryption()
        if passphrase:
            shield = BestAvailableEncryption(passphrase.encode())
        _write(private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, shield), 0o600)
    known = public_of(read_private(private, passphrase))
    if not public.exists():
        _write(public, public_pem(known), 0o644)
        return True
    if read_public(public) != known:
        raise UsageError(f"{public} is there already; a key is never overwritten.")
    return False


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a file that appears whole, and only where there is none."""
    make_private(path.parent)
    beside = path.with_name(f".{path.name}.part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise UsageError(f"{path} is there already; a key is never overwritten.") from None
    finally:
        beside.unlink()
    sync_folder(path.parent)


def read_private(path: Path, passphrase: str | None = None) -> Ed25519PrivateKey:
    """A private key that lies outside every workspace and that only its owner can read.

    Raises:
        PassphraseError: it needs a passphrase, or another one.
        UsageError: there is none, others can read it, or it lies in a workspace.
    """
    refuse_within_workspace(path)
    if not path.is_file():
        raise UsageError(f"There is no private key at {path}.")
    if path.stat().st_mode & 0o077:
        raise UsageError(f"Others can read the private key {path}; run `chmod 600` on it first.")
    try:
        key = load_pem_private_key(path.read_bytes(), passphrase.encode() if passphrase else None)
    except TypeError:
        raise PassphraseError(f"The private key {path} needs its passphrase.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise PassphraseError(f"{path} is no private key, or the passphrase is wrong.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(
            f"{path} holds a key of another kind than Ed25519; make one with keys make."
        )
    return key


def read_public(path: Path) -> str:
    """A public key in PEM, as 64 hexadecimal digits.

    Raises:
        UsageError: the file holds none.
    """
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{path} is no public key in PEM.") from None
    if not isinstance(key, Ed25519PublicKey):
        raise UsageError(f"{path} holds a key of another kind than Ed25519.")
    return key.public_bytes_raw().hex()


def refuse_within_workspace(path: Path) -> None:
    """Keys are kept apart from the data.

    Raises:
        UsageError: a folder above is a workspace.
    """
    for one in path.resolve().parents:
        if (one / FILE).exists() or (one / "published").is_dir():
            refuse_within(path, one)


def refuse_within(path: Path, workspace: Path) -> None:
    """A key does not lie in this workspace.

    Raises:
        UsageError: it does.
    """
    if workspace.resolve() in path.resolve().parents:
        raise UsageError(
            f"The private key {path} lies inside the workspace {workspace}; keep keys outside of "
            "the data folder, so that whoever copies one does not have the other."
        )


def public_of(key: Ed25519PrivateKey) -> str:
    """The public key of a private one, as 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def public_pem(public_key: str) -> bytes:
    """A public key (64 hexadecimal digits) as PEM."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def verified(public_key: str, content: bytes, signature: str) -> bool:
    """Whether a signature (128 hexadecimal digits) over `content` is by that key."""
    try:
        known = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        known.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_of(book: Book, name: str, role: str) -> Key:
    """The key with which somebody acts in a role.

    Raises:
        LedgerError: none is registered, it was revoked, or it lacks the role.
    """
    key = book.keys.get(name)
    if key is None:
        raise LedgerError(
            f"No key of {name} is registered for {book.city}; `zhaoren keys register` does that."
        )
    if key.revoked:
        raise LedgerError(f"The key of {name} was revoked; register a new one.")
    if role not in key.roles:
        raise LedgerError(f"{name} may not {role}: the key is registered for {_listed(key.roles)}.")
    return key


def plan_register(name: str, roles: Sequence[str], public_key: str, by: str, on: date) -> Planner:
    """Register whose key (64 hexadecimal digits) it is and what it may sign.

    The same once more changes nothing. Refused by a `LedgerError`: one's own
    key, a key that is or was another's, a second key beside one that stands.
    """

    def plan(book: Book, _: Transaction) -> Plan:
        wanted = tuple(role for role in ROLES if role in roles)
        if not name.strip() or not wanted or len(set(roles)) != len(wanted):
            raise LedgerError(f"A key needs a name and roles out of {_listed(tuple(ROLES))}.")
        if same_person(name, by):
            raise LedgerError("Nobody registers a key of their own; let another person do it.")
        holder = book.key_holders.get(public_key)
        if holder not in (None, name):
            raise LedgerError("This key is, or was, registered under another name.")
        known = book.keys.get(name)
        if known and not known.revoked:
            if (known.public_key, known.roles) == (public_key, wanted):
                return Plan([], [f"{name} 的密钥此前已登记。"])
            if known.public_key != public_key:
                raise LedgerError(f"{name} has a key already; revoke it first.")
        elif holder is not None:
            raise LedgerError("This key was revoked; make a new one.")
        data = {"name": name, "roles": list(wanted), "public_key": public_key}
        titles = "、".join(ROLES[role] for role in wanted)
        return Plan([Draft("key_registered", on, data)], [f"已登记 {name} 的密钥，权限：{titles}"])

    return plan


def plan_revoke(name: str, on: date) -> Planner:
    """Take a key out of use; batches that it signed and that are not out yet are made again."""

    def plan(book: Book, _: Transaction) -> Plan:
        key = book.keys.get(name)
        if key is None:
            raise LedgerError(f"No key of {name} is registered for {book.city}.")
        if key.revoked:
            return Plan([], [f"{name} 的密钥此前已吊销。"])
        return Plan([Draft("key_revoked", on, {"name": name})], [f"已吊销 {name} 的密钥。"])

    return plan


def _listed(roles: Sequence[str]) -> str:
    return " and ".join(roles)
