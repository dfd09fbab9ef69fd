"""Copy the few front-end files that our pages use from node_modules/ to web/static/vendor/, each checked by its sha256.

Two things stay behind. The Frutiger fonts, because their @font-face rules make every reader's browser call another host.
The NHS logo, favicons and preview picture, because they are trade marks that only NHS bodies may show.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parent.parent
NODE_MODULES = PROJECT / "node_modules"
VENDOR = PROJECT / "web" / "static" / "vendor"


class FrontEndFile(NamedTuple):
    """One file: where npm puts it, where our pages find it, and what it must be."""

    source: str
    target: str
    sha256: str


def _icon(name: str, sha256: str) -> FrontEndFile:
    file = f"nhsuk-icon-{name}.svg"
    return FrontEndFile(f"nhsuk-frontend/dist/nhsuk/assets/images/{file}", f"nhsuk/images/{file}", sha256)


# A new version: change package.json, `npm install --package-lock-only`, then put the sums here that this script prints.
FILES = (
    FrontEndFile(
        "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css",
        "nhsuk/nhsuk-frontend.min.css",
        "ed9a60604796c0f0ffc6590b675b9d9f6f42b52e3d744ae3e708266e25a78488",
    ),
    FrontEndFile(
        "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js",
        "nhsuk/nhsuk-frontend.min.js",
        "6becb5e390e9734b62f8aa81d0dc297fa78c33367986a1f57a832a5f3635fa65",
    ),
    FrontEndFile(
        "nhsuk-frontend/README.md",  # it holds the licence: the package has no LICENSE file
        "nhsuk/README.md",
        "d24f064d42dd39f0dbe4ac223ad183761d565ecea34b1d1ca97ab6c9c9113570",
    ),
    _icon("arrow-down", "413e412e70e61d4b26e608507cc009ae952eb57e3a3126f55587a7cc0ee453b8"),
    _icon("arrow-up", "b8bee584537e8cc275eb49974427b84e9722ac22ab76adb1b32420e3266785d7"),
    _icon("arrow-up-down", "e5b217ca77e17e98e533c4272d2c41b88aadce5470e3af454a3359538734281b"),
    _icon("cross", "694bdf45a657c8b88c958f33ab724ddcd875b8dfa2006cdd27f6d861b0a306fb"),
    FrontEndFile(
        "swagger-ui-dist/swagger-ui.css",
        "swagger-ui/swagger-ui.css",
        "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
    ),
    FrontEndFile(
        "swagger-ui-dist/swagger-ui-bundle.js",
        "swagger-ui/swagger-ui-bundle.js",
        "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
    ),
    FrontEndFile(
        "swagger-ui-dist/swagger-ui-standalone-preset.js",
        "swagger-ui/swagger-ui-standalone-preset.js",
        "5243d492e14505e0cab87ac8b0195d0e615943e651743b2b698450a46eb470be",
    ),
    FrontEndFile(
        "swagger-ui-dist/LICENSE",
        "swagger-ui/LICENSE",
        "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
    ),
    FrontEndFile(
        "swagger-ui-dist/NOTICE",
        "swagger-ui/NOTICE",
        "0d20d1adef18aee3f40dd258172155521ce702ac445cb5f7b7d60ed32dad2fb2",
    ),
)


def fit_for_our_pages(target: str, content: bytes) -> bytes:
    """Take the foreign fonts and the missing source map out of a stylesheet or script, and make its icons relative."""
    if not target.endswith((".css", ".js")):
        return content
    text = re.sub(r"\s*(/\*|//)# sourceMappingURL=[^\n]*\s*\Z", "\n", content.decode())
    if target.startswith("nhsuk/") and target.endswith(".css"):
        text = re.sub(r"@font-face\{[^}]*\}", "", text)
        text = text.replace("url(/assets/images/", "url(images/")
    return text.encode()


def vendor(node_modules: Path, target: Path) -> list[str]:
    """Copy every file, all or none; return what was wrong with the sources."""
    faults: list[str] = []
    unfinished = target.with_name(target.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for file in FILES:
        source = node_modules / file.source
        content = source.read_bytes() if source.is_file() else b""
        found = hashlib.sha256(content).hexdigest()
        if found != file.sha256:
            faults.append(f"{file.source}: expected sha256 {file.sha256}, found {found if content else 'no file'}")
            continue
        place = unfinished / file.target
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(fit_for_our_pages(file.target, content))
    if not faults:
        shutil.rmtree(target, ignore_errors=True)
        unfinished.rename(target)
    return faults


def main() -> int:
    """Run from the Makefile and the Dockerfile."""
    faults = vendor(NODE_MODULES, VENDOR)
    if faults:
        print("Front-end files are not what they should be:", *faults, sep="\n  ", file=sys.stderr)
        return 1
    print(f"{len(FILES)} front-end files in {VENDOR.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
