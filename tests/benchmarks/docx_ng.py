"""docxtpl-ng on the benchmark's plan: PYTHON_OF_ITS_VENV docx_ng.py TEMPLATE CLIENTS.json OUT_FOLDER

docxtpl-ng brings a package named docxtpl and another python-docx, so it runs in a virtual environment of its own.
Prints CPU ms per document for each round; its cache is on.
"""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Fills every client three times."""
    from docxtpl import Template  # docxtpl-ng's, not docxtpl's

    template_path, clients_path, out = sys.argv[1:4]
    clients = json.loads(Path(clients_path).read_text())
    template = Template(template_path)

    def fill(data: dict[str, Any]) -> bytes:
        template.reload()
        template.render(data)
        stream = io.BytesIO()
        template.save(stream)
        return stream.getvalue()

    fill(clients[0])
    rounds = []
    for _ in range(3):
        begin = time.process_time()
        for data in clients:
            fill(data)
        rounds.append((time.process_time() - begin) * 1000 / len(clients))
    for at in range(5):
        (Path(out) / f"{at}.docx").write_bytes(fill(clients[at]))
    print(json.dumps(rounds))


if __name__ == "__main__":
    main()
