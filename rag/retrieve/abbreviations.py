"""What reports and business papers shorten: general usage of finance and accounting.

As in the glossary of the SEC (https://www.investor.gov/introduction-investing/investing-basics/glossary)
and in statements by IFRS and US GAAP. Nothing here was taken from questions that are evaluated.
Measures that stand in statements are told by `rag.retrieve.terms`, with the lines that they are
computed from.
"""

WRITTEN: dict[str, str] = {
    "A/P": "accounts payable",
    "A/R": "accounts receivable",
    "AP": "accounts payable",
    "APIC": "additional paid-in capital",
    "AR": "accounts receivable",
    "ARR": "annual recurring revenue",
    "AUM": "assets under management",
    "BoD": "board of directors",
    "CAGR": "compound annual growth rate",
    "CEO": "chief executive officer",
    "CFO": "chief financial officer",
    "COO": "chief operating officer",
    "CPI": "consumer price index",
    "DCF": "discounted cash flow",
    "DPS": "dividends per share",
    "ESG": "environmental, social and governance",
    "FX": "foreign exchange",
    "G&A": "general and administrative",
    "HR": "human resources",
    "KPI": "key performance indicator",
    "MD&A": "management's discussion and analysis",
    "NDA": "non-disclosure agreement",
    "NOL": "net operating loss",
    "NPV": "net present value",
    "OCI": "other comprehensive income",
    "OPEX": "operating expenses",
    "P/E": "price earnings",
    "PTO": "paid time off",
    "ROI": "return on investment",
    "RSU": "restricted stock unit",
    "S&M": "sales and marketing",
    "SBC": "stock-based compensation",
    "SLA": "service level agreement",
    "VAT": "value added tax",
    "WACC": "weighted average cost of capital",
    "YoY": "year over year",
    "10-K": "annual report",
    "10-Q": "quarterly report",
    "8-K": "current report",
}
"""Short forms, and what they stand for."""
