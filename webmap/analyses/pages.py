"""The pages of the workshop's questions: the list by profile, one page a question, the calendar of S5."""

from flask import Blueprint, Response, abort, render_template, request

from webmap import doors
from webmap.analyses import known, of_profile
from webmap.analyses.base import Analysis
from webmap.analyses.economy import not_found
from webmap.analyses.s5 import calendar, endings
from webmap.current import atlas
from webmap.languages import gettext
from webmap.organisations import CATEGORIES_FR

analyses = Blueprint("analyses", __name__)


@analyses.get("/analyses")
def index() -> str:
    """The questions by profile."""
    by_profile = [(door, of_profile(door.key)) for door in doors.DOORS]
    return render_template("analyses.html", by_profile=by_profile, is_analysis=_is_analysis, say=gettext)


@analyses.get("/analyses/<key>")
def analysis(key: str) -> str:
    """One question: form, answer, method and limit."""
    chosen = known(key) or abort(404)
    answer = chosen.show(atlas(), request.args)
    return render_template(
        chosen.template,
        analysis=chosen,
        answer=answer,
        lost=not_found(atlas(), request.args),
        families_present=atlas().families(),
        categories=CATEGORIES_FR,
        say=gettext,
    )


@analyses.get("/analyses/s5.ics")
def ending_calendar() -> Response:
    """Contracts that end within a year, to subscribe to."""
    return Response(calendar(endings(atlas(), request.args)), mimetype="text/calendar")


def _is_analysis(one: object) -> bool:
    return isinstance(one, Analysis)
