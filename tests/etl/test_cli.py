"""The command: what it prints, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from world import A1, A2, B1, FIRM_B2, contract, write_json, write_register

from etl.catalogue import DATASETS
from etl.cli import commands
from etl.doctor import Finding
from etl.download import name_in
from webmap.cli import Group

Command = Callable[..., Result]


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    return tmp_path / "atlas"


@pytest.fixture
def geomarches(tiny_country: Path, atlas: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run ``geomarches`` over the tiny country, as a terminal would."""
    monkeypatch.setattr("etl.pipeline.build_territories", lambda cache, say, zones: tiny_country)
    monkeypatch.setenv("GEOMARCHES_ATLAS", str(atlas))
    group = Group(commands={command.name: command for command in commands if command.name})

    def command(*words: object) -> Result:
        return CliRunner().invoke(group, [str(word) for word in words])

    return command


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    records = [contract("1"), contract("2", suppliers=[FIRM_B2]), contract("")]
    return [write_json(tmp_path / "a.json", records), write_register(tmp_path / "sirene.csv")]


def test_build_ends_with_one_line_a_step(geomarches: Command, sources: list[Path], atlas: Path) -> None:
    done = geomarches("build", *sources)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == ("a.json: 3 rows = 2 loaded + 1 rejected (no identifier 1) + 0 doubles; 2 contracts")
    assert lines[1] == "clean: 3 rows in, 2 kept, 1 rejected (no identifier 1); 1 of 1 files read anew"
    steps = list(dict.fromkeys(line.split()[0].rstrip(":") for line in lines[2:]))
    assert steps == ["deduplicate", "locate", "amounts", "total", "coverage", "measure", "publish"]
    assert "amounts: ok 2" in lines
    assert "coverage: 1 of 4 local authorities are buyers in these files" in lines
    assert (atlas / "CURRENT").is_file()


def test_build_says_when_there_is_nothing_to_do(geomarches: Command, sources: list[Path]) -> None:
    geomarches("build", *sources)
    again = geomarches("build", *sources)
    assert again.exit_code == 0
    assert again.stdout.startswith("nothing to do")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file is empty"),
        ("<html>", "format not recognised"),
        ('{"marches": [{"id": "1"}, {', "not a whole JSON file"),
        ("siret,codeCommuneEtablissement\n", "registers alone make no atlas"),
    ],
)
def test_a_bad_file_ends_in_one_line_and_exit_1(geomarches: Command, tmp_path: Path, content: str, said: str) -> None:
    bad = tmp_path / "bad"
    bad.write_text(content)
    done = geomarches("build", bad)
    assert done.exit_code == 1
    assert done.stdout == ""
    told = [line for line in done.stderr.splitlines() if line.startswith("geomarches: ")]
    assert len(told) == 1
    assert said in told[0]
    assert isinstance(done.exception, SystemExit)  # and not an error that a terminal would show whole


@pytest.mark.parametrize(
    "words", [("build",), ("explain",), ("explain", "x", "--rejected"), ("indicator", "beauty"), ("nothing",)]
)
def test_a_wrong_use_is_exit_2(geomarches: Command, words: tuple[str, ...]) -> None:
    assert geomarches(*words).exit_code == 2


@pytest.mark.parametrize("name", [command.name for command in commands])
def test_every_command_explains_itself(geomarches: Command, name: str) -> None:
    done = geomarches(name, "--help")
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) > 4


def test_without_an_atlas_the_message_says_what_to_do(geomarches: Command) -> None:
    for words in (("explain", "--rejected"), ("indicator", "spend"), ("sample", "x")):
        done = geomarches(*words)
        assert done.exit_code == 1
        assert "run `geomarches build" in done.stderr


def test_explain_tells_one_contract(geomarches: Command, sources: list[Path]) -> None:
    geomarches("build", *sources)
    assert geomarches("explain", f"{A1}1").stdout.splitlines()[0] == f"contract {A1}1: Travaux 1"
    assert json.loads(geomarches("explain", f"{A1}1", "--json").stdout)["uid"] == f"{A1}1"
    assert geomarches("explain", "x").exit_code == 1


def test_an_address_is_downloaded_then_read(
    geomarches: Command, sources: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its source is the address in the manifest."""

    def fetched(url: str, folder: Path) -> Path:
        folder.mkdir(parents=True)
        path = folder / name_in(url)
        path.write_bytes(sources[0].read_bytes())
        receipt = {"url": url, "fetched_at": "2026-11-24", "sha256": "", "bytes": path.stat().st_size}
        path.with_name(f".{path.name}.json").write_text(json.dumps(receipt))
        return path

    monkeypatch.setattr("etl.download.download", fetched)
    done = geomarches("build", "https://example.org/decp.json", "--data", tmp_path / "data")
    assert done.stdout.startswith("decp.json: 3 rows")
    (manifest,) = (tmp_path / "atlas").glob("*/manifest.json")
    (source,) = json.loads(manifest.read_text())["sources"]
    assert (source["url"], source["fetched_at"]) == ("https://example.org/decp.json", "2026-11-24")


def test_an_inner_address_is_refused_in_one_line(geomarches: Command, tmp_path: Path) -> None:
    done = geomarches("build", "http://127.0.0.1:9/a.json", "--data", tmp_path)
    assert done.exit_code == 1
    assert "127.0.0.1 is an internal address, refused" in done.stderr


def test_years_and_departements_are_kept_and_the_rest_is_counted(geomarches: Command, tmp_path: Path) -> None:
    """Of six rows: one of another year, one without a date, two of another département's buyer."""
    records = [contract("1"), contract("2", dateNotification="2018-01-05"), contract("3", dateNotification=None)]
    records += [contract("4", B1), contract("5", B1), contract("6", A2)]
    done = geomarches("build", write_json(tmp_path / "a.json", records), "--years", "2019", "--only", "01")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == (
        "a.json: 6 rows = 2 loaded + 4 rejected (outside the départements asked 2, outside the years asked 2) "
        "+ 0 doubles; 2 contracts"
    )
    whole = geomarches("build", tmp_path / "a.json")
    assert "6 loaded" in whole.stdout  # another version, and the file is not read again
    assert "0 of 1 files read anew" in whole.stdout


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--years", "2019-18", "no span of years"), ("--years", "x", "no span"), ("--only", "99", "the code 99")],
)
def test_a_wrong_part_is_refused_in_one_line(
    geomarches: Command, sources: list[Path], option: str, value: str, said: str
) -> None:
    done = geomarches("build", sources[0], option, value)
    assert done.exit_code == 1
    assert said in done.stderr


def test_fetch_lists_what_exists(geomarches: Command, tmp_path: Path) -> None:
    listed = geomarches("fetch", "--data", tmp_path).stdout.splitlines()
    assert len(listed) == len(DATASETS)
    assert listed[0].startswith("decp: contracts, 2022 schema, all years (Ministère de l'Économie; Licence Ouverte 2.0")
    assert all(line.endswith("; not fetched") for line in listed)
    unknown = geomarches("fetch", "insee", "--data", tmp_path)
    assert unknown.exit_code == 1
    assert "those known: decp, " in unknown.stderr


def test_fetch_says_where_each_file_is(
    geomarches: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[Path]
) -> None:
    monkeypatch.setattr("etl.cli.catalogue.fetch", lambda dataset, cache, say: [sources[0]])
    assert geomarches("fetch", "cog").stdout.startswith(f"cog: {sources[0]} (")


def test_doctor_ends_well_where_nothing_needed_is_missing(geomarches: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.cli.examine", lambda *_: [Finding("java", False, "install it", is_needed=False)])
    assert geomarches("doctor").exit_code == 0
    monkeypatch.setattr("etl.cli.examine", lambda *_: [Finding("npm", False, "install it")])
    done = geomarches("doctor")
    assert (done.exit_code, done.stdout) == (1, "MISSING  npm: install it\n")


def test_explain_lists_the_rows_kept_aside(geomarches: Command, sources: list[Path]) -> None:
    geomarches("build", *sources)
    assert geomarches("explain", "--rejected").stdout.startswith("a.json:3: no identifier: ")
    assert geomarches("explain", "--rejected", "--source", "other").stdout == ""


def test_versions_and_rollback(geomarches: Command, sources: list[Path], atlas: Path) -> None:
    geomarches("build", *sources)
    assert geomarches("rollback").exit_code == 1  # nothing came before
    first = geomarches("versions").stdout.split()[1]
    # Two builds of one second would have no order.
    manifest = atlas / first / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"built_at": "2020-01-01"}))
    geomarches("build", sources[0])
    listed = geomarches("versions").stdout.splitlines()
    assert [line[0] for line in listed] == [" ", "*"]
    assert geomarches("rollback").stdout.startswith(f"rollback: version {first} is now current")
    assert [line[0] for line in geomarches("versions").stdout.splitlines()] == ["*", " "]
    assert geomarches("rollback", "none").exit_code == 1


def test_an_indicator_as_csv_and_as_json(geomarches: Command, sources: list[Path]) -> None:
    geomarches("build", *sources)
    text = geomarches("indicator", "local_share", "--weight", "count").stdout
    assert text.startswith("code,name,value,low,high,contracts,effective,covered,reliability\n01,Ain,0.5,")
    (row,) = json.loads(geomarches("indicator", "spend", "--variant", "total", "--format", "json").stdout)
    assert (row["code"], row["value"]) == ("01", 200_000)


def test_a_wrong_variant_ends_in_one_line_with_those_that_exist(geomarches: Command, sources: list[Path]) -> None:
    geomarches("build", *sources)
    done = geomarches("indicator", "spend", "--variant", "mean")
    assert done.exit_code == 1
    assert "per_inhabitant, total" in done.stderr


def test_an_indicator_at_a_level_that_is_not_one(geomarches: Command) -> None:
    assert geomarches("indicator", "spend", "--level", "canton").exit_code == 2


def test_a_wrong_family_ends_in_one_line(geomarches: Command, sources: list[Path]) -> None:
    geomarches("build", *sources)
    done = geomarches("indicator", "spend", "--family", "works")
    assert done.exit_code == 1
    assert "family=45" in done.stderr
