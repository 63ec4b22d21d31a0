"""One record in all regions side by side, those that are not enabled too, with the steps that make them differ. Nothing is saved.

What is the same for a whole language is said once; each target then shows its own steps. A difference between two targets of one language
that neither a step nor a term accounts for is counted, because there should be none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from localize.build import build
from localize.domain.record import Record
from localize.domain.term import Audience, Receipt
from localize.domain.unit import Step, Unit
from localize.domain.variant import Variant
from localize.kit import Kit
from localize.plan import plan, read
from localize.translate import Progress, topics, translate

_LONGEST, _LONGEST_FIELD = 160, 1200  # characters of a step's words and of a field that are shown
_T = TypeVar("_T")


@dataclass(frozen=True)
class Compared:
    """A record with a variant for each target, in the order of the regions."""

    record: Record
    variants: tuple[Variant, ...]

    def groups(self) -> dict[str, tuple[Variant, ...]]:
        """The variants that have a text, by the language that an engine writes."""
        found: dict[str, list[Variant]] = {}
        for variant in self.variants:
            if variant.units:
                found.setdefault(variant.target.locale.engine_language, []).append(variant)
        return {language: tuple(variants) for language, variants in found.items()}

    def unexplained(self) -> tuple[tuple[str, str, str], ...]:
        """(target, target, source) of each unit that reads otherwise in two targets of a language although steps and terms are the same."""
        return tuple(
            (str(a.target), str(b.target), one.segment.text)
            for variants in self.groups().values()
            for a, b in combinations(variants, 2)
            for one, other in zip(a.units, b.units, strict=True)
            if one.whole != other.whole and _reasons(one) == _reasons(other)
        )


def _reasons(unit: Unit) -> tuple[tuple[Step, ...], tuple[Receipt, ...]]:
    return unit.steps, unit.receipts


def compare(kit: Kit, records: Sequence[Record], progress: Progress) -> tuple[Compared, ...]:
    """Every record against every target of the kit; the drafts of all in one batch."""
    works = {record.key: [plan(read(record, kit), target, kit) for target in kit.targets] for record in records}
    texts, _ = translate([work for planned in works.values() for work in planned], kit.store, progress)
    return tuple(Compared(r, tuple(build(work, texts, topics(work, kit.store), kit) for work in works[r.key])) for r in records)


def to_markdown(compared: Iterable[Compared]) -> str:
    """The pages of several records as one Markdown text. What sellers wrote stands in code, so that nothing of it is markup."""
    return "\n".join(line for each in compared for line in _record(each))


def _record(each: Compared) -> Iterator[str]:
    yield f"## {_inline(each.record.title)}\n"
    yield _block("\n".join(f"{field.path}: {field.text}" for field in each.record.fields if field.text.strip()))
    yield "| region | target | verdict | title | because |\n|---|---|---|---|---|"
    yield from (_row(variant, each.record) for variant in each.variants)
    yield ""
    for language, variants in each.groups().items():
        yield from _group(language, variants)
    left = each.unexplained()
    yield f"Differences that no step and no term explains: {len(left)}.\n"
    yield from (f"- {a} and {b}: {_inline(text)}" for a, b, text in left)


def _row(variant: Variant, record: Record) -> str:
    reasons = [f"{reason.rule}: {reason.message}" + (f" {_inline(reason.phrase)}" if reason.phrase else "") for reason in variant.verdict.reasons[:2]]
    more = f" and {len(variant.verdict.reasons) - 2} more" if len(variant.verdict.reasons) > 2 else ""
    path = next((f.path for f in record.fields if f.text == record.title), "")
    title = _inline(variant.field_text(path).strip()) if variant.units else ""
    target = f"{variant.target.locale} {variant.target.audience}"
    return f"| {variant.target.region} | {target} | {variant.verdict.decision} | {title} | {'; '.join(reasons).replace('|', '/')}{more} |"


def _group(language: str, variants: Sequence[Variant]) -> Iterator[str]:
    """The targets of one language: each field in every form that it has, and every step with the targets that take it."""
    names = [_name(variant) for variant in variants]
    yield f"### {language}: {', '.join(names)}\n"
    yield "| field | text | in |\n|---|---|---|"
    for path in dict.fromkeys(path for variant in variants for path in variant.field_paths()):
        texts = [variant.field_text(path).strip() for variant in variants]
        yield from (f"| {path} | {_inline(text, _LONGEST_FIELD)} | {where} |" for text, where in _shared(texts, names) if text)
    notices = [(notice, where) for notice, where in _shared_lists([v.notices for v in variants], names)]
    yield from (f"| added | {_inline(notice, _LONGEST_FIELD)} | {where} |" for notice, where in notices)
    yield "\n| step | before | after | note | in |\n|---|---|---|---|---|"
    for step, where in _shared_lists([_steps(variant) for variant in variants], names):
        yield f"| {step.rule} | {_inline(step.before)} | {_inline(step.after)} | {step.note[:_LONGEST].replace('|', '/')} | {where} |"
    yield ""


def _name(variant: Variant) -> str:
    """`US`, `US diaspora`: what tells the targets of one language apart."""
    target = variant.target
    return f"{target.region}{'' if target.audience is Audience.GENERAL else f' {target.audience}'}"


def _shared(texts: Sequence[str], names: Sequence[str]) -> list[tuple[str, str]]:
    """Each text once, with the names of those that have it; "all" where all do."""
    return [(text, _where([n for t, n in zip(texts, names, strict=True) if t == text], names)) for text in dict.fromkeys(texts)]


def _shared_lists(lists: Sequence[Iterable[_T]], names: Sequence[str]) -> list[tuple[_T, str]]:
    """Each member of the lists once, with the names of the lists that have it."""
    held = [list(each) for each in lists]
    every = dict.fromkeys(member for each in held for member in each)
    return [(member, _where([n for each, n in zip(held, names, strict=True) if member in each], names)) for member in every]


def _where(chosen: Sequence[str], names: Sequence[str]) -> str:
    return "all" if len(chosen) == len(names) else ", ".join(chosen)


def _steps(variant: Variant) -> list[Step]:
    return list(dict.fromkeys(step for unit in variant.units for step in unit.steps))


def _inline(text: str, longest: int = _LONGEST) -> str:
    """A text as a span of code on one line. A back quote in it would end the span, so it becomes an apostrophe."""
    plain = " ⏎ ".join(" ".join(line.split()) for line in text.splitlines() if line.strip()).replace("`", "'").replace("|", "¦")
    return f"`{plain[:longest]}{'…' if len(plain) > longest else ''}`" if plain else "nothing"


def _block(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}\n"
