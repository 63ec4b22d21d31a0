"""Weights that load quickly: a model is read once, brought to the wanted precision and saved; after that loading takes seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from localize.engines.int8 import Int8Linear, pack, to_int8


def prepare(files: Path, fresh: Path, precision: str, gguf: str = "") -> None:
    """Write config, tokenizer and weights to `fresh`: from the GGUF file named, else from the model as its publisher keeps it on the hub."""
    # the argument is left out where there is no GGUF: an empty one would still be looked for
    extra = {"gguf_file": gguf} if gguf else {}
    tokenizer = AutoTokenizer.from_pretrained(files, **extra)
    model = AutoModelForCausalLM.from_pretrained(files, dtype=torch.bfloat16, **extra)
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config  # what is saved is no GGUF any more
    if precision == "int8":
        to_int8(model)
    tokenizer.save_pretrained(fresh)
    model.config.save_pretrained(fresh)
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, fresh / "weights.safetensors")


def load(folder: Path, precision: str) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """The model, ready to run, and its tokenizer."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    config = AutoConfig.from_pretrained(folder)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    with torch.device("meta"):
        model: Any = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)  # type: ignore[no-untyped-call]
        if precision == "int8":
            to_int8(model)
    model.load_state_dict(load_file(folder / "weights.safetensors", device=device), assign=True)
    _restore_tables(model, device)
    if precision == "int8":
        _in_float32(model)
        pack(model.base_model)
    return model.eval(), tokenizer


def _in_float32(model: PreTrainedModel) -> None:
    """What stands between the 8-bit products in float32, so that rounding does not depend on a row's company. Embeddings widen as they are read."""
    embeddings = model.get_input_embeddings()
    large = {id(p) for p in embeddings.parameters()}
    for parameter in model.parameters():
        if parameter.is_floating_point() and id(parameter) not in large:
            parameter.data = parameter.data.float()
    embeddings.register_forward_hook(lambda _module, _inputs, rows: rows.float())


def _restore_tables(model: torch.nn.Module, device: str) -> None:
    """Compute again what is never saved: the tables of rotary embeddings, which were left empty above."""
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if any(buffer.is_meta for buffer in child.buffers(recurse=False)) and not isinstance(child, Int8Linear):
                setattr(module, name, type(child)(config=model.config).to(device))
