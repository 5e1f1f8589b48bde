"""What a night starts from: rules, copies of the inputs, the ledger's head; so, which run it is."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from zhaoren import manifest
from zhaoren.content import Content, find_content
from zhaoren.contracts import Contracts, load_contracts
from zhaoren.inputs import Snapshot, recall_snapshot, take_snapshot
from zhaoren.night import NightOptions, check_words
from zhaoren.recording.bookkeeping import Bookkeeping
from zhaoren.replay import Recalled, recall
from zhaoren.report.earlier import Earlier, compared_before, newest_until_now
from zhaoren.rules.load import Ruleset, load_rules
from zhaoren.workspace import Workspace


@dataclass(frozen=True)
class Beginning:
    """All that decides what a run will say.

    `recalled`: the inputs that a replay repeats. `newest_day`: of the newest run; one without
    changes recorded nothing in the ledger.
    """

    content: Content
    contracts: Contracts
    ruleset: Ruleset
    recalled: Recalled | None
    taken: Snapshot
    newest_day: date
    identity: manifest.Identity
    run_dir: Path


def begin(options: NightOptions, workspace: Workspace, books: Bookkeeping) -> Beginning:
    """Load the rules, copy the inbox by content, and find out which run this is.

    Raises:
        ZhaorenError: rules, inputs or ledger are not as they have to be.
    """
    content = find_content(options.project)
    contracts, ruleset = load_contracts(content), load_rules(content, options.city)
    check_words(options, contracts, ruleset)
    recalled = None
    if options.snapshot is not None:
        recalled = recall(workspace, options.city, options.as_of, options.snapshot)
    taken = _inputs(options, workspace, contracts, recalled)
    newest_day = _day_of_newest(options.city, workspace, books)

    def at(ledger_head: str) -> manifest.Identity:
        return _identity(options, content, ruleset, taken, ledger_head)

    if recalled is None:
        head = books.head_at_start(lambda head: at(head).run_id)
    else:
        head = _head_known_then(books, options.as_of, recalled)
    identity = at(head)
    run_dir = workspace.run_dir(options.city, options.as_of, identity.run_id)
    return Beginning(content, contracts, ruleset, recalled, taken, newest_day, identity, run_dir)


def _inputs(
    options: NightOptions, workspace: Workspace, contracts: Contracts, recalled: Recalled | None
) -> Snapshot:
    """The inbox, or what a run before read."""
    snapshots, without = workspace.snapshots, options.without
    if recalled is not None:
        files = (astuple(file) for file in recalled.inputs)
        return recall_snapshot(files, recalled.folder, snapshots, contracts, without=without)
    assert options.inbox is not None  # noqa: S101 # check_words has seen to it
    return take_snapshot(
        options.inbox, snapshots, contracts, cache=workspace.cache, without=without
    )


def _day_of_newest(city: str, workspace: Workspace, books: Bookkeeping) -> date:
    """The day of the city's newest run, of which the ledger must have the head."""
    if (last := workspace.last_run_dir(city)) is None:
        return date.min
    newest = manifest.read_manifest(last)
    books.check_has(newest["ledger_head"], last.name)
    return date.fromisoformat(newest["as_of"])


def _head_known_then(books: Bookkeeping, as_of: date, recalled: Recalled) -> str:
    """The ledger's head on which a run of that day rested, else the one before that day."""
    places = {books.place_of(head): head for head in recalled.heads}
    known = [place for place in places if place is not None]
    return places[max(known)] if known else books.head_before(as_of)


def _identity(
    options: NightOptions, content: Content, ruleset: Ruleset, taken: Snapshot, ledger_head: str
) -> manifest.Identity:
    policies = options.policies or tuple(item.id for item in ruleset.policies)
    return manifest.Identity(
        city=options.city,
        as_of=options.as_of,
        inputs=[
            manifest.InputFile(file.source, file.name, file.sha256, file.total_line)
            for file in taken.files
        ],
        rules=ruleset.hashes,
        content=manifest.content_hashes(content, options.city),
        policies=sorted(set(policies)),
        waived=sorted(options.without),
        code=manifest.code_version(),
        ledger_head=ledger_head,
    )


def compared_with(options: NightOptions, workspace: Workspace, begun: Beginning) -> Earlier:
    """With which run this one is compared; a replay with the one of the night it repeats."""
    before = None
    if begun.recalled is not None:
        there = Workspace(begun.recalled.folder.parent)
        before = compared_before(there, options.city, options.as_of, begun.identity.run_id)
    return before or newest_until_now(workspace, options.city)
