"""Break the product on purpose, one thing at a time, and see that a check fails: one that cannot proves nothing.

python mutations.py [PART OF A NAME]: each in a copy of the tree; a line each, and 1 at the end where a check slept.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Broken(NamedTuple):
    """What is broken, where, and the test that must then fail."""

    name: str
    file: str
    was: str
    becomes: str
    test: str


CHECKS = "tests/reliability/"
BROKEN = (
    Broken(
        "the pointer is written before the files",
        "etl/publish.py",
        "    folder.mkdir()\n",
        "    folder.mkdir()\n    (atlas / POINTER).write_text(version)\n",
        f"{CHECKS}test_builds.py::test_a_build_killed_at_any_moment",
    ),
    Broken(
        "a build takes no lock",
        "etl/publish.py",
        "fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "pass",
        f"{CHECKS}test_builds.py::test_a_second_build_does_nothing_while_the_first_is_at_work",
    ),
    Broken(
        "a full disk is not told from another error",
        "etl/disk.py",
        "for said in _NO_ROOM",
        "for said in ()",
        f"{CHECKS}test_builds.py::test_a_disk_without_room",
    ),
    Broken(
        "rows set aside are forgotten",
        "etl/stage.py",
        "                rejected.append(rejection)",
        "                pass",
        f"{CHECKS}test_files.py::test_rows_are_counted_to_the_last",
    ),
    Broken(
        "a text without end is searched from each quote",
        "etl/sources/mend.py",
        """if fault[0] == b'"':""",
        "if not fault:",
        f"{CHECKS}test_time.py::test_no_file_is_slow_to_mend",
    ),
    Broken(
        "the expression that knows an XML file tries every way",
        "etl/sources/decp_xml.py",
        r"(?>\s++|<\?xml[^>]*+>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*)?>)*+<",
        r"\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|\s)*<",
        f"{CHECKS}test_time.py::test_no_regular_expression_is_slow",
    ),
    Broken(
        "values of a notice are taken as they come",
        "etl/sources/boamp.py",
        "{name: as_text(value) for name, value in record.items()}",
        "record",
        "tests/etl/test_damage_beside.py::test_a_notice_of_any_shape_is_loaded_or_set_aside",
    ),
    Broken(
        "addresses of old kinds pass",
        "etl/download.py",
        "if ip not in _GIVEN_OUT:",
        "if False:",
        "tests/etl/test_download.py::test_no_inner_address_is_public",
    ),
    Broken(
        "a name is judged, then resolved again",
        "etl/download.py",
        "create_connection((addresses[0], port)",
        "create_connection((host, port)",
        "tests/etl/test_download.py::test_a_name_is_resolved_once_and_the_address_judged_is_the_one_used",
    ),
    Broken(
        "the policy lets scripts in",
        "webmap/security.py",
        "\"default-src 'none'\"",
        '"default-src *"',
        f"{CHECKS}test_headers.py::test_every_answer_has_its_headers",
    ),
    Broken(
        "every page may be read by other sites",
        "webmap/cors.py",
        '("/api/", "/ogc", "/tiles/")',
        '("/",)',
        f"{CHECKS}test_headers.py::test_every_answer_has_its_headers",
    ),
    Broken(
        "a NUL passes the door",
        "webmap/security.py",
        'if "\\0" in request.path',
        'if False and "\\0" in request.path',
        f"{CHECKS}test_words.py::test_a_nul_is_refused_at_the_door",
    ),
    Broken(
        "the site answers to any name",
        "webmap/security.py",
        "if hosts and not",
        "if False and not",
        f"{CHECKS}test_words.py::test_a_site_that_knows_its_names_answers_to_no_other",
    ),
    Broken(
        "cells that begin as formulas go out as they are",
        "webmap/exports.py",
        """return "'" + value if""",
        "return value if",
        f"{CHECKS}test_scripts.py::test_no_text_of_the_data_runs_in_a_spreadsheet",
    ),
    Broken(
        "a title is shown unescaped",
        "templates/marche.html",
        "<h1>{{ told.title }}",
        "<h1>{{ told.title|safe }}",
        "tests/test_rules.py::test_what_is_shown_unescaped",
    ),
    Broken(
        "persons are not hidden",
        "etl/diffusion.py",
        ".fetchone():",
        ".fetchone() and False:",
        f"{CHECKS}test_privacy.py::test_no_name_is_found_anywhere",
    ),
    Broken(
        "sole traders whom the register publishes are named",
        "etl/diffusion.py",
        "(is_partial OR NOT $is_naming)",
        "is_partial",
        f"{CHECKS}test_privacy.py::test_no_name_is_found_anywhere",
    ),
    Broken(
        "who is in no register is named",
        "etl/diffusion.py",
        "SELECT siren FROM unknown WHERE NOT $is_naming",
        "SELECT siren FROM unknown WHERE false AND NOT $is_naming",
        f"{CHECKS}test_privacy.py::test_no_name_is_found_anywhere",
    ),
    Broken(
        "titles keep the names of persons",
        "etl/clean.py",
        "return without_names(without_contacts(text))",
        "return without_contacts(text)",
        "tests/etl/rules/test_persons.py::test_titles_amendments_and_rejected_rows_name_nobody",
    ),
    Broken(
        "an ending of today is lost",
        "geo/atlas/sql/endings.sql",
        "ends_on BETWEEN CAST($since AS DATE)",
        "ends_on BETWEEN CAST($since AS DATE) + INTERVAL '1' DAY",
        f"{CHECKS}test_clock.py",
    ),
    Broken(
        "the gate of rows is open", "etl/gates.py", "LEAST_ROWS = 0.8", "LEAST_ROWS = 0.0", "tests/etl/test_gates.py"
    ),
    Broken(
        "the gate of euros is open", "etl/gates.py", "MOST_APART = 0.5", "MOST_APART = 5e9", "tests/etl/test_gates.py"
    ),
    Broken(
        "an export is cut at a stop",
        "deploy/gunicorn.conf.py",
        "graceful_timeout = 30",
        "graceful_timeout = 0",
        f"{CHECKS}test_server.py::test_a_stop_lets_an_export_end",
    ),
    Broken(
        "an answer of a stopped database is kept",
        "webmap/errors.py",
        'response.headers["Retry-After"] = str(RETRY_AFTER_S)',
        "pass",
        f"{CHECKS}test_database.py::test_a_database_that_stops_and_comes_back",
    ),
    Broken(
        "a package is locked without its hash",
        "requirements.lock",
        "--hash=sha256:",
        "--hash=md5:",
        f"{CHECKS}test_supply.py::test_every_package_is_locked_by_its_hashes",
    ),
)


def copied(folder: Path) -> Path:
    """A copy of the tree, tracked files alone; what they lean on beside it."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in names.splitlines():
        target = folder / "main" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_file():
            shutil.copy2(ROOT / name, target)
    if (ROOT / "static/vendor").is_dir():
        shutil.copytree(ROOT / "static/vendor", folder / "main/static/vendor")
    (folder / "shared").symlink_to(ROOT.parent / "shared")
    subprocess.run(["git", "init", "-q"], cwd=folder / "main", check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder / "main", check=True)
    return folder / "main"


def is_seen(broken: Broken, tree: Path) -> bool:
    """Whether the test fails while this is broken; the file is mended afterwards."""
    file = tree / broken.file
    sound = file.read_text(encoding="utf-8")
    assert broken.was in sound, f"{broken.name}: {broken.file} has changed"
    file.write_text(sound.replace(broken.was, broken.becomes), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", broken.test]
        environ = os.environ | {"PYTHONPATH": str(tree)}
        done = subprocess.run(command, cwd=tree, env=environ, capture_output=True, text=True, timeout=900, check=False)
    finally:
        file.write_text(sound, encoding="utf-8")
    return done.returncode == 1 and " failed" in done.stdout


def main(part: str) -> int:
    """Break each; how many were not seen."""
    asleep = 0
    with tempfile.TemporaryDirectory() as name:
        tree = copied(Path(name))
        for broken in BROKEN:
            if part in broken.name:
                seen = is_seen(broken, tree)
                asleep += not seen
                print(f"{'seen' if seen else 'NOT SEEN'}\t{broken.name}\t{broken.test}", flush=True)
    return min(asleep, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
