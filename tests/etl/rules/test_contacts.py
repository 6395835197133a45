"""No way to reach a person goes into the atlas, and nothing that only looks like one is taken out."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import contract, write_json

from etl.rules.contacts import EMAIL_LEFT_OUT, PHONE_LEFT_OUT, without_contacts
from geo.atlas import open_atlas

words = st.text(st.characters(codec="utf-8"), max_size=60)
names = st.from_regex(r"[a-z][a-z0-9._-]{0,20}", fullmatch=True)
numbers = st.builds(
    lambda first, pairs, gap: gap.join([first, *pairs]),
    st.from_regex(r"0[1-9]", fullmatch=True),
    st.lists(st.from_regex(r"[0-9]{2}", fullmatch=True), min_size=4, max_size=4),
    st.sampled_from([" ", ".", "-"]),
)


@given(st.lists(st.sampled_from(["Travaux", "lot 2", "(cour)", "école"]), max_size=3), names, names, numbers)
def test_an_address_and_a_number_are_taken_out_of_any_sentence(
    said: list[str], who: str, where: str, number: str
) -> None:
    found = without_contacts(" ".join([*said, f"{who}@{where.strip('._-') or 'x'}.fr", "ou", number, *said]))
    assert found == " ".join([*said, EMAIL_LEFT_OUT, "ou", PHONE_LEFT_OUT, *said])


@given(words)
def test_again_changes_nothing(text: str) -> None:
    assert without_contacts(without_contacts(text)) == without_contacts(text)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "Marché 0320285252", "2019.01.02.03.04", "du 01-02-03-04-05-06", "CPV 45.21.42.00-2",
        "90 %@ la tonne", "01 02 2019", "Acquisition de 12 34 56 78 90 plants",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_stays(text: str | None) -> None:
    assert without_contacts(text) == text


def test_titles_names_amendments_and_rejected_rows_hold_none(build: Any, tmp_path: Path) -> None:
    mail, phone = "anne.petit@exemple.fr", "06 11 22 33 44"
    party = {"typeIdentifiant": "SIRET", "id": "11111111100011", "denominationSociale": mail}
    change = {"dateNotificationModification": "2020-01-02", "montant": 1, "objetModification": f"voir {phone}"}
    records = [
        contract("1", objet=f"Toiture, {mail}", titulaires=[party], modifications=[change]),
        contract("", objet=f"Toiture, {phone}"),
    ]
    run = build(write_json(tmp_path / "a.json", records))
    atlas = open_atlas(tmp_path / "atlas")
    told = str(atlas.contract("21010001000019" + "1")) + atlas.rejected().to_csv()
    assert told.count(EMAIL_LEFT_OUT) >= 2
    assert told.count(PHONE_LEFT_OUT) == 2
    kept = "".join(
        str(duckdb.read_parquet(str(path)).fetchall()) for path in files_of(tmp_path / "atlas" / run.version)
    )
    assert "Toiture" in kept
    assert mail not in kept
    assert phone not in kept


def files_of(version: Path) -> list[Path]:
    return [path for path in version.glob("*.parquet") if path.stem != "territory"]
