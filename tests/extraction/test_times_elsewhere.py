"""Times in languages other than English: tables of cues, one behaviour each."""

import re
import sys
from datetime import date, timedelta

import pytest
from dateparser.date import DateDataParser
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.extraction.times import expressions
from timeline.extraction.times.elsewhere import LANGUAGES
from timeline.extraction.times.elsewhere.lexicon import lexicon
from timeline.extraction.times.elsewhere.solar import SolarPeriod, new_year
from timeline.extraction.times.periods import Unit

PUBLISHED = date(2020, 1, 3)  # a Friday


def found(text: str, language: str, published: date = PUBLISHED):
    """The expressions of calendar days, as (words, EDTF)."""
    read = expressions(text, published, language=language)
    assert all(each.text == text[each.start : each.stop] for each in read)
    assert all(each.cue == text[each.cue_start : each.stop] for each in read)
    return [(each.text, each.date.to_edtf()) for each in read if each.date]


GERMAN = [
    ("Er starb am 3. März 2014 in Bonn.", "3. März 2014", "2014-03-03"),
    ("Am Montag, dem 3. März 2014, begann es.", "Montag, dem 3. März 2014", "2014-03-03"),
    ("Am 3.5.2019 war es so weit.", "3.5.2019", "2019-05-03"),
    ("Das geschah am 14. Dezember.", "14. Dezember", "2019-12-14"),
    ("Das geschah im Mai 2019.", "Mai 2019", "2019-05"),
    ("Das geschah im Oktober.", "Oktober", "2019-10"),
    ("Im August waren Soldaten hier.", "August", "2019-08"),
    ("Im Mai 68 gab es Unruhen.", "Mai 68", "1968-05"),
    ("Es wurden im Mai 20 Häuser gebaut.", "Mai", "2019-05"),
    ("Im Herbst begann es, soll aber, wie er sagt, noch dauern.", "Herbst", "2019-23"),
    ("Am Montag, so der Rat, wolle man, wie es hieß, feiern, das wird gut.", "Montag", "2019-12-30"),
    ("Das Werk wurde 1998 geschlossen.", "1998", "1998"),
    ("Im Jahr 1871 war Krieg.", "Jahr 1871", "1871"),
    ("Gestern kam er an.", "Gestern", "2020-01-02"),
    ("Das war vorgestern.", "vorgestern", "2020-01-01"),
    ("Er will morgen kommen.", "morgen", "2020-01-04"),
    ("gestern Abend war er da", "gestern Abend", "2020-01-02"),
    ("Das war am Dienstagabend.", "Dienstagabend", "2019-12-31"),
    ("Am Montag starb er.", "Montag", "2019-12-30"),
    ("Am Montag soll er kommen.", "Montag", "2020-01-06"),
    ("Am kommenden Dienstag tagt der Rat.", "kommenden Dienstag", "2020-01-07"),
    ("Letzten Freitag war Markt.", "Letzten Freitag", "2019-12-27"),
    ("Das war am Dienstag letzter Woche.", "Dienstag letzter Woche", "2019-12-24"),
    ("Letzte Woche regnete es.", "Letzte Woche", "[2019-12-23..2019-12-29]"),
    ("In der kommenden Woche öffnet sie.", "kommenden Woche", "[2020-01-06..2020-01-12]"),
    ("Das war im vergangenen Jahr.", "vergangenen Jahr", "2019"),
    ("Das war im vergangenen Monat.", "vergangenen Monat", "2019-12"),
    ("Das war vor zwei Wochen.", "vor zwei Wochen", "[2019-12-16..2019-12-22]"),
    ("Das war vor drei Tagen.", "vor drei Tagen", "2019-12-31"),
    ("Das war vor 30 Jahren.", "vor 30 Jahren", "1990"),
    ("In zwei Wochen beginnt es.", "In zwei Wochen", "[2020-01-13..2020-01-19]"),
    ("Das war im Mai vergangenen Jahres.", "Mai vergangenen Jahres", "2019-05"),
    ("Das war im Herbst 2019.", "Herbst 2019", "2019-23"),
    ("Im Winter 1941/42 war es kalt.", "Winter 1941/42", "1941-24"),
    ("Das war Ende Dezember.", "Ende Dezember", "[2019-12-21..2019-12-31]"),
    ("Das war Anfang 2019.", "Anfang 2019", "[2019-01-01..2019-04-30]"),
    ("Mitte der 1990er Jahre zog er um.", "Mitte der 1990er Jahre", "[1993-01-01..1996-12-31]"),
    ("Das war in den 90er Jahren.", "90er Jahren", "199X"),
    ("Das war in den siebziger Jahren.", "siebziger Jahren", "197X"),
    ("Das 20. Jahrhundert war lang.", "Das 20. Jahrhundert", "19XX"),
    ("Das war im dritten Quartal 2019.", "dritten Quartal 2019", "2019-35"),
    ("Seit März ist er weg.", "März", "2019-03/.."),
    ("Bis Ende Oktober bleibt er.", "Ende Oktober", "../2020-10-31"),
    ("Er bleibt bis Ende der Woche.", "Ende der Woche", "../2020-01-05"),
    ("In der Nacht zum Samstag brannte es.", "Nacht zum Samstag", "[2019-12-27..2019-12-28]"),
    ("In der Nacht von Freitag auf Samstag brannte es.", "Nacht von Freitag auf Samstag", "[2019-12-27..2019-12-28]"),
    ("Am Samstag gegen vier Uhr morgens starb er.", "Samstag gegen vier Uhr morgens", "2019-12-28T04:00"),
    ("Am 3.5.2019 um 18.30 Uhr war er da.", "3.5.2019 um 18.30 Uhr", "2019-05-03T18:30"),
    ("In den letzten drei Monaten fiel Schnee.", "letzten drei Monaten", "2019-10-03/2020-01-02"),
    ("Das war an Heiligabend.", "Heiligabend", "2019-12-24"),
    ("Das war am Ostermontag 2019.", "Ostermontag 2019", "2019-04-22"),
    ("Das war am Wochenende.", "Wochenende", "[2019-12-28..2019-12-29]"),
]  # fmt: skip
PERSIAN = [
    ("او در ۳ مارس ۲۰۱۴ درگذشت.", "۳ مارس ۲۰۱۴", "2014-03-03"),
    ("چهارشنبه ۱۷ آبان ۱۴۰۲ بود.", "چهارشنبه ۱۷ آبان ۱۴۰۲", "2023-11-08"),
    ("در 22 بهمن 1357 پیروز شد.", "22 بهمن 1357", "1979-02-11"),
    ("کودتای ۲۸ مرداد ۱۳۳۲ را دید.", "۲۸ مرداد ۱۳۳۲", "1953-08-19"),
    ("در ۱۳۹۸/۱۰/۱۳ نوشت.", "۱۳۹۸/۱۰/۱۳", "2020-01-03"),
    ("در اواخر آذر ۱۳۹۸ آمد.", "اواخر آذر ۱۳۹۸", "[2019-12-12..2019-12-21]"),
    ("در اسفند ۱۴۰۱ نوشت.", "اسفند ۱۴۰۱", "[2023-02-20..2023-03-20]"),
    ("در سال ۱۳۱۰ ساخته شد.", "سال ۱۳۱۰", "[1931-03-22..1932-03-20]"),
    ("در سال ۲۰۱۹ میلادی ساخته شد.", "سال ۲۰۱۹ میلادی", "2019"),
    ("در سال ۲۰۱۹ ساخته شد.", "سال ۲۰۱۹", "2019"),
    ("او دیروز آمد.", "دیروز", "2020-01-02"),
    ("دیشب آتش گرفت.", "دیشب", "2020-01-02"),
    ("صبح دیروز آمد.", "صبح دیروز", "2020-01-02"),
    ("پس‌فردا می‌آید.", "پس‌فردا", "2020-01-05"),
    ("هفته گذشته آمد.", "هفته گذشته", "[2019-12-23..2019-12-29]"),
    ("هفته‌ی آینده می‌آید.", "هفته‌ی آینده", "[2020-01-06..2020-01-12]"),
    ("در ماه مه آمد.", "ماه مه", "2019-05"),
    ("سال گذشته آمد.", "سال گذشته", "2019"),
    ("در مهرماه گفت و سال گذشته آمد.", "سال گذشته", "[2018-03-21..2019-03-20]"),
    ("بامداد جمعه آمد.", "بامداد جمعه", "2020-01-03"),
    ("شامگاه دوشنبه کشته شد.", "شامگاه دوشنبه", "2019-12-30"),
    ("روز سه‌شنبه کشته شد.", "روز سه‌شنبه", "2019-12-31"),
    ("روز سه شنبه کشته شد.", "روز سه شنبه", "2019-12-31"),
    ("روز یکشنبه برگزار خواهد شد.", "روز یکشنبه", "2020-01-05"),
    ("دو هفته پیش آمد.", "دو هفته پیش", "[2019-12-16..2019-12-22]"),
    ("تابستان گذشته آمد.", "تابستان گذشته", "2019-22"),
    ("در دهه ۱۹۹۰ آمد.", "دهه ۱۹۹۰", "199X"),
    ("در قرن بیستم آمد.", "قرن بیستم", "19XX"),
    ("در سه ماه گذشته آمد.", "سه ماه گذشته", "2019-10-03/2020-01-02"),
    ("ساعت ۸ صبح جمعه آمد.", "ساعت ۸ صبح جمعه", "2020-01-03T08:00"),
    ("از سال ۲۰۱۵ آنجاست.", "سال ۲۰۱۵", "2015/.."),
    ("تا پایان هفته آینده می‌ماند.", "پایان هفته آینده", "../2020-01-12"),
    ("نوروز ۱۳۹۹ را دید.", "نوروز ۱۳۹۹", "2020-03-20"),
]
ARABIC = [
    ("توفي في 3 مارس 2014.", "3 مارس 2014", "2014-03-03"),
    ("توفي في ٣ مارس ٢٠١٤.", "٣ مارس ٢٠١٤", "2014-03-03"),
    ("في 30 يناير/كانون الثاني 2019 وقع الاتفاق.", "30 يناير/كانون الثاني 2019", "2019-01-30"),
    ("وقع الاتفاق في كانون الثاني 2019.", "كانون الثاني 2019", "2019-01"),
    ("في الأول من مايو وقع الاتفاق.", "الأول من مايو", "2019-05-01"),
    ("وفي آب 2019 وقع الاتفاق.", "آب 2019", "2019-08"),
    ("بدأ في أواخر ديسمبر.", "أواخر ديسمبر", "[2019-12-21..2019-12-31]"),
    ("انتهى في نهاية عام 2018.", "نهاية عام 2018", "[2018-09-01..2018-12-31]"),
    ("بدأ في عام 2018.", "عام 2018", "2018"),
    ("بدأ أمس.", "أمس", "2020-01-02"),
    ("بدأ امس.", "امس", "2020-01-02"),
    ("وأمس بدأ العمل.", "أمس", "2020-01-02"),
    ("بدأ صباح أمس.", "صباح أمس", "2020-01-02"),
    ("قال أول أمس.", "أول أمس", "2020-01-01"),
    ("سيبدأ غداً.", "غداً", "2020-01-04"),
    ("بدأ يوم الاثنين.", "يوم الاثنين", "2019-12-30"),
    ("بدأ فجر الأحد.", "فجر الأحد", "2019-12-29"),
    ("اليوم الجمعة بدأ العمل.", "اليوم الجمعة", "2020-01-03"),
    ("سيزور المدينة يوم الأحد.", "يوم الأحد", "2020-01-05"),
    ("بدأ الثلاثاء الماضي.", "الثلاثاء الماضي", "2019-12-31"),
    ("بدأ الأسبوع الماضي.", "الأسبوع الماضي", "[2019-12-23..2019-12-29]"),
    ("تأجل للأسبوع المقبل.", "لأسبوع المقبل", "[2020-01-06..2020-01-12]"),
    ("بدأ العام الماضي.", "العام الماضي", "2019"),
    ("بدأ هذا العام.", "هذا العام", "2020"),
    ("بدأ قبل أسبوعين.", "قبل أسبوعين", "[2019-12-16..2019-12-22]"),
    ("بدأ قبل عام.", "قبل عام", "2019"),
    ("بدأ قبل 3 أيام.", "قبل 3 أيام", "2019-12-31"),
    ("بدأ في صيف 2017.", "صيف 2017", "2017-22"),
    ("بدأ في التسعينيات.", "التسعينيات", "199X"),
    ("في القرن العشرين كان.", "القرن العشرين", "19XX"),
    ("مستمر منذ عام 2011.", "عام 2011", "2011/.."),
    ("ينتهي بحلول عام 2030.", "عام 2030", "../2030"),
    ("يبدأ في يونيو/حزيران المقبل.", "يونيو/حزيران المقبل", "2020-06"),
    ("خلال الأشهر الثلاثة الماضية وقع.", "الأشهر الثلاثة الماضية", "2019-10-03/2020-01-02"),
    ("قال الساعة الثامنة مساء الخميس.", "الساعة الثامنة مساء الخميس", "2020-01-02T20:00"),
]
FRENCH = [
    ("Il est mort le lundi 3 mars 2014.", "le lundi 3 mars 2014", "2014-03-03"),
    ("Le 1er avril 2019, il partit.", "Le 1er avril 2019", "2019-04-01"),
    ("En mai 2018, il partit.", "mai 2018", "2018-05"),
    ("En mars dernier, il partit.", "mars dernier", "2019-03"),
    ("Fin décembre, il partit.", "Fin décembre", "[2019-12-21..2019-12-31]"),
    ("Au début de 2019, il partit.", "Au début de 2019", "[2019-01-01..2019-04-30]"),
    ("Hier soir, il partit.", "Hier soir", "2020-01-02"),
    ("Il viendra après-demain.", "après-demain", "2020-01-05"),
    ("La semaine dernière, il partit.", "La semaine dernière", "[2019-12-23..2019-12-29]"),
    ("L’an dernier, il partit.", "L’an dernier", "2019"),
    ("Il y a deux semaines, il partit.", "Il y a deux semaines", "[2019-12-16..2019-12-22]"),
    ("Il est parti mardi.", "mardi", "2019-12-31"),
    ("Il partira mardi prochain.", "mardi prochain", "2020-01-07"),
    ("À l'été 2019, il partit.", "l'été 2019", "2019-22"),
    ("Les années 1990 furent calmes.", "Les années 1990", "199X"),
    ("Au XXe siècle, il partit.", "Au XXe siècle", "19XX"),
    ("Depuis le 3 octobre il est là.", "3 octobre", "2019-10-03/.."),
    ("Dans la nuit de samedi à dimanche, il neigea.", "nuit de samedi à dimanche", "[2019-12-28..2019-12-29]"),
    ("Ces trois derniers mois, il neigea.", "Ces trois derniers mois", "2019-10-03/2020-01-02"),
]
SPANISH = [
    ("Murió el lunes 3 de marzo de 2014.", "el lunes 3 de marzo de 2014", "2014-03-03"),
    ("Ayer por la tarde murió.", "Ayer por la tarde", "2020-01-02"),
    ("Mañana habrá paro.", "Mañana", "2020-01-04"),
    ("La semana pasada murió.", "La semana pasada", "[2019-12-23..2019-12-29]"),
    ("El año pasado murió.", "El año pasado", "2019"),
    ("Murió hace dos semanas.", "hace dos semanas", "[2019-12-16..2019-12-22]"),
    ("Murió en el otoño de 2019.", "otoño de 2019", "2019-23"),
    ("Murió a finales de diciembre.", "finales de diciembre", "[2019-12-21..2019-12-31]"),
    ("A mediados de los años noventa murió.", "mediados de los años noventa", "[1993-01-01..1996-12-31]"),
    ("Está allí desde marzo.", "marzo", "2019-03/.."),
    ("Será el próximo martes.", "el próximo martes", "2020-01-07"),
    ("En el siglo XX murió.", "siglo XX", "19XX"),
    ("Murió en 1998.", "1998", "1998"),
]
ITALIAN = [
    ("Morì lunedì 3 marzo 2014.", "lunedì 3 marzo 2014", "2014-03-03"),
    ("Ieri sera morì.", "Ieri sera", "2020-01-02"),
    ("La settimana scorsa morì.", "La settimana scorsa", "[2019-12-23..2019-12-29]"),
    ("Morì due settimane fa.", "due settimane fa", "[2019-12-16..2019-12-22]"),
    ("Morì nell'autunno del 2019.", "autunno del 2019", "2019-23"),
    ("Morì a fine dicembre.", "fine dicembre", "[2019-12-21..2019-12-31]"),
    ("Alla metà degli anni Novanta morì.", "metà degli anni Novanta", "[1993-01-01..1996-12-31]"),
    ("È lì da marzo.", "marzo", "2019-03/.."),
    ("Sarà martedì prossimo.", "martedì prossimo", "2020-01-07"),
    ("Nel XX secolo morì.", "XX secolo", "19XX"),
    ("Nella notte tra sabato e domenica morì.", "notte tra sabato e domenica", "[2019-12-28..2019-12-29]"),
]
DUTCH = [
    ("Hij stierf op maandag 3 maart 2014.", "maandag 3 maart 2014", "2014-03-03"),
    ("Gisteravond stierf hij.", "Gisteravond", "2020-01-02"),
    ("Vorige week stierf hij.", "Vorige week", "[2019-12-23..2019-12-29]"),
    ("Hij stierf twee weken geleden.", "twee weken geleden", "[2019-12-16..2019-12-22]"),
    ("Hij stierf in het najaar van 2019.", "najaar van 2019", "2019-23"),
    ("Hij stierf eind december.", "eind december", "[2019-12-21..2019-12-31]"),
    ("Hij stierf midden jaren negentig.", "midden jaren negentig", "[1993-01-01..1996-12-31]"),
    ("Hij is er sinds maart.", "maart", "2019-03/.."),
    ("Komende dinsdag begint het.", "Komende dinsdag", "2020-01-07"),
    ("In de 20e eeuw stierf hij.", "20e eeuw", "19XX"),
    ("Hij stierf vrijdagochtend.", "vrijdagochtend", "2020-01-03"),
]
PORTUGUESE = [
    ("Morreu na segunda-feira, 3 de março de 2014.", "segunda-feira, 3 de março de 2014", "2014-03-03"),
    ("Ontem à noite morreu.", "Ontem à noite", "2020-01-02"),
    ("Na semana passada morreu.", "semana passada", "[2019-12-23..2019-12-29]"),
    ("Morreu há duas semanas.", "há duas semanas", "[2019-12-16..2019-12-22]"),
    ("Morreu no outono de 2019.", "outono de 2019", "2019-23"),
    ("Morreu no final de dezembro.", "final de dezembro", "[2019-12-21..2019-12-31]"),
    ("Em meados dos anos 90 morreu.", "meados dos anos 90", "[1993-01-01..1996-12-31]"),
    ("Está lá desde março.", "março", "2019-03/.."),
    ("Morreu na terça (31).", "terça", "2019-12-31"),
    ("Será na próxima terça.", "próxima terça", "2020-01-07"),
    ("No século XX morreu.", "século XX", "19XX"),
]
RUSSIAN = [
    ("Он умер в понедельник, 3 марта 2014 года.", "понедельник, 3 марта 2014 года", "2014-03-03"),
    ("Вчера вечером он умер.", "Вчера вечером", "2020-01-02"),
    ("На прошлой неделе он умер.", "прошлой неделе", "[2019-12-23..2019-12-29]"),
    ("Он умер две недели назад.", "две недели назад", "[2019-12-16..2019-12-22]"),
    ("Он умер год назад.", "год назад", "2019"),
    ("Осенью 2019 года он умер.", "Осенью 2019 года", "2019-23"),
    ("Он умер в конце декабря.", "конце декабря", "[2019-12-21..2019-12-31]"),
    ("Он умер в прошлом году.", "прошлом году", "2019"),
    ("В мае прошлого года он умер.", "мае прошлого года", "2019-05"),
    ("В 1990-е годы он умер.", "1990-е годы", "199X"),
    ("В 1998 году он умер.", "1998 году", "1998"),
    ("В ночь на субботу он умер.", "ночь на субботу", "[2019-12-27..2019-12-28]"),
    ("В XX веке он умер.", "XX веке", "19XX"),
]
TABLES = {
    "de": GERMAN, "fa": PERSIAN, "ar": ARABIC, "fr": FRENCH, "es": SPANISH, "it": ITALIAN, "nl": DUTCH,
    "pt": PORTUGUESE, "ru": RUSSIAN,
}  # fmt: skip
CUES = [(language, *row) for language, table in TABLES.items() for row in table]


@pytest.mark.parametrize(("language", "text", "cue", "edtf"), CUES, ids=[f"{row[0]}: {row[2]}" for row in CUES])
def test_a_cue_is_found_to_the_letter_and_read_as_these_days(language, text, cue, edtf):
    assert (cue, edtf) in found(text, language)


def test_every_language_has_its_table():
    assert set(TABLES) == set(LANGUAGES)


NO_DATES = [
    ("de", "Das Buch von August Bebel ist alt."),
    ("de", "Die Mai-Kundgebung der März-Gefallenen."),
    ("de", "Frau Freitag und Robert Sommer heirateten."),
    ("de", "Guten Morgen, sagte er."),
    ("de", "Es kamen 2000 Menschen."),
    ("de", "Wir trafen uns jeden Montag."),
    ("de", "Montags ist Markt, und jeden Tag regnet es."),
    ("de", "Nach zwei Jahren Bauzeit war er am letzten Tag der Reise krank."),
    ("de", "Derzeit ist er hier, wie kürzlich auch."),
    ("de", "Er hat mit drei Tagen Haft gerechnet, sagt das Modell B-1990."),
    ("fr", "La sonde vise la planète Mars, dit Marc."),
    ("fr", "Il a été élu, puis il a marché sur Mars."),
    ("fr", "Il vient chaque lundi."),
    ("fr", "Le match a duré 18 heures."),
    ("es", "Los lunes hay mercado con Plácido Domingo."),
    ("es", "La segunda parte."),
    ("pt", "Na segunda fase, a quarta equipa perdeu."),
    ("ru", "Он защищает окружающую среду."),
    ("ru", "Мы ходим туда каждый понедельник."),
    ("nl", "Hij woont hier elke dag."),
    ("it", "Ogni lunedì viene."),
    ("fa", "او می رود و در می زند."),
    ("fa", "او می‌گوید که مهر و دی را نمی‌شناسد."),
    ("fa", "خبرگزاری مهر از نماز جمعه گزارش داد."),
    ("fa", "هر سال آتش‌سوزی رخ می‌دهد."),
    ("ar", "صلاة الجمعة في المسجد."),
    ("ar", "وكان قد مارس العنف."),
    ("ar", "كل عام وأنتم بخير."),
    ("ar", "في عام 1445 هـ وقع."),
    ("ar", "اليوم العالمي للمرأة."),
]


@pytest.mark.parametrize(("language", "text"), NO_DATES)
def test_no_date_is_found_where_none_is(language, text):
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "cue", "value", "mod"),
    [
        ("de", "Das war Ende Dezember.", "Ende Dezember", "2019-12", "END"),
        ("de", "Gestern Morgen kam er.", "Gestern Morgen", "2020-01-02TMO", ""),
        ("de", "Das war letzte Woche.", "letzte Woche", "2019-W52", ""),
        ("de", "Es dauerte drei Monate.", "drei Monate", "P3M", ""),
        ("de", "Er kommt jeden Montag.", "jeden Montag", "XXXX-WXX-1", ""),
        ("de", "Es ist derzeit kalt.", "derzeit", "PRESENT_REF", ""),
        ("fr", "Les années 1990 furent calmes.", "Les années 1990", "199", ""),
        ("fa", "در اسفند ۱۴۰۱ نوشت.", "اسفند ۱۴۰۱", "2023-02-20/2023-03-20", ""),
        ("fa", "۲۰ خرداد ۱۳۶۹ بود.", "۲۰ خرداد ۱۳۶۹", "1990-06-10", ""),
        ("ar", "بدأ صباح أمس.", "صباح أمس", "2020-01-02TMO", ""),
    ],
)
def test_a_cue_has_its_timex3_value(language, text, cue, value, mod):
    read = {each.text: (each.value, each.mod) for each in expressions(text, PUBLISHED, language=language)}
    assert read[cue] == (value, mod)


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("de", "von März bis Mai 2019", "2019-03/2019-05"),
        ("de", "vom 3. bis 7. Mai 2019", "2019-05-03/2019-05-07"),
        ("de", "zwischen 1985 und 1987", "1985/1987"),
        ("fr", "du 3 au 7 mai 2019", "2019-05-03/2019-05-07"),
        ("ru", "3–7 мая 2019 года", "2019-05-03/2019-05-07"),
        ("ar", "بين عامي 2010 و2015", "2010/2015"),
        ("fa", "از سال ۱۳۹۰ تا ۱۳۹۵", "2011-03-21/2017-03-20"),
    ],
)
def test_two_ends_make_one_stretch(language, text, days):
    assert {each.range.date.to_edtf() for each in expressions(text, PUBLISHED, language=language)} == {days}


@pytest.mark.parametrize(
    ("language", "text", "last"),
    [
        ("de", "Am 3. Mai 2019 kam er an. Am folgenden Tag ging er.", "2019-05-04"),
        ("de", "Er kam im Jahr 2010. Zwei Jahre später ging er.", "2012"),
        ("fr", "Il vint le 3 mai 2019. Le lendemain, il partit.", "2019-05-04"),
        ("es", "Vino el 3 de mayo de 2019. Al día siguiente murió.", "2019-05-04"),
        ("ar", "وقع في 3 مايو 2019، ثم انتهى في اليوم التالي.", "2019-05-04"),
        ("ar", "بدأ في صيف 2017، وكان قد وقع قبل ذلك بعام.", "2016"),
        ("fa", "در ۲۰ خرداد ۱۳۶۹ فرو ریخت و دو سال بعد ساخته شد.", "[1992-03-21..1993-03-20]"),
    ],
)
def test_what_follows_counts_from_the_date_before_it(language, text, last):
    assert found(text, language)[-1][1] == last


def test_a_number_of_days_after_a_year_names_no_day():
    assert [edtf for _, edtf in found("Er kam im Jahr 2010. Zwei Tage später ging er.", "de")] == ["2010"]


def test_the_preposition_is_in_the_cue_and_not_in_the_words():
    (read,) = expressions("Er ist seit Sonntag da.", PUBLISHED, language="de")
    assert (read.text, read.cue, read.bound) == ("Sonntag", "seit Sonntag", "since")


@pytest.mark.parametrize(("tag", "expected"), [("de-AT", 2), ("DE", 2), ("de_CH", 2), ("sv", 1), ("", 1)])
def test_a_tag_is_read_by_its_language_and_an_unknown_one_reads_digits_alone(tag, expected):
    assert len(expressions("Gestern, am 2019-12-24", PUBLISHED, language=tag)) == expected


# Month names, checked against a library that knows them, too

MONTHS = [
    (language, word, number)
    for language in LANGUAGES
    for word, number in lexicon(language).words["month"].items()
    if word.isalpha() and len(word) > 3
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_months_mean_what_dateparser_takes_them_for(language):
    parser = DateDataParser(languages=[language], settings={"REQUIRE_PARTS": ["day", "month", "year"]})
    agreed = 0
    for _, word, number in (row for row in MONTHS if row[0] == language):
        when = parser.get_date_data(f"14 {word} 2019").date_obj
        if when is not None:
            assert when.date() == date(2019, number, 14), word
            agreed += 1
    assert agreed >= 6


# The solar Hijri calendar


@pytest.mark.parametrize(
    ("solar", "gregorian"),
    [
        ((1304, 1, 1), date(1925, 3, 21)),
        ((1332, 5, 28), date(1953, 8, 19)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1399, 1, 1), date(2020, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 12, 30), date(2025, 3, 20)),
    ],
)
def test_a_solar_day_is_its_gregorian_one(solar, gregorian):
    assert SolarPeriod.of(*solar).earliest == gregorian


def test_the_leap_years_are_those_that_iran_has_decreed():
    leap = [year for year in range(1342, 1412) if new_year(year + 1) - new_year(year) == timedelta(days=366)]
    assert leap == [
        1342, 1346, 1350, 1354, 1358, 1362, 1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408,
    ]  # fmt: skip


@pytest.mark.parametrize("solar", [(1402, 12, 30), (1402, 7, 31), (1402, 13, 1), (1100, 1, 1), (1402, 1, -1)])
def test_a_day_that_the_solar_calendar_has_not_is_none(solar):
    assert SolarPeriod.of(*solar) is None


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2119, 12, 31)))
def test_every_day_lies_in_its_solar_month_and_year(day):
    for unit in (Unit.MONTH, Unit.YEAR):
        period = SolarPeriod.holding(unit, day)
        assert period.earliest <= day <= period.latest
        assert period.shifted(1).earliest == period.latest + timedelta(days=1)


# Whatever the text

_WORDS = {language: sorted(lexicon(language).all_words - {"\0"}) for language in LANGUAGES}


@st.composite
def texts(draw):
    language = draw(st.sampled_from(LANGUAGES))
    word = st.sampled_from(_WORDS[language])
    number = st.integers(0, 99999).map(str)
    noise = st.text(max_size=6) | st.sampled_from(["\u200c", "\u064b", "-", "–", "/", ".", ",", "\n\n", "۱۴۰۲", "٣"])
    pieces = draw(st.lists(word | number | noise | word.map(str.capitalize), max_size=25))
    return language, draw(st.sampled_from([" ", ""])).join(pieces)


@settings(max_examples=150, deadline=None)
@given(texts(), st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31)))
def test_no_text_raises_and_every_span_is_its_words_in_order(task, published):
    language, text = task
    stop = 0
    for read in expressions(text, published, language=language):
        assert stop <= read.start < read.stop <= len(text)
        assert read.text == text[read.start : read.stop]
        assert read.cue_start <= read.start
        assert read.cue == text[read.cue_start : read.stop]
        stop = read.stop


def calls(text: str, language: str) -> int:
    """How many functions are called to read a text."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        expressions(text, PUBLISHED, language=language)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece", ["1 ", "(", "ا\u200c", "ا\u064b", "و", "mai-", "3 3 mai ", "2019-", "il y a ", "letzte "]
)
@pytest.mark.parametrize("language", ["ar", "de", "fr"])
def test_twice_the_text_is_twice_the_work(piece, language):
    expressions(piece, PUBLISHED, language=language)
    once, twice = calls(piece * 500, language), calls(piece * 1000, language)
    assert twice < 2.2 * once + 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_words_holds_known_classes_alone(language):
    known = lexicon(language)
    assert all(re.fullmatch(r"[^A-Z]+", word) for word in known.all_words - {"\0"})
    assert set(known.words["weekday"].values()) >= set(range(7))
    months = {**known.words["month"], **known.words["shy_month"]}
    assert set(months.values()) >= set(range(1, 13))
