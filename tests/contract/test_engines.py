"""What every engine owes, checked on each: the fake, Chinese to Chinese, and a language model (a tiny random one with the real code around it)."""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from localize.domain.record import Role
from localize.domain.region import Chinese
from localize.domain.request import CUT, Ask, Draft, Request
from localize.engines.base import Engine
from localize.engines.chinese import ChineseEngine
from localize.engines.llamacpp import LlamaCppEngine
from localize.engines.llm import LlmEngine
from localize.engines.models import ModelStore, load_manifest
from localize.engines.openai_http import OpenAiEngine
from localize.engines.pieces import MOST_CHARACTERS
from localize.engines.pseudo import PseudoEngine
from localize.errors import UnsupportedPair
from localize.prompts import Prompts

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("tiny", ROOT / "tests/engines/tiny.py")
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)
_spec = importlib.util.spec_from_file_location("tiny_gguf", ROOT / "tests/engines/tiny_gguf.py")
tiny_gguf = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny_gguf)
_spec = importlib.util.spec_from_file_location("tiny_seq2seq", ROOT / "tests/engines/tiny_seq2seq.py")
tiny_seq2seq = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny_seq2seq)

TEXTS = ["艾草泡脚包真好用", "一盒30包，每包250g", "佛香", "", "今天的围巾是彩虹色的，长180cm", "red scarf 围巾", "佛香", "！！！", "红花" * 40]


class _Ready(ModelStore):
    """A store whose weights are there already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)

    def ready(self, spec: object, form: str, make: object, *, size: int = 0, progress: object = None) -> Path:
        return self.folder


@pytest.fixture(scope="module")
def tiny_llm(tmp_path_factory: pytest.TempPathFactory) -> LlmEngine:
    from safetensors.torch import save_file

    folder = tmp_path_factory.mktemp("tiny")
    tiny.save(folder)
    made = tiny.model(len(tiny.tokenizer()))
    save_file({k: v.contiguous() for k, v in made.state_dict().items()}, folder / "weights.safetensors")
    spec = next(iter(load_manifest(ROOT / "glossaries/models.toml").values()))
    return LlmEngine(spec, _Ready(folder), Prompts(ROOT / "prompts"), precision="bf16", rows=4)


@pytest.fixture(scope="module")
def tiny_llamacpp(tmp_path_factory: pytest.TempPathFactory) -> LlamaCppEngine:
    return tiny_gguf.in_process(tmp_path_factory.mktemp("gguf"))


@pytest.fixture(scope="module")
def tiny_http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenAiEngine]:
    running = tiny_gguf.server(tiny_gguf.write(tmp_path_factory.mktemp("served") / "tiny.gguf"))
    yield tiny_gguf.over_http(running.listening_address, slots=4)


@pytest.fixture(scope="module")
def tiny_translators(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    """ctranslate and seq2seq, each with a Marian and an M2M100 model."""
    return tiny_seq2seq.engines(tmp_path_factory.mktemp("translators"))


@pytest.fixture(params=["pseudo", "chinese", "llm", "llamacpp", "http", "ctranslate-marian", "ctranslate-m2m100", "seq2seq-marian", "seq2seq-m2m100"])
def case(request: pytest.FixtureRequest) -> tuple[Engine, Callable[[str], Request]]:
    if request.param == "pseudo":
        return PseudoEngine(), lambda text: Request(text, "en")
    if request.param == "chinese":
        return ChineseEngine.load(ROOT / "glossaries/lexicon", {"TW": Chinese("s2tw", "t2tw", ("tw",))}), lambda text: Request(
            text, "zh-Hant", region="TW"
        )
    if "-" in request.param:
        return request.getfixturevalue("tiny_translators")[request.param], lambda text: Request(text, "en")
    return request.getfixturevalue(f"tiny_{request.param}"), lambda text: Request(text, "en")


def drafts(engine: Engine, requests: list[Request]) -> dict[Request, Draft]:
    return {draft.request: draft for draft in engine.translate(requests)}


class TestEveryEngine:
    def test_one_draft_for_each_request(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        engine, make = case
        requests = [make(text) for text in TEXTS]
        assert sorted(d.request.text for d in engine.translate(requests)) == sorted(TEXTS)

    def test_nothing_asked_gives_nothing(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        assert list(case[0].translate([])) == []

    def test_empty_stays_empty(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        engine, make = case
        assert drafts(engine, [make("")])[make("")].text == ""

    def test_alone_or_in_company_the_text_is_the_same(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        engine, make = case
        together = drafts(engine, [make(text) for text in TEXTS])
        alone = {make(text): drafts(engine, [make(text)])[make(text)] for text in TEXTS}
        assert {r: d.text for r, d in together.items()} == {r: d.text for r, d in alone.items()}

    def test_the_same_again(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        engine, make = case
        requests = [make(text) for text in TEXTS]
        first, again = drafts(engine, requests), drafts(engine, requests)
        assert {r: (d.text, d.tokens) for r, d in again.items()} == {r: (d.text, d.tokens) for r, d in first.items()}
        # a server sums a score over whatever company its slots happen to have: the fourth decimal may move
        assert [d.score for d in again.values()] == [first[r].score and pytest.approx(first[r].score, abs=1e-3) for r in again]

    def test_it_says_who_it_is(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        engine, make = case
        assert engine.identity
        assert all(d.engine == engine.identity for d in engine.translate([make("佛香")]))

    def test_a_language_it_does_not_write_is_refused(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        engine, make = case
        with pytest.raises(UnsupportedPair, match=r"th|Thai|language"):
            list(engine.translate([replace(make("佛香"), language="th")]))

    def test_it_can_be_cancelled(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        engine, make = case
        running = engine.translate([make(text) for text in TEXTS])
        first = next(running)
        running.close()
        assert first.text == drafts(engine, [first.request])[first.request].text

    def test_a_text_that_is_too_long_is_done_in_pieces(self, case: tuple[Engine, Callable[[str], Request]]) -> None:
        engine, make = case
        long = "这条围巾很好看，" * (MOST_CHARACTERS // 4)
        assert drafts(engine, [make(long)])[make(long)].text


def test_a_model_never_writes_han(tiny_llm: LlmEngine) -> None:
    texts = [d.text for d in tiny_llm.translate([Request(text, "en", Role.TITLE) for text in TEXTS])]
    assert any(texts)
    assert not [text for text in texts if any("\u4e00" <= c <= "\u9fff" for c in text)]


def test_a_repair_has_a_prompt_of_its_own(tiny_llm: LlmEngine) -> None:
    first = Request("红花泡脚包", "en")
    again = replace(first, draft="red flower", terms=(Ask("红花", "safflower"),))
    assert {d.request for d in tiny_llm.translate([first, again])} == {first, again}
    assert first.key != again.key


def test_a_draft_that_its_limit_cut_says_so(tiny_llm: LlmEngine) -> None:
    """A random model hardly ever stops by itself, a text of nothing is never cut."""
    made = drafts(tiny_llm, [Request(text, "en") for text in TEXTS])
    assert CUT in {d.score for d in made.values()}
    assert made[Request("", "en")].score is None
