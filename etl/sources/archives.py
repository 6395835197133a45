"""Archives: each member of a .zip, and what a .gz holds, becomes a file of its own, told by content, not by name."""

import gzip
import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from geo.errors import SourceError

_ZIP, _GZIP = ARCHIVES = b"PK\x03\x04", b"\x1f\x8b"
_DEEPEST = 3
"""An archive in an archive in an archive: what lies deeper is an attack, not a delivery."""

_SWOLLEN, _HARMLESS, _MOST = 200, 100_000_000, 50_000_000_000
"""A real delivery is up to some 60 times its archive, zeros are 1,028 times theirs; what is small harms nobody, and the
largest file known (the establishments of Sirene) has 9 GB."""


def unpacked(path: Path, folder: Path) -> list[Path]:
    """The files that an archive holds, unpacked once into ``folder``; any other file is itself.

    A member stands at ``folder/<digest>/archive.zip/member``: ``name_inside`` gives it back its name.
    Raises SourceError when the archive is damaged, locked, or made to fill the disk; nothing is left half unpacked.
    """
    return sorted(_unpacked(path, folder, _DEEPEST))


def name_inside(path: Path, folder: Path) -> str | None:
    """'archive.zip/member' for a file of an archive unpacked into ``folder``, nothing for any other file.

    >>> name_inside(Path("/cache/unpacked/1f2e/april.zip/paris.json"), Path("/cache/unpacked"))
    'april.zip/paris.json'
    >>> name_inside(Path("/data/paris.json"), Path("/cache/unpacked"))
    """
    return str(PurePosixPath(*path.relative_to(folder).parts[1:])) if path.is_relative_to(folder) else None


def _unpacked(path: Path, folder: Path, depth: int) -> Iterator[Path]:
    with path.open("rb") as file:
        magic = file.read(4)
    if not magic.startswith(ARCHIVES):
        yield path
    elif depth == 0:
        raise SourceError(f"{path}: archives within archives, too deep; unpack it by hand")
    else:
        for member in _members(path, folder / _digest(path) / path.name, magic == _ZIP):
            yield from _unpacked(member, folder, depth - 1)


def _members(path: Path, target: Path, is_zip: bool) -> list[Path]:
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=target.parent))
        try:
            (_unzip if is_zip else _gunzip)(path, temporary)
            _name(temporary, target)
        # RuntimeError: a password is asked for, or a compression that Python does not know.
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
            raise SourceError(
                f"{path}: the archive cannot be unpacked ({error}); download it again, or unpack it by hand"
            ) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return [member for member in target.rglob("*") if member.is_file()]


def _name(temporary: Path, target: Path) -> None:
    try:
        temporary.rename(target)
    except OSError:
        if not target.is_dir():  # else another build unpacked it meanwhile
            raise


def _unzip(path: Path, target: Path) -> None:
    """All members but those that systems add; ``extract`` keeps them inside of the folder whatever their names say."""
    with zipfile.ZipFile(path) as archive:
        # No member gives more than it announces: zipfile stops there.
        _refuse_bomb(path, sum(member.file_size for member in archive.infolist()))
        for member in archive.infolist():
            if not member.filename.startswith("__MACOSX/"):
                archive.extract(member, target)


def _gunzip(path: Path, target: Path) -> None:
    """One file, named as the archive without its end."""
    with gzip.open(path) as packed, (target / path.name.removesuffix(".gz")).open("wb") as plain:
        while chunk := packed.read(1 << 20):
            plain.write(chunk)
            _refuse_bomb(path, plain.tell())


def _refuse_bomb(path: Path, size: int) -> None:
    if (size > _HARMLESS and size > _SWOLLEN * path.stat().st_size) or size > _MOST:
        said = f"{path}: over {size:,} bytes once unpacked, which is no delivery; look at it, or unpack it by hand"
        raise SourceError(said)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]
