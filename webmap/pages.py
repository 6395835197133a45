"""The pages a reader opens."""

import json
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo import territories
from geo.indicators import INDICATORS
from webmap import country, doors, families, formatting, palettes, portrait, quality, sentences, svg
from webmap.analyses import twenty
from webmap.args import known_indicator, known_territory, levels_of, selection_from
from webmap.coverage import coverage
from webmap.current import atlas
from webmap.languages import gettext as _
from webmap.layers import LAYERS
from webmap.layers.areas import HATCH_BELOW
from webmap.layers.base import Layer
from webmap.layers.choropleth import CHOROPLETH, drawing
from webmap.locality import locality
from webmap.quotes import quotes
from webmap.reasons import said

pages = Blueprint("pages", __name__)

TIP_WORDS_FR = {
    "contracts": "marchés",
    "interval": "intervalle à 95 %",
    "covered": "part couverte",
    "open": "Ouvrir la fiche",
    "zoom_in": "Agrandir",
    "zoom_out": "Réduire",
    "map_title": "Carte",
    "two_fingers": "Déplacez la carte avec deux doigts",
    "zoom_hint": "Choisir un département, ou agrandir la carte, pour voir les communes",
    "door": "Voir ses communes",
    "focus": "Voir ses flux",
    "no_data": sentences.NO_DATA,
    "insufficient": sentences.INSUFFICIENT,
}


@pages.get("/")
def entry() -> str:
    """What this is, France at a glance, and one door per profile."""
    shown = CHOROPLETH.view(atlas(), {"indicator": "local_share", "variant": "departement"}, False)
    return render_template(
        "index.html", doors=doors.DOORS, view=shown, drawing=drawing(atlas(), shown), years=atlas().years()
    )


def layer_page(layer: Layer) -> str:
    """The page of a layer: controls, drawing, legend, table."""
    shown = layer.view(atlas(), request.args, False)
    return render_template(
        "integrer.html" if request.args.get("embed") else layer.template,
        layer=layer,
        view=shown,
        ask=shown.ask,
        selection=shown.ask.selection,
        years=atlas().years(),
        families_present=atlas().families(),
        config=json_for_page(map_config(layer, shown)),
        **layer.page(atlas(), shown),
    )


for _layer in LAYERS:
    pages.add_url_rule(
        _layer.path, endpoint=_layer.key, view_func=layer_page, defaults={"layer": _layer}, methods=["GET"]
    )


def map_config(layer: Layer, shown: Any) -> dict[str, Any]:
    """What the script needs to take over: addresses, bounds, colours and words."""
    query = shown.ask.query()
    # What does not add up over several years has no figure: there is nothing to ask the API, which would refuse.
    is_made = getattr(shown.ask, "is_made", True)
    is_many = layer is CHOROPLETH and shown.ask.selection.level == "commune" and not shown.ask.departement
    return {
        "layer": layer.key,
        "level": shown.ask.selection.level,
        "version": atlas().version,
        "bounds": territories.FRAME_BOUNDS,
        "insets": [[label, box] for _, label, box in territories.INSETS],
        "tiles": f"{request.script_root}/tiles/{{layer}}/{{z}}/{{x}}/{{y}}.pbf?v={atlas().version}",
        f"{layer.api}_url": url_for(f"api.{layer.api}", **query, v=atlas().version) if is_made else None,
        # Of all communes the engine gets colours alone, and figures by département, where one looks.
        "colours_url": url_for("paint.colours", **query, v=atlas().version) if is_made and is_many else None,
        "csv_url": url_for(f"api.{layer.api}_csv", **query),
        "territory_url": url_for("pages.territories") + "/{level}/{code}",
        "code": query.get("code"),
        "within": query.get("within"),
        "departement": query.get("departement"),
        "no_data_color": palettes.NO_DATA,
        "insufficient_color": palettes.INSUFFICIENT,
        "hatch_below": HATCH_BELOW,
        "colors": {"out": palettes.FLOW_OUT, "in": palettes.FLOW_IN},
        "text": {key: _(words) for key, words in TIP_WORDS_FR.items()},
    }


def json_for_page(document: dict[str, Any]) -> str:
    """JSON that cannot close its script element."""
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


@pages.get("/territoire", endpoint="territories")
def search() -> str | Response:
    """Search a territory by name; without a name, the régions and départements to pick from."""
    asked = request.args.get("q", "").strip()
    found = atlas().search_territories(asked, 30).to_dict("records") if asked else []
    if len(found) == 1:
        return redirect(url_for("pages.territory", level=found[0]["level"], code=found[0]["code"]))
    lists = [(level, atlas().territories(level).sort_values("name")) for level in ("region", "departement")]
    return render_template("search.html", asked=asked, found=found, lists=lists)


@pages.get("/territoire/<level>/<code>")
def territory(level: str, code: str) -> str:
    """One territory."""
    place = known_territory(atlas(), level, code)
    selection = selection_from({**request.args, "level": level})
    contracts = atlas().contracts(code, selection)
    blocks = portrait.key_figures(atlas(), place, selection)
    return render_template(
        "territoire.html",
        place=place,
        selection=selection,
        blocks=blocks,
        quotes=quotes(place, selection, [figure for _key, figures in blocks for figure in figures], atlas().version),
        above=portrait.enclosing(atlas(), place),
        zone=portrait.zone(atlas(), place),
        local=locality(atlas(), place, selection),
        below=portrait.children(atlas(), place),
        families_rows=portrait.family_rows(atlas(), place, selection),
        spent_at=portrait.partners(atlas(), place, selection, "out"),
        won_from=portrait.partners(atlas(), place, selection, "in"),
        contracts=contracts.to_dict("records"),
        unknowns=sentences.not_known(atlas().flows(selection, code, "out"), contracts),
        years=atlas().years(),
        families_present=atlas().families(),
        shape=portrait.place_map(atlas(), place),
    )


@pages.get("/methode")
def methods() -> str:
    """The twenty questions, and every indicator with its definition."""
    return render_template("methodes.html", indicators=INDICATORS, questions=twenty())


@pages.get("/methode/regroupements")
def groups_method() -> str:
    """How hulls and basins are found, and what they do not say."""
    return render_template("methode_regroupements.html")


@pages.get("/methode/<key>")
def method(key: str) -> str:
    """How one indicator is computed, and what it does not say."""
    chosen = known_indicator(key)
    is_drawn = bool(set(chosen.levels) & set(territories.LEVELS))
    absent = set(territories.LEVELS) - set(levels_of(atlas()))
    readings = [v for v in chosen.variants if v.key not in absent] if is_drawn else []
    figures, heat = country.lines(atlas(), chosen), country.heat(atlas(), chosen)
    return render_template("methode.html", indicator=chosen, readings=readings, country=figures, heat=heat)


@pages.get("/qualite", endpoint="quality")
def provenance() -> str:
    """Where every figure comes from: rows in, loaded, rejected, doubles; and who publishes in these files."""
    manifest, year = atlas().manifest(), selection_from(request.args).year
    counts = sorted(quality.sources(manifest), key=lambda c: -c.rows)
    return render_template(
        "qualite.html",
        sources=counts,
        together=quality.all_together(counts),
        reasons=quality.reasons(manifest),
        repeats=quality.repeats(manifest),
        coverage=coverage(atlas(), year),
        year=year,
        years=atlas().years(),
        asked=manifest.get("asked") or {},
        checks=quality.checks(manifest),
        statuses=quality.statuses(atlas().amounts()),
        notes=quality.notes(atlas().notes()),
        buyers=quality.placings(atlas().placing(), "buyer"),
        suppliers=quality.placings(atlas().placing(), "supplier"),
        sample=atlas().rejected(limit=40).to_dict("records"),
        said=said,
        unplaced=sentences.unplaced(atlas(), selection_from({})),
    )


pages.add_app_template_filter(sentences.capitalize_first)
pages.add_app_template_filter(formatting.french, "fr")


@pages.app_context_processor
def words() -> dict[str, Any]:
    """Names that every template may use."""
    return {
        "fmt": formatting,
        "families": families,
        "sentences": sentences,
        "palettes": palettes,
        "svg": svg,
        "layers": LAYERS,
        "version": atlas().version,
    }
