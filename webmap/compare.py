"""The page that compares territories, and how one is added by its name."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo.errors import BadSelectionError
from webmap import comparison, portrait
from webmap.args import known_territory, selection_from
from webmap.current import atlas
from webmap.exports import records
from webmap.languages import gettext as _
from webmap.sentences import LEVELS_PLURAL_FR

compare = Blueprint("compare", __name__)

Row = dict[str, Any]


@compare.get("/comparer")
def page() -> str | Response:
    """Up to five territories of one level; ``t=level:code`` for each, ``add`` the name of one more."""
    places = _places(request.args.getlist("t"))
    asked = request.args.get("add", "").strip()
    found = _found(asked, places) if asked else []
    if len(found) == 1:
        return redirect(url_for("compare.page", **_query([*places, found[0]])))
    level = places[0]["level"] if places else "departement"
    selection = selection_from({**request.args.to_dict(), "level": level})
    above = _above(places)
    lines = comparison.lines(atlas(), places, above, selection) if places else []
    many = _(LEVELS_PLURAL_FR[level])
    return render_template(
        "comparer.html",
        places=places,
        above=above,
        asked=asked,
        found=found,
        lines=lines,
        sentences_said=comparison.sentences(lines, places, many),
        neighbours=_proposed(places),
        many=many,
        selection=selection,
        years=atlas().years(),
        families_present=atlas().families(),
        with_place=lambda place: url_for("compare.page", **_query([*places, place])),
        without=lambda place: url_for("compare.page", **_query([p for p in places if p["code"] != place["code"]])),
        most=comparison.MOST,
    )


def _query(places: list[Row]) -> dict[str, Any]:
    kept = {name: request.args[name] for name in ("year", "until", "family", "weight") if request.args.get(name)}
    return {"t": [f"{p['level']}:{p['code']}" for p in places], **kept}


def _places(words: list[str]) -> list[Row]:
    """The territories asked for, each once; refused beyond five, or when they are not of one level."""
    pairs = [tuple(word.partition(":")[::2]) for word in dict.fromkeys(words) if word]
    if len(pairs) > comparison.MOST:
        raise BadSelectionError(_("Cinq territoires au plus se comparent sur une page ; en retirer un."))
    places = [known_territory(atlas(), level, code) for level, code in pairs]
    if len({place["level"] for place in places}) > 1:
        raise BadSelectionError(
            _("Des territoires de niveaux différents ne se comparent pas ; les prendre du même niveau.")
        )
    return places


def _found(asked: str, places: list[Row]) -> list[Row]:
    """Territories of this name, of the level of those already there; the exact name alone where there is one."""
    rows: list[Row] = records(atlas().search_territories(asked, 30))
    own = [r for r in rows if not places or r["level"] == places[0]["level"]]
    new = [r for r in own if r["code"] not in {p["code"] for p in places}]
    exact = [r for r in new if str(r["name"]).casefold() == asked.casefold()]
    return exact if len(exact) == 1 else new


def _above(places: list[Row]) -> list[Row]:
    """The nearest enclosing territory of each, once."""
    nearest = (portrait.enclosing(atlas(), place)[:1] for place in places)
    return list({one["code"]: one for some in nearest for one in some}.values())


def _proposed(places: list[Row]) -> list[comparison.Neighbour]:
    if not places or len(places) >= comparison.MOST:
        return []
    found = comparison.neighbours(atlas(), places[0]["level"], places[0]["code"], 8)
    return [n for n in found if n.code not in {p["code"] for p in places}][:5]
