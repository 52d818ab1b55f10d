"""The page in a real browser: no request, no overflow, legible at desktop, phone and on paper."""

import shutil
from pathlib import Path

import pytest

from dlp.cli import run
from tests.conftest import need
from tests.test_leaks import plant

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium")
    need(chromium is not None, "Debian's chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page_file(tmp_path) -> Path:
    plant(tmp_path / "seen")
    run(["scan", str(tmp_path / "seen"), "--format", "html", "-o", str(tmp_path / "report.html")])
    return tmp_path / "report.html"


@pytest.mark.browser
@pytest.mark.parametrize(("name", "width", "height"), [("desktop", 1280, 900), ("phone", 390, 844)])
def test_the_page_in_chromium(browser, page_file, tmp_path, name, width, height):
    page = browser.new_page(viewport={"width": width, "height": height}, java_script_enabled=True)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert complaints == []
    assert page.title().startswith("客户资料保密检查报告")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("article").count() >= 5
    small = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.innerText).map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert small >= 11
    page.locator("details summary").first.click()
    assert page.locator("details table").first.is_visible()
    page.screenshot(path=str(tmp_path / f"{name}.png"), full_page=True)
    assert (tmp_path / f"{name}.png").stat().st_size > 20_000
    page.close()


@pytest.mark.browser
def test_the_page_on_paper(browser, page_file, tmp_path):
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.emulate_media(media="print")
    page.pdf(path=str(tmp_path / "report.pdf"), format="A4", print_background=True)
    import pypdfium2

    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    assert "客户资料保密检查报告" in text
    document.close()
    page.close()
