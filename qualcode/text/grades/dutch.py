"""Dutch words around grades."""

from __future__ import annotations

from qualcode.text.grades.lexicon import Lexicon, Vocabulary

_VALUES = {
    "nul": 0, "een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8,
    "negen": 9, "tien": 10,
}  # fmt: skip
_NUMERALS = "twee drie vier vijf zes zeven acht negen tien één"

_W = Vocabulary(
    number="één twee drie vier vijf zes zeven acht negen tien",
    kind="""dikke? ruime? kleine? magere? krappe? nette? mooie? goede stevige zwakke? sterke? royale vette solide
        flinke keurige zuinige schamele volle hele heel zeer echte gemiddelde? dubbele grote""",
    about="ongeveer bijna nog_net net zo_rond rond zeker minstens minimaal hooguit maximaal hoogstens eerder",
    amply="ruim krap net nipt zeer ruimschoots royaal zwaar meer_dan",
    cijfer=r"(?:rapport|school|eind|waarderings)?cijfer(?:tje)?(?![\w-])",
    noun=r"{cijfer} (?:rapport|school|eind)?cijfers(?=\s*:)",
    grade=r"geeft? gaf gaven geven gegeven scoort? scoren becijfer\w* waardeer\w* beoordeel\w* krijgt? verdien\w*",
    rate=r"beoordeel\w* waardeer\w* becijfer\w*",
    dare="wil wilt wilde willen kan kon kunnen durft? durfde",
    give=r"""{dare} geeft? gaf geven gegeven noemt? noemde noemen ga gaat hoeft? hangt? hangen plakt? plakken zegt?
        zeggen zou zal mag verbind\w* verzin\w*""",
    unwilling="""niet nooit liever_niet liever oneerlijk schools lastig moeilijk onzin zinloos te_vroeg verzonnen
        onmogelijk ongepast flauw""",
    who="""ik jij je u hij zij ze wij we het dit dat hem haar ons er daarvoor hiervoor ook nu dan zelf de_[a-z]+
        een_[a-z]+""",
    condition="als mits indien wanneer zodra tenzij",
    come="uit zit zat komt? kwam blijft? bleef houdt? hield",
    follower=r"""voor als want omdat aangezien maar en of dan nu toen is was wordt werd zou zouden kan kon kunnen geeft?
        geven gegeven gaf krijgt? krijgen gekregen scoort? scoren gescoord noemt? noemen noemde genoemd zegt? zei
        zeggen gezegd zet zetten gezet vindt? vond denkt? dacht blijft? blijven sta staat staan zit zitten zat
        haalt? halen gehaald waard worden zijn geweest hebben had heb heeft maken maakt? gemaakt verdient?
        verdienen komt? uitkomen invullen ingevuld durft? durven hoor in op aan van bij met zonder door dankzij
        vanwege wegens tot à naar uit over om te terwijl waarbij waarvan waarmee waarom hoewel ondanks tegen
        tegenover ten mits indien wanneer zodra tenzij wil willen moet moeten mag mogen zal zullen gaat gaan ben
        bent waren geworden ofzo doen wel niet nog ook al eigenlijk gewoon misschien vanuit qua wat dat die het
        hij zij ze ik we wij je u jij hier\w* daar\w* er\w* waar\w* mee neer meer terug vorige? eerst straks
        volgend net zeker absoluut anders dus heel altijd vandaag zelfs ruim tenminste minstens max\w* hooguit
        plus min zo per_saldo volgens gemiddeld ergens graag inderdaad toch eerder vooral juist inmiddels sinds""",
    unit=r"""jari\w+ jaar\w* jaren uur\w* uren minu\w+ week\w* weken dag dagen dagdeel\w* daags\w* maand\w* keer maal
        procent\w* % euro\w* km kilometer\w* meter\w* kilo\w* gram graden punten sterren perso\w+ mensen deelnem\w+
        plus\w+ stappen delig\w* tal\w* cent liter half_uur januari februari maart april mei juni juli augustus
        september oktober november december""",
    numbered=r"""ronde fase groep vraag stap lijn bus route kamer nummer nr\.? hoofdstuk bladzijde pagina artikel
        tabel versie om om_de per elke iedere na voor half kwart_over kwart_voor top leeftijd_van alle""",
    settle=r"""(?:houdt?|hield)_(?:\w+\s+)?het_op komt?_(?:\w+\s+)?(?:uit_)?op zit_(?:\w+\s+)?op blijft?_(?:\w+\s+)?op
        schrijf_maar_op zet_(?:er_)?maar""",
    between="""kan gaan komen maar dan zou zouden zijn worden geven kunnen krijgen het ik wel pas alleen ook zeker er
        van maken waard zelfs hem daarvoor ervoor misschien op_het_moment op_voorwaarde""",
    whole=r"cijfer\w* geheel totaal team organisatie gemeente coach volgt voorbeeld laatste eerste gemiddelde",
    says="geeft? geven zegt? zeggen zit zitten vindt? vinden komt? noemt? is zijn krijgt?",
    considering=r"""eenmaal eerlijk kijkt? keek terugkijk\w* terugblik\w* naga nadenkt? vraagt? vragen vergelijk\w*
        kies kiezen cijfer bekijkt? afzet optel\w* mag_zeggen moet_zeggen moet_geven zie ziet bedenkt? hoort?""",
    onwards="maar want anders dan zegt zei aldus vindt vond denkt antwoordt voegt en al wordt geef zou",
    earlier=r"""vorige?_(?:jaar|keer|ronde|week|maand|gesprek|interview|meting) de_vorige destijds toen eerst eerder
        voorheen vroeger geweest jaar_(?:ervoor|geleden|daarvoor|eerder) in_(?:\w+\s+)?nog
        zonder_(?:de|het|dat|die|deze|dit) had_(?:\w+\s+){0,4}(?:gezegd|gegeven|kunnen)""",
)

LEXICON = Lexicon(
    numerals=tuple(_NUMERALS.split()),
    speech=("cijfer", "oordeel", "waardering", "beoordeling", "score"),
    worded=("voldoende",),
    # a ten in words is small money when it is made smaller: "een tientje"
    number=_W.pattern(
        r"""(?:{digits}|(?<![\w-])(?P<word>{number})(?P<tail>(?:ën|en|n)?(?:een)?half(?:je)?)?(?:t?je(?<!tientje))?(?![\w-]))
        (?:\s+(?:komma|punt)\s+(?P<frac>{number}|\d)(?![\w-])|(?P<and_half>\s+en\s+(?:een\s+)?half)(?![\w-]))?
        (?:{sign}|\s(?:plus|min)(?={end}))?"""
    ),
    values=_VALUES,
    lead=_W.pattern(r"(?<![\w-])(?P<all>(?:{about}\s+)?(?:(?P<article>een|'n|’n|zo[’']n)\s+)?(?:{kind}\s+)*)\Z"),
    link=_W.pattern(
        r"""\s*[-–—]\s*
        |,?\s+(?:(?P<and>en)|à|a|of|tot|tot\s+en\s+met|t/m|misschien|of\s+misschien|of\s+zelfs)
         \s+(?:een\s+|de\s+)?(?:{kind}\s+)*"""
    ),
    between=_W.pattern(r"(?<!\w)(?P<all>(?:ergens\s+|zo\s+)?tussen\s+(?:een\s+|de\s+)?(?:{kind}\s+)*)\Z"),
    follower=_W.pattern(r"[^\S\n]+{follower}(?![\w-])"),
    counted=_W.pattern(
        r"""[^\S\n]*-?(?:{unit}|(?:op|van|uit)\s+(?:(?:de|iedere|elke|die)\s+)?(?:\d+|{number}|twaalf|twintig))(?!\w)"""
    ),
    plural=_W.pattern(r"[^\S\n]+[^\W\d_]+(?:en|s)(?!\w)"),
    tally=_W.pattern(r"(?<!\w)(?:keer|maal|stuk\s+of|dag\s+of|uur\s+of|week\s+of|jaar\s+of|schaal\s+van)\s+\Z"),
    numbered=_W.pattern(r"(?<!\w){numbered}\s+\Z"),
    tallies=_W.pattern(r"(?<!\w)(?:keer|maal)\s+een\s+(?:\d|\w+)(?!\w)"),
    other_scale=_W.pattern(
        r"""(?<!\w)schaal\s+(?:van|tot|loopt\s+van)?\s*
        (?:\d+\s*(?:tot(?:\s+en\s+met)?|t/m|[-–—])\s*)?(?P<to>\d+)(?!\w)"""
    ),
    noun=_W.pattern(r"(?<!\w){noun}"),
    verb=_W.pattern(r"(?<!\w)(?:{grade}|{settle})(?!\w)"),
    bare=_W.pattern(
        r"""(?<!\w){noun}\s*(?::|\s(?:is|was|van|wordt|werd)(?!\w)|[-–—])?\s*
        (?:(?:[^\W\d_]+\s+){0,4}|(?:[^\W\d_]+\s+){0,6}[^\W\d_]+\s*:\s*)(?:rond\s+de\s+)?\Z"""
    ),
    given=_W.pattern(
        r"""(?<!\w)(?:(?:geeft?|gaf|gaven)\s+(?:{who}\s+){0,3}|(?:scoort?|scoren)\s+
        |{rate}\s+(?:[^\W\d_]+\s+){0,5}(?:met|op|als)\s+)\Z"""
    ),
    settles=_W.pattern(r"(?<!\w){come}\s+(?:\w+\s+){0,3}op\s+\Z"),
    onward=_W.pattern(r"(?<!\w)(?:naar|en)\s+\Z"),
    labelled=_W.pattern(r"[^\S\n]+(?:als|is\s+(?:het|mijn|haar|zijn|ons|hun))\s+{cijfer}"),
    condition=_W.pattern(r"[,;]?\s*(?:[–—-]\s)?(?:{between}\s+){0,5}(?P<condition>{condition}(?!\w){rest}*)"),
    condition_first=_W.pattern(
        r"""[\W_]*(?:(?:en|maar|dus|ja|nou|want|ook),?\s+)?
        (?P<condition>{condition}(?!\w)[^.!?;:\n”"»“]*?)(?:,[^.!?;:\n”"»“]*)?\Z"""
    ),
    condition_then=_W.pattern(
        r"""(?<!\w)(?:maar|en|want|dus)\s+(?P<condition>{condition}(?!\w)[^.!?;:\n”"»“]*?)(?:,[^.!?;:\n”"»“]*)?\Z"""
    ),
    filler=_W.pattern(
        r"""als\s+[^\W\d_]+$ | als\s+het\s+gaat\s+om(?!\w)
        |als\s+(?:\w+\s+)?{whole}(?=$|\s+{says}(?!\w)) | .*(?<!\w){considering}(?!\w)"""
    ),
    clause_goes_on=_W.pattern(r""",\s*{onwards}(?!\w)|[”»]|\s[-–—]\s|\(|[’'](?=\s*$)"""),
    main_clause=_W.pattern(
        r"\s(?:geef|geeft|wordt|werd|zeg|zegt|kom|krijgt|vind)\s+(?:ik|het|ze|zij|hij|wij|we)(?!\w)|\s(?:dan|zou\s+ik)(?!\w)"
    ),
    otherwise=_W.pattern(r",?\s*(?:en\s+)?anders\s+{rest}*?(?=(?:een\s+)?\Z)"),
    aside=_W.pattern(r"(?<!\w){earlier}(?!\w)"),
    wished=_W.pattern(
        r"(?<!\w)(?:volgende?\s+(?:jaar|keer|ronde)|over\s+een\s+(?:half)?jaar|hoop|hopen|hoopt|streven|streeft?|ambitie)(?!\w)"
    ),
    corrected=_W.pattern(r"[\s,.…–—-]+(?:of\s+)?nee(?!\w)"),
    clause=_W.pattern(r"[,;:–—]\s+|\s(?:maar|en|nee|omdat|want)\s"),
    verbal=_W.pattern(
        r"""(?<![\w-])een\s+(?:(?:zeer|heel|gewoon|echt|net)\s+)?(?:{kind}\s+|zware\s+)*(?:on)?voldoende(?![\w-])
        |{start}(?P<alone>(?:{amply}\s+)?(?:on)?voldoende)(?={end})
        |(?<![\w-])(?:geeft?|gaf|{rate}|scoort?|cijfer(?:\s+is)?)(?:\s+\w+){0,5}?\s*(?::\s*|\s(?:als|met|op)?\s*)
         (?P<judged>{amply}\s+(?:on)?voldoende|onvoldoende|(?<=als\s|met\s)voldoende|(?<=:\s)voldoende)(?={end})"""
    ),
    refused=_W.pattern(
        r"""(?<![\w-])(?:
        geen\s+(?:enkel\s+)?{cijfer}(?={end})
        |geen\s+(?:enkel\s+)?{cijfer}\s+(?:(?!gevraagd|vragen)\w+\s+){0,5}?{give}(?!\w)
        |(?:{give}|heb|had|heeft)\s+(?:(?!wel)\w+\s+){0,6}?geen\s+(?:enkel\s+)?(?:{cijfer}|score(?!\w))
         (?!\s+(?:onder|boven|lager|hoger|gevraagd))(?:\s+(?:(?:er)?(?:aan|voor|op)\s+)?(?:te\s+)?{give}(?!\w))?

        |{dare}\s+(?:\w+\s+){0,5}?geen\s+(?:oordeel|waardering|beoordeling)\s+(?:\w+\s+){0,2}?(?:geven|uitspreken|vellen)
        |(?:een|elk|het|zo[’']n|dat)\s+{cijfer}\s+(?:(?:voor|over|bij|op)\s+(?:\w+\s+){1,5}?)?
         (?:{give}|vindt?|vond)\s+(?:(?!wel(?!\w)|gevraagd)[\w’]+\s+){0,8}?

        {unwilling}(?!\w)(?!\s+(?:alleen|hoger|lager|gevraagd))(?:\s+(?:graag|meer)?\s*(?:geven|noemen|zeggen|plakken))?
        |(?:vindt?|vond)\s+(?:\w+\s+){0,3}?(?:lastig|moeilijk|onmogelijk)
         \s+(?:om\s+)?(?:\w+\s+){0,4}?een\s+{cijfer}(?:\s+te\s+\w+)?
        |{dare}\s+(?:\w+\s+){0,5}?niet\s+(?:\w+\s+){0,3}?een\s+{cijfer}(?:\s+(?:aan|op)\s+\w+|\s+{give})?
        |met\s+een\s+{cijfer}\s+wacht\w*
        |{cijfer}\s*:\s*(?:geen|nee|niet\s+gegeven|n\.?v\.?t)(?!\w)
        |{cijfer}[^.!?:;]{0,50}[:,;]\s*(?:daar\s+)?doet\s+\w+\s+(?:\w+\s+){0,3}?niet\s+aan
        |te\s+vroeg\s+(?:voor|om)\s+(?:\w+\s+){0,3}?{cijfer}(?:\s+te\s+\w+)?
        |(?:weiger|onthoud)\w*\s+(?:\w+\s+){0,4}?{cijfer}
        |cijfers?\s+{give}\s+\w+\s+(?:\w+\s+)?(?:wel,?\s+)?(?:maar\s+dan|pas)\s+(?:pas\s+)?(?:over|na|volgend)(?!\w)
        )"""
    ),
    refused_after=_W.pattern(
        r"""[\W_]*(?:(?:nou|ja|nee|ach|maar),?\s+)?(?:daar\s+doet\s+\w+\s+(?:\w+\s+){0,3}?niet\s+aan
        |dat\s+{dare}\s+\w+\s+(?:\w+\s+){0,3}?(?:niet|liever\s+niet)(?:\s+(?:geven|zeggen|noemen))?
        |dat\s+doet?\s+\w+\s+(?:\w+\s+){0,2}?niet
        |daar\s+(?:waagt?|brandt?)\s+\w+\s+(?:\w+\s+){0,3}?niet\s+aan)"""
    ),
    not_refused=_W.pattern(r"(?:niet|geen\s+\w+)\s+(?:naar\s+)?gevraagd|om\s+gevraagd"),
    partly_refused=_W.pattern(
        r"""(?<!\w)(?:(?:dat|daar)\s+)?(?:kan|durft?)\s+(?:ik|ze|zij|hij|wij|we|u|je)\s+(?:\w+\s+){0,3}?
        niet\s+(?:over\s+)?(?:zeggen|beoordelen|oordelen)(?!\w)"""
    ),
    reason=_W.pattern(
        r"""[\s,]*(?:[:;]\s*(?:want\s+|omdat\s+)?|[,\s]\s*(?:want|omdat|aangezien)\s+|\s[-–—]\s)
        (?P<reason>{rest}{3,140})"""
    ),
    reason_after=_W.pattern(
        r"[\W_]*(?P<reason>(?:nog\s+)?te\s+(?:vroeg|weinig|kort|veel|lang|ver)(?!\w){rest}{0,120})"
    ),
    alternative="of",
    otherwise_word="anders",
    refusal="geen cijfer",
    depends="als …",
)
