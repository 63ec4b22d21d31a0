"""What a token finds does not depend on the company of its row: to the bit, or texts alone and in company would drift apart."""

from types import SimpleNamespace

import pytest
import torch

from localize.engines.attention import Pass, Prefix, Slots, attended

CONFIG = SimpleNamespace(num_key_value_heads=2, head_dim=64, num_hidden_layers=1, hidden_size=768, num_attention_heads=12)
SCALE = 64**-0.5


@pytest.fixture(scope="module")
def slots() -> Slots:
    torch.manual_seed(1)
    made = Slots(CONFIG, torch.device("cpu"), 64 * 256)
    made.resize(64, 256, 0)
    for slab in (*made.keys, *made.values):
        slab.normal_()
    return made


@pytest.fixture(scope="module")
def prefix() -> Prefix:
    torch.manual_seed(2)
    return Prefix(220, [(torch.randn(2, 220, 64), torch.randn(2, 220, 64))])


QUERY = torch.randn(400, 12, 64, generator=torch.Generator().manual_seed(3))


def found(slots: Slots, steps: list[int], prompts: list[int], before: Prefix | None) -> torch.Tensor:
    work = Pass.of(slots, steps, prompts, [before] * (len(steps) + len(prompts)))
    return work.attend(0, QUERY[: len(work.rows)], SCALE)


@pytest.mark.parametrize("column", [0, 3, 15, 16, 40, 70])
@pytest.mark.parametrize("others", [[1], [90], [20] * 7, [120] * 40])
def test_a_row_that_goes_on(slots: Slots, prefix: Prefix, column: int, others: list[int]) -> None:
    for before in (None, prefix):
        assert torch.equal(found(slots, [column], [], before)[0], found(slots, [column, *others], [], before)[0])


@pytest.mark.parametrize("length", [1, 2, 5, 17, 30, 38])
@pytest.mark.parametrize("others", [[3], [60], [100, 33, 60], [7, 7, 7]])
def test_a_row_that_begins(slots: Slots, prefix: Prefix, length: int, others: list[int]) -> None:
    for before in (None, prefix):
        assert torch.equal(found(slots, [], [length], before), found(slots, [], [length, *others], before)[:length])


def test_slot_and_prefix_together_are_attention_over_both(slots: Slots, prefix: Prefix) -> None:
    (got,) = found(slots, [9], [], prefix)
    for head in range(12):
        keys = torch.cat((prefix.layers[0][0][head // 6], slots.keys[0][0, head // 6, :10]))
        values = torch.cat((prefix.layers[0][1][head // 6], slots.values[0][0, head // 6, :10]))
        assert torch.allclose(got[head], torch.softmax(keys @ QUERY[0, head] * SCALE, dim=0) @ values, atol=1e-5)


def test_the_kernel_and_the_definition_agree() -> None:
    query, key, value = (torch.randn(2, 3, n, 64, generator=torch.Generator().manual_seed(n)) for n in (5, 32, 33))
    value = value[:, :, :32]
    mask = torch.zeros(5, 32).masked_fill_(torch.arange(32) > 20, float("-inf"))[None, None]
    mixed, weight = attended(query, key, value, mask, SCALE)
    scores = query @ key.transpose(2, 3) * SCALE + mask
    assert torch.allclose(mixed, torch.softmax(scores, dim=-1) @ value, atol=1e-5)
    assert torch.allclose(weight, torch.logsumexp(scores, dim=-1), atol=1e-5)
