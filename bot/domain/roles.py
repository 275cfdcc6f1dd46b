"""The words by which prose names people: titles, roles, and capitals that are nobody's name."""

from __future__ import annotations

from bot.domain.prose import words

TITLES = words(
    "Mr Mrs Ms Miss Dr Doctor Captain Capt Cap'n Sarge Doc Prof Squire Sir Lady Lord Madame"
    " Madam Monsieur Father Mother Brother Sister Uncle Aunt King Queen Prince Princess Count"
    " Countess Baron Baroness Duke Duchess Earl Colonel Major General Sergeant Corporal"
    " Lieutenant Admiral Master Mistress Dame Professor Judge Inspector Constable Friar Abbot"
    " Bishop Widow Granny Goodwife Herr Frau Señor Señora Don Doña Mademoiselle Parson"
    " Reverend Commander Private Nurse Cousin"
)
SHORT_TITLES = {"Cap'n": "Captain", "Sarge": "Sergeant", "Doc": "Doctor", "Prof": "Professor"}
BARE_TITLES = words("Mr Mrs Ms Miss Dr Sir Master Madame Madam Monsieur Herr Frau")
"""Titles that say less than a rank does: Squire Trelawney, rather than Mr. Trelawney."""

WOMENS_TITLES = words(
    "Mrs Ms Miss Lady Madame Madam Mother Sister Aunt Queen Princess Countess Baroness Duchess"
    " Mistress Dame Widow Granny Goodwife Frau Señora Doña Mademoiselle Nurse"
)
ROLE_OF_TITLE = {
    "Dr": "doctor", "Doctor": "doctor", "Capt": "captain", "Captain": "captain",
    "Cap'n": "captain", "Squire": "squire", "King": "king", "Queen": "queen", "Prince": "prince",
    "Princess": "princess", "Count": "count", "Countess": "countess", "Baron": "baron",
    "Duke": "duke", "Duchess": "duchess", "Earl": "earl", "Colonel": "colonel", "Major": "major",
    "General": "general", "Sergeant": "sergeant", "Lieutenant": "lieutenant",
    "Admiral": "admiral", "Professor": "professor", "Judge": "judge", "Inspector": "inspector",
    "Bishop": "bishop", "Abbot": "abbot", "Friar": "friar", "Parson": "parson", "Lady": "lady",
    "Lord": "lord", "Nurse": "nurse", "Aunt": "aunt", "Uncle": "uncle", "Widow": "widow",
}  # fmt: skip

ROLES = words(
    "captain doctor squire cook sea-cook boatswain coxswain mate skipper pilot mother father"
    " son daughter wife husband brother sister uncle aunt grandmother grandfather landlord"
    " landlady innkeeper host hostess servant maid housekeeper butler coachman groom driver"
    " priest parson vicar monk friar nun abbot bishop king queen prince princess duke duchess"
    " count countess baron earl lord lady knight squire soldier sergeant officer lieutenant"
    " colonel major general admiral sailor seaman mariner fisherman ferryman boatman lookout"
    " steersman helmsman pirate buccaneer smuggler mutineer robber thief prisoner jailer gaoler"
    " guard sentry sentinel watchman gatekeeper porter keeper lighthouse-keeper miller smith"
    " blacksmith carpenter weaver shepherd shepherdess farmer ploughman gardener forester"
    " woodcutter huntsman hunter poacher beggar pedlar tinker merchant shopkeeper clerk lawyer"
    " notary magistrate judge inspector constable policeman detective teacher schoolmaster"
    " governess nurse midwife surgeon physician witch wizard ghost stranger visitor messenger"
    " rider horseman traveller traveler passenger giant dwarf orphan cabin- boy stowaway"
    " castaway maroon supervisor steward professor poet painter musician fiddler piper harper"
    " bride bridegroom widow widower heir apprentice chieftain chief engineer operator"
    " conductor page-boy pageboy sexton baker butcher brewer tailor cobbler mason thatcher"
    " cooper chandler barber apothecary bailiff sheriff mayor chamberlain herald jester archer"
    " warden hermit pilgrim exile gravedigger undertaker stable-boy errand-boy milkmaid"
    " dairymaid washerwoman fishwife seamstress spinner charcoal-burner carter drover waggoner"
    " stoker signalman stationmaster telegraphist postman schoolmistress headmaster harbour-"
    " master harbourmaster coastguard wrecker lamplighter bellringer organist curate bartender"
    " barman barmaid barkeep waiter waitress cabbie receptionist secretary reporter journalist"
    " photographer pilot astronaut navigator medic paramedic technician mechanic scientist"
    " librarian student headmistress coach foreman caretaker gunslinger bandit outlaw deputy"
    " marshal rancher cowboy samurai warrior sorcerer sorceress mage druid elf goblin troll"
    " dragon android robot cyborg governor president minister ambassador emperor empress"
    " commander corporal lieutenant attorney"
)
NICKNAMES = words("Long Black Old Young")
"""Capitals that may open a name, as in Long John."""

THINGS = words(
    "torches torch fog mist thunder lightning rain snow bell voice gull wave cloud smoke flame"
    " dust leaves leaf shadow footstep hooves tear blood letter horse dog bird ship boat"
    " lantern candle drum trumpet gun shot cannon wind sunlight moonlight firelight frost hail"
    " water sand grass tree rock star hour day week month year night"
)
"""Nouns that open a sentence and act in it, and are nobody."""

GROUPS = words(
    "pirates buccaneers mutineers smugglers robbers soldiers sailors seamen fishermen"
    " villagers guards monks nuns knights servants guests children riders horsemen hunters crew"
    " men women boys girls passengers ruffians oarsmen rowers gentlemen ladies townsfolk crowd"
)
VAGUE = words(
    "man woman boy girl child lad lass fellow gentleman lady youth maiden lord men women boys"
    " girls children ladies gentlemen crowd baby voice"
)
"""People who are named by an adjective (the blind man), and otherwise only when they speak."""

BODY = words(
    "face hand hands eye eyes voice head shoulder shoulders arm arms leg legs foot feet hair"
    " back lips mouth brow cheek cheeks fingers knees throat beard coat cloak hat sword lantern"
    " knife crutch side breath laugh gaze smile horse pistol heels figure"
)
WOMEN = words(
    "mother daughter wife sister aunt grandmother landlady hostess maid housekeeper nun queen"
    " princess duchess countess lady shepherdess governess nurse midwife witch bride widow"
    " woman girl lass maiden women girls"
)

NOT_PEOPLE = words(
    "Keep Moor Cove Harbour Harbor Abbey Manor Lodge Court Farm Mill Gate Cliff Cliffs Rock"
    " Rocks Wood Woods Forest Cottage Village Town City Strand Beach Port Quay Pass Valley"
    " Hollow I I'm I'll I've I'd God Lord Heaven Providence Christ Jesus Bible Devil Satan"
    " Christmas Easter Noon January February March April May June July August September Sept"
    " October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday England"
    " Scotland Ireland Wales Britain France Spain Italy Germany Russia America Africa Asia"
    " Europe India China Japan London Paris Bristol Rome English Scottish Scots Irish Welsh"
    " British French Spanish Italian German Russian American African Indian Chinese Dutch Latin"
    " Greek Roman Christian Jewish Turkish European North South East West Atlantic Pacific"
    " Channel Street Road Lane Square Bridge House Grange Park Hall Inn Island Isle Bay Head Cape"
    " Point Hill Mount River Lake Castle Tower Church Chapter Book Part Sea Ocean Main Majesty"
    " Highness Honour Excellency Grace Parliament Government Sunday's Englishman Englishmen"
    " Frenchman Spaniard Scotsman Irishman Hell Earth Mars Venus Mercury Jupiter Saturn Neptune"
    " Moon Sun York Chicago Boston Berlin Moscow Vienna Venice Texas California Canada Mexico"
)
STARTERS = words(
    "Alongside Aboard Ashore Ahead Astern Whoever Whatever Strangers The A An And But Or Nor"
    " For So Yet If When While As At By In On Of To From With Without Within Into Onto Upon"
    " Over Under Through After Before Behind Beyond Between Beneath Beside Above Below He She"
    " It They We You His Her Hers Its Their Our My Your This That These Those There Here Then"
    " Now Thus Still Once Twice Not No Yes Ay Aye Oh Ah O Well What Where Who Whom Whose Which"
    " Why How All Both Each Every Some Any Many Most Much More Less Few One Two Three Four Five"
    " Six Seven Eight Nine Ten Suddenly Presently Perhaps Indeed Only Even Just Never Always"
    " Often Sometimes Nothing Something Everything Anything Nobody Somebody Everybody Someone"
    " Everyone Though Although Because Since Until Till Unless Whether Being Having Seeing"
    " Hearing Taking Looking Another Other Others Such Same Again Also Too Very Quite Rather"
    " Almost Soon Later Last First Next Let Come Go Look See Hear Give Take Make Tell Say Said"
    " Please Thank Thanks Good Dear Poor Old Young Little Great Long Big Dead Down Up Out Off"
    " Away Back Round Outside Inside Meanwhile However Therefore Besides Instead Neither Either"
    " Don't Can't Won't It's That's There's What's He's She's We're They're You're I'm Slowly"
    " Quickly Silently Softly Gently Far Near Half Like Against Across Along Around Among Amid"
    " About Did Do Does Had Has Have Is Was Were Are Be Been Will Would Shall Should Can Could"
    " May Might Must Who's Sir Madam Gentlemen Mates Boys Lads Men Women Night Day Morning"
    " Evening Dawn Dusk Rain Snow Wind Darkness Silence Water Light People Time Things Nor Ever"
    " Right Left Hold Stop Wait Stand Sit Fire Steady Silence Hush Listen Remember Mind Bless"
    " Damn Hullo Hello Hallo Hey Hi Alas Amen Quarters Doctors Enough Certainly Exactly Surely"
    " Sure Truly Finally Accordingly Immediately Nay Leastways Thanky Possibly Sheer Instantly"
    " Dozens Partly Mostly Apparently Avast Lad Mate Belay Fair Rich Yonder Hence Whereupon"
    " Toward Towards During Despite Except Between Several Certain"
)

PERSON_VERBS = (
    "was is had has stood sat lay went came ran took gave looked turned made got fell rose"
    " held kept knew thought felt saw heard found began rode walked led drew threw spoke told"
    " drank ate shook wore swore sprang struck caught put set stepped would could did does"
    " might must should will can never always then only still also himself herself who leapt"
    " crept swung clung knelt fought wept slept woke read wrote sang hung leant bent broke"
    " brought bore strode slid stands sits lies goes comes runs takes gives looks turns makes"
    " gets holds keeps hears finds walks leads draws throws speaks drinks eats shakes springs"
    " strikes steps raises lifts opens climbs smiles laughs watches waits kneels leaps fights"
    " weeps reads writes sings leans brings carries pulls pushes sleeps rides follows meets"
    " lights crosses enters leaves reaches points"
)
