"""What pages of operators call the words of the library: states, stages, decisions. English here, translated when they are shown."""

from __future__ import annotations

from localize.health import Health
from localize.spot import Advice
from localize.web.languages import N_

STATUS = {
    "running": N_("running"),
    "finished": N_("finished"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
    "interrupted": N_("killed"),
}
STATUS_KIND = {"running": "wait", "finished": "good", "stopped": "wait", "failed": "bad", "interrupted": "bad"}
HEALTH = {
    Health.NONE: N_("There was no night yet"),
    Health.RUNNING: N_("A night is running"),
    Health.SILENT: N_("The night says nothing any more"),
    Health.FAILED: N_("The night failed"),
    Health.CUT: N_("The night did not get to its end"),
    Health.LATE: N_("There was no night since yesterday"),
    Health.PARTLY: N_("The night is done, and something needs you"),
    Health.GOOD: N_("The night went well"),
}
HEALTH_KIND = {
    Health.NONE: "plain",
    Health.RUNNING: "wait",
    Health.SILENT: "bad",
    Health.FAILED: "bad",
    Health.CUT: "bad",
    Health.LATE: "bad",
    Health.PARTLY: "wait",
    Health.GOOD: "good",
}
STAGES = {
    "pull": N_("reading the sources"),
    "plan": N_("planning"),
    "translate": N_("translating"),
    "adapt and check": N_("adapting and checking"),
    "looking for what is stale": N_("looking for what is stale"),
    "adapting and checking": N_("adapting and checking"),
    "translating": N_("translating"),
}
DECISIONS = {
    "release": N_("released by machine"),
    "review": N_("to review"),
    "block": N_("blocked"),
    "not eligible": N_("not eligible"),
    "no engine": N_("without an engine"),
}
DECISION_KIND = {"release": "good", "review": "wait", "block": "bad", "not eligible": "plain", "no engine": "plain"}
# the parts of a signature: why a variant was made again
PARTS = {
    "new": N_("new"),
    "source": N_("the source changed"),
    "engine": N_("another engine"),
    "terms": N_("terms changed"),
    "prompts": N_("prompts changed"),
    "rules": N_("rules changed"),
    "memory": N_("the memory changed"),
    "people": N_("people wrote in it"),
}
CATEGORIES = {
    "accuracy": N_("meaning"),
    "terminology": N_("term"),
    "fluency": N_("language"),
    "style": N_("tone"),
    "locale-convention": N_("numbers and conventions"),
    "compliance": N_("forbidden claim"),
}
JUDGEMENTS = {"fine": N_("fine"), "small": N_("small"), "wrong": N_("wrong")}
JUDGEMENT_KIND = {"fine": "good", "small": "wait", "wrong": "bad"}
ADVICE = {
    Advice.MORE: N_("Leave the bound where it is: the interval does not say more yet."),
    Advice.RAISE: N_("Raise the bound: too many wrong texts go out, and their estimates are lower than those of the others."),
    Advice.NO_BOUND: N_(
        "Too many wrong texts go out, and no bound would hold them back: their estimates are as high as those of good ones. Look at the kinds of mistakes."
    ),
    Advice.LOWER: N_("The bound could be one step lower; draw another audit after that."),
}
MARKS = {"good": N_("good"), "note": N_("worth knowing"), "bad": N_("needs something done")}
MARK_KIND = {"good": "good", "note": "plain", "bad": "bad"}
GROUPS = {
    "machine": N_("machine"),
    "packages": N_("packages"),
    "disk": N_("disk"),
    "regions": N_("regions"),
    "glossary": N_("glossary"),
    "prompts": N_("prompts"),
    "models": N_("models"),
    "engines": N_("engines"),
    "store": N_("store"),
    "files": N_("files"),
}
