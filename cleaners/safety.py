"""The net under the judge of blocks: what a reader must not miss.

No cleaner: `off_article` keeps such a block inside the article's element, or next to the article,
whatever its score. Emergency numbers, doses, and orders to seek help.
"""

from __future__ import annotations

import re

WARNING = re.compile(
    r"""(?ix)
    \b(?:call|dial|ring|rufen)\b[^.!?\n]{0,30}\b(?:911|999|112|111|000|15|18|samu|notruf)\b
    | \b(?:call|phone|ring)\s(?:\w+\s){0,2}(?:ambulance|doctor|physician|gp|midwife|poison)\b
    | \b(?:see|tell|ask|consult|contact|visit|speak\s(?:to|with)|talk\s(?:to|with))\s
      (?:a|an|your|the|his|her|their)\s(?:\w+\s){0,2}
      (?:doctors?|gp|physician|midwife|nurse|pharmacist|dentist|paediatrician|pediatrician)\b
    | \b(?:go|get|rush|taken?)\b[^.!?\n]{0,30}\b(?:emergency|hospital|a\s?&\s?e)\b
    | \bmedical\s(?:help|attention|advice|care)\s(?:at\sonce|immediately|right\saway|now|if)\b
    | \b(?:call|get|seek|ask\sfor)\s(?:medical\s)?help\b
    | \bat\sonce\sif\b | \bnot\ssafe\b | \bwarning\ssigns?\b | \bdanger\ssigns?\b
    | \b(?:arzt|ärztin|notarzt|notaufnahme|urgencias|médecin|urgences|pronto\ssoccorso|huisarts)\b
    | \b\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|ml|g/kg|mg/kg|iu|mmol)\b
    | \b(?:seek|get)\s(?:\w+\s){0,2}(?:medical|emergency|immediate|urgent)\b
    | \b(?:do\snot|don['’]t|never)\s(?:take|use|give|stop|exceed|combine|mix)\b
    | \bemergency\s(?:room|department|services|care)\b
    | \boverdos(?:e|ing)\b
    """
)
