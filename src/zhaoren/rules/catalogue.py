"""A city's catalogue: every measure of its documents, and what became of it.

`rules/<city>/catalogue.yaml` accounts for each article of each document that
the city's policies rest on: policies (active or pending) implement a measure,
or a reason says why it pays nobody. Source: 2-policies, 7-rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field, RootModel

from zhaoren.content import Content
from zhaoren.errors import RuleError
from zhaoren.rules.clauses import Clauses
from zhaoren.rules.load import LoadedPolicy, PendingPolicy, Ruleset
from zhaoren.rules.model import Grounds, Strict, Words
from zhaoren.rules.yaml import Problem, Source, parse, read_yaml

FILE = "catalogue.yaml"


class Measure(Strict):
    """One measure in the document's words; `not_paid` says of what is left why it pays nobody.

    `articles`: where the document speaks of it; empty: the measure is itself an article.
    """

    measure: str
    articles: Words = ()
    policies: Words = ()
    not_paid: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """The articles in which the document speaks of the measure."""
        return self.articles or (self.measure,)


class Listing(Strict):
    """The measures of one document in its order, and its articles that are no measure."""

    note: str = ""
    no_measure: tuple[str, ...] = ()
    measures: tuple[Measure, ...]


class Catalogue(RootModel[Mapping[str, Listing]]):
    """`catalogue.yaml`: document → its measures."""

    root: Mapping[str, Listing] = Field(min_length=1)


def load_catalogue(content: Content, ruleset: Ruleset) -> Mapping[str, Listing]:
    """The catalogue of a city: document → its measures.

    Raises:
        RuleError: it does not stand; the message lists every fault.
    """
    problems = list(catalogue_problems(content, ruleset))
    if problems:
        raise RuleError("\n".join(str(problem) for problem in problems))
    return _read(content, ruleset)[1].root


def catalogue_problems(content: Content, ruleset: Ruleset) -> Iterator[Problem]:
    """Every fault of a city's catalogue, with its file and line."""
    try:
        source, catalogue = _read(content, ruleset)
    except _UnreadableError as error:
        yield from error.problems
        return
    known: dict[str, LoadedPolicy | PendingPolicy] = {item.id: item for item in ruleset.policies}
    known |= {item.id: item for item in ruleset.pending}
    clauses = Clauses(content.rules, ruleset.documents)
    for document, listing in catalogue.root.items():
        if document not in ruleset.documents:
            yield source.problem(f"there is no document {document} in rules/documents", document)
            continue
        yield from _articles(source, document, listing, ruleset)
        for number, measure in enumerate(listing.measures):
            place = (document, "measures", number)
            yield from _measure(source, place, measure, clauses)
            yield from _policies(source, place, measure, known)
    yield from _everywhere(source, catalogue.root, known)


class _UnreadableError(Exception):
    """The file is missing or does not fit its shape."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = problems


def _read(content: Content, ruleset: Ruleset) -> tuple[Source, Catalogue]:
    source = read_yaml(content.rules / ruleset.city_id / FILE, content.rules)
    if isinstance(source, Problem):
        raise _UnreadableError([source])
    catalogue = parse(Catalogue, source)
    if isinstance(catalogue, list):
        raise _UnreadableError(catalogue)
    return source, catalogue


def _articles(
    source: Source, document: str, listing: Listing, ruleset: Ruleset
) -> Iterator[Problem]:
    """Each article is under a measure or under no_measure; measures stand in the text's order."""
    articles = list(ruleset.documents[document].articles)
    of_measures = [name for measure in listing.measures for name in measure.places]
    for name in listing.no_measure:
        if name not in articles:
            yield source.problem(f"{document} has no article {name!r}", document, "no_measure")
        if name in of_measures:
            yield source.problem(f"{name} is said to be no measure", document, "no_measure")
    for name in articles:
        if name not in of_measures and name not in listing.no_measure:
            yield source.problem(f"article {name} is not accounted for", document)
    first = [articles.index(m.places[0]) for m in listing.measures if m.places[0] in articles]
    if first != sorted(first):
        yield source.problem("the measures are not in the document's order", document, "measures")


def _measure(
    source: Source, place: tuple[str, str, int], measure: Measure, clauses: Clauses
) -> Iterator[Problem]:
    document = place[0]
    if not measure.policies and not measure.not_paid:
        yield source.problem(f"{measure.measure}: name its policies, or say why not paid", *place)
    faults = [clauses.fault(document, article, "") for article in measure.places]
    yield from (source.problem(fault, *place) for fault in faults if fault)
    named = [clauses.fault(document, article, measure.measure) for article in measure.articles]
    if named and all(named) and not any(faults):
        yield source.problem(f"{measure.measure} does not stand in its articles", *place)


def _policies(
    source: Source,
    place: tuple[str, str, int],
    measure: Measure,
    known: Mapping[str, LoadedPolicy | PendingPolicy],
) -> Iterator[Problem]:
    """A listed policy is there and quotes the measure's document in one of its articles."""
    for policy_id in measure.policies:
        item = known.get(policy_id)
        if item is None:
            yield source.problem(f"there is no policy {policy_id}", *place)
        elif not set(measure.places) & {
            article for document, article in quoted(item) if document == place[0]
        }:
            yield source.problem(
                f"{policy_id} quotes nothing from {', '.join(measure.places)} of {place[0]}",
                *place,
            )


def _everywhere(
    source: Source,
    listings: Mapping[str, Listing],
    known: Mapping[str, LoadedPolicy | PendingPolicy],
) -> Iterator[Problem]:
    """Every policy stands at a measure for each article from which it takes its figures."""
    for policy_id, item in known.items():
        found = {
            (document, article)
            for document, listing in listings.items()
            for measure in listing.measures
            if policy_id in measure.policies
            for article in measure.places
        }
        for document, article in sorted(set(_figures(item)) - found):
            yield source.problem(
                f"{policy_id} is not listed at a measure of {article} of {document}"
            )


def quoted(item: LoadedPolicy | PendingPolicy) -> Iterator[tuple[str, str]]:
    """Document and article of every clause that a policy quotes."""
    if isinstance(item, PendingPolicy):
        return _places(item.pending.document, [item.pending])
    policy = item.policy
    grounds = [*policy.parameters.values(), *item.criteria.values(), policy.once]
    return _places(policy.document, [*grounds, *([policy.repeat] if policy.repeat else [])])


def _figures(item: LoadedPolicy | PendingPolicy) -> Iterator[tuple[str, str]]:
    """Document and article of every figure; of a pending policy, of its clause."""
    if isinstance(item, PendingPolicy):
        return quoted(item)
    return _places(item.policy.document, list(item.policy.parameters.values()))


def _places(document: str, grounds: Sequence[Grounds]) -> Iterator[tuple[str, str]]:
    return ((one.document or document, one.article) for one in grounds if one.clause)
