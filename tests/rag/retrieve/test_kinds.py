"""What a question wants: told by rules, and a look-up wherever that is not plain."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.kinds import Kind, asks_of_documents, kind_of

WORDS = [
    "how many",
    "of",
    "are there",
    "which",
    "documents",
    "mention",
    "list all",
    "between",
    "and",
    "or",
]
WORDS += [
    "than",
    "more",
    "compare",
    "?",
    ",",
    ":",
    "2023",
    "文書",
    "と",
    "の違い",
    "differ",
    "changed",
]

QUESTIONS = {
    Kind.LOOKUP: [
        "How many months does the warranty last?",
        "How much is the deposit?",
        "How many days of holiday do staff have?",
        "What is the number of employees?",
        "How many minutes is the crossing between Norby and Sund?",
        "What is the distance between Berlin and Munich?",
        "Does the warranty last longer than two years?",
        "Is the fee higher than 100 euros?",
        "Is it worth more than that?",
        "Were there any nominees with more votes than the others?",
        "Who wrote the overview of costs?",
        "What does the summary say about rent?",
        "What are the terms of payment?",
        "Which bus goes to the harbour?",
        "Which yard docks the ferry in May?",
        "Which business address is given?",
        "Which of the ships is the oldest?",
        "How did revenue change in 2023?",
        "What numbers are divided by 3 or more?",
        "What is research and development?",
        "Name the chair of the board.",
        "Wie viele Monate gilt die Garantie?",
        "¿Cuántos días de vacaciones hay?",
        "Combien de jours de congé y a-t-il ?",
        "保証期間は何か月ですか。",
        "押金是多少？",
        "",
        "?",
    ],
    Kind.COUNT: [
        "How many of the contracts mention an audit?",
        "How many suppliers are there?",
        "Count the clauses on liability.",
        "In how many documents is the pump named?",
        "How many reports mention asbestos?",
        "How many risks are listed?",
        "What is the number of documents that mention lead?",
        "Wie viele der Verträge nennen eine Strafe?",
        "Wie viele Lieferanten gibt es?",
        "¿Cuántos contratos mencionan una multa?",
        "¿Cuántos proveedores hay?",
        "Combien de fournisseurs y a-t-il ?",
        "Combien de contrats mentionnent une pénalité ?",
        "監査に触れている文書は何件ありますか。",
        "有多少份合同提到罚款？",
    ],
    Kind.LIST: [
        "List all suppliers.",
        "Which documents mention asbestos?",
        "What are all the deadlines?",
        "Name every ship.",
        "Which recommendations did the investigator make?",
        "Give me a list of fees",
        "In which documents is the pump named?",
        "Find every clause about rent.",
        "Who are all the signatories?",
        "Nenne alle Lieferanten.",
        "Welche Dokumente erwähnen Asbest?",
        "Enumera todos los proveedores.",
        "¿Qué documentos mencionan el amianto?",
        "Liste tous les fournisseurs.",
        "Quels documents mentionnent l'amiante ?",
        "料金をすべて挙げてください。",
        "列出所有供应商",
    ],
    Kind.COMPARISON: [
        "Compare the notice periods of Alder and Birch.",
        "What is the difference between Alder and Birch?",
        "Lease A versus lease B",
        "Which of Alder and Birch is older?",
        "Is Alder larger than Birch?",
        "How did revenue change between 2022 and 2023?",
        "Was more spent on rent or on wages?",
        "Which plug is stronger, that of Norby or that of Sund?",
        "How does the policy of 2023 differ from that of 2025?",
        "How do the fees compare to last year's?",
        "List the differences between Alder and Birch.",
        "Vergleiche die Fristen von Alder und Birke.",
        "Was ist der Unterschied zwischen Alder und Birke?",
        "Wie hat sich der Umsatz zwischen 2022 und 2023 verändert?",
        "Compara los plazos de Alder y Abedul.",
        "¿Cuál es la diferencia entre Alder y Abedul?",
        "Comparez les délais de Aulne et Bouleau.",
        "Quelle est la différence entre Aulne et Bouleau ?",
        "甲案と乙案の違いは何ですか。",
        "比较甲方和乙方的价格",
    ],
    Kind.SUMMARY: [
        "Summarise the annual report.",
        "What is the staff handbook about?",
        "Give me an overview of the lease.",
        "What are the main points of the letter?",
        "Please give a short summary of the minutes.",
        "Fasse den Bericht zusammen.",
        "Worum geht es im Vertrag?",
        "Resume el informe anual.",
        "¿De qué trata el contrato?",
        "Résume le rapport.",
        "De quoi parle le contrat ?",
        "この報告書を要約してください。",
        "总结这份报告",
    ],
}
SPOKEN = st.lists(
    st.sampled_from(WORDS),
    max_size=60,
).map(" ".join)


@pytest.mark.parametrize(
    ("kind", "question"), [(kind, one) for kind, many in QUESTIONS.items() for one in many]
)
def test_a_question_is_of_the_kind_that_a_reader_would_say(kind: Kind, question: str) -> None:
    assert kind_of(question) is kind


@given(st.text() | SPOKEN)
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in Kind
    assert asks_of_documents(text) in {True, False}


@pytest.mark.parametrize("word", ["how many ", "which ", "differ ", "er or ", "is longer ", "与"])
def test_a_text_without_end_is_told_in_no_time(word: str) -> None:
    """Rules that try every end for every beginning would take minutes."""
    began = time.perf_counter()
    kind_of(word * 4_000)

    assert time.perf_counter() - began < 2


def test_documents_are_told_from_what_stands_in_them() -> None:
    assert asks_of_documents("How many of our contracts mention an audit?")
    assert asks_of_documents("Welche Dokumente erwähnen Asbest?")
    assert not asks_of_documents("How many suppliers are there?")
    assert not asks_of_documents("List all fees.")
