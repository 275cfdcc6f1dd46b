"""The words by which prose says when, in what weather and how a scene moves; data, no rules."""

from __future__ import annotations

from bot.domain.direction import TimeOfDay, Weather
from bot.domain.prose import words

TIMES: tuple[tuple[TimeOfDay, float, str], ...] = (
    (
        TimeOfDay.DAWN,
        3,
        r"dawn(?:ed|ing)?|day-?break|sun-?rise|break of day|first light|cock-?crow",
    ),
    (TimeOfDay.DAWN, 3, r"(?:sun|day) (?:rose|came up|was rising|broke)|grey of (?:the )?morning"),
    (TimeOfDay.DAWN, 2, r"early (?:in the |one |that )?morning|before sun-?up"),
    (
        TimeOfDay.DAY,
        2,
        r"morning|forenoon|noon|noonday|midday|mid-day|afternoon|(?:broad|full) day(?:light)?",
    ),
    (
        TimeOfDay.DAY,
        1.5,
        (
            r"(?:was |were )?(?:awoke|woke|awakened|wakened)|quite early|day-?light|sunshine"
            r"|sun-?light|sunlit|sunny|breakfast|luncheon"
        ),
    ),
    (TimeOfDay.DAY, 1, r"(?:the|bright|hot|blazing) sun|by day"),
    (TimeOfDay.DAY, 2, r"blue sky|sky (?:was|is|lay|hung|stood) (?:\w+ ){0,3}(?:blue|white)"),
    (
        TimeOfDay.GOLDEN_HOUR,
        3,
        r"golden (?:light|hour)|late (?:in the )?afternoon|sun was (?:low|sinking)",
    ),
    (TimeOfDay.GOLDEN_HOUR, 3, r"low sun|(?:slanting|last) (?:rays|light|sunlight)"),
    (
        TimeOfDay.DUSK,
        3,
        (
            r"dusk|candlelight(?= when)|twilight|gloaming|night-?fall"
            r"|sun-?set|sun-?down|(?:sun|day)"
            r" (?:had |has )?(?:just |now |already |fairly )*(?:set|went down|gone down)"
            r"|sun (?:went|sank|dipped) \w+ down"
        ),
    ),
    (
        TimeOfDay.DUSK,
        3,
        (
            r"growing dark|(?:grew|getting|grown) dark"
            r"|darkness (?:was )?(?:fell|falling|gathering)|fall of night"
        ),
    ),
    (TimeOfDay.DUSK, 1.5, r"evening|eventide"),
    (TimeOfDay.DUSK, 0.8, r"supper"),
    (TimeOfDay.DAY, 2.5, r"(?:day|morning) (?:had )?(?:already |long )*(?:broken|come)"),
    (
        TimeOfDay.NIGHT,
        3,
        r"midnight|dead of (?:the )?night|pitch-?(?:dark|black)|(?:at|by|that|one) night",
    ),
    (TimeOfDay.NIGHT, 2.5, r"since (?:dusk|sunset|nightfall|dark)"),
    (
        TimeOfDay.NIGHT,
        4.5,
        (
            r"(?:one|two|three|four|[1-4])(?: o['’]clock|:\d\d)? (?:in the morning|a\.?m\b)"
            r"|small hours"
        ),
    ),
    (TimeOfDay.NIGHT, 2, r"night|starlight|(?:the )?stars|darkness|in the dark|pitch dark"),
    (
        TimeOfDay.NIGHT,
        1,
        r"candles?|lamps?",
    ),
    (TimeOfDay.NIGHT, 1.1, r"lanterns?|torch(?:es)?|(?:candle|lamp|torch)-?light|flashlights?"),
    (TimeOfDay.MOONLIGHT, 3.5, r"moon-?light|moon-?lit|moon-?beams?"),
    (TimeOfDay.MOONLIGHT, 3, r"(?:the|a|full|half|new|rising) moon"),
)
"""What the text says of the time of day, with a weight."""

WEATHERS: tuple[tuple[Weather, float, str], ...] = (
    (
        Weather.STORM,
        2.5,
        r"thunder(?!ed|ing|struck| of)|lightning|tempest|thunder-?storm|hurricane|squalls?",
    ),
    (Weather.STORM, 2, r"(?:the|a) (?:\w+ )?storm(?! of)|gale|storm-?clouds|stormy"),
    (Weather.RAIN, 2, r"rain|rained|raining|rainy|drizzle|downpour|sleet|wet weather|showers"),
    (Weather.SNOW, 2.5, r"snow|snowed|snowing|snowy|snow-?flakes|blizzard|snow-?drifts?|flakes"),
    (Weather.FOG, 2, r"fog|foggy|mists?|misty|haze|hazy|vapou?rs?"),
    (
        Weather.WIND,
        1.5,
        (
            r"(?:strong|high|wild|bitter|howling|rising|stiff|heavy) (?:winds?|breeze)|windy|gusts?"
            r"|blew hard|wind-?swept|gusty"
        ),
    ),
    (
        Weather.WIND,
        1.2,
        (
            r"(?:wind|breeze) (?:\w+ )?(?:blew|rose|howled|roared|shrieked|pulled|tore|whistled"
            r"|swept|shook|rustl\w+|was (?:high|rising|blowing))"
        ),
    ),
    (Weather.WIND, 0.5, r"(?:the|a|cold) wind"),
    (
        Weather.CLOUD,
        1.5,
        r"overcast|cloudy|leaden sky|grey sky|gray sky|(?:low|heavy|dark|grey) clouds|dull day",
    ),
    (Weather.CLOUD, 1, r"clouds(?! of)"),
    (
        Weather.CLEAR,
        1.5,
        r"sunshine|sunny|cloudless|clear (?:\w+ )?sky|blue sky|fine (?:day|morning|weather)|calm",
    ),
    (
        Weather.CLEAR,
        2,
        r"(?:bright|fair|glorious|lovely|splendid)\W+(?:\w+\W+){0,2}?(?:day|morning|afternoon)",
    ),
    (Weather.CLEAR, 1, r"starlight|sunlight|sunlit|shone (?:bright|clear)\w*|bright sun"),
)
"""What the text says of the weather, with a weight."""

INDOOR_CUES = words(
    "hearth fireside candle candles candlestick ceiling floor carpet curtain curtains table"
    " chair chairs armchair shutters bolted window-pane mantelpiece stairs upstairs downstairs"
    " cupboard bed bedside indoors door latch settle benches desk lamp chimney rafters"
)
OUTDOOR_CUES = words(
    "sky stars sun moon wind horizon trees grass sand waves surf tide gulls seagulls hill"
    " hills rocks heather branches leaves clouds rain snow hedge gallop galloped horse horses"
    " saddle sail sails spray foam cliffs outdoors outside bushes mud birds overhead path"
)
FRANTIC_WORDS = words(
    "ran running rushed rush burst fired fire! shot shots pistol pistols cutlass cutlasses"
    " sword swords struck plunged leaped leapt sprang shrieked scream screamed screaming charge"
    " charged flung hurled dashed fled flight panic chase pursued pursuers blood blows stabbed"
    " crash crashed gallop galloped galloping bullet bullets musket volley fight fighting"
    " fought yelled wrestled seized tumbled desperate desperately lightning explosion smash"
    " smashed"
)
BRISK_WORDS = words(
    "hurried quickly quick suddenly sudden jumped hastened haste pulled pushed turned hard"
    " fast shouted cried instantly once swift swiftly caught climbed scrambled threw swung"
    " rowed pull hauled march marched sharp sharply broke"
)
LINGERING_WORDS = words(
    "still silence silent slowly slow gazed gazing lay quiet quietly asleep slept sleeping"
    " dream dreamed lonely alone softly gentle gently long distant drifted faint faintly calm"
    " peaceful waited waiting hush hushed remembered motionless empty pale shadow shadows"
    " melancholy sat"
)
VISUAL_WORDS = words(
    "eyes face hand hands hair head arm arms shoulder back door window light dark darkness"
    " shadow red black white green blue grey gray golden yellow pale bright stood sat lay"
    " walked ran rode climbed looked turned held carried lifted opened shut rose fell drew"
    " raised threw leaned bent shone burned glimmered hung knelt stepped crossed entered came"
    " went fire smoke sail sails water waves rock rocks tree trees sky stars moon sun sword"
    " lantern candle cloak coat hat horse boat ship rope blood figure figures knife chest"
    " crutch pistol coins gold stretched swung"
)
MENTAL_WORDS = words(
    "thought think believed believe supposed suppose knew know known understood wondered hoped"
    " wished remember remembered considered reason reasons opinion doubt doubted fancy explain"
    " explained perhaps possible indeed account matter business story stories told tell"
    " question would could might should must never always often sometimes used had been"
)
PLAIN_WORDS = words(
    "the and that this with from have has had was were are not but for you your they them"
    " their there then than what when where which while who whom his her hers him she its our"
    " ours out off over into onto upon under about after before between through very more most"
    " some such only just like also all any both each few can could will would shall should may"
    " might must been being one two three now here how why too scene shot see seen show shows"
    " make made set instead please much still again same night day dawn dusk morning evening"
    " noon midnight snow snowing rain raining storm stormy fog foggy mist misty wind windy"
    " clear cloud clouds cloudy moonlight moon sun sunset sunrise dark light weather time place"
    " inside outside falling heavy thick deep late early winter summer autumn spring cold warm"
)
"""Words that say nothing of who does what."""
