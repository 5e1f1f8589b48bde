"""`zhaoren keys`: make a key, register whose it is, revoke it."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhaoren.cli.app import City, Json, Out, app
from zhaoren.cli.staff import LedgerUrl, Step, open_ledger, staff
from zhaoren.office.keys import (
    ROLES,
    PassphraseError,
    make_key,
    plan_register,
    plan_revoke,
    read_private,
    read_public,
    refuse_within,
)

keys = typer.Typer(
    help="Keys with which payment batches are signed.\n\n"
    "Example: zhaoren keys make --private ~/keys/wang.pem --public wang.pub --passphrase",
    no_args_is_help=True,
)
app.add_typer(keys, name="keys")

PASSPHRASE = "ZHAOREN_KEY_PASSPHRASE"  # noqa: S105 # the name of a variable
"""The variable that holds a key's passphrase where nobody can be asked."""

KeyFile = Annotated[
    Path, typer.Option("--key", help="Your private key; lies outside the workspace.")
]


class Role(StrEnum):
    """What a key may sign."""

    prepare = "prepare"
    release = "release"


@keys.command("make")
def make(
    private: Annotated[Path, typer.Option(help="Private key to write; outside any workspace.")],
    public: Annotated[Path, typer.Option(help="Public key to write; to be registered.")],
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Ask for a passphrase that protects the key.")
    ] = False,
) -> None:
    """Make a key: the private file stays with its owner, the public one is registered.

    Example: zhaoren keys make --private ~/keys/wang.pem --public wang.pub --passphrase
    """
    words = _new_passphrase() if passphrase else None
    if make_key(private, public, words):
        typer.echo(f"已写出私钥 {private}（仅本人可读）和公钥 {public}。")
    else:
        typer.echo("没有变化：此前已经完成。")


@keys.command("register")
@staff
def register(
    step: Step,
    name: Annotated[str, typer.Option(help="Whose key it is; as in --by of batch commands.")],
    role: Annotated[list[Role], typer.Option(help="What it may sign; several times.")],
    public: Annotated[Path, typer.Option(help="Public key, as `keys make` wrote it.")],
) -> None:
    """Register whose key it is and what it may sign; nobody does that for themselves.

    Example: zhaoren keys register --name 王会计 --role prepare --public wang.pub --city zibo
    --out out --by 管理员
    """
    roles = [one.value for one in role]
    step.take(plan_register(name, roles, read_public(public), step.by, step.day))


@keys.command("revoke")
@staff
def revoke(
    step: Step,
    name: Annotated[str, typer.Option(help="Whose key is taken out of use.")],
) -> None:
    """Take a key out of use; batches that it signed and that are not out are made again.

    Example: zhaoren keys revoke --name 王会计 --city zibo --out out --by 管理员
    """
    step.take(plan_revoke(name, step.day))


@keys.command("list")
def list_(city: City, out: Out, ledger: LedgerUrl = None, as_json: Json = False) -> None:
    """Whose keys are registered, for what, and who registered them.

    Example: zhaoren keys list --city zibo --out out
    """
    with open_ledger(out, ledger) as opened:
        known = [one for _, one in sorted(opened.book(city).keys.items())]
    rows = [
        {"name": one.name, "roles": list(one.roles), "public_key": one.public_key,
         "registered_by": one.registered_by, "revoked": one.revoked}
        for one in known
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in known:
        titles = "、".join(ROLES[role] for role in one.roles)
        state = "已吊销" if one.revoked else "有效"
        typer.echo(f"{one.name}  {titles}  {state}  登记人 {one.registered_by}  {one.public_key}")


def own_key(path: Path, out: Path) -> Ed25519PrivateKey:
    """A private key from outside the workspace; its passphrase is asked for if it needs one."""
    refuse_within(path, out)
    try:
        return read_private(path, os.environ.get(PASSPHRASE))
    except PassphraseError:
        if PASSPHRASE in os.environ:
            raise
    return read_private(path, typer.prompt("私钥口令", hide_input=True, err=True))


def _new_passphrase() -> str:
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    words: str = typer.prompt("新私钥的口令", hide_input=True, confirmation_prompt=True, err=True)
    return words
