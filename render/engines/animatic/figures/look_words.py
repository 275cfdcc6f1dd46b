"""The words and colours from which looks are made; to teach a word, add it to a line."""

from __future__ import annotations

import re

from render.engines.animatic.pen import Colour, colour

ACCENTS = ("#b3232a", "#d08a24", "#2f7fa6", "#5f7d38", "#6f3d80", "#c4562a", "#d8c48e", "#2f9482")
CLOTHS = ("#2b3340", "#3a2f2a", "#2c3630", "#33303c", "#403833", "#2a2b33", "#3d3324")
GOWNS = ("#3a2c44", "#2f3f4a", "#4a2f30", "#36402f", "#41382c", "#2c3450")
VESTS = ("#4a3f36", "#3d3a44", "#52463a", "#38423c")
SKINS = ("#d8ae90", "#c99a7a", "#c08e6e", "#b07e5e", "#98704f", "#7d583f")
HAIRS = ("#2a211c", "#3b2a1e", "#5a3d26", "#191614", "#6e4a26", "#3a2018")
GREYS = ("#9a9690", "#b8b4ac", "#86827c")
CHILD = (
    "boy girl child children lad laddie lass lassie urchin cabin-boy kid schoolboy schoolgirl "
    "orphan infant toddler youngster baby babe tot waif stable-boy newsboy choirboy"
)
YOUNGER = "son daughter page apprentice little nephew niece grandson granddaughter youngest"
"""Of whom nothing says that they are grown up."""
GROWN = "man woman gentleman lady adult grown-up grown bearded beard moustache old elderly aged"
WOMAN = (
    "woman girl lady mrs miss ms she her mother wife widow sister daughter aunt queen nun maid "
    "nurse hostess landlady grandmother countess princess lass dress skirt gown housekeeper "
    "schoolgirl witch mistress madam governess bride niece duchess waitress actress dame lassie "
    "empress abbess prioress priestess baroness seamstress barmaid milkmaid fishwife washerwoman "
    "matron spinster crone hag granny grandma mum mama mamma madame mademoiselle granddaughter "
    "female heroine stewardess huntress sorceress lady's-maid"
)
HIM = "boy lad man he him his mr gentleman husband male"
MENS_NAMES_IN_A = "joshua luca ezra elisha hosea josiah nikita ilya misha sasha mustafa aga papa"
WOMEN = (
    "ann anna anne mary maria jane jenny rose rosa ruth sarah alice ellen helen emma eliza "
    "elizabeth bess kate katherine catherine margaret meg martha agnes clara charlotte dora "
    "dorothy edith eleanor emily esther eva flora frances grace hannah harriet isabel ivy julia "
    "laura lily lucy mabel maud molly nell nora olive phoebe rachel rebecca sophia susan sylvia "
    "victoria violet wendy winifred"
)
OLD = (
    "old elder elderly aged grandfather grandmother ancient grey-haired white-haired bent blind "
    "wizened greybeard ageing crone hag wrinkled patriarch"
)
HATS = {
    "veil": "nun abbess prioress wimple novice veil",
    "hood": "monk hooded cloaked witch hermit ghost friar wanderer hood cowl wizard sorcerer",
    "crown": "king queen crowned crown emperor empress",
    "helmet": "knight armour armoured helmet helm guard sentry sentinel warrior",
    "tricorne": "captain squire admiral admiral's pirate buccaneer commodore mate tricorne "
    "highwayman lieutenant",
    "peaked": "officer sergeant constable policeman inspector soldier pilot conductor colonel "
    "major general private corporal stationmaster",
    "topper": "topper tophat banker undertaker gentleman lord earl duke dandy professor",
    "wide": "parson traveller stranger farmer drover preacher pilgrim cowboy shepherd scarecrow "
    "wide-brimmed broad-brimmed "
    "magistrate ranger sheriff sun-hat",
    "cap": "cap sailor boatman fisherman keeper lamplighter driver workman coachman stoker miner "
    "porter cabman newsboy",
    "kerchief": "gypsy peasant fishwife washerwoman kerchief headscarf milkmaid",
    "bonnet": "bonnet governess",
}
WEARS = {
    "armour": "knight armour armoured mail cuirass",
    "uniform": "officer sergeant constable policeman soldier guard sentry lieutenant pilot uniform "
    "colonel major general private corporal redcoat astronaut",
    "robe": "monk friar priest wizard sorcerer robe robes judge nun king queen prophet abbot "
    "bishop hermit abbess prioress habit cassock",
    "cloak": "cloak cloaked hooded wanderer traveller pilgrim cape witch stranger rider ghost",
    "dress": "dress gown skirt bride",
    "coat": "coat oilskin oilskins greatcoat overcoat captain squire parson keeper detective "
    "admiral trenchcoat duster pirate",
    "shirt": "shirt innkeeper landlord cook smith blacksmith baker carpenter sailor waistcoat "
    "apron shirt-sleeves workman farmer miner publican boatman stoker butcher",
    "suit": "suit banker clerk lawyer professor gentleman reporter inspector doctor detective",
}
APRON = "apron aprons aproned pinafore"
APRON_ROLES = (
    "innkeeper landlord publican cook smith blacksmith baker carpenter butcher cooper cobbler "
    "washerwoman fishwife milkmaid landlady"
)
LINEN, LEATHER = "#a09a8c", "#4a3524"
HAIR_WORDS = {
    "bald": "bald bald-headed shaven hairless tonsured",
    "plait": "plait plaits braid braids pigtail pigtails",
    "curls": "curls curly curly-haired ringlets frizzy",
    "long": "long-haired flowing",
    "bun": "bun chignon",
    "queue": "ponytail queue captain squire pirate admiral",
    "short": "cropped close-cropped short-haired crew-cut",
    "wild": "wild tousled windswept unkempt shock-headed tangled",
}
COLOURS = {
    "red": "#b3232a", "scarlet": "#c0242c", "crimson": "#9c1f33", "blue": "#2f6fa6",
    "green": "#4f8a3c", "yellow": "#d8a72c", "golden": "#d0a03a", "gold": "#d0a03a",
    "orange": "#cf6a2c", "purple": "#7c3f8b", "violet": "#7c4f9b", "pink": "#c8708a",
    "white": "#d8d2c4", "black": "#22222a", "brown": "#6a4a30", "grey": "#6c7684",
    "gray": "#6c7684", "silver": "#a8aab0", "turquoise": "#2f9a94", "teal": "#2f8482",
}  # fmt: skip
GARMENTS = (
    "scarf|sash|neckerchief|kerchief|ribbon|shawl|collar|tie|cravat|feather|cockade|cap|bonnet|hat"
)
CLOTHES = (
    "coat|cloak|dress|gown|jacket|robes?|uniform|suit|cape|tunic|skirt|greatcoat|habit|cassock"
)
HAIRED = {
    "white": "#cfcac0", "grey": "#8f8c88", "gray": "#8f8c88", "silver": "#b4b2ae",
    "red": "#8a3a1c", "ginger": "#9a4a20", "auburn": "#6e3420", "fair": "#a98a58",
    "blond": "#b4925a", "blonde": "#b4925a", "golden": "#b08a48", "yellow": "#b4925a",
    "black": "#17141a", "dark": "#201a18", "brown": "#4a3322",
}  # fmt: skip
SKIN_WORDS = {
    "pale": "#dbb69a", "fair-skinned": "#d6a98a", "ruddy": "#c0805f", "tanned": "#a9714c",
    "weathered": "#a06a48", "sunburnt": "#a9653f", "olive": "#a87c56", "dark-skinned": "#5e3d2c",
    "black-skinned": "#4a3024", "swarthy": "#8a5f42",
}  # fmt: skip


def has(words: frozenset[str], listed: str) -> bool:
    """Whether a saying has one of the listed words."""
    return not words.isdisjoint(listed.split())


def list_with(lists: dict[str, str], *sayings: frozenset[str]) -> str:
    """The first list that has one of the words, of the first saying that is in any."""
    found = (name for words in sayings for name, listed in lists.items() if has(words, listed))
    return next(found, "")


def hued(text: str, things: str, hues: dict[str, str]) -> Colour | None:
    """The colour that the text gives to one of the things, such as `a red woollen scarf`."""
    known = "|".join(hues)
    # a red scarf, brown coat: what another colour is told of is not red
    between = rf"(?:,?[- ](?!(?:{known}|{GARMENTS})\b)\w+){{0,2}}"
    found = re.search(rf"\b({known})\b{between}[- ](?:{things})\b", text)
    return colour(hues[found.group(1)]) if found else None


def words_of(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(re.findall(r"[\w'-]+", text))
