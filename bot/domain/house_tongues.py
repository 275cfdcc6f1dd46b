"""The rule on minors in other languages than English: words for who they are, and for what it bars.

A space in a word is written as an underscore; `~` stands for any ending. Words that mean something
harmless in English, or in another of these languages, are left out or stand with their article.
"""

from __future__ import annotations

MINORS = (
    # German
    "mädchen~ schulmädchen ein_junge der_junge jungs knabe~ die_kinder kindern das_kind ein_kind"
    " dem_kind einem_kind des_kindes kleinkind~ minderjährig~ jugendliche~ schülerin~ säugling~"
    # French
    " fillette~ fille filles garçons petit_garçon enfant enfants gamin gamine gamins gamines"
    " écolier écoliers écolière~ mineure mineures adolescent~ collégien~ lycéen~"
    # Spanish and Portuguese
    " niñas una_niña la_niña niños un_niño el_niño menor_de_edad menores_de_edad muchachit~"
    " chiquill~ colegial~ adolescente~ menina~ menino~ criança~ menor_de_idade"
    # Italian, Dutch
    " bambin~ ragazzin~ fanciull~ minorenn~ meisje~ jongetje~ kindje~ kinderen minderjarig~"
    # Polish, Russian
    " dziewczynk~ chłopiec chłopc~ dzieck~ nieletni~ девочк~ мальчик~ ребёнок ребёнк~ дети детей"
    " детьми детям школьни~ подрост~ несовершеннолетн~ малолетн~"
)
MINORS_UNSPACED = (
    "少女 少年 幼女 子供 子ども 児童 小学生 中学生 女子高生 未成年 ロリータ ショタ"
    " 女孩 男孩 女童 男童 儿童 兒童 孩子 小孩 萝莉 蘿莉 소녀 소년 아동 어린이 미성년 여중생 여고생"
)

SEXUAL = (
    "sexszene~ sexuell~ geschlechtsverkehr~ vergewaltig~ ficken fickt kinderporn~"
    " sexuel sexuels sexuelle~ scène_de_sexe du_sexe_avec violée violées"
    " sexo_con sexo_com escena_de_sexo cena_de_sexo sexo_oral sexo_anal sexuales sexuais estupr~"
    " sesso_con scena_di_sesso sessual~ stupr~ seks seksu~ seksscène verkracht~ zgwałc~"
    " секс сексу~ порно~ изнасил~ половой_акт"
)
SEXUAL_UNSPACED = (
    "セックス 性交 性行為 レイプ ポルノ 強姦 强奸 做爱 做愛 色情 섹스 성교 성행위 강간 야동"
)

BARE = (
    "nackt~ entkleide~ toute_nue toutes_nues tout_nu fille_nue fillette_nue filles_nues enfant_nu"
    " enfants_nus dénudé~ desnud~ nua nuas nuda nudo nudi naakt~ naga_dziewczynka nagi_chłopiec"
    " nagie_dziecko голая голый голые голую голой голого голых голым голышом обнажённая"
    " обнажённой обнажённые"
)
BARE_UNSPACED = "全裸 裸 ヌード 알몸 나체 누드"
BARE_BEFORE = (
    "fuß füße~ fels~ arm~ bein~ hand hände~ wand wände~ erde boden wahrheit schwert~ klinge~"
    " verdad verdade verità acero rocas roca pies brazos manos piedi mani terra voeten rots~"
)
"""What may be bare, after the word: `nackte Füße`."""
BARE_AFTER = "pies manos brazos espada espadas piedi mani spada spade terra occhio olho ojos"
"""What may be bare, before the word: `spada nuda`."""
