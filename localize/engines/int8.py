"""Linear layers with 8-bit weights and activations, for CPUs with int8 dot products (VNNI).

Weights are rounded once, a scale for each output channel; activations on the fly, a scale for each token. Products of bytes are exact and
everything around them is in float32, so that a token does not depend on its neighbours in a batch. What the rounding costs in quality is
measured, not assumed: see docs/engines.md.

`to_int8` makes the layers as they are saved; `pack` lays them out for the processor, once after loading.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

# Layers that read the same input, by the names they have in causal models of transformers: one product instead of two or three.
JOINT = (("q_proj", "k_proj", "v_proj"), ("gate_proj", "up_proj"))


class Int8Linear(nn.Module):
    """`y = x @ W.T + b` with W as int8 (out, in) and a scale for each of its rows. For saving and loading; `Packed` is what runs."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        weight, scale = quantize(linear.weight.detach())
        self.register_buffer("weight8", weight)
        self.register_buffer("scale", scale.squeeze(-1))
        self.bias: nn.Parameter | None = None if linear.bias is None else nn.Parameter(linear.bias.detach().float(), requires_grad=False)

    weight8: Tensor
    scale: Tensor

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = Packed([self])(x)
        return y


class Packed(nn.Module):
    """One or more linear layers that read the same input, as one product. x (…, in) → (…, sum of out) in float32."""

    def __init__(self, layers: Sequence[Int8Linear]) -> None:
        super().__init__()
        weight = torch.cat([layer.weight8 for layer in layers])
        self.widths = [len(layer.weight8) for layer in layers]
        self.out_features, self.in_features = weight.shape
        self.packed = torch.ops.onednn.qlinear_prepack(weight, None)
        self.scale = torch.cat([layer.scale.float() for layer in layers])
        self.zeros = torch.zeros(self.out_features, dtype=torch.int32)
        biases = [torch.zeros(len(layer.weight8)) if layer.bias is None else layer.bias.detach().float() for layer in layers]
        self.bias = torch.cat(biases) if any(layer.bias is not None for layer in layers) else None

    def forward(self, x: Tensor) -> Tensor:
        values, scale = quantize(x.reshape(-1, self.in_features))
        # the product wants bytes without a sign: 128 more than the value, which is the highest bit turned over
        raised = values.view(torch.uint8).bitwise_xor_(128)
        y: Tensor = torch.ops.onednn.qlinear_pointwise(
            raised, 1.0, 128, self.packed, self.scale, self.zeros, None, 1.0, 0, torch.float32, "none", [], ""
        )
        y.mul_(scale)
        if self.bias is not None:
            y.add_(self.bias)
        return y.view(*x.shape[:-1], self.out_features)


class Part(nn.Module):
    """One of the layers of a joint product. Whoever is asked first computes all; the others take theirs."""

    def __init__(self, whole: Shared, number: int) -> None:
        super().__init__()
        self.whole = whole
        self.number = number

    def forward(self, x: Tensor) -> Tensor:
        return self.whole.parts(x)[self.number]


class Shared(nn.Module):
    """The joint product and its last result, until every part of it was taken."""

    def __init__(self, layers: Sequence[Int8Linear]) -> None:
        super().__init__()
        self.product = Packed(layers)
        self._last: tuple[Tensor, Sequence[Tensor], int] | None = None

    def parts(self, x: Tensor) -> Sequence[Tensor]:
        if self._last is None or self._last[0] is not x:
            self._last = (x, self.product(x).split(self.product.widths, dim=-1), len(self.product.widths))
        seen, parts, left = self._last
        self._last = (seen, parts, left - 1) if left > 1 else None  # a result that was taken holds no memory
        return parts


def quantize(x: Tensor) -> tuple[Tensor, Tensor]:
    """Rows of `x` (n, k) as int8 with a float scale (n, 1): symmetric, the largest value of a row becomes 127."""
    # two looks at the values are quicker than writing down their absolute values once
    most = torch.maximum(x.amax(dim=-1, keepdim=True), x.amin(dim=-1, keepdim=True).neg_())
    scale = most.float().clamp_(min=1e-8).div_(127)
    return torch.mul(x, scale.reciprocal()).round_().to(torch.int8), scale


def rows_of(layer: nn.Module, keep: Tensor) -> nn.Module:
    """The layer cut down to the output channels in `keep`: an output layer that can only write allowed tokens."""
    if isinstance(layer, Int8Linear):
        cut = Int8Linear.__new__(Int8Linear)
        nn.Module.__init__(cut)
        cut.register_buffer("weight8", layer.weight8[keep])
        cut.register_buffer("scale", layer.scale[keep])
        cut.bias = None
        return cut
    if not isinstance(layer, nn.Linear):
        raise TypeError(f"{type(layer).__name__} is no linear layer")
    cut_linear = nn.Linear(1, 1, bias=False, dtype=layer.weight.dtype)
    cut_linear.weight = nn.Parameter(layer.weight.detach()[keep], requires_grad=False)
    return cut_linear


def to_int8(module: nn.Module) -> None:
    """Replace every linear layer below `module`, one at a time, so that the memory never holds both copies of more than one."""
    for name, child in list(module.named_children()):
        if isinstance(child, nn.Linear):
            setattr(module, name, Int8Linear(child))
        else:
            to_int8(child)


def quickened(layer: nn.Module) -> nn.Module:
    """The layer as it runs quickest: packed when it has 8-bit weights, else as it is."""
    return Packed([layer]) if isinstance(layer, Int8Linear) else layer


def pack(module: nn.Module) -> None:
    """Lay out every 8-bit layer below `module` for the processor, joining those that read the same input. It cannot be saved any more."""
    for names in JOINT:
        layers = [getattr(module, name, None) for name in names]
        if all(isinstance(layer, Int8Linear) for layer in layers):
            whole = Shared(layers)  # type: ignore[arg-type]
            for number, name in enumerate(names):
                setattr(module, name, Part(whole, number))
    for name, child in list(module.named_children()):
        if isinstance(child, Int8Linear):
            setattr(module, name, Packed([child]))
        elif not isinstance(child, Part):
            pack(child)
