"""What names say of versions: dates, numbers, stages; and what is left of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.versions.marks import DRAFT, FINAL, NEW, OLD, Marks, marks, of_path


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("leave-policy-2023.pdf", Marks("leave policy", (2023,))),
        ("leave_policy_2025.docx", Marks("leave policy", (2025,))),
        ("LeavePolicy2025.md", Marks("leave policy", (2025,))),
        ("notice-2025-10-06.txt", Marks("notice", (2025, 10, 6))),
        ("notice_20251020.txt", Marks("notice", (2025, 10, 20))),
        ("10.03.2024-notice.md", Marks("notice", (2024, 3, 10))),
        ("Notice 6 October 2025.txt", Marks("notice", (2025, 10, 6))),
        ("notice-March-2025.txt", Marks("notice", (2025, 3))),
        ("prices-2024-25.xlsx", Marks("prices", (2024,))),
        ("prices 2025 Q2.xlsx", Marks("prices", (2025, 6))),
        ("handbook v2.md", Marks("handbook", number=(2,))),
        ("HandbookV3.md", Marks("handbook", number=(3,))),
        ("handbook-version-2.10.md", Marks("handbook", number=(2, 10))),
        ("contract_final2.docx", Marks("contract", number=(2,), stage=FINAL)),
        ("contract draft.docx", Marks("contract", stage=DRAFT)),
        ("contract - Copy (1).docx", Marks("contract")),
        ("old/contract.docx", Marks("contract", stage=OLD)),
        ("new-contract.docx", Marks("contract", stage=NEW)),
        ("hr/2025/leave.pdf", Marks("hr/leave", (2025,))),
        ("a4-paper-90g.md", Marks("a4 paper 90g")),
        ("ACME_2015_10K.pdf", Marks("acme 10k", (2015,))),
    ],
)
def test_a_name_is_taken_apart(path: str, wanted: Marks) -> None:
    assert of_path(path) == wanted


def test_files_of_two_folders_do_not_share_a_stem() -> None:
    assert of_path("north/rules-2024.md").stem != of_path("south/rules-2025.md").stem


def test_a_later_mark_is_more() -> None:
    told = [marks(f"rules {said}") for said in ("v1.9", "v1.10", "v2")]

    assert [one.number for one in told] == sorted(one.number for one in told)


@given(st.text(max_size=40))
def test_any_name_is_read_and_its_stem_bears_no_more_marks_than_its_name(name: str) -> None:
    assert marks(name) == marks(name)
    assert not marks("plain words").marked
