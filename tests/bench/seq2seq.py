"""The translation engines beside what they are built on, in one run: python tests/bench/seq2seq.py [--segments 512] [--plain 128]

No weights of such a model are needed: the model has the shape of opus-mt (78 million weights, 65001 tokens) and random numbers in it, never
ends a text by itself and so writes the same number of tokens everywhere. Segments are those of the examples, titles with four beams. Floors:
  ours / CTranslate2 by itself   0.95, the same tokens with the same options through Translator.translate_batch
  ours / transformers            5, float32, greedy, batches of 32, on every n-th segment
Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import MarianConfig, MarianMTModel

sys.path.insert(0, str(Path(__file__).parent))
import work
from localize.domain.record import Role
from localize.domain.request import Request
from localize.engines.ctranslate import CTranslateEngine
from localize.engines.models import ModelStore
from localize.engines.seq2seq import Seq2SeqEngine
from localize.engines.sequences import BEAMS

_spec = importlib.util.spec_from_file_location("tiny_seq2seq", Path(__file__).parents[1] / "engines/tiny_seq2seq.py")
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

VOCABULARY = 65001
LENGTH = 48  # tokens written for each segment
FLOORS = {"ours / CTranslate2 by itself, mixed": 0.95, "ours / CTranslate2 by itself, greedy": 0.95, "ours / transformers, greedy": 5.0}


def checkpoint(folder: Path, texts: Sequence[str]) -> Path:
    """A model with the shape of opus-mt-zh-en: half of its tokens hold Chinese characters, as there."""
    folder.mkdir(parents=True)
    known = tiny.pieces(list(texts), folder / "source.spm", 4000)
    known = dict.fromkeys([*known, *tiny.pieces(tiny.ENGLISH, folder / "target.spm", 90)])
    made_up = (t for n in itertools.count() for t in (f"▁word{n}", chr(0x4E00 + n // 100 % 20000) + chr(0x4E00 + n % 100) + "的"))
    words = ["</s>", "<unk>", *known]
    words += itertools.islice((t for t in made_up if t not in known), VOCABULARY - 1 - len(words))
    words.append("<pad>")
    (folder / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(words)}, ensure_ascii=False), encoding="utf-8")
    names = {"tokenizer_class": "MarianTokenizer", "source_lang": "zh", "target_lang": "en"}
    (folder / "tokenizer_config.json").write_text(json.dumps(names), encoding="utf-8")
    torch.manual_seed(7)
    last = VOCABULARY - 1
    heads = {"encoder_attention_heads": 8, "decoder_attention_heads": 8, "encoder_ffn_dim": 2048, "decoder_ffn_dim": 2048}
    ends = {"eos_token_id": 0, "pad_token_id": last, "decoder_start_token_id": last, "forced_eos_token_id": 0}
    shape = {"d_model": 512, "encoder_layers": 6, "decoder_layers": 6, "max_position_embeddings": 512, "scale_embedding": True}
    model = MarianMTModel(MarianConfig(vocab_size=VOCABULARY, activation_function="swish", **shape, **heads, **ends))
    with torch.no_grad():
        model.get_input_embeddings().weight[-1] = 0
        model.final_logits_bias[0, 0] = -1e4  # the end is never chosen
    model.eval().save_pretrained(folder)
    return folder


def ours(engine: Any, requests: Sequence[Request]) -> int:
    return sum(draft.tokens for draft in engine.translate(requests))


def by_itself(engine: CTranslateEngine, requests: Sequence[Request], mask: str = "vmap") -> int:
    """The tokens of the same requests, all at once, through CTranslate2's own call; one call for each number of beams."""
    translator, words = engine._loaded
    hidden = sorted(words.vocabulary - words.foreign - {"<unk>"}) if mask == "suppress" else []
    tokens = 0
    for beams in (1, BEAMS):
        given = [list(words.encode(r.text, r.source, r.language)) for r in requests if (r.role is Role.TITLE) == (beams > 1)]
        results = translator.translate_batch(
            given,
            max_batch_size=64 // beams,
            beam_size=beams,
            num_hypotheses=beams,
            max_decoding_length=LENGTH,
            max_input_length=0,
            return_scores=True,
            return_end_token=True,
            disable_unk=True,
            use_vmap=mask == "vmap",
            suppress_sequences=[[token] for token in hidden] or None,
        )
        tokens += sum(len(r.hypotheses[0]) for r in results)
    return tokens


def plain(engine: Seq2SeqEngine, requests: Sequence[Request]) -> int:
    """transformers as most scripts use it: its tokenizer, `generate`, 32 at a time as they come."""
    model, tokenizer, _ = engine._loaded
    tokens = 0
    for start in range(0, len(requests), 32):
        batch = tokenizer([r.text for r in requests[start : start + 32]], return_tensors="pt", padding=True)
        with torch.inference_mode():
            out = model.generate(**batch, max_new_tokens=LENGTH, do_sample=False, num_beams=1)
        tokenizer.batch_decode(out, skip_special_tokens=True)
        tokens += out.shape[0] * (out.shape[1] - 1)
    return tokens


class Figures(NamedTuple):
    tokens: int
    seconds: float
    processor: float  # seconds over all cores: says whether the machine was busy with something else

    @property
    def rate(self) -> float:
        return self.tokens / self.seconds


def measure(ways: dict[str, Callable[[], int]], rounds: int) -> dict[str, Figures]:
    """The quickest round of each way; the ways take turns, so that a busy minute of the machine falls on all."""
    found: dict[str, list[Figures]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            begun, busy = time.perf_counter(), time.process_time()
            tokens = run()
            found[name].append(Figures(tokens, time.perf_counter() - begun, time.process_time() - busy))
    return {name: max(each, key=lambda f: f.rate) for name, each in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=512)
    parser.add_argument("--plain", type=int, default=128, help="how many of them transformers does")
    parser.add_argument("--rounds", type=int, default=2, help="the quickest counts")
    given = parser.parse_args()
    mixed = work.requests(given.segments)
    greedy = [replace(r, role=Role.BODY) for r in mixed]
    few = greedy[:: max(1, len(greedy) // given.plain)][: given.plain]
    with tempfile.TemporaryDirectory() as name:
        folder = checkpoint(Path(name) / "marian", [r.text for r in mixed])
        store, spec = ModelStore(Path(name)), tiny.spec("marian", folder)
        quick, slow = CTranslateEngine(spec, store, longest=LENGTH), Seq2SeqEngine(spec, store, longest=LENGTH)
        ours(quick, greedy[:8]), plain(slow, greedy[:8])  # loads and converts
        ways: dict[str, Callable[[], int]] = {
            "ours, mixed": lambda: ours(quick, mixed),
            "CTranslate2 by itself, mixed": lambda: by_itself(quick, mixed),
            "ours, greedy": lambda: ours(quick, greedy),
            "CTranslate2 by itself, greedy": lambda: by_itself(quick, greedy),
            "transformers, float32, greedy": lambda: plain(slow, few),
        }
        masks: dict[str, Callable[[], int]] = {
            "CTranslate2, nothing masked": lambda: by_itself(quick, greedy, "none"),
            "CTranslate2, suppress_sequences": lambda: by_itself(quick, greedy, "suppress"),
        }
        found = measure(ways, given.rounds) | measure(masks, 1)
    sys.exit(0 if report(found, quick.workers) else 1)


def report(found: dict[str, Figures], workers: int) -> bool:
    print(f"Marian, 78 million random weights, {LENGTH} tokens a segment; CTranslate2 with {workers} workers\n")
    print("| way | segments | seconds | of all cores | tokens out/s |\n|---|---|---|---|---|")
    for name, figures in found.items():
        print(f"| {name} | {figures.tokens // LENGTH} | {figures.seconds:.1f} | {figures.processor:.1f} | {figures.rate:.0f} |")
    ratios = [
        found["ours, mixed"].rate / found["CTranslate2 by itself, mixed"].rate,
        found["ours, greedy"].rate / found["CTranslate2 by itself, greedy"].rate,
        found["ours, greedy"].rate / found["transformers, float32, greedy"].rate,
    ]
    print("\n| ratio | measured | floor | |\n|---|---|---|---|")
    for (name, floor), ratio in zip(FLOORS.items(), ratios, strict=True):
        print(f"| {name} | {ratio:.2f} | {floor:.2f} | {'holds' if ratio >= floor else 'MISSED'} |")
    return all(ratio >= floor for floor, ratio in zip(FLOORS.values(), ratios, strict=True))


if __name__ == "__main__":
    main()
