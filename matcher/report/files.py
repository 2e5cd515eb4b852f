"""Writing a plan's files so that a folder never holds half of one."""

import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files by name into ``folder``, which is made if need be.

    All are written beside the folder first and then moved in one by one: whatever goes
    wrong on the way, each file is either the whole new one or the whole old one.

    Raises
    ------
    OSError
        Where the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{folder.name}-", dir=folder.resolve().parent
    ) as beside:
        for name, content in contents.items():
            (Path(beside) / name).write_bytes(content)
        for name in contents:
            (Path(beside) / name).replace(folder / name)
