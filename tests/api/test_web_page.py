"""The page in a real browser: what a reader sees, hears, types and is safe from."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, Dialog, Page, Request, expect, sync_playwright

from api.app import create_app
from ingest.run import ingest
from rag.errors import ServiceError
from rag.footnote import Footnote
from rag.settings import Settings
from rag.wiring import open_footnote
from tests.servers.service import serving
from tests.servers.writers import Scripted

WARRANTY = "How long does the warranty on the compressor last?"
UNKNOWN = "What is the melting point of tungsten carbide?"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found; install chromium"),
]


@dataclass
class Seen:
    """What a browser did behind the reader's back."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Of the console: refused by the policy, or broken."""
    dialogs: list[str] = field(default_factory=list)

    def dismissed(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            viewport={"width": 1280, "height": 800},
        )
        context.set_default_timeout(20_000)
        yield context
        context.close()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def page(browser: BrowserContext, seen: Seen) -> Iterator[Page]:
    opened = browser.new_page()
    opened.on("request", lambda request: seen.requests.append(request.url))
    opened.on("console", lambda message: seen.complaints.append(message.text))
    opened.on("pageerror", lambda error: seen.complaints.append(str(error)))
    opened.on("dialog", seen.dismissed)
    yield opened
    opened.close()


@pytest.fixture
def home(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator(".entry")).to_have_count(4)
    return page


def ask(page: Page, question: str) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")


def answered(page: Page, question: str = WARRANTY) -> None:
    ask(page, question)
    page.wait_for_selector(".turn:last-child .made")


def test_a_citation_opens_its_page_with_the_very_words_marked(home: Page) -> None:
    answered(home)

    home.click(".cite")

    mark = home.locator("#page mark")
    expect(mark).to_contain_text("The warranty on the compressor lasts 60 months")
    expect(mark).to_be_in_viewport()
    expect(home.locator("#reader-title")).to_have_text("Warranty of the Aurelia heat pump")
    expect(home.locator("#reader-path")).to_have_text("terms/warranty.md")
    expect(home.locator("#page-number")).to_have_text("Page 1 of 1")
    card = home.locator(".sources .quote").first.inner_text()
    assert card.strip("“”") == mark.inner_text().strip()


def test_offsets_hold_after_an_emoji(home: Page) -> None:
    """Python counts it as one character, JavaScript as two."""
    answered(home, "Within how many days must a claim be made in writing?")

    home.click(".cite")

    assert home.locator("#page mark").inner_text().startswith("A claim must be made in writing")


def test_everything_can_be_done_from_the_keyboard(home: Page) -> None:
    home.locator("#library-title").click()
    home.keyboard.press("/")
    expect(home.locator("#question")).to_be_focused()
    home.keyboard.type(WARRANTY)
    home.keyboard.press("Control+Enter")
    home.wait_for_selector(".made")

    home.locator(".cite").first.focus()
    home.keyboard.press("Enter")
    expect(home.locator("#page mark")).to_be_visible()
    expect(home.locator("#page")).to_be_focused()
    expect(home.locator(".cite[aria-current]")).to_have_text("1")
    home.keyboard.press("Escape")
    expect(home.locator("#reader")).to_be_hidden()
    expect(home.locator(".cite").first).to_be_focused()


def test_brackets_and_arrows_step_through_citations(page: Page, footnote: Footnote) -> None:
    sentences = (
        "The warranty on the compressor lasts 60 months from commissioning.",
        "Filters and seals are not covered.",
    )
    app = create_app(replace(footnote, writer=Scripted(sentences)))
    with serving(app) as address:
        page.goto(address)
        answered(page)
        page.locator("#library-title").click()

        for key, shown in (("]", "1 of 2"), ("]", "2 of 2"), ("]", "1 of 2"), ("[", "2 of 2")):
            page.keyboard.press(key)
            expect(page.locator("#step-number")).to_have_text(shown)
        expect(page.locator("#page mark")).to_have_text(sentences[1])
        page.keyboard.press("Escape")
        page.locator(".cite").first.focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".cite").nth(1)).to_be_focused()


def test_the_keys_work_while_the_empty_box_has_the_focus(home: Page) -> None:
    """There the focus is after Enter: the keys that the page names must work from there."""
    answered(home)
    expect(home.locator("#question")).to_be_focused()

    home.keyboard.press("]")
    expect(home.locator("#page mark")).to_be_visible()
    expect(home.locator("#question")).to_have_value("")
    home.keyboard.press("Escape")
    expect(home.locator("#reader")).to_be_hidden()
    home.locator("#question").focus()
    home.keyboard.type("/a]")
    expect(home.locator("#question")).to_have_value("/a]")
    expect(home.locator("#reader")).to_be_hidden()
    home.keyboard.press("Escape")
    expect(home.locator("#question")).not_to_be_focused()


def test_tab_goes_from_the_box_to_the_first_citation_of_a_new_answer(home: Page) -> None:
    """Once: the next Tab from there goes on as it always does, so that nobody is caught."""
    answered(home)

    home.keyboard.press("Tab")
    expect(home.locator(".cite").first).to_be_focused()
    home.locator("#question").focus()
    home.keyboard.press("Tab")
    expect(home.locator("#send")).to_be_focused()


def test_the_answer_says_how_it_was_made(home: Page) -> None:
    answered(home)

    expect(home.locator(".badge summary")).to_have_text(
        "Extractive: quoted word for word, no model was used"
    )
    home.click(".badge summary")
    expect(home.locator(".badge p")).to_contain_text("No language model")
    expect(home.locator(".claim.supported .mark").first).to_have_attribute(
        "aria-label", re.compile("^Supported by its source")
    )
    expect(home.locator(".reply")).to_have_attribute("aria-live", "polite")
    expect(home.locator(".reply")).to_have_attribute("aria-busy", "false")


def test_no_answer_is_said_honestly_with_what_came_nearest(home: Page) -> None:
    ask(home, UNKNOWN)

    expect(home.locator(".abstained .none-title")).to_have_text("No answer in these documents")
    expect(home.locator(".abstained .why")).to_contain_text("4 documents")
    expect(home.locator(".cite")).to_have_count(0)
    home.click(".abstained .card")
    expect(home.locator("#page mark")).to_be_visible()


CLUB = """Rules of the garden club

The yearly fee for the use of the shed is EUR {fee} for every member of the club.

Tools are to be brought back within a week, clean and dry, to the rack by the door of the shed.
Dogs are welcome on a lead. Barbecues need the consent of the two neighbours on either side.
"""


def test_what_an_older_version_says_is_shown_and_opens_at_its_words(
    page: Page, tmp_path: Path, seen: Seen
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/rules-2023.md").write_text(CLUB.format(fee=20))
    (tmp_path / "in/rules-2025.md").write_text(CLUB.format(fee=35))
    settings = Settings.load(home=tmp_path / "home", threads=1, model="extractive")
    with open_footnote(settings, command="pytest") as opened:
        ingest(
            [tmp_path / "in"],
            collection=opened.collection(),
            library=opened.library,
            embedder=opened.embedder,
            settings=settings,
        )
        with serving(create_app(opened)) as address:
            page.goto(address)
            answered(page, "What is the yearly fee for the use of the shed?")
            expect(page.locator(".turn .text")).to_contain_text("EUR 35")
            other = page.locator(".conflicts .card")
            expect(other).to_contain_text("Older version 2023; [1] is of 2025")
            expect(other).to_contain_text("rules-2023.md · page 1")

            other.click()

            expect(page.locator("#reader-path")).to_have_text("rules-2023.md")
            expect(page.locator("#page mark")).to_contain_text("EUR 20 for every member")
    assert seen.complaints == []


def test_a_list_says_what_it_was_made_from(home: Page) -> None:
    answered(home, "List every buoy.")

    expect(home.locator(".scope.whole")).to_have_text(re.compile(r"^Read all \d+ passages"))
    answered(home, WARRANTY)
    expect(home.locator(".turn:last-child .scope")).to_have_count(0)


def test_a_follow_up_tells_what_was_said_before(home: Page) -> None:
    answered(home)
    with home.expect_request("**/v1/answers") as caught:
        ask(home, "And all other parts?")

    sent = json.loads(caught.value.post_data or "")
    assert sent["messages"][0] == {"role": "user", "content": WARRANTY}
    assert "60 months" in sent["messages"][1]["content"]
    expect(home.locator(".turn")).to_have_count(2)


def only(page: Page, where: str) -> None:
    """Type a filter where the page asks for one."""
    if not page.locator("#where").is_visible():
        page.get_by_text("Only some documents").click()
    page.fill("#where", where)


def test_a_filter_leaves_documents_out_until_it_is_taken_away(home: Page) -> None:
    only(home, '{"path": {"$ne": "terms/warranty.md"}}')
    answered_not(home)
    expect(home.locator(".turn:last-child .card .where")).not_to_contain_text(["warranty.md"])

    only(home, '{"path": "terms/warranty.md"}')
    answered(home)
    only(home, "")
    answered(home)

    paths = home.locator(".turn:nth-child(2) .sources .where").all_inner_texts()
    assert paths
    assert all("terms/warranty.md" in one for one in paths)


def answered_not(page: Page) -> None:
    ask(page, WARRANTY)
    expect(page.locator(".turn:last-child .abstained")).to_have_count(1)


def test_a_follow_up_keeps_the_filter(home: Page) -> None:
    bodies: list[dict[str, Any]] = []

    def sent(request: Request) -> None:
        if request.post_data:
            bodies.append(json.loads(request.post_data))

    home.on("request", sent)
    only(home, '{"type": "text/markdown"}')
    answered(home)
    answered(home, "And on all other parts of it?")

    assert [body["filters"] for body in bodies] == [{"type": "text/markdown"}] * 2
    assert bodies[1]["messages"]


@pytest.mark.parametrize(
    ("where", "problem", "remedy"),
    [
        ('{"pages": "two"}', "The field pages holds numbers", "Give a number, without quotes."),
        ('{"colour": "red"}', "There is no field 'colour'", "Use one of: id, title, path"),
        ('{"pages": {"$near": 3}}', "'$near' cannot be asked", "Use one of: $eq"),
        ("pages > 3", "filters: it is no JSON object", 'write it like {"language": "en"'),
        ("3", "filters: it is no JSON object", 'write it like {"language": "en"'),
    ],
)
def test_a_wrong_filter_is_said_to_be_wrong_and_can_be_mended(
    home: Page, where: str, problem: str, remedy: str
) -> None:
    only(home, where)
    ask(home, WARRANTY)

    failed = home.locator(".turn:last-child .failed")
    expect(failed).to_contain_text(problem)
    expect(failed).to_contain_text(remedy)
    expect(home.locator("#where")).to_have_value(where)
    only(home, '{"path": "terms/warranty.md"}')
    answered(home)


def test_the_reference_begins_with_sentences_not_with_a_word_a_line(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/docs")
    names = page.locator("#about code")
    expect(names).to_have_count(5)

    boxes = [names.nth(at).bounding_box() for at in range(1, 4)]

    # Where the machine's fonts are wide a line may end among the three, but not after each.
    assert len({round(box["y"]) for box in boxes if box}) < 3


@pytest.fixture
def unchanged(footnote: Footnote) -> Iterator[None]:
    """Take out again what a test adds."""
    where, library = footnote.collection(), footnote.library
    before = {one.document_id for one in library.known(where)}
    failed = {one.path for one in library.failures(where)}
    yield
    added = {one.document_id for one in library.known(where)} - before
    library.remove(where, sorted(added))
    library.forget_failures(
        where, [f.path for f in library.failures(where) if f.path not in failed]
    )


@pytest.mark.usefixtures("unchanged")
def test_a_document_can_be_added_and_asked_at_once(
    page: Page, seen: Seen, footnote: Footnote
) -> None:
    with serving(create_app(footnote)) as address:
        page.goto(address)
        expect(page.locator(".entry")).to_have_count(4)
        text = b"# Lamps\n\nThe reserve lamps are kept in locker 17 on the upper deck."
        files = [("lamps.md", text), ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")]
        named = [{"name": n, "mimeType": "text/plain", "buffer": b} for n, b in files]

        page.set_input_files("#add-files", named)  # type: ignore[arg-type]

        expect(page.locator("#added li", has_text="lamps.md")).to_contain_text("Added")
        expect(page.locator("#added li.failed")).to_contain_text("picture.png")
        expect(page.locator(".entry", has_text="Lamps")).to_be_visible()
        answered(page, "In which locker are the reserve lamps kept?")
        expect(page.locator(".turn")).to_contain_text("locker 17")
    assert seen.complaints == []


@pytest.mark.usefixtures("unchanged")
def test_a_file_dropped_on_the_page_is_added(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".entry")).to_have_count(4)
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["The bell weighs 80 kg."], "bell.txt"));
          for (const name of ["dragenter", "dragover", "drop"]) {
            document.body.dispatchEvent(
              new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }"""
    )

    expect(page.locator("#added li", has_text="bell.txt")).to_contain_text("Added")


def test_nothing_outside_is_contacted_and_the_policy_has_no_complaint(
    home: Page, seen: Seen, address: str
) -> None:
    answered(home)
    home.click(".cite")
    home.wait_for_selector("#page mark")
    home.goto(f"{address}/docs")
    expect(home.locator(".operation").first).to_be_visible()

    assert seen.requests
    assert [url for url in seen.requests if not url.startswith(address)] == []
    assert seen.complaints == []


PLANT = """async (address) => {
  const form = new FormData();
  form.append("file", new Blob(["The gate code is 9999."]), "planted.txt");
  const sent = { method: "POST", mode: "no-cors", body: form };
  await fetch(`${address}/v1/documents`, sent).catch(() => {});
}"""


def test_a_page_of_another_port_cannot_plant_a_document(
    page: Page, app: FastAPI, footnote: Footnote, address: str
) -> None:
    """A browser asks for no permission before it sends a form."""
    elsewhere = FastAPI()
    elsewhere.get("/")(lambda: "Elsewhere")
    with serving(elsewhere) as other:
        page.goto(other)
        page.evaluate(PLANT, address)

    while app.state.service.jobs.busy:
        page.wait_for_timeout(50)
    known = footnote.library.known(footnote.collection())
    assert [one.path for one in known if "planted" in one.path] == []


def test_what_a_document_holds_is_only_ever_text(home: Page, seen: Seen) -> None:
    title = home.title()

    answered(home, "What is the garden gate code?")
    home.click(".cite")
    home.wait_for_selector("#page mark")
    home.click("#reader-close")
    home.locator(".entry", has_text="<img src=x").click()
    expect(home.locator("#reader-title")).to_contain_text('<img src=x onerror="')

    assert "<b onclick=" in home.locator(".turn").inner_text()
    assert home.locator("img, .turn b, #page b, #page script").count() == 0
    assert (home.title(), seen.dialogs, seen.complaints) == (title, [], [])


XSS = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=document.title='owned'>",
    "<svg/onload=document.title='owned'>",
    "javascript:document.title='owned'",
    "{{constructor.constructor('document.title=1')()}}",
    "</textarea><iframe srcdoc='<script>parent.document.title=1</script>'>",
    "<a href='https://evil.example/'>x</a>",
    "![x](https://evil.example/x.png)",
]


def test_a_question_and_a_problem_are_only_ever_text(
    page: Page, seen: Seen, footnote: Footnote
) -> None:
    failure = ServiceError(" ".join(XSS), "Try <b>again</b>.")
    with serving(create_app(replace(footnote, writer=Scripted(failure=failure)))) as address:
        page.goto(address)
        title = page.title()
        ask(page, f"warranty on the compressor {' '.join(XSS)}"[:900])
        expect(page.locator(".failed .why")).to_have_text("Try <b>again</b>.")

        assert page.locator(".turn img, .turn svg, .turn a, .turn iframe, .turn b").count() == 0
        assert page.title() == title
        assert [url for url in seen.requests if not url.startswith(address)] == []


def test_a_problem_is_shown_with_its_remedy_and_can_be_tried_again(
    page: Page, footnote: Footnote
) -> None:
    failure = ServiceError("The model does not answer.", "Check OPENAI_BASE_URL.")
    app = create_app(replace(footnote, writer=Scripted(failure=failure)))
    with serving(app) as address:
        page.goto(address)
        ask(page, WARRANTY)
        expect(page.locator(".failed")).to_contain_text("The model does not answer.")
        expect(page.locator(".failed")).to_contain_text("Check OPENAI_BASE_URL.")
        expect(page.locator(".claim, .cite")).to_have_count(0)

        app.state.service.footnote = footnote
        page.click(".again")
        page.wait_for_selector(".made")

        expect(page.locator(".turn")).to_have_count(1)
        expect(page.locator(".failed")).to_have_count(0)


def test_a_service_that_went_away_is_said_so(page: Page, footnote: Footnote) -> None:
    with serving(create_app(footnote)) as address:
        page.goto(address)
        expect(page.locator(".entry")).to_have_count(4)
    ask(page, WARRANTY)

    expect(page.locator(".failed")).to_contain_text("The service does not answer")


def test_an_answer_can_be_stopped(page: Page, footnote: Footnote) -> None:
    app = create_app(replace(footnote, writer=Scripted(wait_s=30)))
    with serving(app) as address:
        page.goto(address)
        ask(page, WARRANTY)
        page.click("#stop")

        expect(page.locator(".failed")).to_contain_text("You stopped this answer")
        expect(page.locator("#send")).to_be_visible()


def test_an_answer_of_100_kilobytes_stays_usable(page: Page, address: str) -> None:
    words = "x" * 3000 + " "
    sentence = "The mast is made of spruce [1]. "
    text = words + sentence * 3200
    citation = {
        "number": 1,
        "document": {"id": "d", "version": "v", "title": "T" * 500, "path": "p" * 500},
        "first_page": 1,
        "last_page": 1,
        "start": 0,
        "end": 4,
        "quote": "mast",
    }
    claims = [
        {"text": "", "start": 3001 + n * 32, "end": 3032 + n * 32, "verdict": "supported"}
        | {"probability": 1.0, "citations": [1], "why": ""}
        for n in range(3200)
    ]
    done = {"id": "a", "status": "answered", "answer": text, "claims": claims, "confidence": 1}
    done |= {"citations": [citation], "model": "m", "timings_ms": {}, "notes": []}
    deltas = [text[at : at + 400] for at in range(0, len(text), 400)]
    sent = [f"event: delta\ndata: {json.dumps({'text': delta})}\n\n" for delta in deltas]
    body = "".join([*sent, f"event: done\ndata: {json.dumps(done)}\n\n"])
    page.route(
        "**/v1/answers",
        lambda route: route.fulfill(body=body, content_type="text/event-stream"),
    )
    page.goto(address)

    answered(page)

    assert page.locator(".cite").count() == 3200
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('.talk').scrollWidth <= innerWidth * 0.6")


def test_a_stream_that_is_cut_is_not_shown_as_an_answer(page: Page, address: str) -> None:
    body = 'event: delta\ndata: {"text": "The warranty lasts"}\n\n'
    page.route(
        "**/v1/answers",
        lambda route: route.fulfill(body=body, content_type="text/event-stream"),
    )
    page.goto(address)
    ask(page, WARRANTY)

    expect(page.locator(".failed")).to_contain_text("The answer is incomplete")
    expect(page.locator(".turn")).not_to_contain_text("The warranty lasts")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_text_can_be_read_in_either_scheme_and_nothing_runs_over(
    page: Page, address: str, scheme: str, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    answered(page)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for ink, behind in [("--ink", "--paper"), ("--soft", "--paper"), ("--soft", "--sheet")]:
        assert contrast(page, ink, behind) >= 4.5, (ink, behind)
    for ink, behind in [("--accent", "--accent-wash"), ("--mark-ink", "--mark")]:
        assert contrast(page, ink, behind) >= 4.5, (ink, behind)
    page.locator(".cite").first.click()
    expect(page.locator("#page mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()


def contrast(page: Page, ink: str, behind: str) -> float:
    """Contrast as WCAG 2.2 defines it, 1 to 21."""
    lights = sorted(luminance(page, name) for name in (ink, behind))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(page: Page, name: str) -> float:
    style = "getComputedStyle(document.documentElement).getPropertyValue"
    text = str(page.evaluate(f"{style}('{name}')")).strip().removeprefix("#")
    parts = [int(text[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_no_file_of_the_page_names_another_host() -> None:
    for path in Path("api/web").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, path
        assert "https://" not in text, path
        assert "innerHTML" not in text, path
