"""The two languages of the site: French, the language of the sentences in the code, and English under ``/en``.

A catalogue is a .po file of ``webmap/translations``, read once by Babel: no compiled file to keep in step.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request

FRENCH, ENGLISH = "fr", "en"
TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGE_KEY = "geomarches.language"

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]


def language() -> str:
    """The language of this request; French outside of one (a command line, a doctest).

    >>> language()
    'fr'
    """
    return str(request.environ.get(LANGUAGE_KEY, FRENCH)) if has_request_context() else FRENCH


def gettext(message: str, **values: Any) -> str:
    """A sentence in the language of this request, its named places filled; French where it has no translation yet.

    >>> gettext("%(n)s marchés", n=3)
    '3 marchés'
    """
    said = _translated(message)
    return said % values if values else said


def ngettext(singular: str, plural: str, number: float, **values: Any) -> str:
    """A sentence that agrees with a number: French is singular below 2, English at 1 only.

    >>> ngettext("%(n)s marché", "%(n)s marchés", 1, n=1), ngettext("%(n)s marché", "%(n)s marchés", 2, n=2)
    ('1 marché', '2 marchés')
    """
    said = _agreed(singular, plural, number)
    return said % values if values else said


class Labelled(Protocol):
    """What the ground names in both languages: an indicator, a reading, a definition."""

    @property
    def label_fr(self) -> str:
        """Its French name."""

    @property
    def label_en(self) -> str:
        """Its English name."""


def label(thing: Labelled) -> str:
    """The name of an indicator or of one of its readings, in the language of this request.

    >>> from geo.indicators.spend import SPEND
    >>> label(SPEND.variants[0])
    'par habitant'
    """
    return thing.label_fr if language() == FRENCH else thing.label_en


def register(app: Flask) -> None:
    """Answer in English under ``/en``, and give templates ``_``, ``ngettext`` and ``{% trans %}``."""
    app.wsgi_app = EnglishDoor(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_translated, _agreed, newstyle=True)  # type: ignore[attr-defined]
    app.add_template_filter(gettext, "translated")

    @app.context_processor
    def words() -> dict[str, Any]:
        return {"label": label, "language": language(), "other_language_url": other_language_url()}


def other_language_url() -> str:
    """The address of this page in the other language; query string kept."""
    if not has_request_context():
        return "/"
    root = (
        request.script_root.removesuffix(f"/{ENGLISH}") if language() == ENGLISH else f"{request.script_root}/{ENGLISH}"
    )
    query = request.query_string.decode("latin-1")
    return f"{root}{request.path}" + (f"?{query}" if query else "")


class EnglishDoor:
    """Moves ``/en`` from the path to the mount point, so that every address made by ``url_for`` keeps it."""

    def __init__(self, inner: Wsgi) -> None:
        self.inner = inner

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Serve the request inside, with its language."""
        path = str(environ.get("PATH_INFO", ""))
        if path == f"/{ENGLISH}" or path.startswith(f"/{ENGLISH}/"):
            environ[LANGUAGE_KEY] = ENGLISH
            environ["SCRIPT_NAME"] = str(environ.get("SCRIPT_NAME", "")) + f"/{ENGLISH}"
            environ["PATH_INFO"] = path.removeprefix(f"/{ENGLISH}") or "/"
        return self.inner(environ, start_response)


@lru_cache
def catalogue(code: str) -> dict[str, str | tuple[str, ...]]:
    """The translations of a language by French sentence; several forms where the sentence counts."""
    path = TRANSLATIONS / f"{code}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        read = read_po(file, locale=code)
    return {_key(m): _said(m) for m in read if m.id and m.string and any(m.string)}


def _key(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _said(message: Message) -> str | tuple[str, ...]:
    return message.string if isinstance(message.string, str) else tuple(message.string or ())


def _translated(message: str) -> str:
    found = catalogue(language()).get(message, message) if language() != FRENCH else message
    return found if isinstance(found, str) else found[0]


def _agreed(singular: str, plural: str, number: float) -> str:
    if language() == FRENCH:
        return singular if abs(number) < 2 else plural
    found = catalogue(language()).get(singular)
    forms = (singular, plural) if found is None else (found, found) if isinstance(found, str) else found
    return forms[0] if abs(number) == 1 else forms[1]
