"""The API does what its OpenAPI document says, whatever it is asked (schemathesis, every check)."""

import os
import subprocess
import sys
from pathlib import Path

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
EXAMPLES = 5


def test_no_answer_contradicts_the_document(site: str, tmp_path: Path) -> None:
    words = [
        "run",
        f"{site}/api/openapi.json",
        "--checks",
        "all",
        "--max-examples",
        str(EXAMPLES),
        "--seed",
        "1",
        "--workers",
        "2",
    ]
    words += ["--phases", "examples,coverage,fuzzing", "--no-color", "--suppress-health-check", "all"]
    environ = os.environ | {"SCHEMATHESIS_HOOKS": "", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [SCHEMATHESIS, *words], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
