"""amanet log: who did what when."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Terminal


def test_the_log_tells_what_was_done_from_the_records(run: "Terminal") -> None:
    run.write("card/note.txt")
    run.add("card", source="a cousin")
    number = str(run.numbers()[0])
    run("amanet", "get", number, "-o", "out", "--purpose", "to read it")
    lines = run("amanet log").text.splitlines()
    assert [line.split()[0] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]
    for words in ("a new epoch", "Mirel (founder) is active", "item note.txt", "from a cousin", "got"):
        assert any(words in line for line in lines), words
    assert all("Mirel" in line for line in lines)
    later = run("amanet log --after 4 --json").json
    assert [event["number"] for event in later] == [5]
    assert set(later[0]) >= {"number", "epoch", "index", "at", "by", "type", "text", "reference"}
