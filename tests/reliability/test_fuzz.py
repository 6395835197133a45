"""Guided fuzzing (atheris) of each reader, before a release: what it finds becomes a row of tests/corpus.py."""

import os
import subprocess
from pathlib import Path

import msgspec
import pytest
from beside import LINES
from corpus import CASES
from reliability.measure import measured

from etl.sources import CROSSINGS, SOURCES

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "fuzz" / "bin" / "python"
LONG = ("decp_json", "decp_xml", "decp_csv")
"""The readers of what platforms publish have ten minutes each, as in the plan; all would take close to four hours."""
READERS = [*(one.key for one in SOURCES), *(one.label for one in CROSSINGS)]
UNGUIDED = ("decp_parquet", "sample")
"""What is read by a library alone, whose inside is not guided: Hypothesis breaks these (test_damage.py)."""


@pytest.mark.release
@pytest.mark.parametrize("name", [name for name in READERS if name not in UNGUIDED])
def test_nothing_but_a_refusal_comes_out_of_a_reader(name: str, tmp_path: Path) -> None:
    if not PYTHON.is_file():
        pytest.skip("atheris is installed by `make release-check`")
    (tmp_path / "seeds").mkdir()
    beside = ["".join(f"{line}\n" for line in lines).encode() for lines in LINES.values()]
    for number, content in enumerate([*(case.content for case in CASES), *beside]):
        if len(content) < 4096:
            (tmp_path / "seeds" / str(number)).write_bytes(content)
    libraries = str(Path(msgspec.__file__).parents[1])
    environ = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests"), libraries])}
    seconds = int(os.environ.get("FUZZ_SECONDS", "600" if name in LONG else "20"))
    command = [PYTHON, ROOT / "tests/reliability/fuzz.py", name, str(seconds), tmp_path]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=seconds + 300, check=False)
    if done.returncode:
        found = [path.read_bytes()[:2000] for path in tmp_path.glob("*-*")]
        print(done.stderr[-4000:], *found, sep="\n")
    measured(f"C fuzzing by atheris, {seconds} s: {name}, crashes", done.returncode != 0)


def test_every_source_has_a_reader_to_fuzz() -> None:
    assert {one.key for one in SOURCES} <= set(READERS)
