"""Linear layers with 8-bit weights and activations, for CPUs with int8 dot products (VNNI).

Weights are rounded once, a scale for each output channel; activations on the fly, a scale for each token. Where bf16 instructions are half as
quick as int8 ones this doubles the speed of reading prompts and of writing tokens, and it halves the memory.
What it costs in quality is measured, not assumed: see docs/engines.md.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Int8Linear(nn.Module):
    """`y = x @ W.T + b` with W as int8 (out, in) and a scale for each of its rows."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        weight, scale = quantize(linear.weight.detach())
        self.register_buffer("weight8", weight)
        self.register_buffer("scale", scale.squeeze(-1))
        self.bias: nn.Parameter | None = None if linear.bias is None else nn.Parameter(linear.bias.detach().float(), requires_grad=False)
        self.out_features, self.in_features = weight.shape

    weight8: Tensor
    scale: Tensor

    def forward(self, x: Tensor) -> Tensor:
        rows = x.reshape(-1, self.in_features)
        quantized, scale = quantize(rows)
        y = torch._int_mm(quantized, self.weight8.t()) * scale  # integers times float32 in one pass
        y = torch.mul(y, self.scale) if self.bias is None else torch.addcmul(self.bias, y, self.scale)
        return y.to(x.dtype).view(*x.shape[:-1], self.out_features)


def quantize(x: Tensor) -> tuple[Tensor, Tensor]:
    """Rows of `x` (n, k) as int8 with a float scale (n, 1): symmetric, the largest value of a row becomes 127."""
    scale = x.abs().amax(dim=-1, keepdim=True).float().clamp_(min=1e-8).div_(127)
    return torch.div(x, scale).round_().to(torch.int8), scale


def rows_of(layer: nn.Module, keep: Tensor) -> nn.Module:
    """The layer cut down to the output channels in `keep`: an output layer that can only write allowed tokens."""
    if isinstance(layer, Int8Linear):
        cut = Int8Linear.__new__(Int8Linear)
        nn.Module.__init__(cut)
        cut.register_buffer("weight8", layer.weight8[keep])
        cut.register_buffer("scale", layer.scale[keep])
        cut.bias, cut.out_features, cut.in_features = None, len(keep), layer.in_features
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
