"""An issue: a finding of a check or of a person, in the terms of MQM."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """MQM severities. CRITICAL blocks a release, MAJOR sends to review, MINOR costs estimate, NEUTRAL is a remark."""

    NEUTRAL = 0
    MINOR = 1
    MAJOR = 5
    CRITICAL = 25


class Category(StrEnum):
    """The MQM dimensions used here."""

    ACCURACY = "accuracy"
    TERMINOLOGY = "terminology"
    FLUENCY = "fluency"
    STYLE = "style"
    LOCALE = "locale-convention"
    COMPLIANCE = "compliance"
    MARKUP = "markup"
    SECURITY = "security"


@dataclass(frozen=True)
class Issue:
    """A finding.

    `check` is the name of the check, which is its anchor in docs/checks.md. `target_span` and `source_span` are the phrases themselves,
    "" when the finding is about the whole. `rule` names the rule behind it (a claim rule's id, a term's concept), `advice` the next step
    or the softer wordings that are allowed.
    """

    check: str
    category: Category
    severity: Severity
    message: str
    source_span: str = ""
    target_span: str = ""
    rule: str = ""
    advice: str = ""
