"""The pages of exports of several shapes: nothing cut or small, no empty box, no endless page."""

import math
import re
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browsers import needs_browser
from tests.builds import Build, build, build_unseen, made_up_posts, write_posts
from tests.drafts import write_drafts

SCREEN = 800
MAX_SCREENS = 12
MAX_BYTES = 300_000
# What a post of one account, of many, or of nobody that is known looks like.
ENGAGED = "1 + (i * 37) % 91 + if(i % 3 = 0, 20, 0)"
SHAPES = {
    "one account": made_up_posts(90, owner_id="1", owner_username="'only_one'", likes=ENGAGED),
    "no followers": made_up_posts(240, owner_id="i % 4", followers="null", following="null"),
    "long histories": made_up_posts(
        6000,
        owner_id="i % 3",
        created_at="1600000000.0 + 9000 * i",
        caption="'a caption that says something of number ' || i || ' #one #two'",
    ),
    "one post": made_up_posts(1),
}


def build_shape(folder: Path, name: str, **settings: Path | str) -> Build:
    """A warehouse of this shape and its site."""
    posts = write_posts(folder / "posts.csv", SHAPES[name])
    built = build(folder / "warehouse.duckdb", posts, **settings)
    assert built.code == 0, built.errors
    return built


@pytest.fixture(scope="module")
def one_account(tmp_path_factory) -> Build:
    return build_shape(tmp_path_factory.mktemp("one"), "one account", evaluation="quick")


@pytest.fixture(scope="module", params=[*SHAPES, "sample"])
def shaped(request, tmp_path_factory, sample_build, one_account) -> tuple[str, Path]:
    """The name of a shape and the folder of its site."""
    known = {"sample": sample_build, "one account": one_account}
    if request.param in known:
        return request.param, known[request.param].warehouse.parent / "site"
    folder, drafts = tmp_path_factory.mktemp("shape"), ""
    if request.param == "no followers":
        drafts = write_drafts(folder / "d.csv", {"account": "nobody"}, {"account": "account_1"})
    build_shape(folder, request.param, drafts=drafts)
    return request.param, folder / "site"


def pages_of(site: Path) -> list[Path]:
    """Every page of the navigation, and up to three accounts."""
    accounts = sorted(site.glob("account-*.html"))
    others = [path for path in site.glob("*.html") if path not in accounts]
    return [path for path in (*sorted(others), *accounts[:3]) if path.name != "lineage.html"]


def words_of(html: str, between: str = " ") -> str:
    """What a reader sees of a piece of HTML, with what stands for a tag."""
    return " ".join(re.sub(r"<[^>]*>", between, html).replace("\u00a0", " ").split())


# A long table may be wider than a phone: it scrolls, and says so.
CUT = """() => [...document.querySelectorAll('main table, main figure img')].filter(one => {
    if (!one.offsetParent) return false;
    const box = one.tagName === 'TABLE' && one.closest('.scroll') || one;
    const isLong = one.tagName === 'TABLE' && !one.classList.contains('cards') && innerWidth < 640;
    return box.getBoundingClientRect().right > innerWidth
        || (one.tagName === 'TABLE' && box.scrollWidth > box.clientWidth + 1 && !isLong);
}).map(one => one.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll('body *')].filter(one =>
    [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    && one.offsetParent && parseFloat(getComputedStyle(one).fontSize) < 10
).map(one => one.outerHTML.slice(0, 80))"""
FIGURES = """() => [...document.querySelectorAll('figure img')].map(
    one => [one.currentSrc, one.getBoundingClientRect().width])"""


@needs_browser
@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_is_cut_or_small_and_no_page_is_endless(shaped, browser, width):
    name, site = shaped
    page = browser.new_page(viewport={"width": width, "height": SCREEN})
    for path in pages_of(site):
        page.goto(path.as_uri())
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height <= MAX_SCREENS * SCREEN, (name, path.name, height)
        assert path.stat().st_size <= MAX_BYTES, (name, path.name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, path.name)
        assert page.locator("nav a:visible, nav summary:visible").count() <= (
            5 if width < 640 else 8
        )
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert page.evaluate(CUT) == [], (name, path.name)
        assert page.evaluate(SMALL) == [], (name, path.name)
        for source, shown in page.evaluate(FIGURES):
            assert smallest_letter(Path(source.removeprefix("file://")), shown) >= 10, source
    page.close()


def smallest_letter(figure: Path, shown: float) -> float:
    """The size of the smallest letters of a figure so wide, pixels."""
    text = figure.read_text(encoding="utf-8")
    if shown <= 450:  # the figure's own style leaves the small print out
        text = re.sub(r'<g id="small-print.*?</g>', "", text, flags=re.DOTALL)
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', text)[1])
    sizes = [float(size) for size in re.findall(r"font: (?:\w+ )?([\d.]+)px", text)]
    return min(sizes, default=100) * shown / width


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_read_the_first_page(shaped, browser, scheme):
    name, site = shaped
    page = browser.new_page(color_scheme=scheme)
    for file in ("index.html", "drafts.html"):
        page.goto((site / file).as_uri())
        found = Axe().run(page)
        assert found.violations_count == 0, (name, file, found.generate_report())
    page.close()


def test_no_page_says_that_something_was_not_measured(shaped):
    name, site = shaped
    for path in pages_of(site):
        said = words_of(path.read_text(encoding="utf-8"), " | ")
        assert not re.search("not measured", said, re.IGNORECASE), (name, path.name)
        assert not re.search(r"(?<![\d.])1 (posts|accounts|records|files|followers)\b", said), (
            path.name
        )
        assert not re.search(r"\bNone\b(?! of)|\bnan\b", said), (name, path.name)


RIGHT = r"\d\.?\d* % (told )?right|right \d+ times|told \d+ right|\d+ % of the calls"


def test_every_share_told_right_stands_beside_the_commoner_answer(shaped):
    name, site = shaped
    n_shares = 0
    blocks = r"<(p|li|tr|h1|h2|h3|figcaption)\b[^>]*>(.*?)</\1>"
    for path in pages_of(site):
        text = path.read_text(encoding="utf-8")
        for _, block in re.findall(blocks, text, re.DOTALL):
            said = words_of(block)
            if re.search(RIGHT, said):
                n_shares += 1
                assert re.search("always|commoner answer", said, re.IGNORECASE), (name, said)
    assert n_shares or name != "sample"


def test_a_page_about_one_question_has_no_number_of_the_other(shaped):
    _, site = shaped
    pages = [site / "captions.html", site / "influence.html", *site.glob("account-*.html")]
    for path in pages:
        said = words_of(path.read_text(encoding="utf-8"))
        assert "above the median" not in said, path.name


def test_the_site_of_one_account_is_about_that_account(one_account):
    built, site = one_account, one_account.warehouse.parent / "site"
    front = (site / "index.html").read_text(encoding="utf-8")
    assert "<h1>only_one</h1>" in front
    for part in ("Its usual", "Its trend", "How often it beats its usual", "For its size",
                 "The last five posts", "Best and worst", "Its formats", "Its hours"):  # fmt: skip
        assert part in front, part
    assert "98.9" not in front and "accounts.html" not in front
    assert not list(site.glob("account-*.html"))
    usual = built.rows("""
        select median(n_likes + n_comments) from (
            from marts.posts where is_mature order by posted_at desc limit 20
        )
    """)
    assert built.rows("select usual_engagements from reporting.rpt_account_front") == usual
    told = built.rows("""
        select count(*) filter (where is_high), count(is_high) from marts.post_labels
        where target = 'above_own_usual'
    """)
    assert built.rows("select n_high, n_labelled from reporting.rpt_account_front") == told


def test_a_gate_says_how_many_posts_are_missing_and_when_they_will_be_there(tmp_path):
    """Forty posts in 39 days: as many more a day as are missing, and a week to come of age."""
    posts = made_up_posts(40, owner_id="1", owner_username="'only_one'", followers="null")
    built = build_unseen(tmp_path / "warehouse.duckdb", write_posts(tmp_path / "posts.csv", posts))
    told = dict(built.rows("select target, words from reporting.rpt_gates"))
    n_judged, last = built.rows("""
        select count(*) filter (where is_eligible), max(posted_at)
        from marts.post_labels inner join marts.posts using (post_id)
        where target = 'above_own_usual'
    """)[0]
    due = last + timedelta(days=math.ceil((60 - n_judged) * 39 / 40) + 7)
    when = f"{due.day} {due:%B %Y}"
    assert 25 < n_judged < 33
    assert told["above_own_usual"] == (
        f"{n_judged} judged posts; the model needs 60; at this pace on {when}."
    )
    assert told["above_median"].startswith("This export has no followers")


@needs_browser
def test_an_account_is_two_sheets_of_paper(shaped, browser):
    name, site = shaped
    path = [*sorted(site.glob("account-*.html")), site / "index.html"][0]
    page = browser.new_page()
    page.goto(path.as_uri())
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) in (1, 2), name
    page.close()
