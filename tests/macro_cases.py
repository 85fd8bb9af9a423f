"""What each macro makes of literals: a call, then for what stands for its {} the value expected."""

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from scipy import stats

NIGHT_OF_SPRING = datetime(2024, 3, 31)  # in Lisbon clocks go from 01:00 to 02:00
NIGHT_OF_AUTUMN = datetime(2024, 10, 27)  # and from 02:00 to 01:00
SENT = datetime(2023, 11, 14, 22, 13, 20)


def uploaded(shortcode: str) -> datetime:
    """When a post was uploaded, by the arithmetic of whole numbers."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    media_id = 0
    for digit in shortcode[:11]:
        media_id = 64 * media_id + digits.index(digit)
    return datetime(2011, 8, 24, 21, 7, 1, 721000) + timedelta(milliseconds=media_id >> 23)


def bucket(salt: str, text: str, n: int) -> int:
    """A remainder of the second half of the MD5 sum."""
    return int.from_bytes(hashlib.md5(f"{salt}{text}".encode()).digest()[8:], "little") % n


def of_rows(call: str, *rows: str) -> str:
    """A call that names columns, on rows of a query each: the first of its values."""
    source = f" from ({' union all '.join(rows)}) as one_row limit 1)"
    return f"'(select ' ~ {call} ~ {source!r}"


def of_list(call: str) -> str:
    """A call that names `list`, of the doubles 1 to 3, or `places`, which are 3 to 1."""
    numbers = "select 1e0 as v, 3 as place union all select 2e0, 2 union all select 3e0, 1"
    listed, places = "list_in_order('v', ['v'])", "list_in_order('place', ['v'])"
    lists = f"{listed} ~ ' as list, ' ~ {places} ~ ' as places from ({numbers}) as numbers"
    return f"'(select ' ~ {call} ~ ' from (select ' ~ {lists}) as lists)'"


def of_one_post(column: str, macro: str) -> str:
    """What a macro puts third, of a table with one post of two features."""
    table = "(select 'p' as post_id, true as has_history, 2.5 as x) as one_post"
    third = f"element({column!r}, 3)"
    return f"'(select ' ~ {third} ~ ' from (' ~ {macro}({table!r}) ~ ') as found)'"


KEYED = [
    "select 1 as k, 2 as j, 'a' as v",
    "select 1 as k, 1 as j, 'b' as v",
    "select 2 as k, 1 as j, 'c' as v",
    "select 3 as k, 1 as j, cast(null as varchar(1)) as v",
]
VOTES = [(1, "x"), (4, "z"), (2, "y"), (3, "y"), (5, "z"), (6, "x"), (7, "y"), (8, "z")]
NUMBERS = [f"select cast({number} as double) as v" for number in ("1", "2", "3", "4", "null")]
MOMENTS = [f"select timestamp '2024-01-0{day} 00:00:00' as v" for day in (4, 2, 1, 3)]
# Readings of account a at 3 and 5, of b at 6; asked at 5.
READINGS = (
    "(select 'a' as k, 3 as at, 7 as v union all select 'a', 5, 8 union all select 'b', 6, 7)"
)
ASOF_JOIN = (
    "'(select told.v from (select ' ~ {} ~ ' as k, 5 as m) as asked ' ~ "
    f"asof_join({READINGS!r}, 'told', 'asked', ['k'], 'asked.m', '>', 'at') ~ ')'"
)
# On the third of a month and two days later; asked at the start of a day.
TOLD = (
    "(select timestamp '2024-01-03 00:00:00' as seen_at, 7 as v "
    "union all select timestamp '2024-01-05 12:00:00', 8)"
)
ASOF_JOIN_ALL = (
    "'(with asked as (select 1 as id, ' ~ {} ~ ' as m) select told.v from asked ' ~ "
    f"asof_join_all({TOLD!r}, 'told', 'asked', 'id', 'asked.m', '>=', 'seen_at') ~ ')'"
)
# From a to b to c, and from a to c; nothing leads to d or from it.
WAYS = (
    "'(with nodes as (select ''a'' as node, timestamp ''2024-01-01 00:00:00'' as at"
    " union all select ''b'', timestamp ''2024-01-02 00:00:00''"
    " union all select ''c'', timestamp ''2024-01-03 00:00:00''"
    " union all select ''d'', timestamp ''2024-01-01 00:00:00''),"
    " edges as (select ''a'' as one, ''b'' as other union all select ''a'', ''c''"
    " union all select ''b'', ''c''), ways as (' ~ "
    "longest_ways('nodes', 'node', 'at', 'edges', 'one', 'other') ~ "
    "') select n_steps from ways where node = ' ~ {} ~ ')'"
).replace("''", "\\'")
ASKED = {2: None, 3: 7, 4: 7, 5: 7, 9: 8}

DIALECT = {
    "whole_number({})": {
        "12": 12,
        "12.0": 12,
        "12.00": 12,
        "1e3": 1000,
        " 12 ": 12,
        "-1": -1,
        "0": 0,
        "9e18": 9 * 10**18,
        "1_2": None,
        # An id beyond 2^53, where doubles skip every other number.
        "17841405309211845": 17841405309211845,
        "1e19": None,
        "12.4": None,
        "1,000": None,
        "12 likes": None,
        "abc": None,
        "nan": None,
        "inf": None,
        "1e400": None,
        "": None,
        None: None,
    },
    "utc_timestamp({})": {
        "1700000000": SENT,
        "1700000000.0": SENT,
        "1.7e9": SENT,
        "1700000000.5": SENT.replace(microsecond=500_000),
        "1700000000123": SENT.replace(microsecond=123_000),
        "1700000000123456": SENT.replace(microsecond=123_456),
        "1700000000123456000": SENT.replace(microsecond=123_456),
        "0": datetime(1970, 1, 1),
        "-86400": datetime(1969, 12, 31),
        "2023-11-14T22:13:20": SENT,
        "2023-11-14T22:13:20Z": SENT,
        "2023-11-15T00:13:20+02:00": SENT,
        "1e400": None,
        "nan": None,
        "yesterday": None,
        "14/11/2023 22:13": None,
        "": None,
        None: None,
    },
    "epoch_units({})": {
        "1700000000": 1.0,
        "1700000000123": 1e3,
        "1700000000123456": 1e6,
        "1700000000123456000": 1e9,
        "2023-11-14": 1.0,
        None: 1.0,
    },
    "iso_timestamp({})": {
        "2023-11-14 22:13:20": SENT,
        "2023-11-14T22:13:20.250Z": SENT.replace(microsecond=250_000),
        "2023-11-14 22:13": SENT.replace(second=0),
        "2023-11-14T22:13Z": SENT.replace(second=0),
        "2023-11-15T00:13+02:00": SENT.replace(second=0),
        "2023-11-15T00:13+0200": SENT.replace(second=0),
        "2023-11-15 00:13+02": SENT.replace(second=0),
        "2023-11-14T18:43-03:30": SENT.replace(second=0),
        "2023-11-14": datetime(2023, 11, 14),
        "1965-01-01T00:00:00+01:00": datetime(1964, 12, 31, 23),
        "2024-02-29": datetime(2024, 2, 29),
        "2023-02-29": None,
        "2023-13-01": None,
        "2023-11-14T22:13+": None,
        "1700000000": None,
        "": None,
        None: None,
    },
    "local_time({}, {})": {
        (NIGHT_OF_SPRING.replace(hour=0, minute=59), "Europe/Lisbon"): NIGHT_OF_SPRING.replace(
            hour=0, minute=59
        ),
        (NIGHT_OF_SPRING.replace(hour=1), "Europe/Lisbon"): NIGHT_OF_SPRING.replace(hour=2),
        (NIGHT_OF_AUTUMN.replace(hour=0), "Europe/Lisbon"): NIGHT_OF_AUTUMN.replace(hour=1),
        (NIGHT_OF_AUTUMN.replace(hour=1), "Europe/Lisbon"): NIGHT_OF_AUTUMN.replace(hour=1),
        (SENT, "Asia/Kathmandu"): SENT + timedelta(hours=5, minutes=45),
        (SENT, "UTC"): SENT,
        (SENT, None): None,
    },
    "truth({})": {
        "True": True,
        "true": True,
        " TRUE ": True,
        "1": True,
        "False": False,
        "0": False,
        "maybe": None,
        "2.5": None,
        "": None,
        None: None,
    },
    "python_dict_text({}, 'name')": {
        "{'id': '1', 'name': 'Old Harbour', 'slug': 'old-harbour'}": "Old Harbour",
        """{'id': '1', 'name': "O'Hara's"}""": "O'Hara's",
        """{'name': 'Bar "Zur Post"'}""": 'Bar "Zur Post"',
        # Python escapes a quote where a text has both kinds, and every backslash.
        r"""{'name': 'The "King\'s Arms"', 'id': '1'}""": """The "King's Arms\"""",
        r"""{'name': 'C:\\', 'id': '1'}""": "C:\\",
        "{'name': 'Køge, Łódź, 東京', 'id': '1'}": "Køge, Łódź, 東京",
        "{'full_name': 'Not this'}": None,
        "{'id': '1', 'name': ''}": None,
        "{'id': '1', 'name': None}": None,
        "{'id': '1'}": None,
        "Old Harbour": None,
        "": None,
        None: None,
    },
    r"n_matches({}, '\\r\\n|\\r|\\n')": {"a\r\nb\nc\rd": 3, "a": 0, "": 0, None: None},
    "days_between({}, {})": {
        (SENT, SENT + timedelta(hours=36)): 1.5,
        (SENT, SENT - timedelta(days=1)): -1.0,
        (SENT, SENT): 0.0,
    },
    "days_between({}, 'cast(null as timestamp)')": {SENT: None},
    "exact({})": {
        0.1: Decimal("0.100000"),
        1.2345678: Decimal("1.234568"),
        -7: Decimal("-7.000000"),
        None: None,
    },
    "uploaded_at({})": {
        code: uploaded(code)
        for code in ("C1abcDEFgh_", "B_-0aZ9yXwV", "CxLWFNksXOE", "eL5kj", "BAAAAAAAAAA")
    }
    # A private post's code goes on behind the eleventh digit.
    | {"C1abcDEFgh_privateprivateprivate": uploaded("C1abcDEFgh_"), None: None},
    "wall_clock({}, {})": {
        ("4-15-2026 10:38", False): datetime(2026, 4, 15, 10, 38),
        ("15-4-26 10:38:07", True): datetime(2026, 4, 15, 10, 38, 7),
        ("15-4-2026", True): datetime(2026, 4, 15),
        ("15-4-2026", False): None,
        ("2026-04-15 10:38", True): datetime(2026, 4, 15, 10, 38),
        ("2026-04-15 10:38 pm", True): datetime(2026, 4, 15, 22, 38),
        ("46127.5", False): datetime(2026, 4, 15, 12),
        ("soon", False): None,
        (None, False): None,
    },
    # Both sides of daylight saving.
    "at_zone({}, {})": {
        (datetime(2026, 4, 15, 10, 38), "America/Los_Angeles"): datetime(2026, 4, 15, 17, 38),
        (datetime(2026, 1, 15, 10, 38), "America/Los_Angeles"): datetime(2026, 1, 15, 18, 38),
        (None, "UTC"): None,
    },
    "code_of_number({})": {
        2377726600221403413: "CD_Yb7DMakV",
        64: "BA",
        0: "",
        None: None,
    },
    "base64_digit({}, 1)": {"A": 0, "Z": 25, "a": 26, "z": 51, "0": 52, "9": 61, "-": 62, "_": 63},
    "formatted('{:,} posts in {:s}', [{}, {}])": {
        (11692, "May"): "11,692 posts in May",
        (None, "May"): None,
    },
    "run_started() ~ ' > ' ~ {}": {datetime.now(UTC).replace(tzinfo=None): True},
    "has_match({}, '^a.b+')": {"a bb c": True, "cabb": False, "": False, None: None},
    "without_matches({}, 'ab+')": {"xABBy ab": "x y  ", "é": "é", None: None},
    "element(matches_of({}, '[a-z]{2,}'), 2)": {"ab c def": "def", "ab": None, None: None},
    "whole_match({}, '\\\\d+|ab')": {
        "12": True,
        "ab": True,
        "12\n": False,
        "12ab": False,
        "": False,
        None: None,
    },
    "part_of({}, '(\\\\d+)-(\\\\d+)', 2)": {"x12-34y": "34", "12": "", None: None},
    "replaced({}, '(a)\\\\.', '<\\\\1>')": {"a.ba.": "<a>b<a>", "b": "b", None: None},
    "plain_number({})": {"12": 12, "-3.0": -3, "999999999999999999": 10**18 - 1, None: None},
    "is_moment({})": {SENT: True, None: False},
    "is_json({})": {
        '{"a": [1, "x"]}': True,
        "[]": True,
        "12": True,
        '"x"': True,
        "{a: 1}": False,
        "[1": False,
        '{"a": 1} x': False,
        "": False,
        None: None,
    },
    "read_as_utf8({})": {
        "\xc3\xa9 ł": "\xc3\xa9 ł",
        "\xc3\xa9t\xc3\xa9": "été",
        "\xf0\x9f\x98\x80": "😀",
        "été": "été",
        "Łódź": "Łódź",
        "plain": "plain",
        "": "",
        None: None,
    },
    "epoch_seconds({})": {SENT: 1.7e9, datetime(1970, 1, 1, 0, 0, 0, 250_000): 0.25},
    "weekday_number({})": {datetime(2026, 11, 23): 1, datetime(2026, 11, 29, 23, 59): 7},
    "rounded({})": {0.5: 0, 1.5: 2, 2.4: 2, -2.6: -3},
    "'cast(' ~ md5_half({}) ~ ' % 1000000 as integer)'": {
        text: bucket("", text, 1_000_000) for text in ("a", "été", "")
    },
    of_rows("all_but(['k'], 'one_row')", "select 1 as k, 2 as v"): {(): 2},
    of_rows("value_at_last('v', ['k', 'j'])", *KEYED): {(): "c"},
    of_rows("value_at_first('v', ['k', 'j'])", *KEYED): {(): "b"},
    of_rows("most_frequent('v', 'k')", *(f"select {k} as k, '{v}' as v" for k, v in VOTES)): {
        (): "y"
    },
    of_rows("most_frequent('v', 'k')", *KEYED[3:]): {(): None},
    of_rows("value_at_last('v', ['k', 'j'])", *KEYED[3:]): {(): None},
    of_rows("number_at_share('v', 0.25)", *NUMBERS): {(): 1.75},
    of_rows("number_in_window('v', 0.9, '(order by v nulls last)')", *NUMBERS): {(): 1.0},
    of_rows("number_in_window('v', 0.9, '(order by 1)')", *NUMBERS): {(): 4.0},
    WAYS: {"a": 2, "b": 1, "c": 0, "d": 0},
    of_rows("number_at_share('v', 0.5) ~ ' over (order by v)'", *NUMBERS[:1]): {(): 1.0},
    of_rows("moment_at_share('v', 0.75)", *MOMENTS): {(): datetime(2024, 1, 3)},
    of_rows("exact_mean('cast(v as decimal(18, 6))', '()')", *NUMBERS[:1]): {(): 1.0},
    of_rows("joined('v', ['k', 'j'])", *KEYED): {(): "bac"},
    of_rows("element(list_in_order('v', ['k', 'j']), 2)", *KEYED): {(): "a"},
    of_rows("size_of(list_in_order('v', ['k'], 'k > 1'))", *KEYED): {(): 2},
    of_list("element('list', '2')"): {(): 2.0},
    of_list("element('list', 'cast(null as bigint)')"): {(): None},
    of_list("place_of('list', '3e0')"): {(): 3},
    of_list("place_of('list', '9e0')"): {(): None},
    of_list("total_of(each('list', 'one', 'one * one'))"): {(): 14.0},
    of_list("total_of(those_of('list', 'one', 'one > 9'))"): {(): None},
    of_list("size_of(those_of('list', 'one', 'one > 1'))"): {(): 2},
    of_list("dot_product('list', 'list')"): {(): 14.0},
    of_list("total_of(standardised_at('list', 'places', 'list', 'list'))"): {
        (): pytest.approx(2 - 2 / 3)
    },
    "'(' ~ record_of({'a': {}, 'b': {}}) ~ ').b'": {(1, 2): 2, ("x", "y"): "y"},
    ASOF_JOIN: {"a": 7, "b": None, "c": None},
    ASOF_JOIN.replace("'>'", "'>='"): {"a": 8, "b": None, "c": None},
    ASOF_JOIN.replace("'>'", "'<='"): {"a": 8, "b": 7, "c": None},
    ASOF_JOIN_ALL: {datetime(2024, 1, day): told for day, told in ASKED.items()},
    ASOF_JOIN_ALL.replace("'>='", "'>'"): {
        datetime(2024, 1, day): told for day, told in (ASKED | {3: None}).items()
    },
    of_one_post("all_values", "select_value_vectors"): {(): 2.5},
    of_one_post("all_names", "select_value_names"): {(): "x"},
}

PATTERNS = {
    "n_matches({}, link_pattern())": {
        "see https://a.example/b?c=1#d and www.b.example": 2,
        "http://a.example": 1,
        "a.example, ana@b.example": 0,
    },
    "n_matches({}, hashtag_pattern())": {
        "#love": 1,
        "#a #b#c\n#d, (#e)": 5,
        "#été": 1,
        "#e\u0301te\u0301": 1,
        "#日本": 1,
        "#हिन्दी": 1,
        "مرحبا #صباح_الخير": 1,
        "שלום #תל_אביב #ישראל": 2,
        "#2024goals #goals2024": 2,
        "##twice": 1,
        "#_": 1,
        "#1": 0,
        "we are #1!": 0,
        "# love": 0,
        "#": 0,
        "#👍": 0,
        # Keycaps: a sign or a digit, a variation selector and a box.
        "#️⃣": 0,
        "#1️⃣ of 5️⃣": 0,
        "": 0,
        None: None,
    },
    # Captions are in small letters here.
    "n_matches({}, mention_pattern())": {
        "@ana": 1,
        "with @ana, @b.c and\n@_d": 3,
        "(@ana)": 1,
        "thanks😀@ana": 1,
        "مرحبا @ana": 1,
        "שלום @ana ו@ben": 1,
        "\u200f@ana": 1,
        "mail ana@b.example or ana.b@c.example": 0,
        "été@b.example": 0,
        "@ana@b.example": 1,
        "@ ana": 0,
        "@שלום": 0,
        "": 0,
        None: None,
    },
    "n_matches({}, emoji_pattern())": {
        "😀": 1,
        "😀😀 ok 😀": 3,
        "👍🏽": 1,
        "👍🏽👍🏿": 2,
        "👨‍👩‍👧‍👦": 1,
        "👩🏽‍🚀": 1,
        "🧑🏻‍🤝‍🧑🏿": 1,
        "🏃‍♀️": 1,
        "❤️": 1,
        "❤": 1,
        "❤️‍🔥": 1,
        "👩‍❤️‍💋‍👨": 1,
        "🏳️‍🌈": 1,
        "🏴‍☠️": 1,
        "🇵🇹": 1,
        "🇵🇹🇧🇷": 2,
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿": 1,
        "⭐️⌚⏰✨": 4,
        # Letters in boxes, play buttons, Japanese signs, tiles and cards should be six; the
        # pattern does not know them. To know them changes a feature, hence every fit.
        "🆕 🆗 ▶️ 🈵 🀄 🃏": 0,
        "صباح الخير ☀️": 1,
        "בוקר טוב 🌅🌊": 2,
        # Digits and signs in keycaps are text.
        "1️⃣ #️⃣": 0,
        "123 #*©®™ → — “é” 東京 :-)": 0,
        "": 0,
        None: None,
    },
    "n_matches({}, call_to_action_pattern())": {
        "don't miss it": 1,
        "don’t forget": 1,
        "comment below and tag a friend": 2,
        "double-tap": 1,
        "double tap": 1,
        "follow @ana": 1,
        "swipe for more": 1,
        "enter to win our giveaway": 2,
        "i don't know": 0,
        "no comment": 0,
        "dont miss": 0,
        "we followed the river": 0,
        "": 0,
        None: None,
    },
    "n_matches({}, link_in_bio_pattern())": {
        "link in bio": 1,
        "the link is in my profile": 1,
        "#linkinbio": 1,
        "bio link": 1,
        "enlace en la bio": 1,
        "link na bio": 1,
        "lien dans la bio": 1,
        "a link in the text": 0,
        "biology": 0,
        "": 0,
        None: None,
    },
}

FIGURES = {
    "as_percent({})": {0.1234: "12.3 %", 0.0: "0.0 %", 1.0: "100.0 %", None: "not known"},
    "as_percent({}, 2)": {0.001234: "0.12 %"},
    "as_percent({} ~ ' + ' ~ {})": {(0.1, 0.2): "30.0 %"},
    "as_decimal({})": {0.705: "0.70", -1.5: "-1.50", None: "not known"},
    "as_decimal({}, 4)": {0.02804: "0.0280"},
    "as_interval({}, {}, {})": {
        (0.7, 0.65, 0.75): "0.700 [0.650, 0.750]",
        (0.7, None, None): "0.700",
        (None, None, None): "not known",
    },
    "as_interval({}, {}, {}, 1)": {(0.7, 0.65, 0.75): "0.7 [0.7, 0.8]"},
    "rounded_count({})": {
        1461.2: "1,500",
        0.4: "0",
        9.6: "10",
        94.4: "94",
        996.0: "1,000",
        11681.8: "12,000",
        None: None,
    },
    "as_count({})": {11692: "11,692", 999: "999", 1234567.0: "1,234,567", 0: "0", -1000: "-1,000"},
    "as_auc({}, {})": {
        (0.71, 0.6): "AUC 0.71",
        (0.71, 0.5): "no better than chance",
        (0.71, None): "AUC 0.71, without an interval",
        (None, None): "not known",
    },
    "t_quantile({})": {
        degrees: pytest.approx(stats.t.ppf(0.975, degrees), rel=0.003)
        for degrees in (4, 5, 6, 10, 30, 100, 10_000)
    },
    "t_quantile({} ~ ' - 1')": {11: pytest.approx(stats.t.ppf(0.975, 10), rel=0.003)},
    "counted({}, 'hashtag')": {0: "no hashtags", 1: "1 hashtag", 1200: "1,200 hashtags"},
    "against_usual({}, {})": {
        (5, None): "",
        (5, 5.4): ", your usual",
        (5, 2.6): ", 2 more than your usual",
        (5, 1205.0): ", 1,200 fewer than your usual",
    },
    "signed_percent({})": {0.0: "+0 %", 0.7: "+101 %", -0.7: "-50 %", None: None},
}

OTHERS = {
    "follower_tier({})": {
        0: "nano",
        9_999: "nano",
        10_000: "micro",
        100_000: "mid",
        500_000: "macro",
        1_000_000: "mega",
        None: "unknown",
    },
    "bucket({}, 'fold', 5)": {
        **{account: bucket("fold", account, 5) for account in ("1", "2", "3", "été")},
        None: None,
    },
    "'1e0 * ' ~ normal_95()": {(): pytest.approx(stats.norm.ppf(0.975))},
    "normal_95_of({})": {
        n: pytest.approx(stats.norm.ppf(1 - 0.025 / max(n, 1)), abs=0.0005)
        for n in (0, 1, 2, 11, 44, 168)
    },
    "'(select ' ~ joint_half_width({}) ~ ' from (select -1e0 as ci_low, 3e0 as ci_high))'": {
        11: pytest.approx(2 * stats.norm.ppf(1 - 0.025 / 11) / stats.norm.ppf(0.975), rel=0.0005),
    },
    "'1e0 * ' ~ joint_normal_95({})": {
        change: pytest.approx(stats.norm.ppf(1 - 0.025 / n))
        for change, n in {
            "posted_at": 168,
            "n_hashtags": 7,
            "n_caption_chars": 6,
            "media_type": 2,
            "anything": 1,
        }.items()
    },
    "on_a_circle('cos', {}, 24)": {0: 1.0, 12: -1.0, 24: 1.0, None: None},
    "shrunk({}, {}, {})": {(5.0, 3, 1.0): 3.0, (None, 0, 1.0): 1.0, ("null", 3, None): None},
    "probability_of({})": {0.0: 0.5, None: None},
    "half_width_of({})": {4.0: pytest.approx(3.92, abs=0.001), -1e-9: None, None: None},
    "interval_verdict({}, {})": {
        (0.51, 0.9): "probably",
        (0.1, 0.49): "probably not",
        (0.4, 0.6): "too close to call",
        (None, None): "interval not known",
    },
}

EXPORTED = {
    "plain_clock({})": {
        "04/15/2026 10:38": "04-15-2026 10:38",
        "15.4.2026, 10:38": "15-4-2026 10:38",
        "15.04.26.": "15-04-26",
        "4/15/2026 10:38 p. m.": "4-15-2026 10:38 pm",
        "2026-04-15T10:38:00": "2026-04-15 10:38:00",
        None: None,
    },
    "is_wall_clock({})": {
        "04/15/2026 10:38": True,
        "4/15/2026 10:38 PM": True,
        "2026-04-15": True,
        "2026-04-15T10:38:00.000": True,
        "46127.4431": True,
        "2026-04-15T10:38:00Z": False,
        "2026-04-15T10:38:00+0200": False,
        "2026-04-15 10:38:00 EDT": False,
        "1700000000.0": False,
        "yesterday": False,
        "": False,
        None: False,
    },
    # Pacific time, both sides of daylight saving, and as spreadsheets write it.
    "exported_time({}, {}, {})": {
        ("04/15/2026 10:38", False, "America/Los_Angeles"): datetime(2026, 4, 15, 17, 38),
        ("4/15/2026 10:38", False, "America/Los_Angeles"): datetime(2026, 4, 15, 17, 38),
        ("01/15/2026 10:38", False, "America/Los_Angeles"): datetime(2026, 1, 15, 18, 38),
        ("15/04/2026 10:38", False, "America/Los_Angeles"): None,
        ("15/04/2026 10:38", True, "Europe/Berlin"): datetime(2026, 4, 15, 8, 38),
        ("15.04.26 10:38", True, "Europe/Berlin"): datetime(2026, 4, 15, 8, 38),
        ("4/5/2026 10:38", True, "UTC"): datetime(2026, 5, 4, 10, 38),
        ("4/5/2026 10:38 pm", False, "UTC"): datetime(2026, 4, 5, 22, 38),
        ("2026-04-15T10:38:00", False, "America/Los_Angeles"): datetime(2026, 4, 15, 17, 38),
        ("46127.4431", False, "UTC"): datetime(2026, 4, 15, 10, 38, 4),
        ("46127,5", False, "UTC"): datetime(2026, 4, 15, 12),
        ("2021-07-26 07:11:10 EDT", False, "UTC"): datetime(2021, 7, 26, 11, 11, 10),
        ("2021-01-26 07:11:10 EST", False, "UTC"): datetime(2021, 1, 26, 12, 11, 10),
        ("2023-11-14T22:13:20+0000", False, "Asia/Tokyo"): SENT,
        ("2023-11-14T22:13:20.000Z", False, "Asia/Tokyo"): SENT,
        ("1700000000.0", False, "Asia/Tokyo"): SENT,
        ("-5", False, "UTC"): datetime(1969, 12, 31, 23, 59, 55),
        ("", False, "UTC"): None,
        (None, False, "UTC"): None,
    },
    "exported_count({}, {}, {})": {
        ("1234", False, False): 1234,
        ("1,234", False, False): 1234,
        ("1.234", False, False): 1234,
        ("1.234", True, False): None,
        ("12.000", True, False): 12,
        ("12,000", False, True): 12,
        ("1,234,567", False, False): 1234567,
        ("1.234,00", False, False): 1234,
        ("1 234", False, False): 1234,
        ("1\u202f234", False, False): 1234,
        ("1'234'567", False, False): 1234567,
        ("12.0", True, False): 12,
        ("12,0", False, False): 12,
        ("12.5", True, False): None,
        ("-1", False, False): -1,
        ("--", False, False): None,
        ("", False, False): None,
        (None, False, False): None,
    },
    # A code too short, and one of the year 2040, have no clock.
    "clock_of_code({})": {
        "C1abcDEFgh_": uploaded("C1abcDEFgh_"),
        "eL5kj": None,
        "zzzzzzzzzzz": None,
        None: None,
    },
    "shortcode_of({})": {
        "https://www.instagram.com/p/DXKTUhzgAAA/": "DXKTUhzgAAA",
        "https://www.instagram.com/reel/DXKTUhzgAAA/?igsh=1": "DXKTUhzgAAA",
        "http://instagram.com/some.one_1/p/C-_x/": "C-_x",
        "https://www.instagram.com/tv/abc": "abc",
        "https://www.instagram.com/some.one/": None,
        "https://example.org/p/abc/": None,
        None: None,
    },
    "time_in_name({})": {
        "x/dataset_instagram-post-scraper_2026-03-19_02-18-05-080.json": datetime(
            2026, 3, 19, 2, 18, 5
        ),
        "Aug-01-2024_Oct-31-2024_2014066609439958.csv": None,
        "posts_2026-03-19.json": None,
    },
}

# Names of columns instead of literals: of one estimate's interval, then of the other's.
COMPARISONS = {
    "compared('one', 'other')": {
        (0.6, 0.7, 0.4, 0.5): "higher",
        (0.6, 0.7, 0.8, 0.9): "lower",
        (0.6, 0.7, 0.7, 0.9): "no different beyond noise",
        (0.6, 0.7, None, None): "not compared",
        (None, None, 0.8, 0.9): "not compared",
    },
}

CASES = DIALECT | PATTERNS | FIGURES | OTHERS | EXPORTED | COMPARISONS
# What models on a cluster ask for: pages are DuckDB's.
ON_A_CLUSTER = DIALECT | PATTERNS | OTHERS | EXPORTED
