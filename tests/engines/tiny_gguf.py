"""The tiny random Qwen2 as one GGUF file, in full precision, with its tokenizer and chat template inside: what llama.cpp reads."""

import hashlib
import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import gguf

from localize.engines.llamacpp import CONTEXT, LlamaCppEngine
from localize.engines.manifest import ModelFile, ModelSpec, load_manifest
from localize.engines.models import ModelStore
from localize.engines.openai_http import Endpoint, OpenAiEngine
from localize.prompts import Prompts

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("tiny", Path(__file__).with_name("tiny.py"))
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

# names in transformers → names in GGUF, inside a layer
_LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_OUTSIDE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


def manifest_entry() -> ModelSpec:
    return next(s for s in load_manifest(ROOT / "glossaries/models.toml").values() if s.default)


def in_process(folder: Path, slots: int = 4) -> LlamaCppEngine:
    """The engine on the tiny model. One thread: threads that wait for one another are slow on a processor that others use too."""
    spec = manifest_entry()
    home = folder / spec.id
    home.mkdir()
    path = write(home / "tiny.gguf")
    file = ModelFile(path.name, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
    return LlamaCppEngine(replace(spec, files=(file,)), ModelStore(folder), Prompts(ROOT / "prompts"), slots=slots, threads=1)


def server(path: Path, slots: int = 4) -> object:
    """llama.cpp's own HTTP server on the model, as anybody would run it. It listens while the object lives."""
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path, wanted.n_parallel, wanted.n_ctx = str(path), slots, CONTEXT * slots
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    wanted.verbosity, wanted.cache_ram_mib, wanted.cache_idle_slots = 1, 0, False
    return xllamacpp.Server(wanted)


def over_http(listening: str, **settings: object) -> OpenAiEngine:
    return OpenAiEngine(manifest_entry(), Prompts(ROOT / "prompts"), Endpoint(listening, "tiny", **settings))


def write(path: Path) -> Path:
    """Write the model to `path`."""
    tokenizer = tiny.tokenizer()
    made = tiny.model(len(tokenizer))
    writer = gguf.GGUFWriter(path, "qwen2")
    _shape(writer, made.config)
    _words(writer, tokenizer)
    for name, value in made.state_dict().items():
        writer.add_tensor(_named(name), value.float().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _shape(writer: gguf.GGUFWriter, config: object) -> None:
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)


def _words(writer: gguf.GGUFWriter, tokenizer: object) -> None:
    words = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    control = set(tokenizer.all_special_ids) | {tokenizer.convert_tokens_to_ids("<|im_start|>")}
    merges = json.loads(tokenizer.backend_tokenizer.to_str())["model"]["merges"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(words)
    writer.add_token_types([gguf.TokenType.CONTROL if i in control else gguf.TokenType.NORMAL for i in range(len(words))])
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_eos_token_id(tokenizer.eos_token_id)
    writer.add_pad_token_id(tokenizer.pad_token_id)
    writer.add_add_bos_token(False)
    writer.add_chat_template(tokenizer.chat_template)


def _named(name: str) -> str:
    stem, _, kind = name.rpartition(".")
    if stem in _OUTSIDE:
        return f"{_OUTSIDE[stem]}.{kind}"
    _, _, number, inner = stem.split(".", 3)
    return f"blk.{number}.{_LAYER[inner]}.{kind}"
