"""Puts compiled rules into a wheel that is built with HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 (`make wheel COMPILED=1`)."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface[BuilderConfig]):
    """Compiles, and names what came of it: the source stays beside it, for tracebacks and whoever reads."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the extension modules to a wheel; an installation in place runs the source as it is written."""
        if version != "standard":
            return
        root = Path(self.root)
        made = root / "build" / "compiled"
        subprocess.run([sys.executable, root / "deploy" / "compile_rules.py", made], check=True)
        for module in sorted(made.rglob("*.so")):
            build_data["force_include"][str(module)] = f"kontor/_app/{module.relative_to(made)}"
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
