"""Every French sentence that a page may say: those of the code, of the templates and of the registries.

``python -m webmap.messages`` brings ``translations/en.po`` up to date with them: a new sentence comes in empty, a
translation stays, a sentence that is said no more goes.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import Environment, nodes

from geo import territories
from geo.indicators import INDICATORS
from geo.sectors import SECTORS
from webmap import HERE, analyses, doors, folder, languages, market, palettes, sentences

Sentence = str | tuple[str, str]
"""A sentence, or its singular and its plural."""


def messages() -> dict[Sentence, str]:
    """Every sentence and where it is said (the last place of several)."""
    said: dict[Sentence, str] = {}
    for path in (Path(territories.__file__), *sorted(HERE.rglob("*.py"))):
        said |= dict.fromkeys(of_code(path.read_text(encoding="utf-8")), path.name)
    for path in sorted(folder("templates").iterdir()):
        said |= dict.fromkeys(of_template(path.read_text(encoding="utf-8")), path.name)
    said |= dict.fromkeys(of_registries(), "registry")
    # A word that is also counted has one entry, with its plural.
    counted = {one[0] for one in said if isinstance(one, tuple)}
    return {one: place for one, place in said.items() if one not in counted}


def of_code(source: str) -> Iterator[Sentence]:
    """What Python code says, and the words that it keeps to say them later: constants ``…_FR``, arguments ``…_fr``.

    >>> list(of_code('WORDS_FR = {1: "un"}; print(_("deux"), plural(n, "trou"))'))
    ['un', 'deux', ('trou', 'trous')]
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield from _asked(name, [_text(one) for one in node.args])
            yield from (text for one in node.keywords if (one.arg or "").endswith("_fr") and (text := _text(one.value)))
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").endswith("_FR"):
            yield from _kept(node.value)


def _kept(value: ast.expr | None) -> Iterator[str]:
    """The texts of a constant: itself, the values of a dictionary, the items of a tuple."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Dict(values=inside) | ast.Tuple(elts=inside):
            for one in inside:
                yield from _kept(one)


def of_template(source: str) -> Iterator[Sentence]:
    """What a template says.

    >>> list(of_template("{{ _('Lieu') }} {{ fmt.plural(n, 'flux', 'flux') }}"))
    ['Lieu', ('flux', 'flux')]
    """
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    reader.newstyle_gettext = True  # type: ignore[attr-defined]
    for call in reader.parse(source).find_all(nodes.Call):
        name = getattr(call.node, "name", getattr(call.node, "attr", ""))
        words = [one.value if isinstance(one, nodes.Const) else None for one in call.args]
        yield from _asked(name, [one if isinstance(one, str) else None for one in words])


def of_registries() -> Iterator[str]:
    """How indicators, analyses and doors are told, and what classes are called."""
    for one in INDICATORS:
        yield from (one.definition_fr, *astuple(one.method))
    for asked in analyses.ANALYSES:
        yield from (asked.title_fr, asked.question_fr, asked.limit, *astuple(asked.method))
    yield from (asked.question_fr for asked in analyses.ELSEWHERE)
    yield from SECTORS.values()
    yield from (words for words, _query in market.EXAMPLES)
    for door in doors.DOORS:
        yield from (door.label_fr, door.aim, *(question.text for question in door.questions))
    yield from (name for classes in palettes.CLASSES.values() for _colour, name in classes)
    yield from (sentences.NO_DATA, sentences.INSUFFICIENT, sentences.BESIDE)


def _asked(name: str, words: list[str | None]) -> Iterator[Sentence]:
    """The sentence that a call of the functions of ``languages``, or of those that count or refuse, asks for."""
    match name, words:
        case (("_" | "gettext"), [str(said), *_]):
            yield said
        case "ngettext", [str(one), str(many), *_]:
            yield one, many
        case "plural", [_, str(one)]:
            yield one, one + "s"
        case "plural", [_, str(one), str(many)]:
            yield one, many
        case (("one_of" | "_one_of"), [_, str(noun), *_]):
            yield noun


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def catalogue_of(said: Iterable[Sentence], known: dict[str, str | tuple[str, ...]]) -> Catalog:
    """The sentences as a catalogue, with the translations known."""
    catalogue = Catalog(locale=languages.ENGLISH)
    for one in said:
        found = known.get(one if isinstance(one, str) else one[0])
        if isinstance(one, tuple):
            found = found if isinstance(found, tuple) else (found or "",) * 2
        catalogue.add(one, found or "")
    return catalogue


def main() -> None:
    """Bring the English catalogue up to date."""
    path = languages.TRANSLATIONS / f"{languages.ENGLISH}.po"
    fresh = catalogue_of(messages(), languages.catalogue(languages.ENGLISH))
    with path.open("wb") as file:
        write_po(file, fresh, width=120, omit_header=True)
    print(f"{path}: {len(fresh)} sentences, {sum(not any(m.string or '') for m in fresh if m.id)} without English")


if __name__ == "__main__":
    main()
