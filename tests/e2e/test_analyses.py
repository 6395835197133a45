"""From the entry page of a profile to the answer of each question; and every path that docs/seed.md promises."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from webmap import create_app
from webmap.analyses import ANALYSES, Analysis

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (S\d+) \| [^|]+ \| `(/[^`]*)` \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


def seeds() -> list[tuple[str, str]]:
    """The id and the path of each row of the table."""
    return ROW.findall((ROOT / "docs/seed.md").read_text(encoding="utf-8"))


def test_the_table_has_one_row_for_each_of_the_twenty_questions() -> None:
    assert [key for key, _ in seeds()] == [f"S{n}" for n in range(1, 21)]
    assert {one.key for one in ANALYSES} <= {key.lower() for key, path in seeds() if "/analyses/" in path}


def test_every_path_of_the_table_answers_on_the_demo(demo: Path) -> None:
    client = create_app(str(demo), TESTING=True).test_client()
    assert {key: status for key, path in seeds() if (status := client.get(path).status_code) != 200} == {}


@pytest.mark.parametrize("analysis", ANALYSES, ids=[one.key for one in ANALYSES])
def test_a_profile_reaches_its_answer_from_the_entry_page(visit: Any, analysis: Analysis) -> None:
    page = visit.open("/")
    page.locator(f"#{analysis.profiles[0]} a[href*='/analyses#']").click()
    page.locator(f"#profile-{analysis.profiles[0]} ~ ul a[href$='/analyses/{analysis.key}']").click()
    expect(page.locator("h1")).to_have_text(analysis.title_fr)
    page.fill("#c-territoire", "departement:35")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("territoire=departement"))
    expect(page.get_by_role("heading", name="Méthode")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
