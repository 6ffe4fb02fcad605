from __future__ import annotations

import pytest

from curette.extract import language as detection
from curette.extract.language import language

TEXTS = {
    "en": "If the calf cramps at night, stretch it and rub it until the pain is gone. Most cramps "
    "are over in a few minutes, and they do no harm. You can drink a glass of water before you "
    "go to bed, and it may help to walk about for a while when the leg is stiff.",
    "nl": "Als de kuit in de nacht verkrampt, is het goed om het been te strekken en de spier te "
    "wrijven. Het was in de meeste gevallen na een paar minuten over, of we stonden even op. Wie "
    "er vaak last van had, dronk in de avond een glas water en was de pijn in een week kwijt.",
    "de": "Wer nachts einen Krampf in der Wade hat, war am Tag an der Arbeit oft lange auf den "
    "Beinen. Man streckt das Bein und reibt den Muskel, bis er weich ist. Das hilft in den meisten "
    "Fällen in wenigen Minuten, und am Morgen ist es bei fast allen wieder gut.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_what_is_plainly_english_is_so_and_nothing_else_is(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert language([TEXTS[code]]) == code
    monkeypatch.setattr(detection, "ENGLISH_SHARE", 2.0)  # langdetect alone
    assert language([TEXTS[code]]) == code


def test_plain_english_needs_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> None:
        raise AssertionError("asked the detector")

    monkeypatch.setattr(detection, "_factory", never)
    assert language([TEXTS["en"]]) == "en"
    with pytest.raises(AssertionError):
        language([TEXTS["nl"]])


def test_too_little_text_has_no_language() -> None:
    assert language(["OK, no more"]) is None
