"""Honest texts that look odd: none of them may be called spun. Written for these tests."""

NAMES = """Our team. Dr. Oluwaseun Adeyemi-Brandt, Prof. Mairi MacCrimmon, Siobhan Ni
Dhomhnaill, Thiago Figueiredo, Nguyen Thi Minh Khai, Wojciech Szczepanski, Anneliese Oberhuber,
Kofi Asante, Ragnhild Torvaldsdottir, Yusuf Karaosmanoglu, Priyanka Venkataraghavan, Lucia
Quagliarella, Bjorn Hjalmarsson, Esperanza Iturralde, Dragomir Vukcevic, Haruka Shimizu, Cillian
O'Shaughnessy, Fatou Diallo, Marguerite Delacroix, Zoltan Szentgyorgyi, Aroha Ngata, Ebenezer
Quartey, Ludmila Zhukova."""

DRUGS = """Amlodipine 5 mg once daily. Atorvastatin 40 mg nocte. Bisoprolol 2.5 mg.
Clopidogrel 75 mg. Furosemide 40 mg mane. Levothyroxine 100 micrograms. Metformin 500 mg bd with
food. Omeprazole 20 mg. Ramipril 10 mg. Salbutamol inhaler prn. Sertraline 50 mg. Tiotropium 18
micrograms. Warfarin per INR. Zopiclone 7.5 mg nocte. Apixaban 5 mg bd. Empagliflozin 10 mg.
Dapagliflozin 10 mg. Gabapentin 300 mg tds. Lansoprazole 30 mg. Mirtazapine 15 mg."""

LABS = """Sodium 139 mmol/L (133-146)
Potassium 4.1 mmol/L (3.5-5.3)
Urea 5.2 mmol/L (2.5-7.8)
Creatinine 78 umol/L (59-104)
eGFR >90 mL/min/1.73m2
ALT 22 U/L (<50), ALP 71 U/L (30-130), bilirubin 9 umol/L (<21)
Haemoglobin 142 g/L, WCC 6.3, platelets 251, MCV 89.4 fL
TSH 1.8 mU/L, free T4 14.2 pmol/L
HbA1c 36 mmol/mol. Ferritin 88. Vitamin B12 412. Folate 9.1. CRP <5."""

RECIPE = """Soak the split peas overnight. Next day fry two chopped onions in dripping
until they take colour, throw in a fistful of barley, and turn the lot about in the pan. Add the
peas, a ham bone, three pints of stock and a blade of mace. Skim well. Let it tick over on a low
gas for two hours, lift out the bone, shred what meat is on it, and mash the soup roughly with a
fork. Salt last. Serve piping hot with dumplings or a heel of bread rubbed with garlic."""

DIALECT = """Int: And how was your chest that winter? Resp: Och, it wis pure murder,
hen. Ah couldnae get a breath, like, and ma wee lassie says tae me, Da, yer lips are aw blue. So
ah went doon tae the surgery and they gied me they puffers, ken? Didnae dae much at first. Int:
And now? Resp: Aye, no bad. Ah dae ma walkin, ah've chucked the fags, and ah'm no peched oot comin
up the stair nae mair. It's been the makin o me, so it has, though ma knees are still gie sair
when it's cauld."""

SCANNED = """Tbe patient sbould rest in hed for tbree days aud drink plenty of wator.
If tlie fevor docs not fall, eall tbe doctor at onee. Do uot give aspirin to cbildren under
sixtccn. Keep tbe room eool aud well aired, and clmnge tbe sbeets daily. A ligbt dict of brotb,
toast and frnit is best nntil tbe appetite retnrns. Wasb yonr hauds before aud after nursing tbe
siek."""

TRANSLATED = """I have since three weeks pain in the left knee. When I go up the stairs it
makes noise and it hurts me very much. The doctor has said me that it is nothing but I am not
tranquil. I take each day two tablets but they do me nothing. My wife says that I should to make a
picture of the knee. I ask you please if somebody has had the same thing and what he has done.
Excuse my English, I am from Slovenia and I learn it only since one year."""

CAPITALS = """DO NOT EAT OR DRINK ANYTHING FOR SIX HOURS BEFORE YOUR OPERATION. YOU MAY
TAKE YOUR USUAL TABLETS WITH A SIP OF WATER. BRING A LIST OF ALL YOUR MEDICINES WITH YOU. TELL THE
NURSE IF YOU HAVE ANY ALLERGIES OR IF YOU THINK YOU MIGHT BE PREGNANT. AN ADULT MUST DRIVE YOU
HOME AND STAY WITH YOU OVERNIGHT. CALL THE WARD IF YOU HAVE A COLD, A COUGH OR A TEMPERATURE."""

OLD = """It is a thing much to be lamented, that they who have the charge of the
sick do commonly shut out the very air by which alone they may hope to mend. I have seen a chamber
so close stopped, with sand-bags at the sashes and a great fire in the grate, that a strong man
entering there grew faint; and yet the good people marvelled that the child within did not thrive.
Let the casement be set open somewhat at the top, and let there be no more talk of night vapours."""

FORUM = """hi all, im 34f and for like 2 wks now my eyelid keeps twitching non stop
its driving me mad lol. ive cut out coffee and tried to sleep more but nope still going. google
says its stress or magnesium?? anyone else had this n how long did urs last. gp wont see me til
the 23rd. also get pins n needles in my hand sometimes if i sit funny but thats prob nothing. ty
xx"""

JARGON = """We fitted a hierarchical Bayesian model with weakly informative priors to
the pooled spirometry data. Sampling used four chains of two thousand draws; R-hat was below 1.01
throughout. The random intercepts absorb between-centre calibration drift, and the spline on age
lets the trajectory bend after sixty. Posterior predictive checks show mild underdispersion in the
lowest decile, which we attribute to truncation at the detection limit of the pneumotachograph."""

PLAIN = """Heartburn is a burning feeling behind the breastbone. It comes when acid
from the stomach rises into the gullet. Large meals, fatty food, alcohol and lying down soon after
eating can bring it on. Try smaller meals, raise the head of your bed, and do not eat in the three
hours before you go to sleep. Antacids from the pharmacy help most people. See a doctor if food
sticks when you swallow, if you lose weight without trying, or if you vomit blood."""


def _flow(text: str) -> str:
    """Return the text as one paragraph: here lines break for the eye alone."""
    return " ".join(text.split())


HONEST = {
    "names": _flow(NAMES),
    "drugs": _flow(DRUGS),
    "lab values": LABS,
    "recipe": _flow(RECIPE),
    "dialect": _flow(DIALECT),
    "scanned": _flow(SCANNED),
    "translated": _flow(TRANSLATED),
    "capitals": _flow(CAPITALS),
    "old": _flow(OLD),
    "forum": _flow(FORUM),
    "jargon": _flow(JARGON),
    "plain": _flow(PLAIN),
}

_SPUN = {
    "any sense": """Heartburn is a sunburned touch behind the breastbone. It comes when
battery-acid from the abide rises into the gullet. Bombastic meals, fertile food, spirits and
fabrication down soon after feeding can bring it on. Seek smaller meals, elicit the principal of
your seam, and do not rust in the three hours before you sound to slumber. Antacids from the
apothecary's shop aid most citizenry. Realise a fix if nutrient spliff when you immerse, if you
mislay angle without stressful, or if you puke lineage.""",
    "idiom": """Indigestion is a consuming inclination behind the breastbone. It comes
when corrosive from the tummy ascends into the throat. Enormous suppers, greasy nourishment,
liquor and resting not long after eating can expedite it. Attempt littler suppers, raise the top
of your bed, and don't eat in the three hours before you hit the hay. Stomach settling agents from
the drug store help a great many people. See a specialist if nourishment sticks when you gulp, on
the off chance that you shed pounds without attempting, or in the event that you upchuck blood.""",
    "junk": """Heartburn is a burning feeling tractor the breastbone. It comes when acid
pillow the stomach rises into bargain gullet. Large meals, fatty food, alcohol gossip lying down
soon after eating can bring it on. Try smaller meals, raise the head lantern your bed, climb do
not eat in the three hours before you go furnish sleep. Antacids marble the pharmacy help most
people. See a doctor if food sticks when you swallow, puddle you lose weight without trying,
borrow if you vomit blood.""",
}
SPUN = {name: _flow(text) for name, text in _SPUN.items()}
