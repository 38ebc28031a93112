"""A folder as one zip with a manifest of hashes, and back.

The same files give the same bytes: entries are sorted, times and rights are fixed. On the way back nothing of a zip is
believed: every file is in the manifest, has a harmless name, is no longer than it says, and has its hash.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from struct import error as StructError
from typing import Any, BinaryIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from checker.errors import EvidenceError

MANIFEST = "manifest.json"
VERSION = 1
FILES, LARGEST = 20_000, 2 << 30  # files in a bundle, and bytes of all of them together
_MANIFEST_SIZE = 16 << 20
_BLOCK = 1 << 16
_WHEN = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say
_RIGHTS = 0o100644 << 16
# Devices of Windows whatever follows the name, and what some system reads as a way out of the folder.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
_UNSAFE = re.compile(r'[\x00-\x1f\\:*?"<>|]')
_BROKEN = (BadZipFile, LargeZipFile, StructError, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)


def pack(folder: Path, path: Path, said: Mapping[str, object]) -> None:
    """Writes all files below a folder into a zip, with a manifest that holds `said`; the zip is whole or not there.

    Raises `EvidenceError` when it cannot be written or would be too large to be read again.
    """
    names = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
    files = {name: _digest(folder / name) for name in names}
    if len(files) > FILES or sum(size for size, _ in files.values()) > LARGEST:
        raise EvidenceError(f"{path}: more than {FILES} files or {LARGEST >> 30} GB: too much for one bundle")
    listed = {name: {"size": size, "sha256": digest} for name, (size, digest) in files.items()}
    manifest = json.dumps({"version": VERSION, **said, "files": listed}, indent=2, sort_keys=True).encode() + b"\n"
    draft = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
    try:
        with ZipFile(draft, "x") as package:
            package.writestr(_info(MANIFEST), manifest)
            for name in names:
                with (folder / name).open("rb") as source, package.open(_info(name), "w", force_zip64=True) as target:
                    while block := source.read(_BLOCK):
                        target.write(block)
        os.replace(draft, path)
    except OSError as error:
        raise EvidenceError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Writes the files of a bundle into an empty folder, every hash compared, and gives the manifest.

    Raises `EvidenceError` naming what is not as the manifest says.
    """
    name = MANIFEST
    try:
        with ZipFile(path) as package:
            infos = package.infolist()
            manifest = _manifest(path, package)
            files = manifest["files"]
            _check_names(path, [info.filename for info in infos], set(files))
            for info in infos:
                name = info.filename
                if name != MANIFEST:
                    with package.open(info) as source:
                        _unpack_one(path, name, source, folder / name, files[name])  # type: ignore[arg-type]
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from None
    except _BROKEN as error:
        raise EvidenceError(f"{path}: {name} is damaged: {error}") from None
    return manifest


def _manifest(path: Path, package: ZipFile) -> dict[str, Any]:
    if MANIFEST not in package.namelist():
        raise EvidenceError(f"{path}: not a bundle: it has no {MANIFEST}")
    with package.open(MANIFEST) as source:
        data = source.read(_MANIFEST_SIZE + 1)
    said = json.loads(data) if len(data) <= _MANIFEST_SIZE else None
    if not isinstance(said, dict) or not isinstance(said.get("version"), int):
        raise EvidenceError(f"{path}: {MANIFEST} is not that of a bundle")
    if said["version"] > VERSION:
        versions = f"the bundle has version {said['version']}, this checker reads up to {VERSION}"
        raise EvidenceError(f"{path}: {versions}; a newer one is needed")
    files = said.get("files")
    if not isinstance(files, dict) or not all(_entry(each) for each in files.values()):
        raise EvidenceError(f"{path}: {MANIFEST} is not that of a bundle")
    if len(files) > FILES or sum(each["size"] for each in files.values()) > LARGEST:
        raise EvidenceError(f"{path}: more than {FILES} files or {LARGEST >> 30} GB unpacked")
    return said


def _entry(each: object) -> bool:
    if not isinstance(each, dict):
        return False
    size, digest = each.get("size"), each.get("sha256")
    return isinstance(size, int) and size >= 0 and isinstance(digest, str)


def _check_names(path: Path, found: list[str], listed: set[str]) -> None:
    seen: set[str] = set()
    for name in found:
        if name != MANIFEST and name not in listed:
            raise EvidenceError(f"{path}: {_shown(name)} is not in the manifest")
        if not _harmless(name):
            raise EvidenceError(f"{path}: {_shown(name)} is no name of a file in a bundle")
        if name.casefold() in seen:
            raise EvidenceError(f"{path}: {_shown(name)} is there twice")
        seen.add(name.casefold())
    if missing := sorted(listed - set(found)):
        raise EvidenceError(f"{path}: {_shown(missing[0])} is missing")


def _harmless(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and name == "/".join(parts)
        and not _UNSAFE.search(name)
        and not any(part in (".", "..") or part[-1] in ". " or _DEVICES.fullmatch(part) for part in parts)
    )


def _unpack_one(path: Path, name: str, source: BinaryIO, place: Path, said: Mapping[str, Any]) -> None:
    digest, left = hashlib.sha256(), said["size"]
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as target:
        while block := source.read(min(_BLOCK, left + 1)):
            left -= len(block)
            if left < 0:
                break
            digest.update(block)
            target.write(block)
    if left or digest.hexdigest() != said["sha256"]:
        raise EvidenceError(f"{path}: {name} has other bytes than the manifest says")


def _shown(name: str) -> str:
    return ascii(name) if not name.isprintable() else name


def _digest(path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _WHEN)
    info.create_system, info.external_attr = 3, _RIGHTS
    info.compress_type = ZIP_STORED if name.endswith(".gz") else ZIP_DEFLATED
    return info
