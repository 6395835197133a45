"""The notebooks of docs/ run from the first cell to the last, and are kept without what they printed."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from world import skip_or_fail

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
OVER_THE_SAMPLE = [path for path in NOTEBOOKS if path.stem != "works-2024"]


def run(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, **environ: str) -> str:
    """What a notebook prints, run far from the checkout."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return "".join(out.get("text", "") for cell in cells for out in cell.outputs if out.output_type == "stream")


def test_there_are_three_notebooks_and_a_note() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["agency", "official", "sme", "works-2024"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_printed_is_kept(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


@pytest.mark.slow
@pytest.mark.parametrize("path", OVER_THE_SAMPLE, ids=lambda path: path.stem)
def test_a_notebook_runs_over_the_sample(
    path: Path, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(path, tmp_path, monkeypatch, GEOMARCHES_ATLAS=str(demo)).strip()


@pytest.mark.slow
@pytest.mark.real
def test_the_note_on_works_says_what_the_file_holds(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shared / "data" / "decp-flat" / "works-2024h2.csv"
    if not file.exists():
        skip_or_fail(f"{file} is not there")
    data = os.environ.get("GEOMARCHES_DATA", str(ROOT / "data"))
    said = run(
        ROOT / "docs/notebooks/works-2024.ipynb", tmp_path, monkeypatch, DECP_WORKS=str(file), GEOMARCHES_DATA=data
    )
    assert "8,957 rows, 5,180 contracts" in said
    assert "55.1 % of the amount placed stays" in said
    assert "Elasticity of amounts to distance -1.63 [-1.96; -1.31]" in said
