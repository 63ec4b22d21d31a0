"""Which engine runs a model on this machine: by what the model's entry allows, what the processor is good at, and what is installed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from localize.engines.ctranslate import CTranslateEngine
from localize.engines.llamacpp import LlamaCppEngine
from localize.engines.llm import LlmEngine
from localize.engines.local import LocalEngine
from localize.engines.manifest import ModelSpec
from localize.engines.models import INT8_FLAGS, ModelStore, best_precision
from localize.engines.openai_http import Endpoint, OpenAiEngine
from localize.engines.seq2seq import Seq2SeqEngine
from localize.errors import ModelMissing, SettingsError
from localize.prompts import Prompts
from localize.settings import Settings

HTTP = "http"  # the name of the server of CHUHAI_HTTP_URL in routes.toml and CHUHAI_ENGINE
PACKAGES = {"llm": "torch", "seq2seq": "torch", "ctranslate": "ctranslate2", "llamacpp": "xllamacpp"}
EXTRAS = {"ctranslate": "mt", "llamacpp": "llamacpp"}
_BF16_FLAGS = ("avx512_bf16", "amx_bf16")


def runner(spec: ModelSpec) -> str:
    """The kind of engine that `auto` takes for a model: the first of its entry that is installed and that suits the processor.

    Raises ModelMissing naming what to install.
    """
    there = [kind for kind in spec.engines if find_spec(PACKAGES[kind])]
    if not there:
        extra = EXTRAS.get(spec.engines[0], "")
        how = f"pip install 'chuhai[{extra}]'" if extra else f"pip install {PACKAGES[spec.engines[0]]}"
        raise ModelMissing(f"No engine for {spec.id} is installed ({', '.join(spec.engines)}).", next_step=f"{how}.")
    if there[0] == "llm" and "llamacpp" in there and not suits_torch():
        return "llamacpp"
    return there[0]


def suits_torch() -> bool:
    """Whether torch is quick here: a GPU, or a processor that multiplies bytes or bf16 in hardware. llama.cpp is quicker where it is not."""
    if Path("/dev/nvidiactl").exists():
        return True
    cpu = Path("/proc/cpuinfo")
    if not cpu.exists():
        return True  # not Linux: nothing is known, and torch is installed
    flags = set(cpu.read_text(encoding="ascii", errors="ignore").split())
    return not flags.isdisjoint((*INT8_FLAGS, *_BF16_FLAGS))


def run_on(spec: ModelSpec, kind: str, store: ModelStore, settings: Settings, prompts: Prompts, source: str = "zh") -> LocalEngine:
    """An engine for a model, of the kind given or of the one that suits the machine. Raises LicenceRefused and ModelMissing."""
    store.allowed(spec)
    kind = kind or runner(spec)
    if kind == "llm":
        precision = best_precision() if settings.precision == "auto" else settings.precision
        return LlmEngine(spec, store, prompts, precision=precision, rows=settings.rows, budget=settings.tokens)
    if kind == "llamacpp":
        return LlamaCppEngine(spec, store, prompts)
    sources = frozenset({source, "zh"}) if source == "zh" else frozenset({source})
    return CTranslateEngine(spec, store, sources=sources) if kind == "ctranslate" else Seq2SeqEngine(spec, store, sources=sources)


def server(settings: Settings, specs: Mapping[str, ModelSpec], prompts: Prompts) -> OpenAiEngine:
    """The engine for the server of CHUHAI_HTTP_URL. Raises SettingsError when there is none, or nobody knows how its model is asked."""
    if not settings.http_url:
        raise SettingsError("CHUHAI_HTTP_URL is not set.", next_step="Set it to the address of an OpenAI-compatible server.")
    spec = specs.get(settings.http_entry)
    if spec is None:
        raise SettingsError(
            f"There is no model {settings.http_entry!r} in models.toml, which says how the server's model is asked.",
            next_step=f"Set CHUHAI_HTTP_ENTRY to one of: {', '.join(specs)}.",
        )
    endpoint = Endpoint(settings.http_url, settings.http_model, settings.http_key, settings.http_slots, settings.http_timeout)
    return OpenAiEngine(spec, prompts, endpoint)
