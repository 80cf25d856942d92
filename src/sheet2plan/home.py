"""Where this package lies, for those who read its files."""

from pathlib import Path

PACKAGE = Path(__file__).parent
DATA = PACKAGE / "data"
