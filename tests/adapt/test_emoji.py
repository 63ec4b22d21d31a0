"""An emoji of several characters is one thing to every step that cuts, moves or drops text."""

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from localize.adapt.social import Social
from localize.domain.context import Context
from localize.domain.locale import Locale
from localize.domain.record import Field, Kind, Record, Role
from localize.domain.region import Conventions, Region, Target
from localize.domain.segment import PlaceableKind, Segment
from localize.text.clean import clean
from localize.text.placeables import find
from localize.text.segments import segments

# Families, tones of skin, flags of letters and of tags, keycaps, variation selectors.
EMOJI = (
    *("👨‍👩‍👧‍👦", "👩🏽‍🔬", "🧑🏿‍🤝‍🧑🏻", "👩‍❤️‍👨", "🕵️‍♀️", "🏳️‍🌈", "🐻‍❄️", "😮‍💨", "❤️‍🔥", "🫱🏼‍🫲🏾", "👍🏽", "✌🏻", "💃🏽", "🙏🏿"),
    *("🇭🇰", "🇲🇴", "🇹🇼", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "1️⃣", "#️⃣", "*️⃣", "❤️", "☀️", "‼️", "▶️", "😂", "🔥"),
)
WORDS = ("好用", "围巾30cm", "。", "，", " ", "\n", "ok", "5", "¥39", "[笑哭R]", "#茶具[话题]#", "@小红薯 ", "【", "】")
TEXTS = st.lists(st.sampled_from(EMOJI) | st.sampled_from(WORDS), min_size=1, max_size=14)
SOCIAL = Social.load(Path(__file__).parents[2] / "glossaries" / "lexicon")


def context(locale, style, classes):
    target = Target("XX", Locale.parse(locale))
    region = Region("XX", "Anywhere", (target,), Conventions("USD", "US$", channel=style))
    return Context(Record("n1", Kind.NOTE, ()), target, region, Segment("desc", Role.BODY, 0, ""), classes=frozenset(classes))


def emoji_of(pieces):
    return [piece for piece in pieces if piece in EMOJI]


@settings(deadline=None, max_examples=200)
@given(TEXTS)
@example(["5", "1️⃣", "#️⃣", "好用"])
def test_an_emoji_is_one_placeable(pieces):
    found = [p.text for p in find("".join(pieces)) if p.kind is PlaceableKind.EMOJI]
    assert found == emoji_of(pieces)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_cleaning_and_cutting_into_segments_keep_it_whole(pieces):
    text = clean("".join(pieces)).text
    parts = [part for s in segments(Record("n1", Kind.NOTE, (Field("desc", Role.BODY, text),))) for part in (s.before, s.text, s.after)]
    assert [p.text for part in parts for p in find(part) if p.kind is PlaceableKind.EMOJI] == emoji_of(pieces)


@settings(deadline=None, max_examples=200)
@given(TEXTS, st.sampled_from(["en-US", "zh-Hant-TW", "th-TH"]), st.sampled_from([(), ("incense",)]), st.sampled_from(["rednote", "social", "web"]))
def test_the_surroundings_keep_it_whole_or_drop_it_whole(pieces, locale, classes, style):
    out = SOCIAL.surroundings("".join(p for p in pieces if p != "[笑哭R]"), context(locale, style, classes)).text
    kept = [e for e in emoji_of(pieces) if style != "web" and not (classes and SOCIAL.jokes(e))]
    assert [p.text for p in find(out) if p.kind is PlaceableKind.EMOJI] == kept
