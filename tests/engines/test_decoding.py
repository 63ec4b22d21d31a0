"""The batched decoder against the plain loop of transformers, on a tiny random model: same tokens, whatever the batch."""

import importlib.util
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.engines.attention import Slots
from localize.engines.decoding import Decoder, common_prefix
from localize.engines.int8 import Int8Linear, Packed, pack, quantize, rows_of, to_int8

_spec = importlib.util.spec_from_file_location("tiny", Path(__file__).with_name("tiny.py"))
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)

STOP = 2
PREFIX = [5, 9, 33, 7, 21]
PROMPTS = [[*PREFIX, *range(40, 40 + n)] for n in (1, 3, 17, 2, 8, 30, 5, 4, 11)]


def plain(model: torch.nn.Module, prompt: list[int], limit: int, allowed: list[int] | None = None) -> list[int]:
    """One prompt, one token at a time, no cache: the definition of greedy decoding."""
    tokens = list(prompt)
    with torch.inference_mode():
        for _ in range(limit):
            scores = model(torch.tensor([tokens]), use_cache=False).logits[0, -1]
            if allowed is not None:
                kept = torch.full_like(scores, float("-inf"))
                kept[allowed] = scores[allowed]
                scores = kept
            best = int(scores.argmax())
            if best == STOP:
                break
            tokens.append(best)
    return tokens[len(prompt) :]


@pytest.fixture(scope="module")
def vocabulary() -> int:
    return 300


def run(
    model: torch.nn.Module, prompts: list[list[int]], limit: int, rows: int, allowed: list[int] | None = None, budget: int = 4096
) -> list[list[int]]:
    decoder = Decoder(model, stops=frozenset({STOP}), allowed=allowed, rows=rows, budget=budget)
    outputs = {o.index: o for o in decoder.decode(prompts, [limit] * len(prompts), [PREFIX] * len(prompts))}
    assert sorted(outputs) == list(range(len(prompts)))
    return [list(outputs[i].tokens) for i in range(len(prompts))]


@pytest.mark.parametrize("rows", [1, 2, 4, 64])
def test_any_number_of_rows_gives_what_the_plain_loop_gives(vocabulary: int, rows: int) -> None:
    expected = [plain(tiny.model(vocabulary), p, 12) for p in PROMPTS]
    assert len({tuple(e) for e in expected}) > 4, "the tiny model must tell prompts apart, or this test proves nothing"
    assert run(tiny.model(vocabulary), PROMPTS, 12, rows) == expected


@pytest.mark.parametrize("budget", [1, 64, 200])
def test_a_small_budget_gives_the_same_with_fewer_rows(vocabulary: int, budget: int) -> None:
    expected = run(tiny.model(vocabulary), PROMPTS, 12, 64)
    assert run(tiny.model(vocabulary), PROMPTS, 12, 64, budget=budget) == expected


def test_the_slots_stay_within_the_budget(vocabulary: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    resize = Slots.resize
    monkeypatch.setattr(Slots, "resize", lambda self, rows, room, filled: (sizes.append(rows * room), resize(self, rows, room, filled))[1])
    decoder = Decoder(tiny.model(vocabulary), stops=frozenset({STOP}), rows=64, budget=160)
    list(decoder.decode(PROMPTS * 4, [12] * len(PROMPTS) * 4, [PREFIX] * len(PROMPTS) * 4))
    assert sizes and max(sizes) <= 160


def test_a_prompt_that_begins_otherwise_is_done_too(vocabulary: int) -> None:
    prompts = [*PROMPTS[:3], [7, 7, 7], [5, 9]]
    assert run(tiny.model(vocabulary), prompts, 12, 4) == [plain(tiny.model(vocabulary), p, 12) for p in prompts]


def test_prompts_with_different_beginnings_share_a_batch(vocabulary: int) -> None:
    other = [8, 8, 41]
    prompts = [*PROMPTS, *([*other, *p[len(PREFIX) :]] for p in PROMPTS)]
    shared = [PREFIX] * len(PROMPTS) + [other] * (len(PROMPTS) - 1) + [[]]
    decoder = Decoder(tiny.model(vocabulary), stops=frozenset({STOP}), rows=6)
    outputs = {o.index: list(o.tokens) for o in decoder.decode(prompts, [12] * len(prompts), shared)}
    assert [outputs[i] for i in range(len(prompts))] == [plain(tiny.model(vocabulary), p, 12) for p in prompts]


def test_only_allowed_tokens_are_written(vocabulary: int) -> None:
    allowed = [STOP, *range(100, 180)]
    got = run(tiny.model(vocabulary), PROMPTS, 12, 4, allowed)
    assert got == [plain(tiny.model(vocabulary), p, 12, allowed) for p in PROMPTS]
    assert all(token in allowed for row in got for token in row)


def test_limits_are_kept_and_said(vocabulary: int) -> None:
    decoder = Decoder(tiny.model(vocabulary), stops=frozenset({STOP}), rows=4)
    outputs = sorted(decoder.decode(PROMPTS, list(range(1, 10))), key=lambda o: o.index)
    assert all(len(o.tokens) <= limit for o, limit in zip(outputs, range(1, 10), strict=True))
    assert all(o.stopped or len(o.tokens) == limit for o, limit in zip(outputs, range(1, 10), strict=True))
    assert all(o.score <= 0 for o in outputs)


def test_one_prompt_alone_has_a_prefix_too(vocabulary: int) -> None:
    assert run(tiny.model(vocabulary), [PROMPTS[2]], 12, 8) == [plain(tiny.model(vocabulary), PROMPTS[2], 12)]


def test_no_prompt_gives_nothing(vocabulary: int) -> None:
    assert run(tiny.model(vocabulary), [], 12, 8) == []


@given(st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=6), min_size=1, max_size=5))
@settings(deadline=None, max_examples=100)
def test_the_common_prefix_begins_every_prompt_and_leaves_each_something(prompts: list[list[int]]) -> None:
    shared = common_prefix(prompts)
    assert all(tuple(p[: len(shared)]) == shared and len(p) > len(shared) for p in prompts)


def test_int8_is_near_the_exact_product() -> None:
    torch.manual_seed(3)
    linear = torch.nn.Linear(64, 48)
    x = torch.randn(5, 64)
    error = (Int8Linear(linear)(x) - linear(x)).abs().max() / linear(x).abs().max()
    assert error < 0.02


def test_int8_rows_are_independent_of_their_neighbours() -> None:
    torch.manual_seed(4)
    layer = Int8Linear(torch.nn.Linear(64, 48))
    x = torch.randn(9, 64)
    assert torch.equal(layer(x)[4], layer(x[4:5])[0])


def test_quantized_rows_fill_the_range() -> None:
    values, scale = quantize(torch.tensor([[1.0, -4.0], [0.0, 0.0]]))
    assert values.tolist() == [[32, -127], [0, 0]]
    assert torch.isfinite(scale).all()


def test_a_cut_layer_writes_the_kept_rows() -> None:
    torch.manual_seed(5)
    linear = torch.nn.Linear(16, 10, bias=False)
    keep = torch.tensor([7, 2])
    x = torch.randn(3, 16)
    assert torch.allclose(rows_of(linear, keep)(x), linear(x)[:, keep], atol=1e-6)
    assert torch.equal(rows_of(Int8Linear(linear), keep)(x), Int8Linear(linear)(x)[:, keep])
    with pytest.raises(TypeError):
        rows_of(torch.nn.ReLU(), keep)


def test_every_linear_layer_becomes_int8(vocabulary: int) -> None:
    model = tiny.model(vocabulary)
    to_int8(model)
    assert not [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    plainly = run(model, PROMPTS, 6, 4)
    pack(model.base_model)
    assert not [m for m in model.base_model.modules() if isinstance(m, Int8Linear)]
    assert len([m for m in model.base_model.modules() if isinstance(m, Packed)]) == 2 * 4  # qkv, o, gate and up, down
    assert run(model, PROMPTS, 6, 4) == run(model, PROMPTS, 6, 1) == plainly
