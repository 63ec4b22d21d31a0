"""The command line over a small store, made once by a night without a model. Output is asked for meaning, not for layout."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from localize import night as nightly
from localize.cli import app, models
from localize.domain.term import Status
from localize.engines.manifest import load_manifest
from localize.engines.pseudo import PseudoEngine
from localize.exchange.tables import read_terms, write_terms
from localize.store.migrations import revisions
from localize.store.repository import Store

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., Result]
SOAK = "listing:6ef488bacedf70be76710313"


@pytest.fixture(scope="session")
def small_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a slice of the examples, and the store of a night over it."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "in").mkdir()
    for name in ("listings", "notes"):
        lines = (ROOT / "examples" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        (folder / "in" / f"{name}.jsonl").write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["night", str(folder / "in"), "--engine", "pseudo"], env=_environment(folder))
    assert done.exit_code == 0, done.output
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return {
        "CHUHAI_OUT": str(folder / "out"), "CHUHAI_STORE": f"sqlite:///{folder / 'chuhai.db'}", "CHUHAI_ENGINE": "pseudo",
        "CHUHAI_MODELS": str(folder / "models"), "CHUHAI_HOME": str(ROOT), "COLUMNS": "160", "CHUHAI_WHO": "",
    }  # fmt: skip


@pytest.fixture
def home(small_night: Path, tmp_path: Path) -> Path:
    """A copy of that store, to be changed."""
    shutil.copytree(small_night, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    def invoke(*words: str, **more: str) -> Result:
        return CliRunner().invoke(app, list(words), env=_environment(home) | more)

    return invoke


def _store(home: Path) -> Store:
    return Store.open(_environment(home)["CHUHAI_STORE"])


def test_help_teaches(run: Run) -> None:
    said = run("--help")
    assert said.exit_code == 0
    for word in ("night", "preview", "approve", "emit", "glossary", "models", "db", "doctor", "Exit codes", "130"):
        assert word in said.output


def test_help_starts_quickly_and_loads_nothing_heavy() -> None:
    code = "import sys; import localize.cli; print([m for m in ('sqlalchemy', 'torch', 'transformers', 'opencc', 'prefect') if m in sys.modules])"
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
    assert time.monotonic() - begun < 10  # 0.2 s on a machine that is not busy


@pytest.mark.parametrize(
    "group", [("night",), ("preview",), ("glossary", "sync"), ("glossary", "impact"), ("models", "fetch"), ("db", "check"), ("doctor",), ("emit",)]
)
def test_every_command_explains_itself(run: Run, group: tuple[str, ...]) -> None:
    assert run(*group, "--help").exit_code == 0


def test_a_second_night_translates_nothing(run: Run, home: Path) -> None:
    said = run("night", str(home / "in"))
    assert said.exit_code == 0, said.output
    report = json.loads((home / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["segments"]["translated"] == 0
    assert "Written" in said.output


def test_quarantine_is_said_and_is_exit_code_4(run: Run, home: Path) -> None:
    (home / "in" / "broken.jsonl").write_text('{"note_id": \n', encoding="utf-8")
    said = run("night", str(home / "in"))
    assert said.exit_code == 4
    assert "1 records are in quarantine" in said.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("night", "nowhere.jsonl"), "There is no file"),
        (("night", "examples", "--engine", "babelfish"), "There is no model"),
        (("preview", "xyzzy"), "The nearest are"),
        (("preview", SOAK, "--target", "FR"), "It has:"),
        (("emit", "--region", "FR"), "no variants for FR"),
        (("glossary", "show", "herb.ai-caoo"), "herb.ai-cao"),
        (("glossary", "approve", "艾草", "--who", "A", "--why", "b"), "--locale"),
        (("glossary", "approve", "herb.ai-cao|en|general", "--who", "A", "--why", "b"), "Cannot approve"),
        (("models", "verify"), "is not in"),
        (("models", "fetch", "--from", "nowhere"), "is not a file"),
        (("approve", SOAK, "MY/ms", "--who", "A"), "cannot be approved"),
        (("reject", SOAK, "US", "--who", "A", "--why", "b"), "fits 2 targets"),
    ],
)
def test_what_is_wrong_is_said_with_a_next_step_and_no_traceback(run: Run, words: tuple[str, ...], why: str) -> None:
    said = run(*words)
    assert said.exit_code == 2
    assert why in said.output
    assert "Next step:" in said.output
    assert "Traceback" not in said.output


def test_wrong_settings_are_exit_code_2(run: Run) -> None:
    said = run("night", "examples", CHUHAI_PRECISION="int3")
    assert said.exit_code == 2
    assert "CHUHAI_PRECISION" in said.output


def test_a_missing_model_is_said_before_any_work(run: Run, home: Path) -> None:
    (home / "chuhai.db").unlink()
    said = run("night", str(home / "in"), CHUHAI_ENGINE="auto")
    assert said.exit_code == 2
    assert "localize models fetch" in said.output
    assert not (home / "chuhai.db").exists()


def test_a_busy_store_is_exit_code_3(run: Run, home: Path) -> None:
    with _store(home) as store, store.hold("another night"):
        said = run("night", str(home / "in"))
    assert said.exit_code == 3
    assert "another night" in said.output


def test_ctrl_c_says_that_the_store_is_sound(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(nightly, "run", stopped)
    said = run("night", str(home / "in"))
    assert said.exit_code == 130
    assert "goes on from there" in said.output


def test_preview_shows_source_and_target_side_by_side(run: Run) -> None:
    said = run("preview", "6ef488", "--target", "hk", "--why")
    assert said.exit_code == 0, said.output
    for words in ("红花茯苓艾叶祛湿泡脚包", "紅花茯苓艾葉", "HK/zh-Hant-HK/general", "term ", "made with source="):
        assert words in said.output


def test_a_variant_is_approved_emitted_and_rejected_again(run: Run, home: Path) -> None:
    with _store(home) as store:
        variant = next(v for v in store.variants(region="TW") if v.verdict.decision in ("release", "review"))
    pair = (variant.record, "TW")
    said = run("approve", *pair, "--who", "editor")
    assert said.exit_code == 0, said.output
    assert "is approved" in said.output
    assert "1 variants written" in run("emit", "--region", "TW").output
    assert "taken back" in run("reject", *pair, "--who", "editor", "--why", "wrong name").output
    assert "0 variants written" in run("emit", "--region", "TW").output
    assert "written" in run("emit", "--include-unapproved").output
    assert (home / "out" / "demonstration" / "TW.csv").exists()


def test_nobody_decides_without_a_name(run: Run) -> None:
    assert run("approve", SOAK, "HK").exit_code == 2


def test_the_life_of_a_term(run: Run) -> None:
    why = ("--who", "editor", "--why", "shop's own word")
    assert run("glossary", "add", "tea.lao-shou-mei", "老寿眉", "aged Shou Mei", *why).exit_code == 0
    assert "proposed 1" in run("glossary", "list", "--search", "老寿眉").output
    own = run("glossary", "approve", "tea.lao-shou-mei", *why)
    assert own.exit_code == 2 and "CHUHAI_SINGLE_EDITOR=1" in own.output
    assert run("glossary", "approve", "tea.lao-shou-mei", *why, CHUHAI_SINGLE_EDITOR="1").exit_code == 0
    assert run("glossary", "edit", "tea.lao-shou-mei", "--target", "old Shou Mei", *why).exit_code == 0
    assert run("glossary", "deprecate", "老寿眉", *why).exit_code == 0
    shown = run("glossary", "show", "老寿眉")
    for words in ("revision 4", "editor: aged Shou Mei, proposed; shop's own word", "deprecated"):
        assert words in shown.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("tea.X Y", "茶", "tea"), "is not a name"),
        (("tea.a", "茶", "茶"), "Chinese characters"),
        (("tea.a", "", "tea"), "it is empty"),
        (("tea.cha-hu", "茶壶", "teapot"), "there already"),
    ],
)
def test_a_new_term_is_held_to_the_rules_of_the_tables(run: Run, words: tuple[str, ...], why: str) -> None:
    said = run("glossary", "add", *words, "--who", "A", "--why", "b")
    assert said.exit_code == 2
    assert why in said.output


def test_impact_says_beforehand_what_the_next_night_makes_again(run: Run, home: Path) -> None:
    said = run("glossary", "impact", "herb.ai-ye|en|general", "--names")
    assert said.exit_code == 0, said.output
    promised = {line.strip() for line in said.output.splitlines() if line.startswith("  ")}
    assert promised
    why = ("--who", "editor", "--why", "try")
    assert run("glossary", "edit", "herb.ai-ye|en|general", "--target", "Chinese mugwort leaf", *why).exit_code == 0
    assert run("night", str(home / "in")).exit_code == 0
    with _store(home) as store:
        made = {f"{v.record} {v.target}" for v in store.variants(night=2)}
    assert made == promised


def test_impact_shows_a_few_sentences_before_and_after(run: Run, home: Path) -> None:
    entry = "herb.ai-ye|en|general"
    with _store(home) as store:
        held = store.terms_revision(), store.counts()
    said = run("glossary", "impact", entry, "--target", "Artemisia leaf", "--samples", "2")
    assert said.exit_code == 0, said.output
    before, after = (re.findall(rf"^  {name} +(.*)$", said.output, re.MULTILINE) for name in ("before", "after"))
    assert 1 <= len(before) == len(after) <= 2
    assert all("artemisia leaf" in text.casefold() for text in after)
    assert not any("artemisia leaf" in text.casefold() for text in before)
    assert "--target TEXT" in run("glossary", "impact", entry, "--samples", "1").output
    with _store(home) as store:
        assert (store.terms_revision(), store.counts()) == held


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("herb.ai-ye", "--target", "x"), "Write the key"),
        (("herb.ai-ye|en|general", "--target", "艾"), "Chinese characters"),
        (("herb.ai-ye", "--samples", "1000"), "50"),
    ],
)
def test_impact_refuses_what_cannot_be_tried(run: Run, words: tuple[str, ...], why: str) -> None:
    said = run("glossary", "impact", *words)
    assert said.exit_code == 2
    assert why in said.output


def test_tables_are_exported_and_their_changes_taken_over(run: Run, home: Path) -> None:
    mine = home / "checkout"
    for name in ("glossaries", "prompts"):
        shutil.copytree(ROOT / name, mine / name)
    here = {"CHUHAI_HOME": str(mine)}
    tables = mine / "glossaries" / "terms"
    edited = (tables / "tea.csv").read_text(encoding="utf-8").replace(",teapot,", ",tea pot,")
    (tables / "tea.csv").write_text(edited, encoding="utf-8")
    shown = run("glossary", "sync", **here)
    assert shown.exit_code == 0, shown.output
    assert "tea.cha-hu|en|any: target teapot → tea pot" in shown.output
    assert "Nothing was changed" in shown.output
    assert "1 entries taken over" in run("glossary", "sync", "--apply", **here).output
    assert "0 changed" in run("glossary", "sync", **here).output
    assert run("glossary", "export", **here).exit_code == 0
    assert next(t for t in read_terms(tables) if t.key == "tea.cha-hu|en|any").revision == 2


def test_what_a_person_changed_in_the_store_is_not_overwritten_by_a_table(run: Run, home: Path) -> None:
    mine = home / "checkout"
    for name in ("glossaries", "prompts"):
        shutil.copytree(ROOT / name, mine / name)
    here = {"CHUHAI_HOME": str(mine)}
    assert run("glossary", "edit", "tea.cha-hu|en|any", "--target", "pot", "--who", "editor", "--why", "short").exit_code == 0
    assert "1 rows are older than the store" in run("glossary", "sync", **here).output
    tables = mine / "glossaries" / "terms"
    (tables / "tea.csv").write_text((tables / "tea.csv").read_text(encoding="utf-8").replace(",teapot,", ",tea pot,"), encoding="utf-8")
    said = run("glossary", "sync", "--apply", **here)
    assert said.exit_code == 4
    assert "editor changed it in the store" in said.output
    with _store(home) as store:
        assert next(t for t in store.terms() if t.key == "tea.cha-hu|en|any").target == "pot"


def test_export_writes_what_is_in_the_store(run: Run, home: Path) -> None:
    assert run("glossary", "export", "--folder", str(home / "tables")).exit_code == 0
    with _store(home) as store:
        assert read_terms(home / "tables") == tuple(sorted(read_terms(home / "tables"), key=lambda t: t.domain))
        assert {t.key for t in read_terms(home / "tables")} == {t.key for t in store.terms()}
        again = write_terms(store.terms(Status.APPROVED), home / "approved")
    assert again


def test_the_store_is_described_checked_and_migrated(run: Run) -> None:
    described = run("db", "info").output
    for words in (f"revision {revisions()[-1]}", "records   4", "variants  40", "40 open", "the latest is 1, finished"):
        assert words in described
    assert "is sound" in run("db", "check").output
    assert "up to date" in run("db", "migrate").output


@pytest.mark.parametrize("columns", ["60", "160"])
def test_models_are_listed_with_state_licence_and_what_nobody_tested(run: Run, columns: str) -> None:
    said = run("models", "list", COLUMNS=columns)
    assert said.exit_code == 0, said.output
    words = " ".join(said.output.split())
    for word in (
        "Apache-2.0",
        "missing",
        "refused",
        "the default",
        "untested",
        "not pinned",
        "EU, UK, KR",
        "1.1 GB",
        "seq2seq",
        "policy is commercial",
    ):
        assert word in words
    assert max(len(line) for line in said.output.splitlines()[:-1]) <= int(columns)


def test_any_licence_lifts_the_refusal(run: Run) -> None:
    assert "refused" not in run("models", "list", CHUHAI_LICENCES="any").output


@pytest.mark.parametrize("words", [("show", "hy-mt1.5-1.8b"), ("list", "hy-mt1.5-1.8b")])
def test_everything_about_one_model_is_shown(run: Run, words: tuple[str, ...]) -> None:
    said = run("models", *words).output
    for word in (
        "Tencent-Hunyuan-Community",
        "EU, UK, KR (outputs included)",
        "hunyuan, terms listed",
        "120020",
        "model.safetensors",
        "not pinned",
        "bf16",
    ):
        assert word in said


@pytest.fixture
def given(home: Path) -> Path:
    """A folder with files of the right names for a Marian model."""
    folder = home / "given"
    folder.mkdir()
    for file in load_manifest(ROOT / "glossaries/models.toml")["opus-mt-zh-en"].files:
        (folder / file.name).write_text(file.name, encoding="utf-8")
    return folder


def test_a_model_without_hashes_is_pinned_from_a_folder(run: Run, home: Path, given: Path) -> None:
    refused = run("models", "fetch", "opus-mt-zh-en", "--from", str(given))
    assert refused.exit_code == 2
    assert "localize models pin opus-mt-zh-en --from FOLDER" in refused.output
    said = run("models", "pin", "opus-mt-zh-en", "--from", str(given))
    assert said.exit_code == 0, said.output
    lines = said.output[said.output.index("file = [") :]
    pasted = tomllib.loads(lines)
    assert {f["name"]: f["sha256"] for f in pasted["file"]}["vocab.json"] == hashlib.sha256(b"vocab.json").hexdigest()
    assert "pinned already" in run("models", "pin", "opus-mt-zh-en").output
    assert "as pinned" in run("models", "verify", "opus-mt-zh-en").output
    (home / "models" / "opus-mt-zh-en" / "vocab.json").write_text("other", encoding="utf-8")
    assert "put aside" in run("models", "verify", "opus-mt-zh-en").output


def test_a_refused_model_is_neither_fetched_nor_pinned_but_can_be_removed(run: Run, given: Path) -> None:
    for act in ("fetch", "pin"):
        said = run("models", act, "nllb-200-distilled-600m", "--from", str(given))
        assert said.exit_code == 2
        assert "does not allow commercial use" in said.output
    assert run("models", "remove", "nllb-200-distilled-600m", "--yes").exit_code == 0


def test_a_probe_is_kept_and_shown_in_the_list(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is not ready" in run("models", "probe").output

    class Ready(PseudoEngine):
        state = "ready"

    monkeypatch.setattr(models, "_engine", lambda spec: Ready())
    said = run("models", "probe")
    assert said.exit_code == 0, said.output
    for word in ("segments a second", "numbers kept", "terms met", "placeholders", "probe.json"):
        assert word in said.output
    monkeypatch.undo()
    assert "probed 20" in run("models", "list", COLUMNS="300").output


def test_a_probe_that_is_stopped_keeps_nothing(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(PseudoEngine):
        state = "ready"

        def translate(self, requests: object) -> object:
            raise KeyboardInterrupt

    monkeypatch.setattr(models, "_engine", lambda spec: Stopped())
    assert run("models", "probe").exit_code == 130
    assert not list((home / "models").rglob("probe.json*"))


def test_a_model_from_a_folder_that_is_the_wrong_file_is_put_aside(run: Run, home: Path) -> None:
    said = run("models", "fetch", "--from", str(_wrong_model(home)))
    assert said.exit_code == 2
    assert "SHA-256" in said.output
    assert "0.0 GB freed" in run("models", "remove", "--yes").output


def _wrong_model(home: Path) -> Path:
    path = home / "wrong.gguf"
    path.write_bytes(b"not a model")
    return path


def test_doctor_says_which_engine_writes_which_language(run: Run) -> None:
    said = run("doctor")
    assert said.exit_code == 0, said.output
    for words in ("zh→zh-Hant: chinese-", "zh→en: pseudo", "no engine", "reachable", "US/en-US/diaspora"):
        assert words in said.output


def test_doctor_asks_for_what_is_missing(run: Run) -> None:
    said = run("doctor", CHUHAI_ENGINE="auto")
    assert said.exit_code == 4
    assert "localize models fetch" in said.output


def test_the_documentation_names_every_command_and_setting() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback]
    names += [c.name or c.callback.__name__ for group in app.registered_groups for c in group.typer_instance.registered_commands if c.callback]
    readers = [ROOT / "localize" / "settings.py", ROOT / "localize" / "web" / "configuration.py"]
    settings = {name for path in readers for name in re.findall(r"CHUHAI_[A-Z_]+", path.read_text(encoding="utf-8"))}
    assert len(names) > 15
    assert not [name for name in names if name not in text]
    assert not [name for name in settings if name not in text]


def test_the_documentation_names_every_make_target() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "night" in targets
    assert not [target for target in targets if f"make {target}" not in text]
