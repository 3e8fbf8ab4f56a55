"""Whatever topics are written to a catalogue are read from it again."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given
from hypothesis import strategies as st

from cxtext.themes.catalogue import read_catalogue

IDS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
WORDS = st.from_regex(r"[a-z0-9äß']{1,6}\*?( [a-z0-9]{1,6}\*?){0,2}", fullmatch=True)
LINES = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1).filter(lambda text: text.strip() == text)


@st.composite
def topics(draw: st.DrawFn, topic_id: str) -> dict[str, object]:
    record = {"id": topic_id, "name": f"{draw(LINES)} {topic_id}", "definition": draw(LINES)}
    record |= {"words": draw(st.lists(WORDS, min_size=1, max_size=4)), "examples": draw(st.lists(LINES, min_size=1, max_size=2))}
    return record | {key: draw(LINES) for key in ("pain", "strength") if draw(st.booleans())}


@given(st.data(), st.lists(IDS, min_size=1, max_size=5, unique=True), st.sampled_from(["general", "retail", "travel"]))
def test_topics_come_back(data: st.DataObject, ids: list[str], domain: str) -> None:
    records = [data.draw(topics(topic_id)) for topic_id in ids]
    document = {"topics": records} | ({} if domain == "general" else {"markers": ["shop"]})
    with TemporaryDirectory() as folder:
        (Path(folder) / f"{domain}.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
        catalogue = read_catalogue(Path(folder))
    for record, topic in zip(records, catalogue.topics, strict=True):
        values = {"topic_id": record["id"], "domain": domain, "name": record["name"], "definition": record["definition"]}
        assert {key: getattr(topic, key) for key in values} == values
        assert (topic.words, topic.examples) == (tuple(record["words"]), tuple(record["examples"]))
        assert (topic.pain, topic.strength) == (record.get("pain"), record.get("strength"))
