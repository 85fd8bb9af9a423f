"""dbt's own documentation, packed so that no file of the site passes a megabyte.

dbt writes one page of 3.4 MB, which holds an application, the manifest and the catalog. Here
what the application does not show is dropped from the manifest, and the rest is compressed
into two script files that the page `lineage.html` unpacks: no server, no request.
"""

import base64
import gzip
import json
import shutil
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
# The application knows no dark colours.
DARK = (
    "<style>@media(prefers-color-scheme:dark)"
    "{html{background:#fff;filter:invert(.9) hue-rotate(180deg)}}</style>"
)
BACK = (
    f"<body>{DARK}"
    '<a href="index.html" style="position:fixed;right:1em;bottom:7em;z-index:99;'
    'padding:.4em .8em;background:#0067a3;color:#fff;border-radius:4px">Back to the pages</a>'
)
# What differs between two builds of the same project, or names a folder of one machine.
# What the application never shows of a table or a test.
UNSHOWN = (
    *("unrendered_config", "config_call_dict", "checksum", "contract", "compiled", "extra_ctes"),
    *("extra_ctes_injected", "deprecation_date", "primary_key", "time_spine", "latest_version"),
    *("refs", "sources", "metrics", "functions", "patch_path"),
)
VOLATILE = ("generated_at", "invocation_id", "invocation_started_at", "user_id", "run_started_at")


def write_lineage(target: Path | None, folder: Path) -> bool:
    """Write the lineage page where the build generated dbt's documentation in `target`."""
    source = target / "static_index.html" if target is not None else None
    if target is None or source is None or not source.exists():
        return False
    page = source.read_text("utf-8")
    for name, trim in (("manifest.json", trimmed_manifest), ("catalog.json", dict)):
        text = (target / name).read_text("utf-8")
        page = page.replace(text, embedded(without_volatile(trim(json.loads(text)))))
    # Else the browser asks for an icon before the application has put in its name.
    page = page.replace('xlink:href="{{', 'ng-attr-xlink:href="{{').replace("<body>", BACK, 1)
    packed = base64.b64encode(gzip.compress(page.encode("utf-8"), 9, mtime=0)).decode("ascii")
    middle = len(packed) // 2
    for place, half in enumerate((packed[:middle], packed[middle:]), start=1):
        script = f'"use strict";\nself.packedLineage = (self.packedLineage ?? "") + "{half}";\n'
        (folder / "static" / f"lineage-data-{place}.js").write_text(script, "utf-8")
    shutil.copy(HERE / "templates" / "lineage.html", folder / "lineage.html")
    return True


def trimmed_manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest without the macros of dbt and of the adapter, and without what is not shown."""
    project = manifest["metadata"]["project_name"]
    manifest["macros"] = {
        key: macro for key, macro in manifest["macros"].items() if macro["package_name"] == project
    }
    manifest["unit_tests"] = {}
    for node in manifest["nodes"].values():
        for name in UNSHOWN:
            node.pop(name, None)
        if node["resource_type"] == "test":
            node.pop("compiled_code", None)
        node["columns"] = {
            name: {key: value for key, value in column.items() if value or key == "description"}
            for name, column in node["columns"].items()
        }
    return manifest


def without_volatile(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what two builds of equal data differ in."""
    metadata = document["metadata"]
    document["metadata"] = {key: metadata[key] for key in metadata if key not in VOLATILE}
    for node in document.get("nodes", {}).values():
        for name in ("created_at", "build_path", "compiled_path", "root_path"):
            node.pop(name, None)
    return document


def embedded(document: dict[str, Any]) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(document, separators=(",", ":")).replace("</", "<\\/")
