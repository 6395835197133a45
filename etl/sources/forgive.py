"""Bring a record that msgspec refuses to the classes of ``etl.sources.record``: same content, another writing."""

from collections.abc import Callable
from functools import cache
from typing import Any, get_args, get_origin

import msgspec
from msgspec.structs import fields

from etl.sources.record import Change, Record, Tariff, WordList

WRAPPERS = {
    "titulaire", "concessionnaire", "modification", "acteSousTraitance", "modificationActeSousTraitance",
    "modificationActesSousTraitance", "donneesAnnuelles", "tarif",
}  # fmt: skip


def forgive(record: dict[str, Any]) -> Record:
    """A record from any dictionary: what has no place in it is left, nothing raises.

    Keys with blanks, texts as numbers, one object instead of a list, lists of lists, keys laid flat:

    >>> r = forgive({"id ": 7, "acheteur.id": "21590163800019", "titulaires": [[{"titulaire": {"id": 5}}]]})
    >>> r.contract_id, r.buyer.id, r.holders[0].id
    ('7', '21590163800019', '5')
    """
    made: Record = _struct(record, Record)
    return made


def words(value: Any) -> tuple[str, ...]:
    """The words of a list however it is written: ``["a", "b"]``, ``{"technique": ["a"]}`` or ``"a, b"``.

    >>> words({"technique": ["Concours", None]}), words("Concours, Accord-cadre"), words(None)
    (('Concours',), ('Concours', 'Accord-cadre'), ())
    """
    if isinstance(value, dict):
        return tuple(word for inner in value.values() for word in words(inner))
    if isinstance(value, list | tuple):
        return tuple(word for inner in value for word in words(inner))
    return tuple(w for w in (part.strip() for part in str("" if value is None else value).split(",")) if w)


def _struct(value: dict[str, Any], kind: Any) -> Any:
    known = {str(key).strip(): item for key, item in value.items()}
    whole = _raised(known) | known
    return kind(**{name: make(whole.get(key)) for name, key, make in _plan(kind)})


def _raised(known: dict[str, Any]) -> dict[str, Any]:
    """What keys laid flat hold, as objects again.

    >>> _raised({"acheteur.id": 1, "acheteur_nom": "x", "_type": "Marché", "objet": "y"})
    {'acheteur': {'id': 1, 'nom': 'x'}}
    """
    found: dict[str, Any] = {}
    for key, item in known.items():
        if "." in key or "_" in key:
            stem, rest = key.replace("_", ".").split(".", 1)
            found.setdefault(stem, {})[rest] = item
    found.pop("", None)
    return found


@cache
def _plan(kind: Any) -> tuple[tuple[str, str, Any], ...]:
    """Field, key and how to make the value, for each field of a class."""
    return tuple(
        (f.name, f.encode_name, _maker(f.type))
        for f in fields(kind)
        if f.name in kind.__annotations__ and f.encode_name[0] != "="
    )


def _maker(kind: Any) -> Callable[[Any], Any]:
    """How a value of any writing becomes one of the type of a field."""
    if get_origin(kind) in (list, tuple):
        item = get_args(kind)[0]
        return lambda value: tuple(_struct(found, item) for found in _items(value, item))
    if kind is not Any and get_args(kind):  # X | None
        return _scalar if Tariff in get_args(kind) else _maker(get_args(kind)[0])
    if kind is str:
        return as_text
    if kind is WordList:
        return _word_list
    if kind is not Any:
        return lambda value: _struct(value, kind) if isinstance(value, dict) and value else None
    return _scalar


def as_text(value: Any) -> str | None:
    """A text from a text or a number.

    >>> as_text(20193), as_text(20193.0), as_text({"a": 1}), as_text([])
    ('20193', '20193', None, None)
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return None if value is None or isinstance(value, dict | list) else str(value)


def _scalar(value: Any) -> Any:
    return None if isinstance(value, dict | list) else value


def _word_list(value: Any) -> WordList | None:
    """All five lists at once: each field of a record looks at its own."""
    found = words(value)
    return WordList(found, found, found, found, found) if found else None


def _items(value: Any, kind: Any) -> list[dict[str, Any]]:
    """The objects of a list, out of its nests and wrappers.

    >>> _items({"titulaire": [{"id": 1}, {"id": 2}]}, Record), _items([[{"id": 1}], None, "x"], Record)
    ([{'id': 1}, {'id': 2}], [{'id': 1}])
    """
    if isinstance(value, list):
        return [found for inner in value for found in _items(inner, kind)]
    if isinstance(value, dict):
        inner = [item for key, item in value.items() if str(key).strip() in WRAPPERS and isinstance(item, dict | list)]
        return _items(inner, kind) if inner else [value]
    return _from_text(value, kind) if isinstance(value, str) else []


def _from_text(value: str, kind: Any) -> list[dict[str, Any]]:
    """A list that a platform wrote as text; the words of an amendment that is told in prose are its reason."""
    try:
        return _items(msgspec.json.decode(value), kind)
    except (msgspec.MsgspecError, UnicodeError):
        return [{"objetModification": value}] if kind is Change and value.strip(" []{}") else []
