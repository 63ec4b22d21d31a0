"""A context in a few markets, without any file."""

from collections.abc import Callable

import pytest

from localize.domain.context import Context
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Conventions, Region, Target
from localize.domain.segment import Segment

MARKETS = {
    "EN": ("US/en-US/general", Conventions("USD", "US$", 2, "us", "MMM d, y", "US")),
    "SG": ("SG/en-SG/general", Conventions("SGD", "S$", 2, "metric", "d MMM y", "EU", "british")),
    "SGZ": ("SG/zh-Hans-SG/general", Conventions("SGD", "S$", 2, "metric", "d MMM y", "EU", "british")),
    "MS": ("MY/ms-MY/general", Conventions("MYR", "RM", 2, "metric", "d MMM y", "EU", "british")),
    "GB": ("GB/en-GB/general", Conventions("GBP", "£", 2, "metric", "d MMM y", "UK", "british")),
    "CA": ("CA/en-CA/general", Conventions("CAD", "CA$", 2, "metric", "y-MM-dd", "US", "british")),
    "FR": ("CA/fr-CA/general", Conventions("CAD", "CA$", 2, "metric", "y-MM-dd", "US")),
    "TH": ("TH/th-TH/general", Conventions("THB", "฿", 2, "metric", "d MMM y", "EU")),
    "VN": ("VN/vi-VN/general", Conventions("VND", "₫", 0, "metric", "d/M/y", "EU")),
    "ID": ("ID/id-ID/general", Conventions("IDR", "Rp", 0, "metric", "d MMM y", "EU")),
    "JP": ("JP/ja-JP/general", Conventions("JPY", "¥", 0, "metric", "y/MM/dd", "JP")),
    "HKE": ("HK/en-HK/general", Conventions("HKD", "HK$", 2, "hk", "y年M月d日", "EU", "british")),
    "PT": ("MO/pt-MO/general", Conventions("MOP", "MOP$", 2, "hk", "y年M月d日", "EU")),
    "HK": ("HK/zh-Hant-HK/general", Conventions("HKD", "HK$", 2, "hk", "y年M月d日", "EU")),
    "TW": ("TW/zh-Hant-TW/general", Conventions("TWD", "NT$", 0, "tw", "y年M月d日", "EU")),
    "AU": ("AU/en-AU/general", Conventions("AUD", "A$", 2, "metric", "d MMM y", "AU", "british")),
    "MO": ("MO/zh-Hant-MO/general", Conventions("MOP", "MOP$", 2, "hk", "y年M月d日", "EU")),
}


@pytest.fixture
def market() -> Callable[..., Context]:
    return make_context


def make_context(name: str, text: str = "", role: Role = Role.BODY, classes: frozenset[str] = frozenset()) -> Context:
    target, conventions = Target.parse(MARKETS[name][0]), MARKETS[name][1]
    record = Record("n1", Kind.NOTE, (Field("desc", role, text),))
    region = Region(target.region, target.region, (target,), conventions)
    return Context(record, target, region, Segment("desc", role, 0, text), classes=classes)
