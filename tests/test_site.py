"""The pages, in a real browser: they load, fit, link, sort, and nothing in them is alive."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlparse

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe

from commands.run_dbt import invoke_dbt
from commands.site import write_site
from commands.workspace import workspace_of
from reports.pages import CARD_PAGES, PAGES
from tests.browsers import needs_browser
from tests.builds import SAMPLE, Build, build, made_up_posts, run_models, write_posts
from tests.shared import environment


@pytest.fixture(scope="module")
def site(sample_build) -> Path:
    return sample_build.warehouse.parent / "site"


def some_pages(site: Path) -> list[Path]:
    """Every page of the navigation, and one account."""
    named = [site / page.file for page in (*PAGES, *CARD_PAGES)]
    return [*named, sorted(site.glob("account-*.html"))[0]]


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_pages_load_fit_and_can_be_read_by_everyone(site, browser, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page, said, asked = context.new_page(), [], []

    def listen(message):
        said.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in some_pages(site):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        broken = page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)")
        assert broken == [], path.name
        page.remove_listener("console", listen)  # axe asks for style sheets; the policy refuses
        found = Axe().run(page)
        page.on("console", listen)
        assert found.violations_count == 0, (path.name, found.generate_report())
    assert said == []
    assert all(urlparse(url).scheme == "file" for url in asked)
    context.close()


@pytest.fixture(scope="module")
def documented(sample_build, tmp_path_factory) -> Path:
    """A site with dbt's documentation, as `make build` makes it."""
    workspace = workspace_of(sample_build.warehouse)
    with environment(WAREHOUSE=str(sample_build.warehouse), POSTS=""):
        target = workspace / "target"
        result = invoke_dbt(workspace, target, "docs", "generate", "--static", "--no-compile")
    assert result.success
    site = tmp_path_factory.mktemp("documented") / "site"
    write_site(sample_build.warehouse, site, workspace / "target")
    return site


@needs_browser
def test_the_lineage_page_unpacks_and_asks_nobody(documented, browser):
    about = (documented / "about.html").read_text(encoding="utf-8")
    assert 'href="lineage.html"' in about
    page, asked, said = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto((documented / "lineage.html").as_uri() + "#!/model/model.instagram_engagement.posts")
    page.get_by_text("instagram_engagement").first.wait_for(state="attached")
    page.get_by_text("One row per post, cleaned").first.wait_for(state="attached")
    assert {urlparse(url).scheme for url in asked} <= {"file", "data"}
    assert said == []
    page.get_by_text("Back to the pages").click()
    page.wait_for_url("**/index.html")
    page.close()


def test_without_scripts_the_lineage_page_says_where_to_look(documented):
    text = (documented / "lineage.html").read_text(encoding="utf-8")
    inside, outside = re.search(r"<noscript>(.*)</noscript>(.*)", text, re.DOTALL).groups()
    assert "dbt_project/models" in inside and 'href="index.html"' in outside


def test_no_file_of_the_site_passes_a_megabyte(documented):
    large = [path for path in documented.rglob("*.*") if path.stat().st_size >= 1_000_000]
    assert large == []
    assert b"<script>" not in (documented / "lineage.html").read_bytes()


NAMES = re.compile(r"above_median|above_own_usual|by_time|by_account|logistic_regression")


def test_pages_say_words_and_keep_numbers_with_their_units(site):
    """Names of the tables stand in code only; a number and its per cent share a line."""
    for page in (*PAGES, *CARD_PAGES):
        text = (site / page.file).read_text(encoding="utf-8")
        prose = re.sub(r"<code>.*?</code>|<[^>]*>", "", text, flags=re.DOTALL)
        assert NAMES.findall(prose) == [], page.file
        assert not re.search(r"\d %", prose), page.file


@needs_browser
def test_what_is_folded_away_is_printed(site, browser):
    page = browser.new_page()
    page.goto((site / "audit.html").as_uri())
    table = page.locator("details table").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.bounding_box()["height"] > 100
    page.close()


@needs_browser
def test_a_heading_sorts_the_accounts(site, browser):
    page = browser.new_page()
    page.goto((site / "accounts.html").as_uri())
    page.get_by_role("button", name="followers").click()
    cells = "[...document.querySelectorAll('tbody tr')].map(r => r.cells[3].dataset.value)"
    values = [float(value) for value in page.evaluate(cells) if value]
    assert values == sorted(values, reverse=True) and len(values) > 100
    page.close()


class Links(HTMLParser):
    """Collects what a page points to."""

    def __init__(self):
        super().__init__()
        self.targets, self.scripts = [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.targets += [attributes[key] for key in ("href", "src") if attributes.get(key)]
        if tag == "script":
            self.scripts.append(attributes.get("src"))
        assert not [key for key in attributes if key.startswith("on") or key == "style"]


def test_every_link_leads_somewhere_and_every_script_is_a_file(site):
    for path in site.glob("*.html"):
        links = Links()
        links.feed(path.read_text(encoding="utf-8"))
        for target in links.targets:
            file, _, place = target.partition("#")
            led_to = site / (file or path.name)
            assert led_to.exists(), (path.name, target)
            assert not place or f'id="{place}"' in led_to.read_text("utf-8"), (path.name, target)
        assert all(links.scripts)
        assert path.stat().st_size < 1_000_000


def test_equal_data_gives_equal_bytes(sample_build, documented, tmp_path):
    target = workspace_of(sample_build.warehouse) / "target"
    write_site(sample_build.warehouse, tmp_path / "again", target)
    sites = [documented, tmp_path / "again"]
    one, two = ({path.relative_to(site) for path in site.rglob("*.*")} for site in sites)
    assert one == two and len(one) > 100
    for file in one:
        assert (documented / file).read_bytes() == (tmp_path / "again" / file).read_bytes(), file


def test_an_interrupted_render_leaves_the_old_site(sample_build, tmp_path, monkeypatch):
    site = shutil.copytree(sample_build.warehouse.parent / "site", tmp_path / "site")
    before = (site / "index.html").read_bytes()

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("reports.site.write_cards", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_site(sample_build.warehouse, site)
    assert (site / "index.html").read_bytes() == before


HOSTILE = (
    "<script>alert(1)</script></style>\"'\\ & $x$ {{ 7 * 7 }} \u202egnp.exe \u0001 👩‍🎨 "
    + "long " * 2000
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Build:
    """An export whose names and captions attack every page."""
    folder = tmp_path_factory.mktemp("hostile")
    text = HOSTILE.replace("'", "''")
    columns = {
        "caption": f"'{text} ' || i",
        "owner_username": f"'{text[:60]}' || i % 2",
        "location": "'{''name'': ''<img src=x onerror=alert(1)>''}'",
    }
    posts = write_posts(folder / "posts.csv", made_up_posts(120, **columns))
    return build(folder / "warehouse.duckdb", posts)


def test_hostile_text_is_inert(hostile):
    assert hostile.code == 0, hostile.errors
    site = hostile.warehouse.parent / "site"
    pages = list(site.glob("*.html"))
    assert len(pages) == len(PAGES) + len(CARD_PAGES) + 2
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text and "onerror=alert(1)>" not in text
        assert "\u0001" not in text and "49" not in re.findall(r"\{\{.*?\}\}", text)
        assert path.stat().st_size < 1_000_000
    for path in site.rglob("*"):
        assert re.fullmatch(r"[\w.-]+", path.name), path.name


@needs_browser
def test_hostile_text_runs_nothing_and_fits(hostile, browser):
    page, said = browser.new_page(viewport={"width": 375, "height": 800}), []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    for path in (hostile.warehouse.parent / "site").glob("*.html"):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path.name
    assert said == []
    page.close()


def test_without_names_no_name_and_no_caption_is_shown(sample_build, tmp_path):
    """The var turns names into numbers in the tables that pages read."""
    copy = tmp_path / "warehouse.duckdb"
    shutil.copy(sample_build.warehouse, copy)
    run_models(copy, SAMPLE, "rpt_accounts+", {"show_account_names": False})
    write_site(copy, tmp_path / "site")
    with duckdb.connect(str(copy), read_only=True) as connection:
        names = [name for (name,) in connection.execute(
            "select account_name from marts.accounts").fetchall()]  # fmt: skip
    for path in (tmp_path / "site").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], path.name
    account = next((tmp_path / "site").glob("account-*.html")).read_text(encoding="utf-8")
    assert "Account " in account and "<th>caption</th>" not in account


def test_a_thin_export_gets_its_empty_states(tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(3, followers="null"))
    built = build(tmp_path / "warehouse.duckdb", posts)
    assert built.code == 0, built.errors
    for file in ("index.html", "model.html", "influence.html", "captions.html"):
        assert 'class="empty"' in (tmp_path / "site" / file).read_text(encoding="utf-8"), file
