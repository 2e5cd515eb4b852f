"""What was uploaded, looked at before anything reads it: size, kind, what is inside.

A file may lie about itself: an archive is measured by unpacking it, up to the limit.
"""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from fastapi import UploadFile

from api.errors import InvalidError, TooLargeError
from api.settings import Settings

PIECE = 1 << 16
WORKBOOKS = (".xlsx", ".xlsm", ".ods")
"""Workbooks that are archives; other kinds cannot be measured before they are read."""

CSV_FILES = (".csv", ".tsv")
MOST_FILES = 60
UNPACKED = 20
"""An archive may unpack to so many times the size an upload may have."""

MEGABYTE = 1 << 20

DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    zlib.error,
    lzma.LZMAError,
)
"""What opening an archive and its files raises where they are damaged or locked."""


def receive(upload: UploadFile, folder: Path, settings: Settings) -> Path:
    """Write an upload into ``folder`` and return what the engine is to read.

    That is a workbook, or a folder of CSV files for an archive of them or a single one.

    Raises
    ------
    TooLargeError
        It is more than the installation takes, packed or unpacked.
    InvalidError
        It is of no kind that is read.
    """
    suffix = PurePosixPath(upload.filename or "").suffix.lower()
    if suffix not in (*WORKBOOKS, *CSV_FILES, ".zip"):
        kinds = ", ".join((*WORKBOOKS, *CSV_FILES, ".zip"))
        raise InvalidError("upload-kind", kind=suffix or "–", kinds=kinds)
    path = folder / _plain_name(upload.filename or "", suffix)
    _write(path, _pieces(upload.file), settings.upload_megabytes, settings)
    if suffix in CSV_FILES:
        return folder
    try:
        with zipfile.ZipFile(path) as archive:
            if suffix == ".zip":
                return _unpack(archive, folder / "unpacked", settings)
            _measure(archive, settings)
    except DAMAGED as fault:
        raise InvalidError("upload-broken", kind=suffix) from fault
    return path


def _plain_name(name: str, suffix: str) -> str:
    """Return a file name without any path; it says which table a CSV file is."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    # Letters of four bytes, too, have to fit into the 255 that a disk takes.
    plain = re.sub(r"[^\w -]", "", stem)[:60]
    return f"{plain or 'file'}{suffix}"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _write(
    path: Path, pieces: Iterator[bytes], megabytes: float, settings: Settings
) -> int:
    """Write pieces until they are more than ``megabytes``; return the bytes written."""
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > megabytes * MEGABYTE:
                raise TooLargeError("upload-size", most=settings.upload_megabytes)
            file.write(piece)
    return size


def _members(archive: zipfile.ZipFile, settings: Settings) -> list[zipfile.ZipInfo]:
    found = [member for member in archive.infolist() if not member.is_dir()]
    told = sum(member.file_size for member in found)
    if told > UNPACKED * settings.upload_megabytes * MEGABYTE:
        raise TooLargeError("upload-unpacked", most=_most(settings))
    return found


def _most(settings: Settings) -> float:
    return UNPACKED * settings.upload_megabytes


def _measure(archive: zipfile.ZipFile, settings: Settings) -> None:
    """Unpack a workbook into nothing, to see how large it really is."""
    left = _most(settings) * MEGABYTE
    for member in _members(archive, settings):
        with archive.open(member) as file:
            for piece in _pieces(file):
                left -= len(piece)
                if left < 0:
                    raise TooLargeError("upload-unpacked", most=_most(settings))


def _unpack(archive: zipfile.ZipFile, folder: Path, settings: Settings) -> Path:
    """Unpack the CSV files of an archive, by their bare names; nothing else is."""
    folder.mkdir()
    left = _most(settings)
    members = [
        member
        for member in _members(archive, settings)
        if PurePosixPath(member.filename).suffix.lower() in CSV_FILES
    ]
    if len(members) > MOST_FILES:
        raise TooLargeError("upload-files", most=MOST_FILES)
    for member in members:
        suffix = PurePosixPath(member.filename).suffix.lower()
        path = folder / _plain_name(member.filename, suffix)
        with archive.open(member) as file:
            size = _write(path, _pieces(file), left, settings)
        left -= size / MEGABYTE
    return folder
