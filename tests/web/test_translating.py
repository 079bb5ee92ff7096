"""A translation that came as a file: looked at beside its original first, then linked, turn by turn."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from amanet.errors import Misuse
from amanet.web.screens.translating import Turn, pairs_of
from amanet.work.translations import alignment_of

if TYPE_CHECKING:
    from conftest import Client

ORIGINAL = "[00:04] Nursel: ئاكامنى ئېلىپ كەتتى.\n[00:31] Nursel: ماشىنىنىڭ نومۇرى يوق ئىدى.\n[01:02] Asker: كىم كۆردى؟\n"
ALIKE = "[00:04] Nursel: They took my brother.\n[00:31] Nursel: The van had no number.\n[01:02] Asker: Who saw it?\n"
JOINED = "Nursel: They took my brother. The van had no number.\n\nAsker: Who saw it?\n"


def texts(client: "Client", folder: Path, translation: str) -> tuple[int, int]:
    """The numbers of the original and the translation."""

    def enter(vault: Any) -> tuple[int, int]:
        for name, text in (("said.txt", ORIGINAL), ("english.txt", translation)):
            (folder / name).write_text(text, "utf-8")
            vault.add([folder / name])
        vault.describe()
        listed = {one.name: one.number for one in vault.listing()}
        for name, language in (("said.txt", "ug"), ("english.txt", "en")):
            vault.read(listed[name], as_format="transcript", language=language, speakers=["Nursel", "Asker"])
        return listed["said.txt"], listed["english.txt"]

    return client.write(enter)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form that links."""
    form = page.partition('class="lay-link"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form))


def linked(client: "Client", item: int) -> Any:
    from amanet.work.kept_readings import find_reading

    return client.read(lambda vault: alignment_of(vault.vault, find_reading(vault.vault, str(item))))


def test_it_is_looked_at_first_and_linked_by_a_form(client: "Client", tmp_path: Path) -> None:
    original, translation = texts(client, tmp_path, ALIKE)
    assert f'href="/items/{translation}/translates"' in client.get(f"/items/{translation}").text
    address = f"/items/{translation}/translates/{original}"
    assert f'href="{address}"' in client.get(f"/items/{translation}/translates").text
    size = client.log_size()
    page = client.get(address).text
    assert "3 turns of the translation would be linked." in page
    assert page.index("ئاكامنى") < page.index("They took my brother.") < page.index("ماشىنىنىڭ")
    assert (client.log_size(), linked(client, translation)) == (size, None)
    answer = client.post(address, do="link", **hidden(page))
    assert answer.headers["location"] == f"/items/{translation}"
    assert len(linked(client, translation)[1].links) == 3
    assert "words-two" in client.get(f"/items/{translation}").text
    assert (
        client.post(address, do="link", **hidden(page)).status_code == 409
    )  # from a page that is old by now


def test_where_the_texts_do_not_tell_a_member_pairs_the_turns(client: "Client", tmp_path: Path) -> None:
    original, translation = texts(client, tmp_path, JOINED)
    address = f"/items/{translation}/translates/{original}"
    page = client.get(address).text
    assert "do not tell by themselves" in page
    assert 'name="do" value="link"' not in page
    given = {"by_hand": "1", "turns": "2", "turn-1": "1-2", "turn-2": ""}
    assert (
        "Write their numbers, from 1 to 3" in client.post(address, do="look", **{**given, "turn-1": "9"}).text
    )
    size = client.log_size()
    looked = client.post(address, do="look", **given).text
    assert "2 turns of the translation would be linked." in looked
    assert client.log_size() == size
    # What was looked at is linked, and nothing else.
    fields = hidden(looked)
    assert client.post(address, do="link", **{**fields, "turn-1": "2"}).status_code == 200
    assert client.log_size() == size
    assert client.post(address, do="link", **fields).status_code == 303
    found = linked(client, translation)[1]
    assert (found.how, len(found.links)) == ("pairs", 3)


def test_a_text_is_no_translation_of_itself_nor_of_what_was_not_read(
    client: "Client", tmp_path: Path
) -> None:
    original, translation = texts(client, tmp_path, ALIKE)
    (tmp_path / "unread.txt").write_text("They took him.")
    client.write(lambda vault: vault.add([tmp_path / "unread.txt"]))
    unread = client.read(lambda vault: max(one.number for one in vault.listing()))
    assert client.get(f"/items/{translation}/translates/{unread}").status_code == 400
    assert client.get(f"/items/{unread}/translates").status_code == 400
    assert client.get(f"/items/{translation}/translates/99999").status_code == 404
    assert client.get(f"/items/{original}/translates/{original}").status_code == 400
    size = client.log_size()
    assert client.post(f"/items/{original}/translates/{original}", do="link").status_code == 400
    assert client.log_size() == size


def turns(count: int, first: int = 10) -> list[Turn]:
    return [Turn(number, first + number, "", "", "") for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("given", "pairs"),
    [
        ([], [(1, 1), (2, 2), (3, 3)]),
        (["2", "", "-"], [(2, 1), (3, 2)]),
        (["1-3", "", ""], [(1, 1), (2, 1), (3, 1)]),
        (["–", "1", ""], [(1, 2), (2, 3)]),
        (["1, 2", "2", ""], [(1, 1), (2, 1), (2, 2), (3, 3)]),
    ],
)
def test_what_is_written_beside_turns(given: list[str], pairs: list[tuple[int, int]]) -> None:
    assert pairs_of(given, turns(3, 0), turns(3, 0)) == pairs


@pytest.mark.parametrize("text", ["0", "4", "3-2", "one", "1-99999999", "1;;2"])
def test_what_is_no_turn_is_refused(text: str) -> None:
    with pytest.raises(Misuse, match="Beside turn 1"):
        pairs_of([text], turns(1), turns(3))
