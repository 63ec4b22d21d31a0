"""The pages for sellers: what a list and a record say, why a sentence reads so, flags, approving, and what hostile text does not do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from localize.domain.issue import Category, Issue, Severity
from localize.domain.record import Record
from localize.domain.unit import Origin, State, Step, Unit
from localize.domain.variant import Approval, Decision, Reason, Variant
from localize.pasted import Passing, render
from localize.reviewing.flag import MOST_OPEN
from localize.sources.files import FileSource
from localize.store.flags import FlagState
from localize.web.languages import catalogue
from localize.web.seller.telling import UNKNOWN, issues, reasons
from localize.web.seller.words import OTHER_STEP, step_word
from tests.web.world import World

US = "US/en-US/general"
KEY = "note:n0001"
WHY = f"/shop/{KEY}/why?target={US}&position=0"
FLAG = f"/shop/{KEY}/flag?target={US}&position=0"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}\u202e'
CHINESE = {"Accept-Language": "zh-CN"}


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements that are sent to the store meanwhile."""
    sent: list[str] = []

    def heard(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(world.store._engine, "before_cursor_execute", heard)
    try:
        yield sent
    finally:
        event.remove(world.store._engine, "before_cursor_execute", heard)


def put(world: World, *variants: Variant) -> None:
    world.store.save_variants(world.store.start_night(world.site.now()), variants)


def test_a_list_says_how_each_record_stands_and_why(world: World, make_variant: Callable[..., Variant]) -> None:
    claim = Reason("disease", "Says that the product treats an illness.", "治疗失眠")
    stays = Reason("fresh", "Fresh goods spoil on the way.", "鲜活")
    put(
        world,
        make_variant(target="HK/zh-Hant-HK/general", decision=Decision.BLOCK, reasons=(claim,)),
        replace(make_variant(target="SG/en-SG/general", decision=Decision.NOT_ELIGIBLE, reasons=(stays,)), units=()),
    )
    page = world.browser("seller own").get("/shop", headers=CHINESE).text
    for said in ("审核中", "美国", "已拦下", "中国香港", "治疗失眠", "说产品能治疗、缓解或预防疾病", "不能卖到这里", "新加坡", "鲜活"):
        assert said in page, said
    assert "已收到，下一晚翻译。" in page, "the second record has no variant yet"
    assert "note:n0003" not in page, "another shop's"
    assert "disease" not in page and "fresh" not in page, "no name of a rule"


def test_a_record_stands_beside_its_regions(world: World, make_variant: Callable[..., Variant]) -> None:
    put(world, make_variant(target="HK/zh-Hant-HK/general", title="艾草浴足包"), make_variant(target="SG/en-SG/general", title="Mugwort soak"))
    browser = world.browser("link")
    page = browser.get(f"/shop/{KEY}", headers=CHINESE).text
    assert page.count('class="sheet') == 3 and "艾草浴足包" in page, "the original and two languages"
    assert "#mugwort" in page and '<span class="topic">#艾草[话题]#</span>' in page
    chosen = browser.get(f"/shop/{KEY}?on={US}", headers=CHINESE).text
    assert chosen.count('class="sheet') == 2 and "Mugwort foot soak" in chosen and "艾草浴足包" not in chosen
    other = browser.get(f"/shop/{KEY}?on={US}&at=SG/en-SG/general", headers=CHINESE).text
    assert "Mugwort soak" in other and "narrow-only" in other, "a tab shows what does not stand beside"
    assert browser.get(f"/shop/{KEY}?at=nowhere&on=nothing").status_code == 200


def test_lengths_are_counted_as_the_channel_counts(world: World, make_variant: Callable[..., Variant]) -> None:
    put(world, make_variant(target="HK/zh-Hant-HK/general", title="艾草泡腳包" * 5))
    page = world.browser("link").get(f"/shop/{KEY}?on=HK/zh-Hant-HK/general", headers=CHINESE).text
    assert "小红书 · 标题 25 / 20 字" in " ".join(page.split()) and "太长" in page


def test_a_sentence_says_why_it_reads_so(world: World, make_variant: Callable[..., Variant]) -> None:
    issue = Issue("claims", Category.COMPLIANCE, Severity.CRITICAL, "Says so.", source_span="祛湿", rule="dampness")
    made = make_variant(target="SG/en-SG/general")
    first = replace(made.units[0], issues=(issue,), steps=(Step("policy.after-sale", "7天无理由", ""), Step("measures.weight", "半斤", "250 g")))
    put(world, replace(made, units=(first, *made.units[1:])))
    page = world.browser("seller own").get(f"/shop/{KEY}/why?target=SG/en-SG/general&position=0", headers=CHINESE).text
    for said in ("艾草泡脚包", "Mugwort", "用了合适的词形", "去掉了", "7天无理由", "250 g", "祛湿", "草本足浴，泡出一段放松时光", "请在原文里改掉"):
        assert said in page, said
    assert "0.8" not in page and "dampness" not in page, "no bare number, no name of a rule"
    for gone in (f"/shop/{KEY}/why?target={US}&position=99", f"/shop/{KEY}/why?target={US}&position=-1", f"/shop/{KEY}/why?target=x&position=0"):
        assert world.browser("seller own").get(gone).status_code == 404


def test_a_flag_is_raised_seen_and_withdrawn(world: World) -> None:
    seller = world.browser("seller own")
    seen = world.store.variant(KEY, US).units[0].token  # type: ignore[union-attr]
    done = seller.post(FLAG, data={"seen": seen, "reason": "term", "words": "叫艾草浴足包", "suggestion": "Wormwood soak"})
    assert done.status_code == 303 and done.headers["location"] == f"/shop/{KEY}?at={US}&said=flagged#flags"
    flag = next(iter(world.store.desk.flags()))
    assert (flag.who, flag.reason, flag.words, flag.suggestion, flag.text) == (
        "茶行老板",
        "term",
        "叫艾草浴足包",
        "Wormwood soak",
        "Mugwort foot soak",
    )
    assert world.store.variant(KEY, US).units[0].target == "Mugwort foot soak", "a suggestion changes nothing"  # type: ignore[union-attr]
    for path in (f"/shop/{KEY}", "/shop/flags"):
        page = seller.get(path, headers=CHINESE).text
        assert "叫艾草浴足包" in page and "等编辑处理" in page and "撤回这条反馈" in page
    assert "1 条反馈等编辑处理" in seller.get("/shop", headers=CHINESE).text
    assert "叫艾草浴足包" not in world.browser("link").get(f"/shop/{KEY}").text, "flags are one's own"
    assert world.browser("link").post(f"/shop/flags/{flag.id}/withdraw").status_code == 409
    assert seller.post(f"/shop/flags/{flag.id}/withdraw", data={"back": "flags"}).headers["location"] == "/shop/flags?said=withdrawn"
    assert world.store.desk.flag(flag.id).state is FlagState.WITHDRAWN  # type: ignore[union-attr]
    assert seller.post(f"/shop/flags/{flag.id}/withdraw").status_code == 409
    acts = [(deed.who, deed.act) for deed in world.store.deeds.page(limit=5)]
    assert ("茶行老板", "flag.add") in acts and ("茶行老板", "flag.withdraw") in acts


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "请选择哪里不对"),
        ({"reason": "nonsense"}, "请选择哪里不对"),
        ({"reason": "other"}, "请用一句话说明哪里不对"),
        ({"reason": "tone", "words": "x" * 2001}, "最多写 2,000 个字符"),
        ({"reason": "tone", "suggestion": "a\x07"}, "看不见的字符"),
        ({"reason": "tone", "seen": "00000000", "words": "留着"}, "刚刚有改动"),
    ],
)
def test_a_flag_that_does_not_fit_comes_back_with_what_was_typed(world: World, sent: dict[str, str], said: str) -> None:
    page = world.browser("seller own").post(FLAG, data=sent, headers=CHINESE)
    assert page.status_code == 422 and said in page.text
    assert sent.get("words", "")[:50] in page.text
    assert list(world.store.desk.flags()) == []


def test_more_flags_than_anybody_answers_are_refused_in_words(world: World) -> None:
    for _ in range(MOST_OPEN):
        world.flag("茶行老板")
    seen = world.store.variant(KEY, US).units[0].token  # type: ignore[union-attr]
    page = world.browser("seller own").post(FLAG, data={"seen": seen, "reason": "tone"}, headers=CHINESE)
    assert page.status_code == 409 and "很多未处理的反馈" in page.text and "请等编辑处理" in page.text


def test_what_became_of_a_flag_is_told(world: World) -> None:
    number = world.flag("茶行老板")
    world.store.desk.close_flag(number, FlagState.DECLINED, "mei", "术语库这样规定。", world.site.now())
    page = world.browser("seller own").get("/shop/flags", headers=CHINESE).text
    assert "没有采纳" in page and "编辑答复：" in page and "术语库这样规定。" in page and "撤回这条反馈" not in page


def test_sellers_approve_only_where_the_settings_let_them(world: World) -> None:
    seller, approve = world.browser("seller own"), f"/shop/{KEY}/approve?target={US}"
    assert "批准这篇译文" not in seller.get(f"/shop/{KEY}", headers=CHINESE).text
    assert "由懂这种语言的编辑批准" in seller.get(f"/shop/{KEY}", headers=CHINESE).text
    seen = str(world.store.variant(KEY, US).signature)  # type: ignore[union-attr]
    assert seller.post(approve, data={"seen": seen}, headers=CHINESE).status_code == 409
    kit = world.site.kit
    assert kit is not None
    world.app.state.site = replace(world.site, kit=replace(kit, settings=replace(kit.settings, sellers_approve=True)))
    assert "批准这篇译文" in seller.get(f"/shop/{KEY}", headers=CHINESE).text
    assert seller.post(approve, data={"seen": "source=other"}).status_code == 409
    assert seller.post(approve).status_code == 409
    assert seller.post(approve, data={"seen": seen}).status_code == 303
    stored = world.store.variant(KEY, US)
    assert stored is not None and stored.approval is Approval.APPROVED
    assert [deed.detail for deed in world.store.deeds.page(limit=20) if deed.act == "variant.approve"] == [{"by": "seller"}]
    assert "可以发布" in seller.get(f"/shop/{KEY}", headers=CHINESE).text
    assert list(world.store.memory_entries(US)) == [], "what one shop likes is not put into another's texts"


def test_text_of_sellers_is_only_ever_shown(world: World, make_record: Callable[..., Record], make_variant: Callable[..., Variant]) -> None:
    night = world.store.start_night(world.site.now())
    world.store.save_records([replace(make_record(1, HOSTILE), shop="茶行")], night)
    made = make_variant(target="SG/en-SG/general", title=HOSTILE, decision=Decision.BLOCK, reasons=(Reason("x", HOSTILE, HOSTILE, HOSTILE),))
    put(world, made)
    seller = world.browser("seller own")
    seen = made.units[0].token
    seller.post(
        f"/shop/{KEY}/flag?target=SG/en-SG/general&position=0", data={"seen": seen, "reason": "other", "words": HOSTILE, "suggestion": HOSTILE}
    )
    for path in ("/shop", f"/shop/{KEY}?on=SG/en-SG/general", f"/shop/{KEY}/why?target=SG/en-SG/general&position=0", "/shop/flags"):
        page = seller.get(path).text
        assert "<script>alert" not in page and "<img" not in page.replace('<img src="/static/icon.svg', "") and "49" not in page.partition("<main")[2]
        assert "&lt;script&gt;" in page, path


def test_no_page_asks_the_store_more_than_twelve_times(
    world: World, make_record: Callable[..., Record], make_variant: Callable[..., Variant]
) -> None:
    assert world.site.kit is not None
    records = [replace(make_record(n), shop="茶行") for n in range(1, 120)]
    world.store.save_records(records, world.store.start_night(world.site.now()))
    put(world, *(make_variant(record.key, str(target), lines=20) for record in records[:25] for target in world.site.kit.targets))
    world.flag("茶行老板")
    for path in ("/shop", "/shop?after=note:n0040", f"/shop/{KEY}", WHY, "/shop/flags", "/try"):
        for who in ("seller own", "link one", "operator"):
            with counted(world) as sent:
                world.browser(who).get(path.replace(KEY, "note:n0002"))
            asked = [statement for statement in sent if not statement.startswith(("BEGIN", "PRAGMA", "INSERT", "DELETE"))]
            assert len(asked) <= 12, (path, who, asked)


def test_every_step_and_reason_of_a_night_has_words(world: World) -> None:
    """What a step did and why a text waits is told in words for sellers, in both languages, over the records of examples/."""
    kit, zh, met = world.site.kit, catalogue("zh-Hans"), 0
    assert kit is not None
    records = [each for each in FileSource(kit.settings.home / "examples").fetch() if isinstance(each, Record)]
    for record in records[::4]:
        for target in (t for t in kit.targets if str(t) in (US, "HK/zh-Hant-HK/general")):
            variant = render(kit, record, target, Passing(), lambda *_: None)
            told = reasons(kit, kit.regions[target.region], variant.verdict.decision, variant.verdict.reasons)
            changed = [step_word(step.rule) for unit in variant.units for step in unit.steps]
            found = [t for unit in variant.units for t in issues(kit, kit.regions[target.region], unit.issues)]
            said = {*(t.what for t in (*told, *found)), *changed}
            assert OTHER_STEP not in said and UNKNOWN not in said, record.key
            assert [text for text in said if zh.gettext(text) == text] == []
            met += len(said)
    assert met > 50


def test_who_wrote_a_sentence_is_told_of_every_origin(world: World, make_variant: Callable[..., Variant]) -> None:
    made = make_variant(target="SG/en-SG/general")
    kinds: dict[str, Unit] = {
        "这句话是人工写的。": replace(made.units[0], origin=Origin.HUMAN, state=State.REVIEWED),
        "以前批准过": replace(made.units[0], origin=Origin.MEMORY),
        "没有语言模型": replace(made.units[0], engine="pseudo"),
        "由本机上的语言模型翻译": replace(made.units[0], engine="llm:x@1/int8"),
        "固定的字词表": replace(made.units[0], engine="chinese-opencc1"),
    }
    units = tuple(replace(unit, segment=replace(unit.segment, index=n)) for n, unit in enumerate(kinds.values()))
    put(world, replace(made, units=units))
    for position, said in enumerate(kinds):
        page = world.browser("seller own").get(f"/shop/{KEY}/why?target=SG/en-SG/general&position={position}", headers=CHINESE)
        assert said in page.text
