"""What a reader may see of a sentence that somebody else wrote."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.display import clean, joint, marked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The day of deli-\nvery is\n  set.", "The day of delivery is set."),
        ("It lasts [7] long [1, 2].", "It lasts long."),
        ("See ![x](http://evil.example/a.png) this.", "See this."),
        ("See [here](javascript:alert(1)) now.", "See here now."),
        ("A <script src=x>word</script> here.", "A here."),
        (
            "Red \x1b[31mtext\x1b[0m and \x1b]8;;http://evil.example\x07link\x1b]8;;\x07.",
            "Red text and link.",
        ),
        ("It lasts [[7]] long.", "It lasts long."),
        ("It lasts long [", "It lasts long"),
        ("It lasts long [[1", "It lasts long"),
        ("See [the (old) list](http://evil.example/a(b)c) now.", "See the (old) list now."),
        ("All <SCRIPT>steal(1); done()</SCRIPT> good <style>p {}</style>.", "All good ."),
        ("Red \x9b31mtext.", "Red text."),
        ("Hid\u200bden \u202etext\u202c \U000e0041here.", "Hidden text here."),
        ("1 A sailing is late.", "A sailing is late."),
        ("3.2 knots is slow.", "3.2 knots is slow."),
    ],
)
def test_only_plain_words_are_left(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text(max_size=100))
def test_nothing_unseen_is_left_of_any_text(text: str) -> None:
    assert not any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co") for one in clean(text))


def test_markers_stand_before_the_full_stop() -> None:
    assert marked("It lasts.", (1, 2)) == "It lasts [1][2]."
    assert marked("24か月です。", (1,)) == "24か月です[1]。"
    assert marked("It lasts.", ()) == "It lasts."
    assert joint("It lasts [1].", "Then") == " "
    assert joint("24か月です[1]。", "次") == ""
