"""How long each answer may be kept."""

import json

import pytest
from flask.testing import FlaskClient

from webmap.caching import ASK_AGAIN, FOR_A_YEAR, FOR_FIVE_MINUTES

VALUES = "/api/values?indicator=local_share&variant=departement"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (f"{VALUES}&v=v1", FOR_A_YEAR),
        (f"{VALUES}&v=older", ASK_AGAIN),
        (VALUES, ASK_AGAIN),
        ("/api/buyers?v=v1", "no-store"),
        ("/territoire/departement/01", FOR_FIVE_MINUTES),
        ("/territoire/departement/99", "no-store"),
    ],
)
def test_what_names_the_version_is_kept_for_a_year_and_pages_for_minutes(
    client: FlaskClient, address: str, kept: str | None
) -> None:
    assert client.get(address).headers.get("Cache-Control") == kept


def test_a_wrong_request_is_refused_even_with_a_tag(client: FlaskClient) -> None:
    tag = client.get(VALUES).headers["ETag"]
    assert client.get(f"{VALUES}&x=1", headers={"If-None-Match": tag}).status_code == 400


@pytest.mark.parametrize(("page", "address"), [("/carte", "values_url"), ("/flux", "flows_url")])
def test_the_map_asks_for_figures_at_an_address_that_is_kept(client: FlaskClient, page: str, address: str) -> None:
    script = client.get(page).text.split('id="map-config"')[1]
    config = json.loads(script.partition(">")[2].partition("</script>")[0])
    assert client.get(config[address]).headers["Cache-Control"] == FOR_A_YEAR
