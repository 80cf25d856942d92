"""The program itself: the console command, and `python -m sheet2plan` where the command is not found."""

import gc
import os
import sys
from contextlib import suppress

from sheet2plan.cli import main


def program() -> None:
    """Runs the command and ends the process at once: to take a big caseload apart object by object takes seconds.

    The collector stays off for as long: a single walk over a big caseload takes most of the second that Ctrl-C has.
    """
    gc.disable()
    try:
        main(prog_name="sheet2plan")
    except SystemExit as stop:
        if isinstance(stop.code, str):
            raise
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # whoever read the output is gone
                stream.flush()
        os._exit(stop.code or 0)


if __name__ == "__main__":
    program()
