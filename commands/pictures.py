"""Draws the pictures of README and docs from a build of the synthetic sample."""

import io
import json
import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Arc
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from commands import build
from commands.workspace import workspace_of
from reports.style import GREY, INK, MUTED, drawn, new_figure

DOCS = Path("docs")
SAMPLE = "data/sample/posts.csv"
# Each layer and what is in it, from the export to the pages.
LAYERS = {
    "staging": "records as they came, and what is no post",
    "intermediate": "histories, captions, drafts: steps",
    "marts": "posts, features, labels, splits",
    "predictions": "the fits, their scores, planned posts",
    "audit": "a published number, guards, other choices",
    "ops": "the record of builds",
    "reporting": "what each page shows",
}
# Page, width and height in pixels, colour scheme.
SCREENS = {
    "overview": ("index.html", 1000, 760, "light"),
    "planned-posts": ("drafts.html", 1000, 760, "dark"),
}
N_COLORS = 96

Flow = tuple[str, str, int]


def main() -> int:
    """Build the sample beside the project and draw its pictures into docs/."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("No pictures: they need Chromium. make browser installs it.", file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder:
        warehouse, site = Path(folder) / "warehouse.duckdb", Path(folder) / "site"
        os.environ |= {
            "WAREHOUSE": str(warehouse),
            "SITE": str(site),
            "POSTS": SAMPLE,
            "DRAFTS": "",
        }
        if code := build.main():
            return code
        manifest = workspace_of(warehouse) / "target" / "manifest.json"
        flows = flows_of(json.loads(manifest.read_text("utf-8")))
        (DOCS / "layers.svg").write_text(drawn(layers, flows), "utf-8")
        shutil.copy(site / "figures" / "ladder.svg", DOCS / "ladder.svg")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for name, (page, width, height, scheme) in SCREENS.items():
                shot = screenshot(browser, site / page, width, height, scheme)
                (DOCS / f"{name}.png").write_bytes(small(shot))
            browser.close()
    return 0


def flows_of(manifest: dict[str, Any]) -> list[Flow]:
    """How often models of one layer read those of another, and themselves: (read, reader, n)."""
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    counted = Counter(
        (nodes[parent]["schema"], node["schema"])
        for node in nodes.values()
        for parent in node["depends_on"].get("nodes", [])
    )
    models = Counter(node["schema"] for node in nodes.values())
    order = list(LAYERS)
    return [(layer, "", models[layer]) for layer in order] + [
        (read, reader, n)
        for (read, reader), n in sorted(counted.items(), key=lambda flow: order.index(flow[0][0]))
        if read != reader
    ]


def layers(flows: list[Flow]) -> Figure:
    """The layers from top to bottom, an arc from each to those that read it: all lead down."""
    figure, (axes,) = new_figure(3.9)
    places = {layer: -place for place, layer in enumerate(LAYERS)}
    most = max(n for _, reader, n in flows if reader)
    for layer, reader, n in flows:
        top = places[layer]
        if reader:
            height, width = top - places[reader], 0.6 + 1.7 * (n / most) ** 0.5
            middle = (0.1, top - height / 2)
            arc = Arc(middle, 0.9 * height, height, theta1=-90, theta2=90, lw=width, color=GREY)
            axes.add_patch(arc)
        else:
            axes.text(-0.1, top + 0.08, f"{layer}, {n} tables", ha="right", weight="bold")
            axes.text(-0.1, top - 0.28, LAYERS[layer], ha="right", color=MUTED, size=7)
            axes.plot(0.1, top, "o", color=INK, ms=5)
    axes.set_xlim(-4.9, 3.1)
    axes.set_ylim(-len(LAYERS) + 0.4, 0.6)
    axes.axis("off")
    return figure


def screenshot(browser: Browser, page: Path, width: int, height: int, scheme: str) -> bytes:
    """The top of a page as PNG."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    opened = context.new_page()
    opened.goto(page.absolute().as_uri())
    opened.wait_for_load_state("networkidle")
    shot = opened.screenshot()
    context.close()
    return shot


def small(shot: bytes) -> bytes:
    """The same picture in few colours: pages have few."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(shot)).convert("RGB").quantize(N_COLORS, dither=Image.Dither.NONE).save(
        buffer, "png", optimize=True
    )
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
