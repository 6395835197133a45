"""The command: what it prints, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from world import A1, FIRM_B2, contract, write_json, write_register

from etl.cli import commands
from webmap.cli import Group

Command = Callable[..., Result]


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    return tmp_path / "atlas"


@pytest.fixture
def geomarches(tiny_country: Path, atlas: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run ``geomarches`` over the tiny country, as a terminal would."""
    monkeypatch.setattr("etl.pipeline.build_territories", lambda cache, say: tiny_country)
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
    assert lines[1] == "clean: 3 rows in, 2 kept, 1 rejected (no identifier 1)"
    assert [line.split(":")[0] for line in lines[2:]] == ["deduplicate", "locate", "measure", "publish"]
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
    told = json.loads(geomarches("explain", f"{A1}1").stdout)
    assert (told["uid"], told["amount_eur"], told["notified_on"]) == (f"{A1}1", 100_000, "2019-03-01")
    assert told["declarations"][0]["source"] == "a.json"
    assert geomarches("explain", "x").exit_code == 1


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
