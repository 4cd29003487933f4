"""Absolute dates in the languages that have no table of words of their own: what is found, and what is not."""

import json
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings as django_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.extraction.times import expressions
from timeline.extraction.times.elsewhere.locales import locale

PUBLISHED = date(2020, 1, 3)  # a Friday


def found(text: str, language: str, published: date = PUBLISHED):
    """The expressions, as (words, EDTF)."""
    read = expressions(text, published, language=language)
    assert all(each.text == text[each.start : each.stop] for each in read)
    return [(each.text, each.date.to_edtf()) for each in read]


@pytest.mark.parametrize(
    ("language", "text", "words", "edtf"),
    [
        # European languages: the day, the month, the year
        ("pl", "Most zamknięto 27 grudnia 2019 roku z powodu mrozu.", "27 grudnia 2019 roku", "2019-12-27"),
        ("pl", "W piątek, 27 grudnia 2019 r., zamknięto most.", "piątek, 27 grudnia 2019 r.", "2019-12-27"),
        ("pl", "W grudniu 2019 r. spadł śnieg.", "grudniu 2019 r.", "2019-12"),
        ("pl", "Rada zebrała się 14 listopada.", "14 listopada", "2019-11-14"),
        ("pl", "Maj 2018 był ciepły.", "Maj 2018", "2018-05"),
        ("cs", "Starý mlýn shořel 27. prosince 2019.", "27. prosince 2019", "2019-12-27"),
        ("cs", "Stavba začala v březnu 2018.", "březnu 2018", "2018-03"),
        ("sk", "Most otvorili 14. mája 2018.", "14. mája 2018", "2018-05-14"),
        ("sl", "Knjižnico so odprli 14. aprila 2018.", "14. aprila 2018", "2018-04-14"),
        ("hr", "Luku su zatvorili 27. prosinca 2019. zbog bure.", "27. prosinca 2019", "2019-12-27"),
        ("bs", "Tunel je otvoren 14. marta 2018. godine.", "14. marta 2018. godine", "2018-03-14"),
        ("sr", "Воз је стао 27. децембра 2019. године.", "27. децембра 2019. године", "2019-12-27"),
        ("sr-Latn", "Voz je stao 27. decembra 2019. godine.", "27. decembra 2019. godine", "2019-12-27"),
        ("mk", "Возот застана на 27 декември 2019 година.", "27 декември 2019 година", "2019-12-27"),
        ("bg", "Влакът спря на 27 декември 2019 г. край реката.", "27 декември 2019 г.", "2019-12-27"),
        ("uk", "Потяг зупинився 27 грудня 2019 року.", "27 грудня 2019 року", "2019-12-27"),
        ("uk", "У грудні 2019 року випав сніг.", "грудні 2019 року", "2019-12"),
        ("be", "Цягнік спыніўся 27 снежня 2019 года.", "27 снежня 2019 года", "2019-12-27"),
        ("lt", "Sodas uždarytas 2019 m. gruodžio 27 d. vakare.", "2019 m. gruodžio 27 d.", "2019-12-27"),
        ("lt", "Sodas uždarytas lapkričio 14 d. vakare.", "lapkričio 14 d.", "2019-11-14"),
        ("lv", "Dārzu slēdza 2019. gada 27. decembrī.", "2019. gada 27. decembrī", "2019-12-27"),
        ("et", "Aed suleti 27. detsembril 2019.", "27. detsembril 2019", "2019-12-27"),
        ("fi", "Puisto suljettiin 27. joulukuuta 2019.", "27. joulukuuta 2019", "2019-12-27"),
        ("fi", "Puisto avattiin toukokuussa 2018.", "toukokuussa 2018", "2018-05"),
        ("sv", "Fredag den 27 december 2019 brann ladan.", "Fredag den 27 december 2019", "2019-12-27"),
        ("sv", "Ladan byggdes i mars 2011.", "mars 2011", "2011-03"),
        ("da", "Laden brændte den 27. december 2019.", "27. december 2019", "2019-12-27"),
        ("nb", "Låven brant 27. desember 2019.", "27. desember 2019", "2019-12-27"),
        ("no", "Låven brant 14. november.", "14. november", "2019-11-14"),
        ("nn", "Løa brann 27. desember 2019.", "27. desember 2019", "2019-12-27"),
        ("is", "Hlaðan brann 27. desember 2019.", "27. desember 2019", "2019-12-27"),
        ("hu", "A malom 2019. december 27-én égett le.", "2019. december 27-én", "2019-12-27"),
        ("hu", "A malom november 14-én égett le.", "november 14-én", "2019-11-14"),
        ("hu", "2018 májusában nyílt meg.", "2018 májusában", "2018-05"),
        ("ro", "Moara a ars la 27 decembrie 2019.", "27 decembrie 2019", "2019-12-27"),
        ("el", "Ο μύλος κάηκε στις 27 Δεκεμβρίου του 2019.", "27 Δεκεμβρίου του 2019", "2019-12-27"),
        ("sq", "Mulliri u dogj më 27 dhjetor 2019.", "27 dhjetor 2019", "2019-12-27"),
        ("ca", "El molí va cremar el 14 d'agost de 2019.", "14 d'agost de 2019", "2019-08-14"),
        ("gl", "O muíño ardeu o 27 de decembro de 2019.", "27 de decembro de 2019", "2019-12-27"),
        ("eu", "Errota 2019ko abenduaren 27an erre zen.", "2019ko abenduaren 27", "2019-12-27"),
        ("cy", "Llosgodd y felin ar 27 Rhagfyr 2019.", "27 Rhagfyr 2019", "2019-12-27"),
        # The Caucasus, Turkey, Central Asia
        ("tr", "Değirmen 27 Aralık 2019'da yandı.", "27 Aralık 2019", "2019-12-27"),
        ("tr", "Köprü Mayıs 2018'de açıldı.", "Mayıs 2018", "2018-05"),
        ("az", "Dəyirman 27 dekabr 2019-cu ildə yandı.", "27 dekabr 2019", "2019-12-27"),
        ("ka", "წისქვილი 2019 წლის 27 დეკემბერს დაიწვა.", "2019 წლის 27 დეკემბერს", "2019-12-27"),
        ("hy", "Ջրաղացն այրվեց 2019 թ. դեկտեմբերի 27-ին։", "2019 թ. դեկտեմբերի 27-ին", "2019-12-27"),
        ("kk", "Диірмен 2019 жылғы 27 желтоқсан күні өртенді.", "2019 жылғы 27 желтоқсан", "2019-12-27"),
        # The Near East and Africa
        ("he", "הטחנה נשרפה ב-27 בדצמבר 2019.", "27 בדצמבר 2019", "2019-12-27"),
        ("he", "הטחנה נפתחה במאי 2018.", "במאי 2018", "2018-05"),
        ("iw", "הטחנה נשרפה ב-14 בנובמבר.", "14 בנובמבר", "2019-11-14"),
        ("ur", "پل 27 دسمبر 2019 کو بند ہوا۔", "27 دسمبر 2019", "2019-12-27"),
        ("sw", "Daraja lilifungwa tarehe 27 Desemba 2019.", "27 Desemba 2019", "2019-12-27"),
        ("af", "Die brug is op 27 Desember 2019 gesluit.", "27 Desember 2019", "2019-12-27"),
        ("am", "ድልድዩ 27 ዲሴምበር 2019 ተዘጋ።", "27 ዲሴምበር 2019", "2019-12-27"),
        # India
        ("hi", "पुल 27 दिसंबर 2019 को बंद हुआ।", "27 दिसंबर 2019", "2019-12-27"),
        ("hi", "पुल २७ दिसंबर २०१९ को बंद हुआ।", "२७ दिसंबर २०१९", "2019-12-27"),
        ("hi", "पुल फ़रवरी 2018 में खुला।", "फ़रवरी 2018", "2018-02"),
        ("bn", "সেতুটি ২৭ ডিসেম্বর ২০১৯ তারিখে বন্ধ হয়।", "২৭ ডিসেম্বর ২০১৯", "2019-12-27"),
        ("mr", "पूल 27 डिसेंबर 2019 रोजी बंद झाला.", "27 डिसेंबर 2019", "2019-12-27"),
        ("ta", "பாலம் டிசம்பர் 27, 2019 அன்று மூடப்பட்டது.", "டிசம்பர் 27, 2019", "2019-12-27"),
        ("te", "వంతెన 27 డిసెంబర్ 2019 న మూసివేశారు.", "27 డిసెంబర్ 2019", "2019-12-27"),
        # The East
        ("id", "Jembatan ditutup pada 27 Desember 2019.", "27 Desember 2019", "2019-12-27"),
        ("in", "Jembatan dibuka pada Mei 2018.", "Mei 2018", "2018-05"),
        ("ms", "Jambatan ditutup pada 27 Disember 2019.", "27 Disember 2019", "2019-12-27"),
        ("fil", "Isinara ang tulay noong Disyembre 27, 2019.", "Disyembre 27, 2019", "2019-12-27"),
        ("fil", "Isinara ang tulay noong Nobyembre 14.", "Nobyembre 14", "2019-11-14"),
        ("vi", "Cầu đóng cửa ngày 27 tháng 12 năm 2019.", "ngày 27 tháng 12 năm 2019", "2019-12-27"),
        ("vi", "Cầu mở cửa vào tháng 5/2018.", "tháng 5/2018", "2018-05"),
        ("vi", "Cầu đóng cửa ngày 14 tháng 11.", "ngày 14 tháng 11", "2019-11-14"),
        ("th", "ปิดสะพานเมื่อวันที่27ธันวาคม2562เวลาค่ำ", "27ธันวาคม2562", "2019-12-27"),
        ("th", "ปิดสะพาน 27 ธ.ค. 2562 เวลาค่ำ", "27 ธ.ค. 2562", "2019-12-27"),
        ("th", "เปิดสะพานในพฤษภาคม ค.ศ. 2018", "พฤษภาคม ค.ศ. 2018", "2018-05"),
        ("ko", "다리는 2019년 12월 27일에 닫혔다.", "2019년 12월 27일", "2019-12-27"),
        ("ko", "다리는 2018년 5월에 열렸다.", "2018년 5월", "2018-05"),
        ("ko", "다리는 11월 14일 닫혔다.", "11월 14일", "2019-11-14"),
        ("ja", "橋は2019年12月27日に閉じられた。", "2019年12月27日", "2019-12-27"),
        ("ja", "橋は令和元年十二月二十七日に閉じられた。", "令和元年十二月二十七日", "2019-12-27"),
        ("ja", "橋は昭和39年10月10日に開いた。", "昭和39年10月10日", "1964-10-10"),
        ("ja", "橋は11月14日に閉じられた。", "11月14日", "2019-11-14"),
        ("zh", "大桥于2019年12月27日关闭。", "2019年12月27日", "2019-12-27"),
        ("zh", "大桥于二〇一八年五月开放。", "二〇一八年五月", "2018-05"),
        ("zh-Hant-TW", "大橋於民國108年12月27日關閉。", "民國108年12月27日", "2019-12-27"),
        ("yue", "條橋喺2019年12月27號封咗。", "2019年12月27號", "2019-12-27"),
    ],
)
def test_a_date_is_found_and_as_exact_as_its_words(language, text, words, edtf):
    assert found(text, language) == [(words, edtf)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        # A month alone, or a word that only looks like one
        ("pl", "W marcu było zimno, a 3 lip rosło przy drodze."),
        ("pl", "Kupiła książkę Maja 2010 i poszła na ulicę 3 Maja."),
        ("nb", "Vi feiret jul 2019 hjemme."),
        ("cs", "Únor bílý, pole sílí."),
        ("fi", "Kesä 2019 oli lämmin, ja 5 kesä oli sana."),
        ("hu", "V. Béla és a XII. század."),
        ("sv", "Han heter Junior, 3 majestäter kom."),
        ("vi", "Trong 3 tháng 10 người chết."),
        ("zh", "他等了3个月，10日后离开。"),
        ("ja", "工事は3月10日間続き、12月に終わる。"),
        ("ja", "2020年3月期の決算"),
        # A day of another year, which only the words tell
        ("pl", "To było 27 grudnia ubiegłego roku."),
        ("nb", "Det var 27. mars i fjor."),
        ("sv", "Det var den 27 december förra året."),
        ("ko", "지난해 12월 27일이었다."),
        ("zh", "去年12月27日，每年3月8日"),
        ("th", "1 มกราคม พ.ศ. 2480"),
        # No day at all
        ("pl", "Spotkanie 31 lutego 2019 i 0 maja 2019."),
        ("ja", "2019年13月27日、2019年2月30日"),
        ("sv", "Han räknade till 127 december, 1.27 december."),
    ],
)
def test_what_could_be_something_else_is_no_date(language, text):
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("pl", "Festiwal trwał w dniach 3–7 maja 2019 roku.", ["2019-05-03", "2019-05-07"]),
        ("sv", "Den 3-7 maj var det fest.", ["2019-05-03", "2019-05-07"]),
        ("vi", "ngày 3-7 tháng 5 năm 2018", ["2018-05-03", "2018-05-07"]),
        ("uk", "28 грудня – 3 січня 2015 року", ["2014-12-28", "2015-01-03"]),
        ("ja", "2019年12月27日から2020年1月2日まで", ["2019-12-27", "2020-01-02"]),
    ],
)
def test_two_days_make_one_stretch(language, text, days):
    read = expressions(text, PUBLISHED, language=language)
    assert [each.value for each in read] == days
    assert {each.range.date.to_edtf() for each in read} == {"/".join(days)}


def test_a_day_without_a_year_follows_a_date_of_the_history_it_is_told_in():
    text = "2 maja 1943 padało. 6 czerwca 1944 przyszli.\n\n9 czerwca odeszli."
    assert [edtf for _, edtf in found(text, "pl")] == ["1943-05-02", "1944-06-06", "1944-06-09"]


def test_a_day_without_a_year_in_a_history_that_has_named_no_date_is_none():
    assert found("W 1943 i w 1944 padało, a 9 czerwca odeszli.", "pl") == []


@pytest.mark.parametrize(
    ("published", "edtf"),
    [(date(2020, 1, 3), "2019-12-27"), (date(2019, 12, 27), "2019-12-27"), (date(2019, 12, 20), "2019-12-27")],
)
def test_a_day_without_a_year_is_past_unless_it_is_at_hand(published, edtf):
    assert found("27 grudnia", "pl", published) == [("27 grudnia", edtf)]


def test_a_leap_day_without_a_year_is_that_of_a_leap_year():
    assert found("29 lutego", "pl", date(2021, 6, 1)) == [("29 lutego", "2020-02-29")]


def test_a_day_says_what_it_was_counted_from():
    (named,) = expressions("27 grudnia 2019", PUBLISHED, language="pl")
    (counted,) = expressions("27 grudnia", PUBLISHED, language="pl")
    assert (named.type, named.value, named.anchored_to) == ("DATE", "2019-12-27", "calendar")
    assert (counted.value, counted.anchored_to) == ("2019-12-27", "publication")


def test_dates_in_digits_are_read_beside_those_in_words():
    text = "Od 2019-12-24 do 27 grudnia 2019, czyli 27.12.2019."
    assert [edtf for _, edtf in found(text, "pl")] == ["2019-12-24", "2019-12-27", "2019-12-27"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("si", "14 ජූනි 2019"), ("th", "14 มี.ค. 2562"), ("vi", "ngày 14 Tháng năm, 2019")],
)
def test_a_date_that_dateparser_does_not_read_alike_is_not_given(language, text):
    assert found(text, language) == []


@pytest.mark.parametrize("language", ["zz", "tlh", "x", "", "../pl"])
def test_of_an_unknown_language_digits_alone_are_read(language):
    assert found("27 grudnia 2019, 2019-12-24", language) == [("2019-12-24", "2019-12-24")]


def test_the_library_is_loaded_with_the_first_text_that_needs_it():
    program = """
import sys
from datetime import date
from timeline.extraction.times import expressions
for language in ("en", "de"):
    expressions("27 May 2019, 27. Mai 2019", date(2020, 1, 3), language=language)
print("dateparser" in sys.modules)
expressions("27 maja 2019", date(2020, 1, 3), language="pl")
print("dateparser" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=django_settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]


def test_the_command_reads_the_language_of_a_line():
    line = json.dumps({"text": "27 grudnia 2019", "reference_date": "2020-01-03", "language": "pl"})
    done = subprocess.run(
        [sys.executable, "manage.py", "tag_dates"],
        input=line,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [each["value"] for each in json.loads(done.stdout)["expressions"]] == ["2019-12-27"]


# Every language, whatever the text

# Of all scripts and orders, since each must be compiled.
LANGUAGES = ("pl", "hu", "lt", "tr", "he", "hi", "th", "vi", "ja", "ko", "zh", "ka", "fil", "mn", "my", "yo")
WORDS = {
    language: sorted({*words.months, *words.year, *words.day, *words.month, *words.of, *words.weekdays})
    for language in LANGUAGES
    if (words := locale(language))
}


@pytest.mark.parametrize(
    "language",
    [*LANGUAGES, "sq", "eo", "ga", "ha", "kn", "lo", "mt", "ne", "pa", "qu", "rm", "si", "ta", "ug", "yi", "zu"],
)
def test_no_name_of_a_month_is_read_as_another_month(language):
    words = locale(language)
    for name, month in words.months.items() if words else ():
        for text in (f"14 {name} 2019", f"{name} 2019"):
            assert {edtf[:7] for _, edtf in found(text, language)} <= {f"2019-{month.month:02}"}, text


@st.composite
def texts(draw):
    language = draw(st.sampled_from(LANGUAGES))
    word = st.sampled_from(WORDS[language])
    number = st.integers(0, 99999).map(str) | st.sampled_from(["14", "2019", "1999", "27."])
    noise = st.text(max_size=6) | st.sampled_from(
        [*"-–/.,'年月日년월일元%", "\n\n", "令和", "十二", "२७", "2019-12-27"]
    )
    pieces = draw(st.lists(word | number | noise | word.map(str.upper) | word.map(str.capitalize), max_size=25))
    return language, draw(st.sampled_from([" ", ""])).join(pieces)


@settings(max_examples=200, deadline=None)
@given(texts(), st.dates())
def test_no_text_raises_and_every_span_is_its_words_in_order(task, published):
    language, text = task
    stop = 0
    for read in expressions(text, published, language=language):
        assert stop <= read.start < read.stop <= len(text)
        assert read.text == text[read.start : read.stop]
        assert read.cue == text[read.cue_start : read.stop]
        assert read.date.earliest <= read.date.latest
        stop = read.stop


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["pl", "tr", "he", "hi", "th", "ka", "fil", "fi", "el", "uk"]),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.text(max_size=20),
)
def test_a_whole_date_is_the_day_that_was_written(language, day, noise):
    name = max((name for name, month in locale(language).months.items() if month.month == day.month), key=len)
    text = f"{noise} · {day.day} {name} {day.year} · {noise}"
    assert day.isoformat() in [edtf for _, edtf in found(text, language)]


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
    ("language", "text"),
    [
        ("pl", "Most zamknięto 27 grudnia 2019 roku, a 3 maja otwarto. "),
        ("pl", "maja "),
        ("pl", "3-"),
        ("th", "ธันวาคม"),
        ("ja", "2019年12月27日"),
        ("ja", "十"),
        ("vi", "tháng "),
    ],
)
def test_twice_the_text_is_twice_the_work(language, text):
    expressions(text, PUBLISHED, language=language)
    once, twice = calls(text * 200, language), calls(text * 400, language)
    assert twice < 2.2 * once


@pytest.mark.parametrize("language", ["pl", "th", "zh"])
@pytest.mark.parametrize("text", ["1" * 300_000, "\0" * 300_000, "年月" * 100_000, "ม.ค" * 60_000, "3 maja-" * 8_000])
def test_a_great_deal_of_anything_is_read(language, text):
    assert isinstance(expressions(text, PUBLISHED, language=language), list)
