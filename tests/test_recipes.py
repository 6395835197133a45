"""The recipes of CONTRIBUTING.md and the settings of .env.example say what the code does."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from etl.sources import SOURCES
from geo.indicators import INDICATORS
from webmap.config import KNOWN, PREFIX
from webmap.layers import LAYERS

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MEMBERS = {
    "An indicator": [one.key for one in INDICATORS],
    "A source": [one.key for one in SOURCES],
    "A layer": [one.key for one in LAYERS],
}
EVERY = [(recipe, key) for recipe, keys in MEMBERS.items() for key in keys]
REGISTERED = {"An indicator": "from {}.{} import", "A source": "{1}.SOURCE", "A layer": "from {}.{} import"}


def recipe_text(title: str) -> str:
    """The part of the guide under a heading."""
    return GUIDE.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0]


def recipe_files(title: str) -> list[str]:
    """The file that each numbered line of a recipe begins with."""
    return re.findall(r"^\d\. `([^`]+)`", recipe_text(title), re.MULTILINE)


def of_member(path: str, key: str) -> Path:
    """The file that a recipe's path means for one member."""
    return ROOT / re.sub(r"\bx\.", f"{key}.", path.replace("test_x.", f"test_{key}."))


@pytest.mark.parametrize("title", MEMBERS)
def test_a_recipe_is_at_most_three_files(title: str) -> None:
    assert len(recipe_files(title)) == 3


@pytest.mark.parametrize(("title", "key"), EVERY)
def test_every_member_stands_where_its_recipe_says(title: str, key: str) -> None:
    files = [of_member(path, key) for path in recipe_files(title)]
    assert [f for f in files if not f.is_file() and not f.is_relative_to(ROOT / "tests")] == []


@pytest.mark.parametrize(("title", "key"), EVERY)
def test_every_member_is_in_the_registry_that_its_recipe_names(title: str, key: str) -> None:
    registry = next(path for path in recipe_files(title) if path.endswith("__init__.py"))
    room = registry.removesuffix("/__init__.py").replace("/", ".")
    assert REGISTERED[title].format(room, key) in (ROOT / registry).read_text(encoding="utf-8")


@pytest.mark.parametrize("title", ["An indicator", "A source"])
def test_every_member_has_the_test_that_its_recipe_names(title: str) -> None:
    path = next(path for path in recipe_files(title) if path.startswith("tests/"))
    tests = [of_member(path, key) for key in MEMBERS[title]]
    assert [file for file in tests if not file.is_file()] == []
    assert [key for key, file in zip(MEMBERS[title], tests, strict=True) if key not in file.read_text("utf-8")] == []


@pytest.mark.parametrize("key", MEMBERS["A layer"])
def test_every_layer_has_its_line_in_the_script(key: str) -> None:
    script = (ROOT / "static/js/map.js").read_text(encoding="utf-8")
    assert f'import("./layers/{key}.js")' in script
    assert "export function mount(engine, config)" in (ROOT / f"static/js/layers/{key}.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a copy of the house shows once the guide's indicator is added as its recipe says."""
    house = tmp_path_factory.mktemp("house")
    for room in ("geo", "webmap", "templates", "static", "tests"):
        shutil.copytree(ROOT / room, house / room, ignore=shutil.ignore_patterns("__pycache__", "output"))
    add_indicator(house)
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=house, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    seen: dict[str, str] = json.loads(done.stdout)
    return seen


def add_indicator(house: Path) -> None:
    """The first two steps: the file as the guide prints it, then its import and its name in the registry."""
    code = re.search(r"```python\n(.*?)```", recipe_text("An indicator"), re.DOTALL)
    assert code is not None
    (house / "geo/indicators/contracts_per_supplier.py").write_text(code[1], encoding="utf-8")
    registry = house / "geo/indicators/__init__.py"
    text = registry.read_text(encoding="utf-8")
    line = "from geo.indicators.contracts_per_supplier import CONTRACTS_PER_SUPPLIER\n"
    text = text.replace("from geo.indicators.grouping", line + "from geo.indicators.grouping")
    registry.write_text(text.replace(",\n)", ", CONTRACTS_PER_SUPPLIER,\n)", 1), encoding="utf-8")


LOOK = """
import importlib.util, json, sys
import pandas as pd
spec = importlib.util.spec_from_file_location("conftest", "tests/webmap/conftest.py")
country = importlib.util.module_from_spec(spec)
spec.loader.exec_module(country)
client = country.create_app(atlas=country.FakeAtlas(), TESTING=True).test_client()
asked = "indicator=contracts_per_supplier&level=departement"
seen = {path: client.get(path).get_data(as_text=True) for path in (
    "/carte", f"/carte?{asked}", f"/api/values?{asked}", f"/api/values.csv?{asked}",
    "/methode", "/methode/contracts_per_supplier", "/territoire/departement/01")}
from geo.indicators import Cube, indicator
total = pd.DataFrame([{"level": "departement", "code": "01", "year": 0, "family": "all", "role": "buyer",
    "contracts": 12.0, "partners": 4}])
none = pd.DataFrame()
figures = indicator("contracts_per_supplier").compute(Cube(none, total, none, none, none))
seen["figures"] = figures[["code", "value", "contracts"]].to_json(orient="records")
print(json.dumps(seen))
"""


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("/carte", '<option value="contracts_per_supplier">Marchés par titulaire</option>'),
        ("/carte?indicator=contracts_per_supplier&level=departement", "<h1>Marchés par titulaire"),
        ("/api/values?indicator=contracts_per_supplier&level=departement", '"indicator":"contracts_per_supplier"'),
        ("/api/values.csv?indicator=contracts_per_supplier&level=departement", "01;Nord;0,7619;"),
        ("/methode", "/methode/contracts_per_supplier"),
        ("/methode/contracts_per_supplier", "12 / 4 = 3"),
        ("/territoire/departement/01", "Marchés par titulaire"),
        ("figures", '[{"code":"01","value":3.0,"contracts":12.0}]'),
    ],
)
def test_all_follows_from_the_recipe_of_an_indicator(followed: dict[str, str], where: str, what: str) -> None:
    assert what in followed[where]


def test_the_example_of_settings_lists_exactly_those_that_exist() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^(\w+)=", text, re.MULTILINE) == [PREFIX + name for name in KNOWN]
