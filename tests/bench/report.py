"""The report of the engine's benchmark: tables in Markdown, and one picture of segments a second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

SHOWN = ("segments", "segments/s", "tokens out/s", "peak GiB")
NAMES = {"ours": "this engine", "alone": "this engine, one at a time", "naive": "transformers, one at a time", "llamacpp": "llama.cpp, one at a time"}


def write(
    found: Mapping[str, Mapping[str, Any]], growth: Sequence[Mapping[str, Any]], floors: Mapping[str, float], flat: float, folder: Path
) -> tuple[str, bool]:
    """Write engine.md and engine.svg to `folder`; returns the text and whether all floors held."""
    ratios = _ratios(found)
    held = {name: value >= floors[name] for name, value in ratios.items()}
    parts = [_table(("way", *SHOWN), [[NAMES[p], *(_figure(f[c]) for c in SHOWN)] for p, f in found.items()])]
    rows = [[name, _figure(value), _figure(floors[name]), "holds" if held[name] else "MISSED"] for name, value in ratios.items()]
    parts.append(_table(("ratio", "measured", "floor", ""), rows))
    parts.append(_roofline(found["ours"]))
    if len(growth) > 1:
        each = [g["seconds"] / g["segments"] for g in growth]
        spread = max(each) / min(each) - 1
        held["flat"] = spread <= 2 * flat  # ten per cent to either side
        parts.append(
            _table(
                ("segments", "s a segment", "peak GiB"),
                [[g["segments"], _figure(s), _figure(g["peak GiB"])] for g, s in zip(growth, each, strict=True)],
            )
        )
        parts.append(f"Seconds a segment differ by {spread:.1%} over these numbers: {'holds' if held['flat'] else 'MISSED'} (±{flat:.0%}).")
    text = "\n\n".join(parts) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "engine.md").write_text(text, encoding="utf-8")
    (folder / "engine.svg").write_text(_bars({NAMES[p]: f["segments/s"] for p, f in found.items()}), encoding="utf-8")
    return text, all(held.values())


def _ratios(found: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    ours = found["ours"]
    ratios = {"share of the roofline": ours["share"]}
    for part, name in (("naive", "ours / naive"), ("llamacpp", "ours / llama.cpp")):
        if part in found:
            ratios[name] = ours["segments/s"] / found[part]["segments/s"]
    if "alone" in found:
        texts = found["alone"]["texts"]
        ratios["same text alone and in company"] = sum(ours["texts"][key] == text for key, text in texts.items()) / len(texts)
    return ratios


def _roofline(ours: Mapping[str, Any]) -> str:
    line = ours["roofline"]
    rates = (
        f"int8 products {line['int8 GOP/s']:.0f} GOP/s, float32 products {line['float32 GFLOP/s']:.0f} GFLOP/s, memory {line['memory GB/s']:.0f} GB/s"
    )
    times = ", ".join(f"{name} {line[name]:.1f} s" for name in ("products", "output layer", "attention"))
    rest = ", ".join(f"{name} {share:.0%}" for name, share in ours["rest"].items())
    return (
        f"Roofline: {times}, of {line['seconds']:.1f} s; {line['tokens a pass']:.0f} tokens a pass on average. Measured here: {rates}.\n\n"
        f"Where the time goes (by the profiler, on 64 segments): {rest}."
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def _bars(values: Mapping[str, float]) -> str:
    """Horizontal bars as an SVG of 640 pixels' width."""
    most, height = max(values.values()), 34
    rows = []
    for number, (name, value) in enumerate(values.items()):
        y, width = 10 + number * height, max(2.0, 320 * value / most)
        rows.append(
            f'<text x="210" y="{y + 16}" text-anchor="end">{escape(name)}</text><rect x="220" y="{y}" width="{width:.0f}" height="22" rx="3"/>'
        )
        rows.append(f'<text x="{228 + width:.0f}" y="{y + 16}">{value:.2f} segments/s</text>')
    style = "text{font:13px sans-serif;fill:#333}rect{fill:#b5472f}@media(prefers-color-scheme:dark){text{fill:#ddd}}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {20 + height * len(values)}" role="img"><style>{style}</style>{"".join(rows)}</svg>\n'
