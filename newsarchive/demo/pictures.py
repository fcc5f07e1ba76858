"""The paper's pictures: small landscapes in SVG, drawn from a motif and a number and never fetched.

In: the drawings in `templates/`. Out: SVG text, the same for the same two. It never meets a reader's words.
"""

from __future__ import annotations

import math

from newsarchive.demo.markup import Html, fill

MOTIFS = ("hills", "river", "roofs", "tower", "market", "pitch")
_PALETTES = (
    {"sky": "#f2c998", "light": "#f7ecd8", "far": "#94a893", "near": "#3f6655", "accent": "#b5532f"},
    {"sky": "#a9c6d3", "light": "#eaf0ed", "far": "#86a0a6", "near": "#38545c", "accent": "#c98a2f"},
    {"sky": "#d9a48c", "light": "#f7e7d2", "far": "#a98a80", "near": "#5b4450", "accent": "#d8803f"},
    {"sky": "#92abbd", "light": "#e0e5e4", "far": "#7c9095", "near": "#2f4450", "accent": "#b9603f"},
    {"sky": "#ecc873", "light": "#f9eed6", "far": "#a3b07c", "near": "#4f6a45", "accent": "#a8442a"},
)


def draw(motif: str, number: int) -> Html:
    """One picture, 800 by 450."""
    colours = _PALETTES[number % len(_PALETTES)]
    far, near = _hills(235, 42, number), _hills(308, 22, number + 3)
    front = fill(f"{motif}.svg", **colours)
    return fill("landscape.svg", **colours, sun=120 + number * 37 % 560, far_hills=far, near_hills=near, front=front)


def _hills(level: int, swing: int, phase: int) -> str:
    """A skyline as SVG path: two waves about `level`, filled to the lower edge."""
    tops = (level - swing * (math.sin(x / 130 + phase) + math.sin(x / 47 + phase) / 3) for x in range(0, 801, 20))
    return "M0 450" + "".join(f"L{20 * place} {top:.0f}" for place, top in enumerate(tops)) + "L800 450Z"
