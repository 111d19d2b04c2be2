"""Every metric there is, in the order of the report."""

from eval.metrics.abstention import ABSTENTION
from eval.metrics.citations import CITATIONS
from eval.metrics.claims import CLAIMS
from eval.metrics.correctness import CORRECTNESS
from eval.metrics.metric import Metric
from eval.metrics.retrieval import RETRIEVAL

METRICS: tuple[Metric, ...] = (*CITATIONS, *ABSTENTION, *CLAIMS, *CORRECTNESS, *RETRIEVAL)
BY_NAME = {metric.name: metric for metric in METRICS}
HEADLINES = (
    "quote_exactness",
    "invented_citations",
    "citation_correctness",
    "gold_in_answer",
    "abstention_accuracy",
    "answer_rate",
    "hallucination_rate",
    "page_hit@10",
    "document_hit@10",
)
"""What a reader in a hurry is shown."""
BY_KIND = (
    "quote_exactness",
    "citation_correctness",
    "answered_when_answerable",
    "abstained_when_unanswerable",
    "hallucination_rate",
    "token_f1",
    "page_hit@10",
    "document_hit@10",
)
"""What is shown for each kind of case; all have a value where cases are of one sort only."""
