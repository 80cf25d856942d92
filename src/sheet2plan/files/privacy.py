"""Floor 5: whether a folder is a private place. Nothing is changed; a person is told."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from sheet2plan.files.disk import is_seen

# How the folders of the common services are named on Windows, macOS and Linux.
_SYNCED = re.compile(
    r"(?P<OneDrive>OneDrive|SharePoint)|(?P<Dropbox>Dropbox)|(?P<iCloud>iCloud|Mobile Documents|com~apple~CloudDocs)"
    r"|(?P<Google_Drive>Google ?Drive|GoogleDrive|My Drive|DriveFS)|(?P<Box>Box(?: Sync)?$)|(?P<Nextcloud>Nextcloud)"
    r"|(?P<pCloud>pCloud)|(?P<MEGA>MEGA(?:sync)?$)|(?P<Sync>Syncthing)",
    re.IGNORECASE,
)
_MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".stfolder": "Syncthing",
}
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def folder_doubts(folder: Path, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """What speaks against keeping clients' data in this folder, in words; nothing when nothing does.

    Looks at the names of the folders above, at the marks that syncing services leave, and at the folder's rights.
    """
    return tuple(dict.fromkeys((*_synced(folder, environment), *_open_to_others(folder))))


def _synced(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    for place in (folder, *folder.parents):
        found = _SYNCED.match(place.name)
        service = found.lastgroup.replace("_", " ") if found and found.lastgroup else ""
        service = service or next((name for mark, name in _MARKS.items() if is_seen(place / mark)), "")
        if any(environment.get(variable) == str(place) for variable in _VARIABLES):
            service = "OneDrive"
        if service:
            yield (
                f"{folder} seems to be copied to the cloud by {service}. Keep clients' files there only if your "
                "agreement with the service covers health records; --out names another folder."
            )
            return


def _open_to_others(folder: Path) -> Iterator[str]:
    """A folder of ours is private in itself; one that was there before may let others in."""
    if os.name == "nt":
        if str(folder).startswith("\\\\"):
            yield f"{folder} is a network folder; check who may read it."
        return
    if is_seen(folder) and folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        yield f"Other accounts of this computer may look into {folder}. To close it: chmod 700 '{folder}'"
