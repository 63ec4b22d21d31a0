"""The engine for language models around a tiny random one: how it is asked, what it may write in which language, where it stops."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from localize.domain.request import Ask, Request
from localize.engines.base import Terms
from localize.engines.llm import LlmEngine
from localize.engines.manifest import ModelSpec, load_manifest
from localize.engines.models import ModelStore
from localize.prompts import Prompts

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("tiny", ROOT / "tests/engines/tiny.py")
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)


class _Ready(ModelStore):
    """A store whose weights are there already."""

    def ready(self, spec: object, form: str, make: object, *, size: int = 0, progress: object = None) -> Path:
        return self.folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    from safetensors.torch import save_file

    folder = tmp_path_factory.mktemp("tiny")
    tiny.save(folder)
    made = tiny.model(len(tiny.tokenizer()))
    save_file({k: v.contiguous() for k, v in made.state_dict().items()}, folder / "weights.safetensors")
    return _Ready(folder)


@pytest.fixture(scope="module")
def spec() -> ModelSpec:
    real = load_manifest(ROOT / "glossaries/models.toml")["qwen2.5-coder-1.5b-instruct"]
    return replace(real, languages=("en", "ms", "th", "ja"))


def engine(spec: ModelSpec, store: ModelStore) -> LlmEngine:
    return LlmEngine(spec, store, Prompts(ROOT / "prompts"), precision="bf16", rows=4)


def texts(engine: LlmEngine, *requests: Request) -> list[str]:
    return [draft.text for draft in engine.translate(requests)]


def test_terms_are_given_as_the_manifest_says(spec: ModelSpec, store: ModelStore) -> None:
    assert engine(spec, store).asking.terms is Terms.INLINE
    assert engine(replace(spec, prompt="hunyuan", terms="listed"), store).asking.terms is Terms.LISTED


def test_one_decoder_for_languages_of_one_script(spec: ModelSpec, store: ModelStore) -> None:
    llm = engine(spec, store)
    assert llm.decoder("en") is llm.decoder("ms")
    assert len({id(llm.decoder(language)) for language in ("en", "th", "ja")}) == 3
    assert llm.decoder("ja").allowed is None


def test_a_prompt_without_a_chat_format_is_read_as_it_is(spec: ModelSpec, store: ModelStore) -> None:
    llm = engine(replace(spec, prompt="seedx"), store)
    read = llm._tokenizer.decode(llm._tokens(Request("佛香", "en")))
    assert read == "Translate the following Chinese sentence into English:\n佛香 <en>"
    assert "<|im_start|>" in llm._tokenizer.decode(engine(spec, store)._tokens(Request("佛香", "en")))


def test_a_text_with_listed_terms_does_not_depend_on_its_company(spec: ModelSpec, store: ModelStore) -> None:
    llm = engine(replace(spec, prompt="hunyuan", terms="listed"), store)
    asked = Request("艾草泡脚包", "en", terms=(Ask("艾草", "mugwort"),))
    again = replace(asked, draft="foot bag")
    company = [Request(f"佛香{i}支", "en", terms=(Ask("佛香", "incense"),)) for i in range(5)]
    together = {draft.request: draft.text for draft in llm.translate([asked, again, *company, Request("围巾", "en")])}
    assert [together[asked], together[again]] == [*texts(llm, asked), *texts(llm, again)]


def test_stop_ids_end_a_text(spec: ModelSpec, store: ModelStore) -> None:
    request = Request("艾草泡脚包", "en")
    llm = engine(spec, store)
    (output,) = llm.decoder("en").decode([llm._tokens(request)], [8])
    stopping = engine(replace(spec, stop_ids=(output.tokens[2],)), store)
    (short,) = stopping.decoder("en").decode([stopping._tokens(request)], [8])
    assert short.stopped
    assert short.tokens == output.tokens[: output.tokens.index(output.tokens[2])]
