"""llama.cpp in this process, with a tiny random model in a GGUF file: the real code on a model that writes nonsense."""

import importlib.util
import json
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from localize.domain.record import Role
from localize.domain.request import CUT, Ask, Request
from localize.engines.llamacpp import LlamaCppEngine, grammar
from localize.engines.models import ModelStore
from localize.engines.vocabulary import forbidden
from localize.errors import ModelMissing

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("tiny_gguf", ROOT / "tests/engines/tiny_gguf.py")
tiny_gguf = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny_gguf)

TEXTS = [f"{text}{n}" for n in range(12) for text in ("艾草泡脚包真好用", "佛香", "彩虹色的围巾长180cm", "红花 250g，30包")]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> LlamaCppEngine:
    return tiny_gguf.in_process(tmp_path_factory.mktemp("gguf"))


def another(engine: LlamaCppEngine, languages: tuple[str, ...]) -> LlamaCppEngine:
    return LlamaCppEngine(replace(engine.spec, languages=languages), engine.store, engine.prompts, threads=1)


def test_it_never_writes_what_the_language_is_not_written_with(engine: LlamaCppEngine) -> None:
    unwanted = forbidden("en")
    texts = [d.text for d in engine.translate([Request(text, "en", Role.TITLE) for text in TEXTS])]
    assert any(texts)
    assert not [text for text in texts if unwanted.search(text)]


def test_without_the_grammar_it_would(engine: LlamaCppEngine) -> None:
    """The test above says something only if the model wants to write Han."""
    engine = another(engine, languages=("en", "ja"))
    texts = [d.text for d in engine.translate([Request(text, "ja", Role.TITLE) for text in TEXTS])]
    assert grammar("ja") == {}
    assert [text for text in texts if forbidden("en").search(text)]


def test_scores_tokens_and_the_end(engine: LlamaCppEngine) -> None:
    made = {d.request.text: d for d in engine.translate([Request(text, "en") for text in TEXTS])}
    whole = [d for d in made.values() if d.score != CUT]
    assert whole, "some end by themselves"
    assert all(d.score is not None and d.score < 0 for d in whole if d.text)
    assert all(d.tokens > 0 for d in made.values())
    assert not [d for d in made.values() if "\n" in d.text]


def test_a_draft_that_its_limit_cut_says_so(engine: LlamaCppEngine) -> None:
    assert CUT in {d.score for d in engine.translate([Request(text, "en") for text in TEXTS])}


def test_a_text_that_is_longer_than_the_context_goes_to_a_person(engine: LlamaCppEngine) -> None:
    (draft,) = engine.translate([Request("红花 " * 3000, "en", draft="safflower", terms=(Ask("红花", "safflower"),))])
    assert (draft.text, draft.score) == ("", CUT)


def test_the_beginning_that_prompts_share_is_read_once(engine: LlamaCppEngine) -> None:
    list(engine.translate([Request("佛香", "en")]))
    messages = [{"role": r, "content": c} for r, c in engine.prompts.chat(Request("围巾", "en"), engine.spec.prompt).messages]
    told = engine._server.handle_chat_completions({"messages": messages, "max_tokens": 1, "temperature": 0})["usage"]
    cached = told["prompt_tokens_details"]["cached_tokens"]
    assert cached > 0.8 * told["prompt_tokens"]


def test_nobody_else_gets_into_the_server(engine: LlamaCppEngine) -> None:
    list(engine.translate([Request("佛香", "en")]))
    asked = urllib.request.Request(
        f"{engine._server.listening_address}/v1/chat/completions",
        json.dumps({"messages": [{"role": "user", "content": "a"}]}).encode(),
        {"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(asked, timeout=10)
    raised.value.close()
    assert raised.value.code == 401


def test_the_model_goes_with_close_and_comes_back(engine: LlamaCppEngine) -> None:
    before = list(engine.translate([Request("佛香", "en")]))
    engine.close()
    assert "_server" not in vars(engine)
    assert list(engine.translate([Request("佛香", "en")])) == before


def test_a_model_without_chat_format(engine: LlamaCppEngine) -> None:
    plain = LlamaCppEngine(replace(engine.spec, prompt="seedx"), engine.store, engine.prompts, threads=1)
    (draft,) = plain.translate([Request("佛香", "en")])
    assert draft.tokens > 0
    assert draft.score is not None


def test_without_the_package_it_says_what_to_install(engine: LlamaCppEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = another(engine, ("en",))
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ModelMissing, match=r"pip install 'chuhai\[llamacpp\]'"):
        list(fresh.translate([Request("佛香", "en")]))


def test_a_file_that_is_no_model(tmp_path: Path, engine: LlamaCppEngine) -> None:
    with pytest.raises(ModelMissing, match="missing"):
        list(LlamaCppEngine(engine.spec, ModelStore(tmp_path), engine.prompts).translate([Request("佛香", "en")]))


def test_no_torch_and_a_clean_end(tmp_path: Path) -> None:
    """A program that leaves the engine open ends well, and has loaded neither torch nor transformers."""
    made = tiny_gguf.in_process(tmp_path)
    script = f"""
import sys
from dataclasses import replace
from pathlib import Path
from localize.domain.request import Request
from localize.engines.llamacpp import LlamaCppEngine
from localize.engines.manifest import ModelFile, load_manifest
from localize.engines.models import ModelStore
from localize.prompts import Prompts
root = Path({str(ROOT)!r})
spec = replace(load_manifest(root / "glossaries/models.toml")[{made.spec.id!r}], files=({made.spec.files[0]!r},))
engine = LlamaCppEngine(spec, ModelStore(Path({str(tmp_path)!r})), Prompts(root / "prompts"), threads=1)
assert list(engine.translate([Request("佛香", "en")]))
assert not {{"torch", "transformers"}} & set(sys.modules)
print("done")
"""
    ran = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout) == (0, "done\n"), ran.stderr[-2000:]
