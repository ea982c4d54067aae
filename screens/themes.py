"""Colours of the desk: a calm theme, one of high contrast, and one for terminals of 16 colours.

State is never colour alone: signs (`›`, `!`, `✓`, `●`, `○`) and words stand beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from textual.theme import BUILTIN_THEMES, Theme

ThemeName = Literal["calm", "contrast", "sixteen"]

CALM = Theme(
    name="calm",
    primary="#2f6f8f",
    secondary="#4a8fa8",
    accent="#d8b25c",
    warning="#d8a24a",
    error="#e0706a",
    success="#7fb77e",
    foreground="#dfe6ea",
    background="#14191d",
    surface="#1b2227",
    panel="#263038",
    dark=True,
    variables={
        "input-cursor-background": "#dfe6ea",
        "input-cursor-foreground": "#14191d",
        "input-cursor-text-style": "none",
        "input-selection-background": "#3a6b85",
    },
)

CONTRAST = Theme(
    name="contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    luminosity_spread=0.3,
    text_alpha=1.0,
    variables={
        "input-cursor-background": "#ffff00",
        "input-cursor-foreground": "#000000",
        "input-cursor-text-style": "none",
        "input-selection-background": "#0000ff",
        "text": "#ffffff",
        "text-muted": "#ffffff",
        "text-error": "#ff8080",
        "text-success": "#80ff80",
        "text-accent": "#ffff00",
    },
)

SIXTEEN = Theme(
    name="sixteen",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_yellow",
    warning="ansi_yellow",
    error="ansi_bright_red",
    success="ansi_green",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,  # names that Textual's own rules for 16 colours refer to
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_white",
        "text": "ansi_default",
        "text-muted": "ansi_default",
        "text-error": "ansi_bright_red",
        "text-success": "ansi_green",
        "text-accent": "ansi_yellow",
        "text-disabled": "ansi_default",
    },
)

THEMES: dict[ThemeName, Theme] = {"calm": CALM, "contrast": CONTRAST, "sixteen": SIXTEEN}

_FEW_COLOURS = ("linux", "vt", "xterm", "ansi", "cons")


def fitting_theme(environment: Mapping[str, str]) -> ThemeName:
    """The theme for a terminal that says this of itself: 16 colours unless it promises 256 or more."""
    terminal = environment.get("TERM", "")
    if environment.get("COLORTERM") or "256" in terminal or "direct" in terminal:
        return "calm"
    few = terminal == "" or terminal in ("dumb", "screen", "tmux") or terminal.startswith(_FEW_COLOURS)
    return "sixteen" if few and terminal not in ("xterm-kitty", "xterm-ghostty") else "calm"
