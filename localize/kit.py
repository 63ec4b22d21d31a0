"""The kit: everything a night works with, bundled once and frozen. This is the whole dependency injection."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from localize.adapt.festival_table import load_festivals
from localize.adapt.pipeline import Adapters
from localize.adapt.social import Social
from localize.checks.accounted import ConversionProof
from localize.checks.channels import ChannelMisfit
from localize.checks.claims import ClaimCheck
from localize.checks.registry import CHECKS, VARIANT_CHECKS, Check, VariantCheck
from localize.checks.restated import Restated
from localize.checks.terminology import OverusedTerm
from localize.checks.tone import FestivalTone
from localize.classify import ClassTable, read_classes
from localize.domain.channel import Channel
from localize.domain.region import Region, Target
from localize.engines.routing import Routes, load_routes
from localize.exchange.channels import hold_regions, load_channels
from localize.exchange.concepts import read_concepts
from localize.exchange.packs import load_regions
from localize.exchange.tables import read_terms
from localize.notices import Notices
from localize.prompts import Prompts
from localize.settings import Settings
from localize.store.repository import Store
from localize.termbase.match import TermIndex
from localize.termbase.overuse import Overuse


@dataclass(frozen=True)
class Kit:
    settings: Settings
    store: Store
    regions: Mapping[str, Region]
    channels: Mapping[str, Channel]  # in no signature: what fits a channel is found anew whenever it is asked
    index: TermIndex
    adapters: Adapters
    social: Social
    classes: ClassTable
    notices: Notices
    routes: Routes
    prompts: Prompts
    checks: tuple[Check, ...]
    variant_checks: tuple[VariantCheck, ...]
    rules: str  # digest of lexicons, notices, rates and the product's version: part of every signature

    @property
    def targets(self) -> tuple[Target, ...]:
        return tuple(target for region in self.regions.values() for target in region.targets)


def load_kit(settings: Settings, store: Store, *, enabled_only: bool = True) -> Kit:
    """Read the files of glossaries/ and prompts/; terms come from the store, which takes them from glossaries/ when it has none.

    Without `enabled_only` targets that are described and not enabled are in it too.
    """
    glossaries = settings.glossaries
    regions = load_regions(glossaries / "regions", enabled_only=enabled_only)
    channels = load_channels(glossaries / "channels")
    hold_regions(regions.values(), channels)
    notices = Notices(glossaries / "notices")
    notices.hold(regions.values())
    prompts = Prompts(settings.prompts)
    store.seed_terms(read_terms(glossaries / "terms"))
    store.seed_concepts(read_concepts(glossaries / "concepts"))
    terms = store.terms()
    adapters = Adapters.load(glossaries)
    festivals = load_festivals(glossaries / "lexicon" / "festivals.toml")
    return Kit(
        settings=settings,
        store=store,
        regions=regions,
        channels=channels,
        index=TermIndex(terms),
        adapters=adapters,
        social=Social.load(glossaries / "lexicon"),
        classes=read_classes(glossaries / "lexicon" / "classes.toml"),
        notices=notices,
        routes=load_routes(settings, prompts, regions),
        prompts=prompts,
        checks=(
            *CHECKS,
            ConversionProof(adapters.reader),
            Restated(dict(adapters.per_yuan)),
            ClaimCheck(regions),
            OverusedTerm(Overuse(terms, festivals.spoken_of)),
            FestivalTone(festivals),
        ),
        variant_checks=(*VARIANT_CHECKS, ChannelMisfit(channels)),
        rules=_rules_digest(
            [*(glossaries / "lexicon").iterdir(), *(glossaries / "notices").iterdir(), glossaries / "rates.toml", glossaries / "units.txt"]
        ),
    )


def _rules_digest(paths: list[Path]) -> str:
    """Eight hex digits over data files and the version of the code that reads them."""
    hasher = hashlib.sha256(version("chuhai").encode())
    for path in sorted(paths):
        hasher.update(path.name.encode())
        hasher.update(path.read_bytes())
    return hasher.hexdigest()[:8]
