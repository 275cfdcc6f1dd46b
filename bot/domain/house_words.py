"""The word lists of the house rules: patterns over folded text, and names of public figures."""

from __future__ import annotations

import re


def _any(text: str) -> str:
    return "|".join(text.replace("_", r"\s").split())


def _whole(text: str) -> re.Pattern[str]:
    """Any of these as whole words; an underscore stands for the space between two."""
    return re.compile(rf"\b(?:{_any(text)})\b")


_NUMBERS = _any(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen [1-9] 1[0-7]"
)

_TEENS = _any("ten eleven twelve thirteen fourteen fifteen sixteen seventeen 1[0-7]")
_NOT_A_CLOCK = r"(?<!it_)(?<!hour_)(?<!time_)(?<!clock_)"
_ENDS = r"(?!_(?!(?:and|when|but|or|years?)\b)\w)(?![:.,-]\d|-)"

MINOR = _whole(
    r"child children kids?(?!_(?:gloves?|leather|skin)) boys? schoolboys? schoolgirls? girls?"
    r" lads? lass(?:es)? lassies? teens? teenage[rd]?s? preteens? underage under-age infants?"
    r" bab(?:y|ies) toddlers? adolescents? youngsters? juveniles? loli lolis lolita shota"
    r" minors jailbait (?:a|the|is|are|was)_minor(?!_[a-z]) kindergart\w+"
    r" tweens? pre-?pubescents? child[_-]?porn\w* kiddie[_-]?porn\w*"
    rf" (?:{_NUMBERS})[_-]?(?:years?|yrs?)[_-]old aged?_(?:{_NUMBERS})\b"
    rf" (?:{_NUMBERS})_years_of_age (?:{_NUMBERS})[_-]?(?:yo|y/o|y\.o)"
    rf" {_NOT_A_CLOCK}(?:is|was|are|were|am|turns|turned)_(?:{_TEENS}){_ENDS}"
    rf" (?:only|just|barely|still|nearly|almost)_(?:{_TEENS}){_ENDS}"
    r" (?:not_yet|not|under|below)_(?:the_age_of_)?(?:18|eighteen) under_the_age_of_consent"
    r" (?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\dth)[_-]graders?"
    r" (?:middle|grade|primary|elementary|high)[_-]?school(?:ers?|_(?:students?|pupils?))"
)
"""Words for people under eighteen."""

_GENDER = _any(
    "fair fairer gentle gentler weaker softer opposite other same her his their own both"
    " either my our your one this that female male stronger sterner tender the of whose"
)
EXPLICIT = _whole(
    r"sexual sexually sexy sexting porn porno pornograph\w+ orgasms? orgasmic erotic\w* fuck\w*"
    r" motherfuck\w* blow_?jobs? hand_?jobs? cunts? penis(?:es)? vaginas? vulvas? genitals?"
    r" genitalia clitoris masturbat\w+ rap(?:ed|es|ist|ists|ing) gang_?rape\w*"
    r" rape(?!_(?:of_the|seed))"
    r" molest(?:s|ed|ing|er|ation)(?=_(?:a|the|her|him|his|children|boys?|girls?|child)\b)"
    r" paedophil\w+ pedophil\w+ incest\w* hentai nsfw threesomes? orgy orgies striptease"
    r" strippers? bdsm cumshots? cumming dildos? suck\w*_(?:his|my|your|the)_(?:dick|cock)"
    r" deepthroat\w* blowing_him (?:her|big|huge|nice)_tits titties boobs?"
    r" horny_(?:teen|girl|boy|woman|man)s? camgirls? onlyfans foreplay copulat\w+ fornicat\w+"
    r" (?:ha(?:ve|s|d|ving)|for|after|during|hot|rough|oral|anal|wild)_sex"
    r" sex(?=_(?:scene|scenes|with|act|acts|tape|toy|toys|party|slave)) sex 5ex(?:y|ual)?"
    r" child[_-]?porn\w* kiddie[_-]?porn\w*"
)
"""Words that are sexual wherever they stand; `sex` is told from the fair sex by `GENDERED`."""
GENDERED = re.compile(rf"\b(?:{_GENDER})\s$")

_BARE_THINGS = _any(
    "eyes? swords? blades? truth flames? lights? rocks? cliffs? boughs? trees? branches steel"
    r" cutlass\w* knife knives walls? feet foot arms? floors? boards? hills? bones? fists? spars?"
    " weapons? daggers? poles? masts? stones? hands? bulbs? wires? fear hatred"
)
EXPOSED = _whole(
    rf"naked(?!_(?:of|to_the_waist|{_BARE_THINGS})) nude nudes nudity nudist topless unclothed"
    r" bare[_-]breasts? skinny_?dip\w* lingerie in_the_nude stark_naked strips?_naked"
    r" without_(?:(?:any|her|his|their)_)?(?:clothes|clothing) no_clothes_on in_the_buff nekkid"
    r" bare-breasted bare-bottomed"
)
"""Bare bodies; bare blades and the naked eye left out."""

_COMFORT = (
    r"(?:his|her|their|its|the|an?|one|both)\s(?:\w+\s)?(?:dogs?|dolls?|cat|bear|toy|mother|father"
    r"|parents|brother|sister|nurse|eyes?|hands?|arms?|head|face|window|door|light|lamp|candle"
    r"|mouth|boots|sword|knife|pistol|blanket)"
)
SUGGESTIVE = _whole(
    rf"seduc\w+ mak(?:e|es|ing)_love made_love sle(?:ep|eps|pt|eping)_with(?!_{_COMFORT})"
    r" in_bed_with(?!_(?:a|the)_)"
    r" lust(?!_(?:for|of|after)_(?:gold|life|blood|power|revenge|battle)) lustful\w* fondl\w+"
    r" undress\w* strips?_for grop(?:es|ed)(?=_(?:her|him|the)) aroused_by"
    r" caress\w*_(?:her|his|their)_(?:body|thighs?|breasts?|skin) sensual\w* kinky lewd\w*"
    r" molest(?:s|ed|ing|er) ravish(?:es|ed|ing)?(?=_(?:her|him|the)) underwear panties"
    r" making_out virginity love[_-]?making"
)
"""Words that are harmless or courtly by themselves, and refused beside a minor."""

GORY = _whole(
    r"gory gorefest gore(?!_?-?tex) dismember\w* disembowel\w* decapitat\w* eviscerat\w*"
    r" mutilat(?:es|ing|ion) mutilated_(?:bod\w+|corpses?|remains) entrails intestines viscera"
    r" bloodbath gouge[sd]?_(?:out_)?(?:his|her|the|their)?_?eyes? flay(?:s|ed|ing)?"
    r" severed_(?:heads?|limbs?|hands?|arms?|legs?|fingers?) guts_(?:spill\w*|pour\w*)"
    r" brains?_(?:splatter\w*|spill\w*|ooz\w*) blood_(?:sprays?|spurts?|gush\w*) torn_limb"
    r" snuff_film beheadings? beheaded impal(?:ed|es|ing) bowels_spill\w* splatter\w*_blood"
)
"""Blood and broken bodies shown for themselves; pirates may fight."""

FAKERY = _whole(
    r"deep_?-?fakes? face_?-?swaps? celebrity_(?:face|look-?_?alike|likeness|double)"
    r" (?:like|by|as)_a_celebrity (?:played_by|face_of|likeness_of)_(?:a_)?real_\w+"
    r" look\w*_(?:just_|exactly_)?like_my_(?:ex|boss|teacher|neighbou?r|classmate|colleague"
    r"|coworker|girlfriend|boyfriend|sister|brother|mother|father|mum|mom|dad|wife|husband)"
)
"""Words by which somebody asks for a real person's likeness."""
PLAYED_BY = re.compile(
    r"\b(?:[Pp]layed by|[Pp]ortrayed by|[Ss]tarring|[Vv]oiced by|[Ww]ith the face of"
    r"|[Ii]n the likeness of|[Aa]cted by|[Cc]ast as)\s+((?:[A-Z][\w’'.-]+\s+){1,3}?[A-Z][\w’'-]+)"
)
"""Somebody's name after words that cast an actor, in the text as it was typed."""

PUBLIC_FIGURES = (
    "Taylor Swift, Donald Trump, Melania Trump, Ivanka Trump, Joe Biden, Barack Obama,"
    " Michelle Obama, Kamala Harris, Hillary Clinton, Bill Clinton, George W. Bush, Bernie"
    " Sanders, JD Vance, Alexandria Ocasio-Cortez, Nancy Pelosi, Ron DeSantis, Vladimir Putin,"
    " Volodymyr Zelensky, Volodymyr Zelenskyy, Emmanuel Macron, Marine Le Pen, Keir Starmer,"
    " Boris Johnson, Rishi Sunak, Nigel Farage, Tony Blair, King Charles III, Prince William,"
    " Prince Harry, Kate Middleton, Meghan Markle, Angela Merkel, Olaf Scholz, Friedrich Merz,"
    " Giorgia Meloni, Viktor Orban, Recep Tayyip Erdogan, Xi Jinping, Kim Jong Un, Narendra"
    " Modi, Benjamin Netanyahu, Justin Trudeau, Mark Carney, Lula da Silva, Jair Bolsonaro,"
    " Javier Milei, Greta Thunberg, Malala Yousafzai, Dalai Lama, Elon Musk, Jeff Bezos, Bill"
    " Gates, Mark Zuckerberg, Sam Altman, Tim Cook, Tom Cruise, Tom Hanks, Brad Pitt, Angelina"
    " Jolie, Jennifer Aniston, Jennifer Lawrence, Jennifer Lopez, Leonardo DiCaprio, Scarlett"
    " Johansson, Emma Watson, Emma Stone, Daniel Radcliffe, Johnny Depp, Amber Heard, Keanu"
    " Reeves, Natalie Portman, Margot Robbie, Ryan Gosling, Ryan Reynolds, Dwayne Johnson,"
    " Robert Downey Jr, Chris Hemsworth, Tom Holland, Timothee Chalamet, Sydney Sweeney,"
    " Florence Pugh, Anya Taylor-Joy, Millie Bobby Brown, Jenna Ortega, Pedro Pascal, Cate"
    " Blanchett, Meryl Streep, Morgan Freeman, Samuel L. Jackson, Denzel Washington, Arnold"
    " Schwarzenegger, Sylvester Stallone, Clint Eastwood, Harrison Ford, Benedict Cumberbatch,"
    " Ian McKellen, Judi Dench, Helen Mirren, Gal Gadot, Ana de Armas, Nicole Kidman, Julia"
    " Roberts, Lady Gaga, Ariana Grande, Billie Eilish, Selena Gomez, Justin Bieber, Miley"
    " Cyrus, Katy Perry, Britney Spears, Dua Lipa, Ed Sheeran, Harry Styles, Kanye West, Kim"
    " Kardashian, Kylie Jenner, Kendall Jenner, Snoop Dogg, Paul McCartney, Mick Jagger, Oprah"
    " Winfrey, Joe Rogan, Jordan Peterson, Andrew Tate, Stephen King, J. K. Rowling, JK"
    " Rowling, George R. R. Martin, Quentin Tarantino, Steven Spielberg, Christopher Nolan,"
    " Cristiano Ronaldo, Lionel Messi, Kylian Mbappe, LeBron James, Serena Williams, Roger"
    " Federer, Rafael Nadal, Novak Djokovic, Lewis Hamilton, Max Verstappen, Obama, Putin,"
    " Zelensky, Zelenskyy, Netanyahu, Macron, Kardashian, Beyonce, Rihanna, Zendaya,"
    " Zuckerberg, Bezos, DiCaprio, MrBeast, PewDiePie, Eminem, Madonna Ciccone"
)
"""Well-known people, alive when this was written; only what no novel calls its own stands alone."""
