"""What is in the sample corpus, and what each document is there for."""

from __future__ import annotations

from dataclasses import dataclass

PDF = "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{OFFICE}.wordprocessingml.document", f"{OFFICE}.spreadsheetml.sheet"
PPTX = f"{OFFICE}.presentationml.presentation"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document: where it lies under ``data/corpus``, and why."""

    path: str
    title: str
    media_type: str
    purpose: str
    language: str = "en"


ENTRIES = (
    Entry(
        "annual-report-2025.pdf",
        "Annual Report 2025",
        PDF,
        "long PDF: tables, footnotes, two columns, outline, page labels",
    ),
    Entry(
        "heron-technical-manual.pdf",
        "MV Heron: Technical Manual",
        PDF,
        "technical manual: limits, codes, intervals, units",
    ),
    Entry(
        "timetable-and-fares-2026.pdf",
        "Timetable and Fares 2026",
        PDF,
        "dense tables of times and prices",
    ),
    Entry(
        "incident-report-curlew-2025-04.pdf",
        "Incident report 2025-04",
        PDF,
        "a report with times, causes, costs and recommendations",
    ),
    Entry(
        "battery-warranty-terms.pdf",
        "Warranty and Service Terms",
        PDF,
        "contract terms with conditions",
    ),
    Entry(
        "travel-policy-2023.pdf",
        "Travel and Expenses Policy 2023",
        PDF,
        "a policy that a later version replaces",
    ),
    Entry(
        "travel-policy-2025.docx",
        "Travel and Expenses Policy 2025",
        DOCX,
        "the later version, which disagrees with that of 2023",
    ),
    Entry("staff-handbook.docx", "Staff Handbook", DOCX, "headings and a table in DOCX"),
    Entry(
        "conditions-of-carriage.html",
        "Conditions of Carriage",
        "text/html",
        "service terms as a web page with a table",
    ),
    Entry(
        "board-minutes-2025-11-20.md",
        "Board minutes, 20 November 2025",
        "text/markdown",
        "resolutions, votes and actions",
    ),
    Entry(
        "board-minutes-2026-01-29.txt",
        "Board minutes, 29 January 2026",
        "text/plain",
        "plain text with numbered items",
    ),
    Entry("budget-2026.xlsx", "Budget 2026", XLSX, "a spreadsheet of three sheets"),
    Entry("members-meeting-2026.pptx", "Members' meeting 2026", PPTX, "slides with tables"),
    Entry(
        "mail-ramp-wire-thread.eml",
        "Mail: broken strands",
        "message/rfc822",
        "a thread of five messages, newest first",
    ),
    Entry(
        "harbour-notice-1988-scan.pdf",
        "Harbour notice 1988",
        PDF,
        "a scanned page without a text layer",
    ),
    Entry(
        "werftvertrag-curlew-2026.pdf", "Werftvertrag Curlew 2026", PDF, "a German contract", "de"
    ),
    Entry(
        "battery-care-ja.html",
        "MS-2100 蓄電池 取扱いのお知らせ",
        "text/html",
        "a Japanese notice",
        "ja",
    ),
    Entry(
        "group-travel-zh.html",
        "团体乘客须知",
        "text/html",
        "a Chinese notice",
        "zh",
    ),
    Entry(
        "notice-winter-service-2025-10-06.txt",
        "Winter service, 6 October 2025",
        "text/plain",
        "near-duplicate of the notice that replaces it",
    ),
    Entry(
        "notice-winter-service-2025-10-20.txt",
        "Winter service, 20 October 2025",
        "text/plain",
        "near-duplicate with three changes",
    ),
    Entry(
        "passengers-by-month-2025.csv",
        "Passengers by month 2025",
        "text/csv",
        "numbers that agree with the annual report",
    ),
    Entry(
        "galley-supplier-offer.md",
        "Offer for the galley of MV Curlew",
        "text/markdown",
        "holds instructions to the reader's assistant, which must not be obeyed",
    ),
)
"""The order is that of the manifest."""
