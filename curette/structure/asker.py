"""Who asks, and about whom: from the lines that tell it and from the question itself."""

from __future__ import annotations

import re

from curette.records import Asker
from curette.structure.lexicon import word_lists
from curette.structure.lines import Part, Parts
from curette.structure.voice import FIRST_PERSON

_RELATIVE = re.compile(
    r"\b(?:my|our) (?:\d{1,3}[- ]?(?:years?|yrs?|months?|yo|y)[- /]?(?:o(?:ld)?)? )?"
    r"(?:(?:eld(?:er|est)|young(?:er|est)|old(?:er)?|little|late|dear|own|baby) )*"
    r"(?:mother|mom|mum|father|dad|wife|husband|son|daughter|child|kid|baby|infant|toddler|"
    r"brother|sister|grand(?:mother|father|ma|pa|son|daughter)|aunt|uncle|friend|girlfriend|"
    r"boyfriend|partner|niece|nephew|cousin|parents?|mother-in-law|father-in-law|boy|girl|"
    r"family member)(?:['’]s\b|,? (?:who |also |now |often |always )?(?:\w+s|had|can|cannot|could|"
    r"wo(?:uld|n['’]t)|may|recently|just|started|complain\w*|suffer\w*|\(|aged?|\d))",
    re.IGNORECASE,
)
# The asker's own trouble, told before any relative's: "I get it too, my wife says".
_OWN_TROUBLE = re.compile(
    r"\bi(?: (?:have|get|had|feel|suffer|am|was|started|keep|wake|cannot|can['’]t|noticed|\w+ed)|"
    r"['’](?:ve|m))\b|\bmy (?:head|back|neck|eyes?|skin|stomach|legs?|feet|chest|heart|throat|"
    r"hands?|arms?|knees?|nose|ears?|mouth|teeth|tooth|period|periods|joints?|muscles?|sleep)\b",
    re.IGNORECASE,
)
# Words of introduction ("I am writing because my son …") tell no trouble of one's own.
_WRITES = re.compile(r"\bi(?:['’]m| am) (?:writing|asking|worried|concerned|a (?:mother|father))")
_OWN_AGE = re.compile(
    r"\b(?:i['’]?\s?a?m|im)\s(?:(?:now|currently|also|only|just|an?|about|almost|nearly) ){0,3}"
    r"(?P<age>\d{1,3})(?:[\s-]?(?:years?|yrs?|y/?o)\b|\s?(?=[,.;]|and\b|\Z)|\s?(?:f|m)\b)"
    r"|\bas an? (?P<as>\d{1,3})[\s-]?(?:years?|yrs?)|\bmy age is (?P<is>\d{1,3})"
    r"|\A\W{0,3}(?:hi\W+)?(?P<lead>\d{2})\s?[/,]?\s?(?:f|m|female|male|yo)\b"
    r"|\bi\b[^.?!]{0,20}\((?P<paren>\d{1,2})\s?/?,?\s?[fm]?\)",
    re.IGNORECASE,
)
_OWN_SEX = re.compile(
    r"\b(?:i['’]?\s?a?m|im)\b[^.?!\n]{0,40}?\b(?P<word>female|woman|girl|lady|mother|mum|mom|wife|"
    r"pregnant|male|man|boy|guy|father|dad)\b"
    r"|\A\W{0,3}(?:hi\W+)?\d{2}\s?[/,]?\s?(?P<letter>f|m|female|male)\b",
    re.IGNORECASE,
)
_THEIR_AGE = re.compile(
    r"\b(?:(?:s?he|who|they|it)\s?(?:is|['’]s|was|are)|aged?|is)\s(?:(?:now|currently|only|just|"
    r"about|around|almost|nearly|an?) ){0,2}(?P<age>\d{1,3})\b(?!\s?(?:days?|weeks?|months?|mg|ml"
    r"|%|times?|hours?|minutes?|cm|kg))|\b(?P<adjective>\d{1,3})[\s-](?:years?|yrs?)[\s-]old\b",
    re.IGNORECASE,
)
_FEMALE = word_lists("subject_words.toml")["female"]


def asker_of(page: Parts, asked: Part, question: str) -> tuple[Asker, str | None]:
    """Gather what head lines and the question itself tell of the one who asks."""
    heads = [*page.asker, *asked.heads]
    one = Part("question", heads)
    name = one.first("name")
    age = one.first("age")
    sex = one.first("sex")
    relative = _RELATIVE.search(question[:400])
    own_trouble = _OWN_TROUBLE.search(_WRITES.sub(lambda m: " " * len(m[0]), question.lower()))
    if relative and own_trouble and own_trouble.start() < relative.start():
        relative = None
    relation = "relative" if relative else "self" if FIRST_PERSON.search(question) else None
    patient_age = None
    if relative:
        their = _THEIR_AGE.search(question, max(0, relative.start() - 20))
        if their:
            patient_age = int(their["age"] or their["adjective"])
    else:
        own = _OWN_AGE.search(question)
        if age is None and own:
            age = int(next(value for value in own.groupdict().values() if value))
        own_sex = _OWN_SEX.search(question)
        if sex is None and own_sex:
            word = (own_sex["word"] or own_sex["letter"]).lower()
            sex = "female" if word in _FEMALE else "male"
    date = one.first("date")
    return (
        Asker(
            name=str(name) if name else None,
            age=age if isinstance(age, int) and age <= 120 else None,
            age_range=str(one.first("age_range")) if one.first("age_range") else None,
            sex="female" if sex == "female" else "male" if sex == "male" else None,
            relation="relative" if relation == "relative" else "self" if relation else None,
            patient_age=patient_age if patient_age is None or patient_age <= 120 else None,
        ),
        str(date) if date else None,
    )
