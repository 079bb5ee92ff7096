"""The form for a statement: every kind of value, every question, correcting, proposing, taking back, undoing; nothing typed is lost."""

import html
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from amanet.app import OpenVault, default_settings, make_vault
from amanet.web.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from coat_story import Story

    from conftest import Client

PASSPHRASE = "lantern ferry coat tide harbour salt"
SECOND = "harbour coat ferry lantern salt tide"


@pytest.fixture(scope="module")
def original(
    tmp_path_factory: pytest.TempPathFactory, tell_story: "Callable[..., Story]"
) -> "tuple[Path, str, Story]":
    """A vault with the story in it, made once; each test has a copy."""
    folder = tmp_path_factory.mktemp("original")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AMANET_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        patch.setenv("AMANET_TEST_CHEAP_KDF", "1")
        vault, code = make_vault(folder / "Names.vault", PASSPHRASE, member="Mirel")
        with vault:
            story = tell_story(vault, folder / "story")
    return vault.path, code.text, story


@pytest.fixture
def made(original: "tuple[Path, str, Story]", tmp_path: "Path") -> Any:
    shutil.copytree(original[0], tmp_path / "Names.vault")
    return SimpleNamespace(path=tmp_path / "Names.vault", recovery_code=original[1])


@pytest.fixture
def story(original: "tuple[Path, str, Story]") -> "Story":
    return original[2]


def said_of(client: "Client", passage: int) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Property, value and all else of the living statements that rest on the passage."""

    def found(vault: OpenVault) -> list[Any]:
        from amanet.web.screens.passage_page import resting_on

        bodies = [one.body for one in resting_on(vault, vault.record(passage))]
        return [(body["property"], body["value"], dict(body)) for body in bodies]

    return client.read(found)


def new_in(client: "Client", passage: int, before: int) -> tuple[str, dict[str, Any], dict[str, Any]]:
    (found,) = said_of(client, passage)[before:]
    return found


def say(client: "Client", story: "Story", **fields: str) -> "httpx.Response":
    given = {"by": str(story.sister), "subject": str(story.teacher), "do": "save"} | fields
    return client.post(f"/passages/{story.passage}/say", **given)


def test_the_form_begins_with_the_words_and_who_said_the_last_thing(client: "Client", story: "Story") -> None:
    page = client.get(f"/passages/{story.passage}/say").text
    assert page.count("They led my brother Aytoz out of our courtyard.") >= 2
    assert f'name="by" value="{story.sister}"' in page
    assert f'name="subject_pick" value="{story.act}"' in page
    about = client.get(f"/passages/{story.passage}/say/about/{story.teacher}").text
    assert '<optgroup label="Said most often"><option value="name">' in about


def test_the_speaker_that_a_member_judged_says_so(client: "Client", story: "Story") -> None:
    client.write(
        OpenVault.judge_speaker,
        story.item,
        "Nursel",
        story.neighbour,
    )
    passage = client.write(OpenVault.mark_passage, story.reading, quote="The grey van had no number.").number
    page = client.get(f"/passages/{passage}/say").text
    assert f'name="by" value="{story.neighbour}"' in page


@pytest.mark.parametrize(
    ("prop", "fields", "value"),
    [
        ("occupation_as_told", {"value": "he teaches the youngest class"}, {"text": "he teaches the youngest class"}),
        ("sex", {"value": "male"}, {"term": "male"}),
        ("name", {"value": "Айтоз", "kind": "nickname", "script": "Cyrl"}, {"name": "Айтоз", "kind": "nickname", "script": "Cyrl"}),
        ("document", {"value": "AB 1", "kind": "passport", "issuer": "a clerk"}, {"identifier": "AB 1", "kind": "passport", "issuer": "a clerk"}),
        ("sex", {"absent": "refused"}, {"absent": "refused"}),
        ("health", {"absent": "not asked"}, {"absent": "not asked"}),
    ],
)  # fmt: skip
def test_values_by_their_kind(
    client: "Client", story: "Story", prop: str, fields: dict[str, str], value: dict[str, str]
) -> None:
    before = len(said_of(client, story.passage))
    answer = say(
        client,
        story,
        property=prop,
        wording="his words",
        language="en",
        basis="direct_witness",
        certainty="probable",
        **fields,
    )
    assert answer.status_code == 303, re.findall(r'class="error"[^>]*>([^<]*)', answer.text)
    assert answer.headers["location"] == f"/passages/{story.passage}/say/about/{story.teacher}"
    name, entered, body = new_in(client, story.passage, before)
    assert (name, entered) == (prop, value)
    assert (body["basis"], body["certainty"], body["wording"], body["language"]) == (
        "direct_witness",
        "probable",
        "his words",
        "en",
    )
    assert "Saved as a draft." in client.get(answer.headers["location"]).text


def test_dates_quantities_yes_no_places_and_coordinates(client: "Client", story: "Story") -> None:
    before = len(said_of(client, story.passage))
    assert say(client, story, property="birth_date", value="early 1971").status_code == 303
    assert say(client, story, property="dependants", value="about 3 children").status_code == 303
    assert say(client, story, subject=str(story.act), property="warrant_shown", value="no").status_code == 303
    assert (
        say(
            client, story, subject=str(story.act), property="facility", value_entity=str(story.facility)
        ).status_code
        == 303
    )
    assert (
        say(
            client, story, subject=str(story.facility), property="coordinates", value="-47.26, -118.41"
        ).status_code
        == 303
    )
    values = [value for _, value, _ in said_of(client, story.passage)[before:]]
    assert values[0]["date"]["edtf"] == "[1971-01..1971-05]"
    assert values[0]["date"]["words"] == "early 1971"
    assert "quantity" in values[1]
    assert values[2] == {"yes_no": False}
    assert values[3] == {"entity": client.read(lambda vault: vault.record(story.facility).body["id"])}
    assert values[4]["coordinates"] == ("-47.26", "-118.41") or values[4]["coordinates"] == [
        "-47.26",
        "-118.41",
    ]


def test_who_does_not_know_is_entered_as_that_and_who_denies_too(client: "Client", story: "Story") -> None:
    before = len(said_of(client, story.passage))
    assert say(client, story, property="health", absent="unknown").status_code == 303
    assert (
        say(
            client, story, property="residence", value_words="Selkum", value_new="Place", polarity="denies"
        ).status_code
        == 303
    )
    bodies = [body for _, _, body in said_of(client, story.passage)[before:]]
    assert [(body["property"], body["polarity"]) for body in bodies] == [
        ("health", "does not know"),
        ("name", "affirms"),
        ("residence", "denies"),
    ]
    assert len({body["batch"] for body in bodies[1:]}) == 1


def test_a_day_that_can_be_read_in_two_ways_is_asked(client: "Client", story: "Story") -> None:
    size = client.log_size()
    answer = say(client, story, property="birth_date", value="03/04/1971")
    assert answer.status_code == 422
    assert 'name="chosen" value="1971-04-03"' in answer.text
    assert 'name="chosen" value="1971-03-04"' in answer.text
    assert 'value="03/04/1971"' in answer.text
    assert client.log_size() == size
    assert (
        say(client, story, property="birth_date", value="03/04/1971", chosen="1971-03-04").status_code == 303
    )
    value = said_of(client, story.passage)[-1][1]
    assert (value["date"]["edtf"], value["date"]["words"]) == ("1971-03-04", "03/04/1971")


def test_last_winter_counts_from_when_it_was_said(client: "Client", story: "Story") -> None:
    refused = say(client, story, subject=str(story.act), property="start", value="last winter")
    assert refused.status_code == 422
    assert (
        say(
            client, story, subject=str(story.act), property="start", value="last winter", said_at="2020-05-10"
        ).status_code
        == 303
    )
    _, value, body = said_of(client, story.passage)[-1]
    assert value["date"]["edtf"] == "[2019-11-07..2020-03-20]"
    assert body["said_at"]["edtf"] == "2020-05-10"


def test_the_echo_says_how_words_are_understood(client: "Client", story: "Story") -> None:
    fields = {"subject": str(story.act), "property": "start"}
    told = client.part(f"/passages/{story.passage}/say/echo", "POST", value="May 2018", **fields).text
    assert "2018-05" in told
    assert "2018-05-31" in html.unescape(told)
    wrong = client.part(f"/passages/{story.passage}/say/echo", "POST", value="31 February 2018", **fields)
    assert wrong.status_code == 200
    assert wrong.text.strip()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"subject": ""}, "Say of whom or what it is."),
        ({"property": ""}, "Choose what is said."),
        ({"property": "sex", "value": ""}, "Say what is said of it"),
        ({"by": ""}, "Say who says so."),
        ({"subject": "", "subject_words": "Zzxq Wvut"}, "Nobody and nothing here is called so."),
        ({"subject": "", "subject_words": "9999"}, "no record"),
        ({"property": "birth_date", "value": "hello"}, "birth_date"),
        ({"property": "sex", "value": "purple"}, "no term"),
        ({"subject": "", "subject_new": "Actor", "subject_words": "x"}, "Choose what it is."),
        ({"property": "parent", "value_entity": "{facility}"}, "Something of another kind"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(
    client: "Client", story: "Story", fields: dict[str, str], told: str
) -> None:
    size = client.log_size()
    filled = {name: value.format(facility=story.facility) for name, value in fields.items()}
    given = {
        "property": "occupation_as_told",
        "value": "a teacher & more",
        "wording": "kept words",
        "note": "kept note",
        "basis": "rumour",
    }
    answer = say(client, story, **(given | filled))
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert told in page or told == "birth_date", re.findall(r'class="error"[^>]*>([^<]*)', page)
    assert "kept words" in page
    assert "kept note" in page
    assert '<option value="rumour" selected>' in page
    assert client.log_size() == size


def test_somebody_new_with_what_is_said_of_them_is_one_step(client: "Client", story: "Story") -> None:
    before = client.log_size()
    answer = say(
        client, story, subject="", subject_new="Person", subject_words="Osten Vell", by="", by_new="1", by_words="a ferryman",
        property="occupation_as_told", value="teaches arithmetic", rendering=["Hans 言凡舟"],
    )  # fmt: skip
    assert answer.status_code == 303
    added = client.read(
        lambda vault: [vault.record(n) for n in range(before + 1, vault.vault.last_number + 1)]
    )
    assert [one.body.get("schema", one.body.get("property")) for one in added] == [
        "Source",
        "name",
        "Person",
        "name",
        "name",
        "occupation_as_told",
    ]
    assert len({one.body["batch"] for one in added}) == 1
    assert added[4].body["value"] == {"name": "言凡舟", "kind": "full", "script": "Hans"}
    assert client.read(OpenVault.verify).holds
    page = client.get(answer.headers["location"]).text
    last = last_step_on(page)
    assert client.post("/undo", based_on=last, back=f"/passages/{story.passage}").status_code == 303
    assert client.read(lambda vault: all(vault.vault.views.is_dead(one.number) for one in added))


def test_renderings_are_proposed_and_never_stored_unasked(client: "Client", story: "Story") -> None:
    given = {
        "subject": "",
        "subject_new": "Person",
        "subject_words": "Muyesser",
        "property": "sex",
        "value": "female",
    }
    page = say(client, story, do="look", **given).text
    assert 'value="Cyrl ' in page
    before = len(said_of(client, story.passage))
    assert say(client, story, **given).status_code == 303
    assert [one[0] for one in said_of(client, story.passage)[before:]] == ["name", "sex"]


def test_already_here_is_asked_with_reasons_in_another_script(client: "Client", story: "Story") -> None:
    size = client.log_size()
    given = {
        "subject": "",
        "subject_new": "Person",
        "subject_words": "Айтоз Құмдеңіз",
        "property": "sex",
        "value": "male",
    }
    answer = say(client, story, **given)
    assert answer.status_code == 422
    assert f'name="subject_pick" value="{story.teacher}"' in answer.text
    assert "Is it one of these?" in answer.text
    assert client.log_size() == size
    assert (
        say(client, story, subject_pick=str(story.teacher), **given)
        .headers["location"]
        .endswith(f"/about/{story.teacher}")
    )
    new = say(client, story, subject_pick="new", **given)
    assert new.status_code == 303
    assert not new.headers["location"].endswith(f"/about/{story.teacher}")


def test_a_new_act_says_whose_it_is(client: "Client", story: "Story") -> None:
    given = {"subject": "", "subject_new": "Act", "property": "type", "value": "arrest"}
    assert "Say whom it is about." in say(client, story, **given).text
    answer = say(client, story, whom_words="Aytoz Qumdengiz", **given)
    assert answer.status_code == 303
    act = int(answer.headers["location"].rpartition("/")[2])
    told = client.read(
        lambda vault: {one.body["property"]: one.body["value"] for one in vault.held(act).statements}
    )
    assert told["type"] == {"term": "arrest"}
    assert told["victim"] == {"entity": client.read(lambda vault: vault.record(story.teacher).body["id"])}
    assert "arrest" in client.get(f"/people/{story.teacher}").text


def test_suggestions_in_any_script_by_post_alone(client: "Client", story: "Story") -> None:
    address = f"/passages/{story.passage}/say/suggest"
    for asked in ("Aytoz", "айтоз", "ئايتوز", f"#{story.teacher}"):
        found = client.part(address, "POST", of="subject", q=asked).text
        assert f'data-number="{story.teacher}"' in found, asked
    sources = client.part(address, "POST", of="by", q="").text
    assert 'data-number="' in sources or "Nobody" in sources
    assert f'data-number="{story.sister}"' in client.part(address, "POST", of="by", q="Nursel").text
    facility = client.part(
        address, "POST", of="value", q="salt", subject=str(story.act), property="facility"
    ).text
    assert f'data-number="{story.facility}"' in facility
    assert client.part(address, "POST", of="else", q="x").status_code == 404
    assert client.get(address).status_code == 405


def test_the_passage_shows_where_it_stands_and_what_rests_on_it(client: "Client", story: "Story") -> None:
    say(client, story, property="health", value="a cough")
    page = client.get(f"/passages/{story.passage}").text
    assert "They led my brother Aytoz out of our courtyard." in page
    assert f'href="/items/{story.item}/at/4000"' in page
    assert "a cough" in page
    assert 'class="consent-badge"' in page
    assert client.get(f"/passages/{story.teacher}").status_code == 404
    assert client.get("/passages/99999/say").status_code == 404


def number_of_last(client: "Client", passage: int) -> int:
    identifier = said_of(client, passage)[-1][2]["id"]
    return client.read(lambda vault: vault.vault.views.number_of(identifier))


def last_step_on(page: str) -> str:
    return hidden(page.partition('action="/undo"')[2], "based_on")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def test_a_correction_takes_its_place_and_keeps_what_was_not_touched(
    client: "Client", story: "Story"
) -> None:
    say(
        client,
        story,
        property="birth_date",
        value="03/04/1971",
        chosen="1971-03-04",
        note="kept note",
        basis="told_by_relative",
    )
    old = number_of_last(client, story.passage)
    page = client.get(f"/statements/{old}/correct").text
    assert 'value="03/04/1971"' in page
    given = {
        "subject": str(story.teacher),
        "property": "birth_date",
        "value": "03/04/1971",
        "by": str(story.sister),
        "do": "save",
    }
    given |= {
        "note": "kept note",
        "basis": "own_experience",
        "replaces": hidden(page, "replaces"),
        "based_on": hidden(page, "based_on"),
    }
    assert client.post(f"/statements/{old}/correct", **given).status_code == 422  # it says no reason
    answer = client.post(f"/statements/{old}/correct", reason="she was there", **given)
    assert answer.status_code == 303, answer.text
    assert client.read(lambda vault: vault.vault.views.is_dead(old))
    _, value, body = said_of(client, story.passage)[-1]
    assert value["date"]["edtf"] == "1971-03-04"
    assert (body["basis"], body["note"]) == ("own_experience", "kept note")


def test_corrected_meanwhile_409_with_both_and_nothing_is_lost(client: "Client", story: "Story") -> None:
    say(client, story, property="health", value="a cough")
    old = number_of_last(client, story.passage)
    page = client.get(f"/statements/{old}/correct").text
    given = {
        "subject": str(story.teacher),
        "property": "health",
        "value": "a bad cough",
        "by": str(story.sister),
        "do": "save",
        "reason": "heard again",
    }
    given |= {"replaces": hidden(page, "replaces"), "based_on": hidden(page, "based_on")}
    client.write(
        OpenVault.say,
        story.teacher,
        "health",
        "no cough at all",
        by=str(story.sister),
        replaces=old,
        reason="misheard",
    )
    size = client.log_size()
    answer = client.post(f"/statements/{old}/correct", **given)
    assert answer.status_code == 409
    assert "a bad cough" in answer.text
    assert "no cough at all" in answer.text
    assert "Mirel" in answer.text
    assert client.log_size() == size
    again = given | {"replaces": hidden(answer.text, "replaces"), "based_on": hidden(answer.text, "based_on")}
    assert client.post(f"/statements/{again['replaces']}/correct", **again).status_code == 303
    assert said_of(client, story.passage)[-1][1] == {"text": "a bad cough"}
    assert [value for name, value, _ in said_of(client, story.passage) if name == "health"] == [
        {"text": "a bad cough"}
    ]


def test_reviewed_by_a_second_member_meanwhile_is_told(client: "Client", story: "Story") -> None:
    client.write(OpenVault.add_member, "Bahar", SECOND)
    say(client, story, property="health", value="a cough", do="propose")
    old = number_of_last(client, story.passage)
    page = client.get(f"/statements/{old}/correct").text
    other = Desk(client.made.path, default_settings())

    def review() -> None:
        client.run(lambda: other.unlock(SECOND))
        client.run(lambda: other.write(OpenVault.review, old, "reviewed"))

    with ThreadPoolExecutor(1) as pool:
        pool.submit(review).result()
    other.close()
    given = {
        "subject": str(story.teacher),
        "property": "health",
        "value": "mine",
        "by": str(story.sister),
        "do": "save",
        "reason": "r",
    }
    answer = client.post(
        f"/statements/{old}/correct", replaces=str(old), based_on=hidden(page, "based_on"), **given
    )
    assert answer.status_code == 409
    assert "Bahar" in answer.text
    taken = client.post(f"/statements/{old}/take-back", reason="no", based_on=hidden(page, "based_on"))
    assert taken.status_code == 409


def test_propose_one_all_take_back_and_undo(client: "Client", story: "Story") -> None:
    say(client, story, property="health", value="first")
    say(client, story, property="health", value="second")
    say(client, story, property="health", value="third")
    third = number_of_last(client, story.passage)
    page = client.get(f"/passages/{story.passage}").text
    drafts = re.findall(r'name="of" value="(\d+)"', page)
    assert (
        client.post(f"/passages/{story.passage}/propose", of=drafts[0], back="//evil.example").headers[
            "location"
        ]
        == f"/passages/{story.passage}"
    )
    client.post(f"/passages/{story.passage}/propose", of=drafts)
    states = client.read(lambda vault: {vault.vault.views.state(int(one)) for one in drafts})
    assert states == {"proposed"}
    assert client.post(f"/statements/{third}/take-back", reason="").status_code == 400
    assert client.post(f"/statements/{third}/take-back", reason="not said so").status_code == 303
    assert client.read(lambda vault: vault.vault.views.is_dead(third))
    page = client.get(f"/passages/{story.passage}").text
    assert "Your last step" in page
    last = last_step_on(page)
    back = f"/passages/{story.passage}/say"
    assert client.post("/undo", based_on=last, back=back).headers["location"] == back
    assert not client.read(lambda vault: vault.vault.views.is_dead(third))
    assert client.post("/undo", based_on=last, back=back).status_code == 409
    before = client.log_size()
    assert client.post("/undo", back=back).status_code == 400
    assert client.log_size() == before


def test_undoing_the_mark_leads_back_to_the_item(client: "Client", story: "Story") -> None:
    passage = client.write(OpenVault.mark_passage, story.reading, quote="grey van").number
    last = last_step_on(client.get(f"/passages/{passage}/say").text)
    answer = client.post("/undo", based_on=last, back=f"/passages/{passage}/say")
    assert answer.headers["location"] == f"/items/{story.item}"
    assert client.get(f"/passages/{passage}").status_code == 404


def test_nothing_is_entered_where_the_disk_fails_in_the_middle(
    client: "Client", story: "Story", monkeypatch: pytest.MonkeyPatch
) -> None:
    """One save is one commit: a new person without what was said of them is never there."""
    from amanet.vault.store import Vault

    commits: list[int] = []
    commit = Vault.commit

    def counted(vault: Vault, prepared: Any, *args: Any, **more: Any) -> int:
        commits.append(len(prepared))
        return commit(vault, prepared, *args, **more)

    monkeypatch.setattr(Vault, "commit", counted)
    given = {
        "subject": "",
        "subject_new": "Person",
        "subject_words": "Sefton Quillmarsh",
        "property": "residence",
    }
    assert say(client, story, value_words="Orzhan", value_new="Place", **given).status_code == 303
    assert commits == [5]
