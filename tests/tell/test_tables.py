"""The one printer of tables for the terminal, and the one drawing of a dot on a band."""

from hillrunner.tell.report.document import rendered
from hillrunner.tell.report.dots import Scale, dots
from hillrunner.tell.report.elements import Field
from hillrunner.tell.tables.table import table, wrapped


def test_columns_are_as_wide_as_they_must_be():
    text = table(["", "ms"], [["contact", "236"], "", ["flight time", "94"]])
    assert text.splitlines() == ["              ms", "contact      236", "", "flight time   94"]
    assert table(["", ""], [["a", "b"], ["long", "c"]], "<<").splitlines() == ["a     b", "long  c"]


def test_a_line_across_does_not_widen_a_column():
    assert table(["a", "b"], ["a heading that is long", ["1", "2"]]).splitlines()[0] == "a  b"


def test_paragraphs_are_wrapped_under_their_first_word():
    lines = wrapped("word " * 40, "- ").splitlines()
    assert lines[0].startswith("- word") and all(x.startswith("  word") for x in lines[1:])
    assert max(map(len, lines)) <= 100


def test_an_open_band_reaches_to_the_end_of_the_picture():
    picture = dots(Scale(1.0, None), 1.5, outside=True)
    assert picture.band == (0.0, 1.0) and picture.edges == (0.0,) and picture.value == 0.5
    assert picture.diamond.startswith("44.0,11")
    assert dots(Scale(None, None, 2.0), None).band is None


def test_text_in_templates_is_escaped():
    macro = rendered("note.html", text="<b>")
    assert macro == '<p class="note">&lt;b&gt;</p>'
    assert Field("1").share is None
