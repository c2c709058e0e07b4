"""English words around grades."""

from __future__ import annotations

from qualcode.text.grades.lexicon import Lexicon, Vocabulary

_VALUES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_NUMERALS = "one two three four five six seven eight nine ten"

_W = Vocabulary(
    number="one two three four five six seven eight nine ten",
    kind="""solid strong weak small good clear firm generous low high bare full big comfortable decent fat nice
        modest poor narrow round mere proper""",
    about="about around almost just_under just_over nearly roughly maybe perhaps at_least at_most probably",
    amply="clearly just barely amply more_than very a_clear a_bare a_solid a_narrow a",
    grade=r"(?:grade|mark|score|rating)(?![\w-])",
    noun=r"{grade} (?:grades|marks|scores|ratings)(?=\s*:)",
    rate="gives? gave given giving scores? scored rates? rated grades? graded",
    give="give gives giving gave given name put attach say want wants have has had dare dares set offer",
    will="""won['’]t will_not wouldn['’]t would_not would_rather_not can['’]t cannot could_not couldn['’]t
        did_not_want didn['’]t_want does_not_want doesn['’]t_want do_not_want don['’]t_want prefer(?:s|red)?_not
        refuse[sd]? decline[sd]? dares?_not unwilling unable hesitate[sd]?""",
    words="pass fail satisfactory unsatisfactory sufficient insufficient",
    condition="if provided unless when",
    settle=r"""settles?_(?:\w+\s+)?(?:on|at) comes?_(?:\w+\s+)?(?:out_at|to) put_(?:me_)?down_for make_it award\w*
        gets deserves? earns?""",
    come="settles? comes? came stays? stayed ends? ended",
    follower="""for if because since but and or then now is was would could can should might may gives? gave given
        gets? got says? said think thinks thought in on at from by with without to as out while though although
        despite against unless when provided too also not still already actually just maybe perhaps that which it he
        she they I we you so today even at_least at_most plus minus overall according than more less really probably
        this last next only altogether here there""",
    unit=r"""years? year\w* hours? minutes? weeks? days? months? times percent % pounds? euros? dollars? cents? km
        kilomet\w+ met(?:er|re)s? miles? kilos? grams? degrees points? stars? persons? people participants? plus\w+
        steps o['’]clock am pm a\.m p\.m half_hours? January February March April May June July August September
        October November December folds? pages?""",
    several="people participants patients clients times cases women men",
    numbered=r"""round phase group question step line bus route room number no\. chapter page article table version at
        every per each after before for half_past quarter_past quarter_to top aged? all""",
    between="but then would be it only even I they and perhaps maybe for that give",
    considering="""honest looks? looking looked asks? asked compares? compared have_to_say had_to_say have_to had_to
        must_say may_say think_back grade mark score see you_like""",
    onwards="but because otherwise then says said thinks and it would she he they I",
    earlier="""last_(?:year|time|round|week|month|interview) the_previous previously back_then at_the_time at_first
        earlier formerly used_to had_been would_have (?:a_year|years|months)_ago the_year_before
        without_(?:the|that|this) had_(?:said|given)""",
)

LEXICON = Lexicon(
    numerals=tuple(_NUMERALS.split()),
    speech=("grade", "mark", "score", "rating"),
    worded=("pass", "fail", "satisf", "suffic"),
    number=_W.pattern(
        r"""(?:{digits}|(?<![\w-])(?P<word>{number})(?P<tail>-and-a-half)?(?![\w-]))
        (?:\s+point\s+(?P<frac>{number}|\d)(?![\w-])|(?P<and_half>\s+and\s+a\s+half)(?![\w-]))?
        (?:{sign}|\s(?:plus|minus)(?={end}))?"""
    ),
    values=_VALUES,
    lead=_W.pattern(r"(?<![\w-])(?P<all>(?:{about}\s+)?(?:(?P<article>an?)\s+)?(?:{kind}\s+)*)\Z"),
    link=_W.pattern(
        r"""\s*[-–—]\s*
        |,?\s+(?:(?P<and>and)|to|or|maybe|or\s+maybe|perhaps|or\s+perhaps|or\s+even)\s+(?:an?\s+)?(?:{kind}\s+)*"""
    ),
    between=_W.pattern(r"(?<!\w)(?P<all>(?:somewhere\s+)?between\s+(?:an?\s+)?(?:{kind}\s+)*)\Z"),
    follower=_W.pattern(r"[^\S\n]+{follower}(?![\w-])"),
    counted=_W.pattern(
        r"""[^\S\n]*-?(?:{unit}
        |(?:out\s+of|in|of)\s+(?:the\s+)?(?!(?:10|ten)(?!\w))(?:\d+|{number}|twelve|twenty)
        |(?:out\s+of|in|of)\s+(?:the\s+)?(?:10|ten)\s+{several})(?!\w)"""
    ),
    plural=_W.pattern(r"[^\S\n]+[^\W\d_]+s(?!\w)"),
    tally=_W.pattern(r"(?<!\w)(?:times?|scale\s+of|scale\s+from)\s+\Z"),
    numbered=_W.pattern(r"(?<!\w){numbered}\s+\Z"),
    tallies=_W.pattern(r"(?<!\w)times\s+an?\s+(?:\d|\w+)(?!\w)"),
    other_scale=_W.pattern(r"(?<!\w)scale\s+(?:of|from|to)?\s*(?:\d+\s*(?:to|[-–—])\s*)?(?P<to>\d+)(?!\w)"),
    noun=_W.pattern(r"(?<!\w){noun}"),
    verb=_W.pattern(r"(?<!\w)(?:{rate}|{settle})(?!\w)"),
    bare=_W.pattern(
        r"""(?<!\w){noun}\s*(?::|\s(?:is|was|of|would\s+be)(?!\w)|[-–—])?\s*
        (?:(?:[^\W\d_]+\s+){0,4}|(?:[^\W\d_]+\s+){0,6}[^\W\d_]+\s*:\s*)\Z"""
    ),
    given=_W.pattern(
        r"""(?<!\w)(?:(?:gives?|gave)\s+(?:(?:it|this|that|them|him|her|us|the\s+[a-z]+)\s+)?|(?:scores?|scored)\s+
        |(?:rates?|rated|graded?)\s+(?:[^\W\d_]+\s+){1,5}?(?:(?:at|with|as)\s+)?)\Z"""
    ),
    settles=_W.pattern(r"(?<!\w){come}\s+(?:\w+\s+){0,3}(?:on|at|to)\s+\Z"),
    onward=_W.pattern(r"(?<!\w)(?:to|and)\s+\Z"),
    labelled=_W.pattern(r"[^\S\n]+(?:as|is)\s+(?:an?|the|my|her|his|our|their)\s+{grade}"),
    condition=_W.pattern(r"[,;]?\s*(?:[–—-]\s)?(?:{between}\s+){0,5}(?P<condition>{condition}(?!\w){rest}*)"),
    condition_first=_W.pattern(
        r"""[\W_]*(?:(?:and|but|so|yes|well|also),?\s+)?
        (?P<condition>{condition}(?!\w)[^.!?;:\n”"»“]*?)(?:,[^.!?;:\n”"»“]*)?\Z"""
    ),
    condition_then=_W.pattern(
        r"""(?<!\w)(?:but|and|so)\s+(?P<condition>{condition}(?!\w)[^.!?;:\n”"»“]*?)(?:,[^.!?;:\n”"»“]*)?\Z"""
    ),
    filler=_W.pattern(r".*(?<!\w){considering}(?!\w)"),
    clause_goes_on=_W.pattern(r""",\s*{onwards}(?!\w)|[”»]|\s[-–—]\s|\(|[’'](?=\s*$)"""),
    main_clause=_W.pattern(
        r"\s(?:I|we|he|she|they|it)\s+(?:would|will|['’]d|['’]ll)(?!\w)|\s(?:I|it)['’](?:d|ll)(?!\w)|\sthen(?!\w)"
    ),
    otherwise=_W.pattern(r",?\s*(?:and\s+|or\s+)?(?:otherwise|else)\s+{rest}*?(?=(?:an?\s+)?\Z)"),
    aside=_W.pattern(r"(?<!\w){earlier}(?!\w)"),
    wished=_W.pattern(
        r"(?<!\w)(?:next\s+(?:year|time|round)|hopes?|hoping|aim(?:s|ing)?\s+(?:for|at)|in\s+a\s+year)(?!\w)"
    ),
    corrected=_W.pattern(r"[\s,.…–—-]+(?:or\s+)?no(?!\w)"),
    clause=_W.pattern(r"[,;:–—]\s+|\s(?:but|and|no|because)\s"),
    verbal=_W.pattern(
        r"""{start}(?P<alone>(?:{amply}\s+)?{words})(?={end})
        |(?<![\w-])(?:{rate}|grade(?:\s+is)?)
         (?:\s+\w+){0,5}?\s*(?::\s*|\s(?:as|with|at)?\s*)(?P<judged>(?:{amply}\s+)?{words})(?={end})"""
    ),
    refused=_W.pattern(
        r"""(?<![\w-])(?:
        no\s+{grade}(?={end})
        |no\s+{grade}\s+(?:(?!asked)\w+\s+){0,3}?(?:given|from)(?!\w)
        |{give}\s+(?:\w+\s+){0,4}?no\s+{grade}(?!\s+(?:below|above|under|over|asked))
        |{will}\s+(?:\w+\s+){0,4}?(?:an?|any|the|that)\s+{grade}
        |not\s+(?:to\s+)?{give}\s+(?:\w+\s+){0,3}?(?:an?|any)\s+{grade}
        |{grade}\s*:\s*(?:none|no|not\s+given|n/a)(?!\w)
        |too\s+early\s+(?:for|to)\s+(?:\w+\s+){0,3}?{grade}
        )"""
    ),
    refused_after=_W.pattern(
        r"""[\W_]*(?:(?:well|no|but),?\s+)?
        (?:(?:he|she|they|I)\s+{will}(?:\s+(?:do|give|say)(?:\s+that)?)?|that\s+\w+\s+{will})(?={end})"""
    ),
    not_refused=_W.pattern(r"(?:not|no\s+\w+)\s+(?:been\s+)?asked"),
    partly_refused=_W.pattern(
        r"""(?<!\w)(?:I|she|he|they|we)\s+(?:can['’]t|cannot|could\s+not|couldn['’]t)\s+(?:really\s+)?
        (?:say|tell|judge)(?!\w)"""
    ),
    reason=_W.pattern(
        r"""[\s,]*(?:[:;]\s*(?:because\s+)?|[,\s]\s*(?:because|since|as)\s+|\s[-–—]\s)(?P<reason>{rest}{3,140})"""
    ),
    reason_after=_W.pattern(
        r"""[\W_]*(?P<reason>(?:still\s+)?too\s+(?:early|few|little|short|many|soon|far)(?!\w){rest}{0,120})"""
    ),
    alternative="or",
    otherwise_word="otherwise",
    refusal="no grade",
    depends="if …",
)
