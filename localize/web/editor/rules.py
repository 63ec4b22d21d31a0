"""What a rule is called on a page, in a few words. The rule itself, and what it found in a text, are said beside it as they were written."""

from __future__ import annotations

from collections.abc import Collection

from localize.web.languages import N_

# By the name of a check, as docs/checks.md has them, or of another reason of the gate. A test compares.
RULES = {
    "prompt_injection": N_("The source gives orders to a model"),
    "injection_obeyed": N_("The model obeyed the source instead of translating it"),
    "empty_target": N_("There is no text"),
    "untranslated": N_("Not translated"),
    "han_left": N_("Chinese characters are left"),
    "simplified_left": N_("Simplified characters are left"),
    "price_lost": N_("A price is missing"),
    "measure_lost": N_("A measure is missing"),
    "code_lost": N_("A code is missing"),
    "number_lost": N_("A number is missing"),
    "number_invented": N_("A number is not in the source"),
    "measure_invented": N_("A measure is not in the source"),
    "date_lost": N_("A date is missing"),
    "number_changed": N_("A number is another one"),
    "number_unaccounted": N_("A number of the source is unaccounted for"),
    "conversion_wrong": N_("A conversion is wrong"),
    "restated_wrong": N_("A value that is said twice is not the same"),
    "placeable_lost": N_("A part that must stay is missing"),
    "length": N_("Much longer or shorter than usual"),
    "repetition": N_("Something is repeated"),
    "missed_term": N_("A required term is missing"),
    "forbidden_term": N_("A forbidden wording stands in the text"),
    "term_overused": N_("A term stands where nothing asked for it"),
    "term_inconsistent": N_("One thing has two names"),
    "term_unlike_listing": N_("The listing calls it something else"),
    "channel_misfit": N_("A sale channel does not take it so"),
    "model_chatter": N_("The model speaks of itself"),
    "through_another_language": N_("Translated through another language"),
    "wrapping_quotes": N_("The whole stands in quotation marks"),
    "markdown": N_("Markdown stands in the text"),
    "extra_lines": N_("There are more lines than in the source"),
    "explained": N_("An explanation was added"),
    "festival_tone": N_("A wrong tone for the day"),
    "mainland_measure": N_("A measure that only the mainland uses"),
    "price_without_currency": N_("A price without a currency"),
    "full_width": N_("Full-width characters are left"),
    "space_before": N_("A space before a sign"),
    "double_space": N_("Two spaces in a row"),
    "edge_space": N_("A space at the edge"),
    "unbalanced": N_("A bracket or quote is not closed"),
    "unshowable": N_("A character cannot be shown"),
    "all_capitals": N_("Words in capitals"),
    "doubled": N_("A word stands twice"),
    "claims": N_("A claim that this region does not allow"),
    "check_failed": N_("A check could not read it"),
    # reasons that no check gives
    "estimate": N_("The estimate is low"),
    "no-text": N_("A line has no text yet"),
    "policy": N_("This region asks for a person"),
    "repair": N_("A repair failed"),
    "rewrite": N_("A machine rewrote it for tone"),
    "notice": N_("A notice is missing"),
    "language.kept": N_("A text was kept in its own language"),
    "human.source-changed": N_("The source changed under a person's text"),
    "human.source-gone": N_("A line that a person wrote lost its source"),
    "": N_("Nothing was found"),
}
_TERM, _CLAIM = N_("A required term is missing"), N_("A claim or rule of this region")


def called(rule: str, concepts: Collection[str] = ()) -> str:
    """The words for a rule, in English: they are translated where they are shown. `concepts` are those of the glossary: a rule may be one.

    >>> called("number_lost"), called("term:herb.ai-cao"), called("us.disease")
    ('A number is missing', 'A required term is missing', 'A claim or rule of this region')
    """
    return RULES.get(rule) or (_TERM if rule.startswith("term:") or rule in concepts else _CLAIM)
