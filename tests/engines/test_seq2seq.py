"""The engines for translation models on tiny random ones: what they write is what the model says, and both say the same."""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from localize.domain.record import Role
from localize.domain.request import CUT, Ask, Draft, Request
from localize.engines.ctranslate import CTranslateEngine
from localize.engines.families import M2M100, MADLAD, MARIAN, NLLB, Words, family_of
from localize.engines.models import ModelSpec, ModelStore
from localize.engines.seq2seq import Seq2SeqEngine, quiet
from localize.engines.sequences import MOST_TOKENS, Hypothesis, SequenceEngine, Work
from localize.errors import SettingsError, UnsupportedPair

_spec = importlib.util.spec_from_file_location("tiny_seq2seq", Path(__file__).with_name("tiny_seq2seq.py"))
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

TEXTS = [
    "艾草泡脚包真好用",
    "一盒30包，每包250g",
    "佛香",
    "今天的围巾是彩虹色的，长180cm",
    "red scarf 围巾",
    "！！！",
    "红花" * 20,
    "茶具</s>一套",
    "囧",
]
FAMILIES = list(tiny.BUILDERS)
Made = tuple[ModelSpec, ModelStore]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    folder = tmp_path_factory.mktemp("models")
    for family, build in tiny.BUILDERS.items():
        build(folder / family)
    return lambda family: (tiny.spec(family, folder / family), ModelStore(folder))


@pytest.fixture(scope="module")
def engines(made: Callable[[str], Made]) -> Callable[[str], tuple[CTranslateEngine, Seq2SeqEngine]]:
    """Both engines in float32, one pair for each family."""
    pairs = {f: (CTranslateEngine(*made(f), precision="float32", workers=2, longest=24), Seq2SeqEngine(*made(f), longest=24)) for f in FAMILIES}
    return lambda family: pairs[family]


def drafts(engine: SequenceEngine, requests: list[Request]) -> list[Draft]:
    found = {d.request: d for d in engine.translate(requests)}
    return [found[r] for r in requests]


@pytest.mark.parametrize("role", [Role.BODY, Role.TITLE])
@pytest.mark.parametrize(("family", "language"), [("marian", "en"), ("m2m100", "en"), ("m2m100", "ja")])
def test_both_engines_agree_to_the_token(engines: Callable[[str], tuple[SequenceEngine, ...]], family: str, language: str, role: Role) -> None:
    requests = [Request(text, language, role) for text in TEXTS]
    quick, plain = (list(_hypotheses(engine, requests)) for engine in engines(family))
    assert [[h.tokens for h in each] for each in quick] == [[h.tokens for h in each] for each in plain]
    assert [[h.whole for h in each] for each in quick] == [[h.whole for h in each] for each in plain]
    scores = [torch.tensor([h.score for each in found for h in each]) for found in (quick, plain)]
    assert torch.allclose(*scores, atol=2e-4)
    assert len({each[0].tokens for each in quick}) > 4, "the tiny model must tell texts apart, or this test proves nothing"


def _hypotheses(engine: SequenceEngine, requests: list[Request]) -> list[list[Hypothesis]]:
    found = {work.place: each for batch, all_ in engine.run(engine.batches(requests)) for work, each in zip(batch.works, all_, strict=True)}
    return [found[i] for i in range(len(requests))]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_scores_are_the_models_own(engines: Callable[[str], tuple[SequenceEngine, ...]], family: str) -> None:
    """Both against the definition: one forward pass, log-softmax over what may be written, mean over the tokens and the end."""
    quick, plain = engines(family)
    model, tokenizer, words = plain._loaded
    (found,) = _hypotheses(quick, [Request(TEXTS[0], "en")])[0]
    ids = torch.tensor([tokenizer.convert_tokens_to_ids(list(words.encode(TEXTS[0], "zh", "en")))])
    lead = [model.config.decoder_start_token_id, *tokenizer.convert_tokens_to_ids(list(words.lead("en")))]
    written = tokenizer.convert_tokens_to_ids([*found.tokens, *(["</s>"] if found.whole else [])])
    scores = model(input_ids=ids, decoder_input_ids=torch.tensor([[*lead, *written[:-1]]])).logits[0, len(lead) - 1 :] + plain._mask("en")
    scores[0, model.config.eos_token_id] = float("-inf")
    mean = sum(scores[i].log_softmax(-1)[token].item() for i, token in enumerate(written)) / len(written)
    assert found.score == pytest.approx(mean, abs=2e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_tokens_are_those_of_the_models_own_tokenizer(engines: Callable[[str], tuple[SequenceEngine, ...]], family: str) -> None:
    _, tokenizer, words = engines(family)[1]._loaded
    if family == "m2m100":
        tokenizer.src_lang = "zh"
    for text in TEXTS[:7]:
        assert tokenizer.convert_tokens_to_ids(list(words.encode(text, "zh", "en"))) == tokenizer(text)["input_ids"]
    assert words.decode(["▁her", "b", "al", "<pad>", "__en__"]) == "herbal"


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("family", FAMILIES)
def test_titles_have_others_and_bodies_have_none(engines: Callable[[str], tuple[SequenceEngine, ...]], family: str, which: int) -> None:
    engine = engines(family)[which]
    title, body = drafts(engine, [Request(TEXTS[0], "en", Role.TITLE), Request(TEXTS[0], "en")])
    assert 1 <= len(title.others) <= 3 and not body.others
    assert title.text not in {text for text, _ in title.others}
    assert title.tokens and title.score is not None and title.score <= 0


@pytest.mark.parametrize("which", [0, 1])
def test_no_east_asian_character_in_a_latin_text(engines: Callable[[str], tuple[SequenceEngine, ...]], which: int) -> None:
    """The vocabulary holds them, and the same model writes them in Japanese."""
    engine = engines("m2m100")[which]
    latin = [d.text for language in ("en", "ms") for d in drafts(engine, [Request(text, language) for text in TEXTS])]
    assert all(text.isascii() for text in latin)
    assert not all(d.text.isascii() for d in drafts(engine, [Request(text, "ja") for text in TEXTS]))


@pytest.mark.parametrize("which", [0, 1])
def test_languages_and_roles_may_be_mixed(engines: Callable[[str], tuple[SequenceEngine, ...]], which: int) -> None:
    engine = engines("m2m100")[which]
    requests = [Request(text, language, role) for text in TEXTS for language in ("en", "ms", "ja") for role in (Role.TITLE, Role.NAME)]
    alone = [drafts(engine, [request])[0].text for request in requests[::7]]
    assert [d.text for d in drafts(engine, requests)][::7] == alone


def test_a_repair_takes_the_hypothesis_with_the_terms(engines: Callable[[str], tuple[SequenceEngine, ...]]) -> None:
    engine = engines("marian")[0]
    request = Request("佛香", "en", terms=(Ask("佛香", "Incense"), Ask("红花", "safflower")), draft="smells")
    plain = Hypothesis(("▁this",), -0.1, True)
    cut = Hypothesis(("▁incense", "▁safflower"), -0.2, False)
    met = Hypothesis(("▁", "in", "ce", "n", "se"), -0.9, True)
    work = Work(0, ("x", "</s>"), "en", 4, 48, True)
    assert engine._answer(request, work, [plain, cut, met]).text == "incense"
    assert engine._answer(replace(request, draft=""), work, [plain, cut, met]).text == "this"
    assert engine._answer(request, work, [plain, cut, met]).others[0] == ("this", -0.1)


def test_a_text_cut_by_its_limit_says_so(made: Callable[[str], Made]) -> None:
    for engine in (CTranslateEngine(*made("marian"), longest=2), Seq2SeqEngine(*made("marian"), longest=2)):
        assert CUT in {d.score for d in drafts(engine, [Request(text, "en") for text in TEXTS])}
        assert all(d.tokens <= 2 for d in drafts(engine, [Request(text, "en") for text in TEXTS]))


def test_a_text_that_cannot_be_read_to_its_end_says_so(engines: Callable[[str], tuple[SequenceEngine, ...]]) -> None:
    long = Request("艾草红花" * MOST_TOKENS, "en", draft="a draft keeps a text in one piece")
    for engine in engines("marian"):
        (batch,) = engine.batches([long])
        assert len(batch.first.tokens) == MOST_TOKENS and not batch.first.whole


@pytest.mark.parametrize("budget", [1, 300, 4000])
def test_batches_stay_within_the_budget(engines: Callable[[str], tuple[SequenceEngine, ...]], budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engines("m2m100")[0]
    monkeypatch.setattr(engine, "budget", budget)
    requests = [Request(text, "en", role) for text in TEXTS * 5 for role in (Role.TITLE, Role.BODY)]
    batches = list(engine.batches(requests))
    assert sorted(work.place for batch in batches for work in batch.works) == list(range(len(requests)))
    for batch in batches:
        size = len(batch.works) * batch.first.beams * (max(len(w.tokens) for w in batch.works) + batch.first.limit)
        assert len(batch.works) == 1 or size <= budget
        assert len({(w.language, w.beams, w.limit) for w in batch.works}) == 1


def test_a_closed_iterator_begins_nothing_more(made: Callable[[str], Made], monkeypatch: pytest.MonkeyPatch) -> None:
    engine = CTranslateEngine(*made("marian"), precision="float32", budget=1, workers=1)
    begun: list[int] = []
    begin = engine._begin
    monkeypatch.setattr(engine, "_begin", lambda batch: (begun.append(batch.first.place), begin(batch))[1])
    running = engine.translate([Request(f"佛香{i}", "en") for i in range(30)])
    next(running)
    running.close()
    assert len(begun) == 3


def test_another_source_is_refused_or_read(made: Callable[[str], Made]) -> None:
    english = Request("red scarf", "ms", source="en")
    assert english.key != replace(english, source="zh").key
    with pytest.raises(UnsupportedPair, match="en→ms"):
        list(CTranslateEngine(*made("m2m100")).translate([english]))
    engine = CTranslateEngine(*made("m2m100"), sources=frozenset({"zh", "en"}))
    (batch,) = engine.batches([english])
    assert batch.first.tokens[0] == "__en__"
    assert drafts(engine, [english])[0].text


def test_the_form_names_library_precision_and_files(made: Callable[[str], Made]) -> None:
    spec, store = made("marian")
    engine = CTranslateEngine(spec, store)
    assert engine.form == f"ct2a-4.8.5-int8-{spec.digest}"
    other = replace(spec, files=(replace(spec.files[0], sha256="0" * 64), *spec.files[1:]))
    assert CTranslateEngine(other, store).form != engine.form
    assert CTranslateEngine(spec, store, precision="float32").identity != engine.identity
    assert Seq2SeqEngine(spec, store, precision="bf16").identity == f"seq2seq:marian@{spec.digest}/bf16"


def test_int8_and_bf16_translate_too(made: Callable[[str], Made]) -> None:
    requests = [Request(text, "en") for text in TEXTS]
    for engine in (CTranslateEngine(*made("m2m100")), Seq2SeqEngine(*made("m2m100"), precision="bf16")):
        assert all(d.text for d in drafts(engine, requests))


def test_families_are_told_apart_by_class_and_files(made: Callable[[str], Made]) -> None:
    marian, m2m100 = (made(family)[0] for family in ("marian", "m2m100"))
    assert (family_of(marian), family_of(m2m100)) == (MARIAN, M2M100)
    assert family_of(replace(m2m100, files=tuple(f for f in m2m100.files if f.name != "vocab.json"))) == NLLB
    assert family_of(replace(marian, architecture="T5ForConditionalGeneration")) == MADLAD
    with pytest.raises(SettingsError, match="Qwen2ForCausalLM"):
        family_of(replace(marian, architecture="Qwen2ForCausalLM"))


def words(family: object, folder: Path, *marks: str) -> Words:
    for name in {family.reads, family.writes}:
        tiny.pieces([*tiny.CHINESE, *tiny.ENGLISH], folder / name, 150)
    return Words(family, folder, ["</s>", "▁", "围", "<0x41>", "<0xE5>", *marks])


def test_marks_of_languages(tmp_path: Path) -> None:
    assert words(MARIAN, tmp_path).encode("围", "zh", "en") == ("▁围", "</s>")
    assert words(MARIAN, tmp_path, ">>zsm_Latn<<", ">>ind<<").encode("围", "zh", "ms")[0] == ">>zsm_Latn<<"
    assert words(MARIAN, tmp_path, ">>zsm_Latn<<", ">>ind<<").encode("围", "zh", "id")[0] == ">>ind<<"
    nllb = words(NLLB, tmp_path, "zho_Hans", "eng_Latn")
    assert (nllb.encode("围", "zh", "en"), nllb.lead("en")) == (("zho_Hans", "▁围", "</s>"), ("eng_Latn",))
    assert words(MADLAD, tmp_path, "<2en>").lead("en") == ()
    assert "".join(words(MADLAD, tmp_path, "<2en>").encode("围", "zh", "en")) == "▁<2en>▁围</s>"


@pytest.mark.parametrize(("family", "marks"), [(MARIAN, (">>ind<<",)), (NLLB, ("zho_Hans",)), (MADLAD, ()), (M2M100, ("__zh__",))])
def test_a_language_without_a_mark_is_refused(tmp_path: Path, family: object, marks: tuple[str, ...]) -> None:
    with pytest.raises(UnsupportedPair, match=r"has no"):
        made = words(family, tmp_path, *marks)
        made.encode("围", "zh", "vi")
        made.lead("vi")


def test_bytes_and_marks_may_not_be_written(tmp_path: Path) -> None:
    made = words(NLLB, tmp_path, "eng_Latn", "<s>", "madeupword3")
    assert made.writable("en") == {"</s>", "▁", "<0x41>"}
    assert made.writable("ja") == {"</s>", "▁", "<0x41>", "围", "<0xE5>"}


def test_loading_is_quiet(made: Callable[[str], Made], capfd: pytest.CaptureFixture[str]) -> None:
    assert drafts(Seq2SeqEngine(*made("marian")), [Request("佛香", "en")])
    with quiet():
        pass
    assert capfd.readouterr() == ("", "")
