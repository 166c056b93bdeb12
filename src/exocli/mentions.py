"""Where a source, molecule, readout or pathway appears: the findings, and the part it plays in each."""

from collections.abc import Callable
from typing import NamedTuple

from exocli.dataset import TARGETS, Dataset, Vocabulary
from exocli.model import Claim, Finding, Study


class Mentions(NamedTuple):
    """The findings an entity appears in, by the part it plays there."""

    changed: tuple[Finding, ...] = ()
    tested: tuple[Finding, ...] = ()
    cargo: tuple[Finding, ...] = ()
    content: tuple[Finding, ...] = ()
    pathway: tuple[Finding, ...] = ()
    source: tuple[Finding, ...] = ()

    def all(self) -> tuple[Finding, ...]:
        """Every finding once, in the order of the parts."""
        return tuple({finding.id: finding for part in self for finding in part}.values())


def family(kind: Vocabulary, id_: str, dataset: Dataset) -> frozenset[str]:
    """The ids that an entry's page covers: its own and those of its narrower forms (TGF-β1 for TGF-β)."""
    below: dict[str | None, list[str]] = {}
    for entry in dataset.vocabulary(kind).values():
        below.setdefault(entry.broader, []).append(entry.id)
    ids: set[str] = set()
    queue = [id_]
    while queue:
        ids.add(found := queue.pop())
        queue += (narrower for narrower in below.get(found, ()) if narrower not in ids)
    return frozenset(ids)


def mentions(kind: Vocabulary, id_: str, dataset: Dataset) -> Mentions:
    """Return the findings an entry (or a narrower form of it) appears in.

    `changed` holds effects of the vesicles themselves, `tested` those that carry `via`.
    """
    ids = family(kind, id_, dataset)
    findings = tuple(dataset.findings())

    def having(has: Callable[[Finding], bool]) -> tuple[Finding, ...]:
        return tuple(finding for finding in findings if has(finding))

    if kind == "source":
        return Mentions(source=having(lambda finding: finding.source in ids))
    return Mentions(
        changed=having(lambda finding: any(e.on in ids and e.via is None for e in finding.effects)),
        tested=having(lambda finding: any(e.on in ids and e.via is not None for e in finding.effects)),
        cargo=having(lambda finding: bool(ids.intersection(finding.cargo))),
        content=having(lambda finding: bool(ids.intersection(finding.content))),
        pathway=having(lambda finding: bool(ids.intersection(finding.pathway))),
    )


def claims_about(kind: Vocabulary, id_: str, dataset: Dataset) -> tuple[Claim, ...]:
    """What the seed review claims about a molecule, readout or pathway, or a narrower form of it."""
    ids = family(kind, id_, dataset) if kind in TARGETS else frozenset()
    return tuple(claim for _, claim in dataset.claims() if ids.intersection(claim.about))


def findings_of(study: Study, dataset: Dataset) -> tuple[Finding, ...]:
    """Every finding of a study, in whatever condition."""
    return tuple(finding for finding in dataset.findings() if finding.study == study.key)
