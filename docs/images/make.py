"""Make the pictures of the README: the real service over the sample corpus, in a real browser.

Run it in the project's root: ``python docs/images/make.py`` (it needs Chromium).
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
QUESTION = (
    "What was the daily meal allowance since January 2023, and what is the daily meal allowance "
    "since March 2025?"
)
CITATION = 2
SIZE = {"width": 1280, "height": 800}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


def main() -> None:
    """Ingest, serve, ask, open the first citation, and take a picture in either scheme."""
    with tempfile.TemporaryDirectory() as folder:
        footnote = [sys.executable, "-m", "api.cli.main"]
        home = ["env", f"FOOTNOTE_HOME={folder}", "FOOTNOTE_MODEL=extractive"]
        subprocess.run([*home, *footnote, "ingest", "data/corpus"], cwd=ROOT, check=True)  # noqa: S603
        serve = [*home, *footnote, "serve", "--port", "0"]
        service = subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            take_all(str(service.stdout.readline()).split()[3] if service.stdout else "")
        finally:
            service.terminate()
            service.wait()


def take_all(address: str) -> None:
    """Take both pictures of the service at *address*."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            take(browser, address, scheme)


def take(browser: Browser, address: str, scheme: str) -> None:
    """Take the picture in *scheme*, ``"light"`` or ``"dark"``."""
    page = browser.new_page(viewport=SIZE, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.wait_for_selector(".made")
    page.click(f".cite >> nth={CITATION - 1}")
    page.wait_for_selector("#page mark")
    page.screenshot(path=HERE / f"answer-{scheme}.png")
    page.close()


if __name__ == "__main__":
    main()
