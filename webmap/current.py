"""The atlas that the running application serves: always the published version, and one version a request."""

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, g

from geo.atlas.base import Atlas

KEY = "geomarches_atlas"


def attach(app: Flask, atlas: Atlas, reopen: Callable[[], Atlas]) -> None:
    """Give the application its atlas, and how to open the version published after it."""
    app.extensions[KEY] = (atlas, reopen)


def atlas() -> Atlas:
    """The atlas of this request; a version published meanwhile serves the next one."""
    if "atlas" not in g:
        held, reopen = cast(tuple[Atlas, Callable[[], Atlas]], current_app.extensions[KEY])
        if not held.is_current():
            held = reopen()
            current_app.extensions[KEY] = (held, reopen)
        g.atlas = held
    return cast(Atlas, g.atlas)


def ask_no_more() -> None:
    """Let this request go on with the atlas opened last, even where it does not answer: a page of error names it."""
    held, _ = cast(tuple[Atlas, Callable[[], Atlas]], current_app.extensions[KEY])
    g.setdefault("atlas", held)


def version_opened() -> str:
    """The version opened last, whether its store answers or not."""
    held, _ = cast(tuple[Atlas, Callable[[], Atlas]], current_app.extensions[KEY])
    return held.version
