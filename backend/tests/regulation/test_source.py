"""The clauses are the regulation, whole and as printed."""

import re

import pytest

from quality_award.regulation.source import (
    article,
    chapters,
    cite_zh,
    clause,
    clauses,
    numeral,
    regulation,
    source_text,
)


def without_layout(text: str) -> str:
    """Without spaces, line breaks and the list dashes that the source's conversion left at line starts."""
    return re.sub(r"\s+", "", re.sub(r"^- ", "", text, flags=re.MULTILINE))


def test_thirty_nine_articles_in_eight_chapters() -> None:
    assert list(dict.fromkeys(c.article for c in clauses())) == list(range(1, 40))
    assert [(c.number, c.title) for c in chapters()] == [
        (1, "总则"), (2, "组织管理"), (3, "申报条件"), (4, "评定程序"), (5, "表彰及经费"), (6, "异议处理"), (7, "监督管理"),
        (8, "附则"),
    ]  # fmt: skip


def test_joined_clauses_are_the_source() -> None:
    law = regulation()
    parts = [*law.preamble, law.title]
    for chapter in law.chapters:
        parts += [chapter.label, chapter.title]
        for one in law.clauses:
            if one.chapter == chapter.number:
                parts += [one.label, one.text]
    assert without_layout("".join(parts)) == without_layout(source_text())


def test_ids_are_unique_and_in_order() -> None:
    ids = [c.id for c in clauses()]
    assert len(set(ids)) == len(ids) == 79
    assert ids == [c.id for c in sorted(clauses(), key=lambda c: (c.article, c.item or 0))]


@pytest.mark.parametrize(
    ("number", "items"),
    [(3, 0), (8, 5), (9, 5), (10, 3), (11, 3), (13, 5), (14, 4), (17, 9), (20, 0), (36, 6)],
)
def test_items_of_an_article(number: int, items: int) -> None:
    opening, *rest = article(number)
    assert opening.item is None
    assert [c.item for c in rest] == list(range(1, items + 1))


def test_the_text_has_no_line_break_of_the_page() -> None:
    assert "有后发优势的组织" in clause("3").text
    assert all("\n" not in paragraph for c in clauses() for paragraph in c.paragraphs)
    assert clause("17(3)").paragraphs[-1] == "申报组织禁止通过多个渠道重复申报。"
    assert clause("17(8)").heading == "审议公示"
    assert "7 天社会公示" in clause("17(8)").text


@pytest.mark.parametrize(
    ("clause_id", "kind", "enforced"),
    [("1", "D", False), ("3", "R", True), ("12", "H", False), ("13(1)", "R", True), ("13(4)", "H", False), ("14(2)", "R", True),
     ("17(4)", "R+H", True), ("25", "R", True), ("35", "R+D", True), ("36(5)", "R+H", True), ("39", "D", False)],
)  # fmt: skip
def test_kinds_are_those_of_the_matrix(clause_id: str, kind: str, enforced: bool) -> None:
    assert clause(clause_id).kind == kind
    assert clause(clause_id).enforced is enforced


def test_every_clause_has_text_and_an_english_summary() -> None:
    for one in clauses():
        assert one.text.strip(), one.id
        assert len(one.summary) > 10, one.id
        assert one.summary.isascii(), one.id


def test_rows_of_the_matrix() -> None:
    assert clause("8(2)").row == "8"
    assert clause("13(1)").row == "13(1)"
    assert clause("36(5)").row == "36(5)"


def test_citations() -> None:
    assert clause("17(4)").citation_zh == "第十七条第（四）项"
    assert clause("17(1)").citation_zh == "第十七条第（一）项"
    assert cite_zh("3") == "第三条"
    assert cite_zh("20") == "第二十条"
    assert clause("36(5)").citation_en == "Art. 36(5)"
    assert [numeral(n) for n in (1, 10, 11, 20, 39)] == ["一", "十", "十一", "二十", "三十九"]


def test_labels_are_numbers_of_the_article() -> None:
    for one in clauses():
        if one.item is None:
            assert one.label == f"第{numeral(one.article)}条"
        else:
            assert one.label in (f"（{numeral(one.item)}）", f"({numeral(one.item)})")


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        clause("40")
    with pytest.raises(KeyError):
        article(40)
    with pytest.raises(KeyError):
        clauses("chaoyang-2014")
    with pytest.raises(ValueError):
        numeral(100)
