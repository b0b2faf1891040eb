import pytest

from handouts.checks.preflight.language_checks import WordLists, is_cut_off, language_findings
from handouts.checks.preflight.plain import dictionary, ease, sentences_of, syllables, words_of
from handouts.checks.preflight.texts import Text, one_side
from handouts.checks.preflight.wordlist import PlainWords, Terms, load_plain_words, term_pattern
from tests.writing import write

LISTS = WordLists(load_plain_words("en-GB"))


def said(text, kind="prose", key="key"):
    """Return the findings about one text, without grades."""
    return [(one.check, one.words) for one in language_findings([Text((key,), ("topics", 0), kind, text)], LISTS)]


# By hand, from how each word is spoken; the pinned method must count these so.
SPOKEN = {
    1: "stretch thigh knee leg squeeze bend hold breathe raised bones steps through",
    2: "muscle muscles couch-grass gentle little mobile table wanted runner ankle doing quiet lion",
    3: "exercise strengthening piano idea gluteal video area tendonous",
    4: "mobility stability information repeatedly",
    5: "flexibility university",
}


@pytest.mark.parametrize(("count", "words"), SPOKEN.items())
def test_syllables_are_counted_as_spoken(count, words):
    wrong = {word: found for word in words.split() if (found := sum(map(syllables, words_of(word)))) != count}
    assert len(wrong) <= 1, wrong


def test_a_word_always_has_a_syllable():
    assert min(map(syllables, ("hmm", "nth", "x", "tsk", "'"))) == 1


def test_grade_is_kincaids_formula_on_joined_text():
    found = ease(["The cat sat on the mat.", "It was a fat cat."])
    assert (found.words, found.sentences) == (11, 2)
    assert found.grade == pytest.approx(0.39 * 11 / 2 + 11.8 * 11 / 11 - 15.59)
    assert not found.says_something


def test_grade_of_a_known_text_stays_where_it_is_pinned():
    text = (
        "Your hip is a ball-and-socket joint between your pelvis and your thigh bone. It moves in three ways. "
        "Strength training over several months can help many runners to use less energy at the same pace."
    )
    assert ease([text]).grade == pytest.approx(4.21, abs=0.01)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Stop. Rest! Why?", 3),
        ("Use a stick, e.g. a broom. Rest.", 2),
        ("Well known: how it is built.", 2),
        ("Hold 2.5 kg in one hand.", 1),
        ("“Stop.” Then rest.", 2),
        ("...", 0),
    ],
)
def test_sentences_are_split_at_their_stops(text, parts):
    assert len(sentences_of(text)) == parts


def test_every_word_of_the_dictionary_is_lower_case_and_counts_are_small():
    words = dictionary()
    assert len(words.words) > 70_000
    assert {"colour", "physio", "centre"} <= words.words
    assert {"color", "center"} <= words.abroad
    assert not words.words & words.abroad
    assert all(1 <= count <= 9 for count in words.syllables.values())


def test_language_without_a_dictionary_or_list_is_left_alone():
    assert dictionary("de-DE") is None
    assert dictionary("../en-GB") is None
    assert load_plain_words("de-DE") is None


@pytest.mark.parametrize(
    ("text", "kind", "check", "words"),
    [
        ("Engage your core.", "step", "L03", "Engage your core"),
        ("Keep the proximal part still.", "step", "L03", "proximal"),
        ("Do the RDL.", "step", "L03", "RDL"),
        ("The pelvis tilts.", "step", "L04", "The"),
        ("Kick leg out.", "step", "L04", "Kick leg"),
        ("The patient should rest.", "prose", "L04", "The patient"),
        ("The leg is moved by hand.", "prose", "L05", "is moved"),
        ("Hold for 20-30 seconds.", "step", "L06", "20-30"),
        ("Push at 80% of your best.", "step", "L06", "80%"),
        ("Do thirty of these.", "step", "L06", "thirty"),
        ("Do 8 reps.", "step", "L07", "reps"),
        ("Use a chair, i.e. a firm one.", "step", "L08", "i.e."),
        ("Use a chair ie a firm one.", "step", "L08", "ie"),
        ("NEVER DO THIS alone.", "prose", "L08", "NEVER DO THIS"),
        ("Hold **tight** now.", "step", "L08", "**"),
        ("Bend the kene.", "step", "L09", "kene"),
        ("THomas was a doctor.", "prose", "L09", "THomas"),
        ("The joint is unstable.", "prose", "L10", "unstable"),
        ("It shows wear and tear.", "prose", "L10", "wear and tear"),
        ("This always works.", "prose", "C20", "always works"),
        ("This prevents pain.", "prose", "C20", "prevents"),
    ],
)
def test_word_that_is_looked_for_is_found(text, kind, check, words):
    assert (check, words) in said(text, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The main one, the iliopsoas, lifts your thigh.", "prose"),
        ("Doctors call this greater trochanteric pain syndrome.", "prose"),
        ("Front of thigh (quadriceps).", "prose"),
        ("Supine means lying on your back.", "prose"),
        ("Rate it from 0 to 10.", "prose"),
        ("Hold it for 30 seconds.", "step"),
        ("Work at effort 6.", "step"),
        ("Go to A&E, or ask your GP.", "prose"),
        ("It may not prevent pain.", "prose"),
        ("Studies could not show that this prevents pain.", "prose"),
        ("You are tired after a run.", "prose"),
        ("Your physio’s advice comes first.", "prose"),
        ("Slowly bend your knee.", "step"),
        ("With one hand, hold the chair.", "step"),
        ("you feel weak or unstable on your leg", "sign"),
        ("New weakness in your foot? Stop and call us.", "caution"),
        ("This does not mean that your joint is damaged.", "prose"),
        ("Rate your pain out of 10.", "step"),
    ],
)
def test_good_text_is_not_flagged(text, kind):
    assert said(text, kind) == []


def test_a_term_is_explained_once_for_a_whole_block():
    texts = [
        Text(("a",), ("topics", 0), "prose", "Supine means lying on your back."),
        Text(("b",), ("topics", 0), "prose", "Stay supine now."),
    ]
    assert list(language_findings(texts, LISTS)) == []
    assert [one.check for one in language_findings([*texts, Text(("c",), ("topics", 1), "prose", "Stay supine now.")], LISTS)] == ["L03"]


def test_words_are_found_whole_and_the_longest_first():
    terms = Terms({"band": "x", "loop band": "y", "degenerat*": "z", "engag* your core": "w"})
    found = [(one.words, one.instead) for one in terms.find("A loop band, bandage, degenerative; engaging your core, bands")]
    assert found == [("loop band", "y"), ("degenerative", "z"), ("engaging your core", "w")]


def test_words_in_order_reach_over_a_few_words_and_not_over_a_stop():
    pattern = term_pattern("glutes/buttocks", "start*", "femur")
    assert pattern.search("Your glutes all start high up on the femur.")
    assert not pattern.search("Your glutes work. They start at the femur.")
    assert not pattern.search("Femur start glutes.")


def claimed(*texts, title="Your hip"):
    """Return the corrections to a topic of so many paragraphs."""
    block = ("topics", 0)
    every = [
        Text((*block, "title"), block, "name", title),
        *(Text((*block, "paragraphs", at), block, "prose", one) for at, one in enumerate(texts)),
    ]
    return [
        one.message.split(": ", 1)[1].split(" [")[0]
        for one in language_findings(every, LISTS)
        if one.check == "C20" and ": " in one.message
    ]


@pytest.mark.parametrize(
    ("title", "text", "right"),
    [
        (
            "Your hip",
            "The pelvic floor suffers when hip muscles are weak.",
            "a link between hip muscles and the pelvic floor is not shown; studies conflict",
        ),
        ("Hip flexors", "They are there for propelling you along.", "they swing the leg; the calf gives most of the push"),
        (
            "Your hip",
            "Rolling breaks up scar tissue.",
            "what rolling does is not known so exactly; it eases tender spots and helps movement for a while",
        ),
        ("Your hip", "The hip joins the lower leg to the core.", "the hip joins the trunk and pelvis to the leg"),
        ("Adductors", "They are longus, brevis, magnus and gracilis.", "the inner thigh muscles are five"),
        (
            "Pain",
            "It may be tendinitis, bursitis or a groin strain.",
            "in runners with pain at hip, groin or shin it is the one not to miss",
        ),
    ],
)
def test_what_is_known_to_be_wrong_is_told_with_what_is_right(title, text, right):
    assert right in claimed(text, title=title)


@pytest.mark.parametrize(
    "text",
    [
        "Your buttock muscles start on your pelvis and end on your thigh bone.",
        "Studies have not shown that weak hips cause injuries.",
        "A groin strain does not cause pelvic floor problems.",
        "It may be a tendon, a strain, arthritis or a bone stress injury.",
    ],
)
def test_what_is_right_or_denied_is_not_corrected(text):
    assert claimed(text) == []


def test_clinics_own_words_are_laid_over_ours(tmp_path):
    own = {"language": "en-GB", "alarm": {"creaky": "stiff", "torn": "sore"}, "known": ["quux"]}
    write(tmp_path / "plain-words" / "en-GB.yaml", own)
    words = load_plain_words("en-GB", [tmp_path])
    assert isinstance(words, PlainWords)
    assert (words.alarm["creaky"], words.alarm["torn"]) == ("stiff", "sore")
    lists = WordLists(words)
    found = [one.message for one in language_findings([Text(("k",), ("topics", 0), "prose", "A creaky, quux hip.")], lists)]
    assert found == ["'creaky' can frighten or blame; write 'stiff'"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Bend {your_side} knee.", "Bend your left knee."),
        ("{each|Change sides.}", "Change sides."),
        ("{one|Rest.}{each|Change.} Go on.", "Rest. Go on."),
        ("Call {number} now.", "Call 5 now."),
    ],
)
def test_text_is_read_as_one_side_prints_it(text, read):
    assert one_side(text) == read


@pytest.mark.parametrize(
    ("name", "cut"), [("Glutes &", True), ("Push and", True), ("Hip flexors:", True), ("Hip hinge", False), ("A", False)]
)
def test_cut_off_name_is_known(name, cut):
    assert is_cut_off(name) is cut
