"""Communes picked on the map: by the point of their town hall, on the page's own coordinates."""

import pytest
from flask.testing import FlaskClient

from geo.errors import BadSelectionError
from webmap.lasso import outline_from

# The four communes of this site stand at 0, 2, 4 and 6 degrees East, all at 46 North.
AROUND_TWO = "-1,45 3,45 3,47 -1,47"


def found(client: FlaskClient, **query: str) -> tuple[list[str], str]:
    answer = client.get("/territoire/communes.json", query_string=query).json
    return sorted(one["code"] for one in answer["communes"]), answer["said"]


def test_an_outline_takes_the_communes_whose_town_hall_it_holds(client: FlaskClient) -> None:
    codes, said = found(client, outline=AROUND_TWO)
    assert codes == ["0101", "0102"]
    assert said == "2 communes · 3 000 habitants".replace(" 0", "\u202f0")


def test_what_is_drawn_is_added_to_what_was_chosen(client: FlaskClient) -> None:
    assert found(client, outline=AROUND_TWO, codes="0103,0101")[0] == ["0101", "0102", "0103"]
    assert found(client, codes="0103,nowhere")[0] == ["0103"]
    assert found(client) == ([], "Aucune commune choisie.")


def test_each_loop_of_a_line_that_crosses_itself_counts(client: FlaskClient) -> None:
    """A figure of eight around the second and the third, crossing at 3 East."""
    assert found(client, outline="1,45 5,47 5,45 1,47")[0] == ["0102", "0103"]


def test_too_many_are_said_and_not_added(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webmap.lasso.MOST", 1)
    assert found(client, outline=AROUND_TWO, codes="0103") == (["0103"], "3 communes : une liste en compte au plus 1.")


@pytest.mark.parametrize("text", ["", "1,2 3,4", "a,b c,d e,f", "1,2 3,4 5", " ".join(["1,2"] * 501)])
def test_what_is_no_outline_is_refused(client: FlaskClient, text: str) -> None:
    with client.application.test_request_context(), pytest.raises(BadSelectionError, match="Un tracé compte"):
        outline_from(text)
