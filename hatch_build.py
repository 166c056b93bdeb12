"""Build hook: the wheel carries the dataset parsed and indexed, and the same sources give the same bytes."""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ParsedDataset(BuildHookInterface):  # type: ignore[type-arg]  # Hatchling's own examples leave it bare
    """Writes `*.msgpack` beside each TOML file of the dataset and the search index, for the wheel alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files before the wheel is made; an editable install reads the TOML itself."""
        # Hatchling dates every file 2020-02-02 unless this says otherwise: who rebuilds a release gets its bytes,
        # whatever their environment holds.
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        if self.target_name != "wheel" or version == "editable":
            return
        source = Path(self.root) / "src"
        sys.path.insert(0, str(source))
        from exocli import compiled, search  # noqa: PLC0415  (importable only from here on)
        from exocli.dataset import load  # noqa: PLC0415

        self._written = compiled.write(source / "exocli" / "data")
        index = Path(search.INDEX)
        index.unlink(missing_ok=True)
        search.build(load(), str(index)).close()
        self._written.append(index)
        build_data["artifacts"] += [f"src/exocli/data/**/*{compiled.SUFFIX}", "src/exocli/data/search.sqlite"]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Leave the source tree as it was."""
        for file in getattr(self, "_written", []):
            file.unlink()
