"""The clinic's logo for letterheads: a PNG or JPEG that every program shows, checked before the first client."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from sheet2plan.errors import ConfigError

_MOST_BYTES = 1_000_000
_PIXELS_PER_INCH = 96
_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture with its size in pixels; `suffix` is .png or .jpg."""

    content: bytes = field(repr=False)
    suffix: str
    width: int
    height: int

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Width and height in inches: as large as on a screen, but within these, and never out of shape."""
        natural = self.width / _PIXELS_PER_INCH, self.height / _PIXELS_PER_INCH
        scale = min(1.0, width / natural[0], height / natural[1])
        return natural[0] * scale, natural[1] * scale


def read_logo(path: Path) -> Logo:
    """The picture at a path. Raises ConfigError when there is none, or none that fits into every document."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise ConfigError(
            f"The logo {path} can't be read: {fault.strerror}.",
            "Correct logo in the section [clinic] of the settings; the path counts from the settings file.",
        ) from fault
    if len(content) > _MOST_BYTES:
        raise ConfigError(
            f"The logo {path.name} has {len(content) / 1e6:.1f} MB, and it goes into every document.",
            "Save it smaller, below 1 MB: some 600 pixels across are enough for print.",
        )
    kind, width, height = _looked_at(path, content)
    return Logo(content, _SUFFIXES[kind], width, height)


def _looked_at(path: Path, content: bytes) -> tuple[str, int, int]:
    """Its kind and size. The whole picture is decoded: one that breaks off would be a hole in every document."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=tuple(_SUFFIXES)) as picture:
                picture.load()
                return str(picture.format), picture.width, picture.height
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise ConfigError(
            f"The logo {path.name} is no PNG or JPEG picture, or it is damaged.",
            "Open it in a drawing program and save it as PNG.",
        ) from fault
