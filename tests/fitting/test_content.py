"""What a variant has for the parts of a channel: text that stands in it already, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from localize.fitting.content import content

US = "US/en-US/general"
Make = Callable[[Mapping[str, Any]], tuple[Any, Any, Any]]


def test_the_lines_come_without_bullets_topics_and_emoji_and_then_the_attributes(made: Make) -> None:
    body = "🌿 1. Soft cotton yarn.\n• About 1.5 m long [笑哭R]\n#Scarf #SlowLiving\n\n-5 °C is no bullet"
    variant, _, _ = made({"target": US, "title": "Scarf", "body": body, "attributes": [["Material", "Cotton"], ["Origin", ""]]})
    assert content(variant.units).lines == ("Soft cotton yarn.", "About 1.5 m long", "-5 °C is no bullet", "Material: Cotton")


def test_the_names_of_topics_are_words(made: Make) -> None:
    variant, _, _ = made({"target": US, "title": "Soak #OOTD", "body": "#HerbalFootSoak #DIYKit #艾草[话题]# #OOTD"})
    assert content(variant.units).topics == ("OOTD", "Herbal Foot Soak", "DIY Kit", "艾草")


def test_notices_are_the_last_lines_of_the_body(made: Make) -> None:
    variant, _, _ = made({"target": US, "title": "Soak", "body": "Warm feet.", "notices": ["For external use only."]})
    assert content(variant.units, variant.notices).body == "Warm feet.\nFor external use only."
    assert content(variant.units, variant.notices).lines == ("Warm feet.",)


def test_only_terms_that_name_a_thing_are_a_head(made: Make) -> None:
    variant, _, _ = made({"target": US, "title": "Vintage dress", "terms": ["attribute.Vintage", "fashion.dress"]})
    assert content(variant.units).terms == ("dress",)


def test_an_empty_variant_has_nothing() -> None:
    assert content(()) == content((), ())
    assert (content(()).title, content(()).body, content(()).lines) == ("", "", ())
