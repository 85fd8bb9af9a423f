"""Made-up exports, each in the shape that a tool writes: for tests of what is read of them."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

MOMENT = datetime(2026, 4, 15, 17, 38, tzinfo=UTC)


def shortcode(moment: datetime, number: int = 0) -> str:
    """A code whose own clock says that moment."""
    milliseconds = int(moment.timestamp() * 1000) - 1314220021721
    digits = urlsafe_b64encode(((milliseconds << 23) + number).to_bytes(9, "big")).decode()
    return digits.lstrip("A")


CODE = shortcode(MOMENT)
ADDRESS = f"https://www.instagram.com/p/{CODE}/"

META = (
    '"Post ID","Account ID","Account username","Account name",Description,"Duration (sec)",'
    '"Publish time",Permalink,"Post type","Data comment",Date,Views,Reach,Likes,Shares,Follows,'
    "Comments,Saves\n"
)
META_SUITE = META + (
    f'17902724751121134,17841400000000001,ana,Ana,"two\nlines",0,"04/15/2026 10:38",{ADDRESS},'
    '"IG carousel",,Lifetime,900,800,"1,234",5,6,7,8\n'
    '17902724751121135,17841400000000001,ana,Ana,,0,"04/16/2026 10:38",,"IG story",,Lifetime,'
    "1,1,1,1,1,1,1\n"
    '17902724751121136,17841400000000001,ana,Ana,,0,"04/15/2026 10:38",,"IG reel",,2026-04-15,'
    "1,1,1,1,1,1,1\n"
)
META_SUITE_SPANISH = (
    "Identificador de la publicación;Nombre de usuario de la cuenta;Descripción;"
    "Hora de publicación;Enlace permanente;Tipo de publicación;Fecha;Visualizaciones;Alcance;"
    "Me gusta;Veces que se compartió;Seguimientos;Comentarios;Veces que se guardó\n"
    f"1,79E+16;ana;Hola, amigos;4/15/2026 10:38;{ADDRESS};Reel de Instagram;Total;900;800;"
    "1.234;5;6;7;8\n"
)
CROWDTANGLE = (
    "Account,User Name,Followers at Posting,Post Created,Type,Total Interactions,Likes,Comments,"
    "Views,Like and View Counts Disabled,URL,Description\n"
    'Ana,ana,"26,253",2026-04-15 13:38:00 EDT,Album,"1,241","1,234",7,0,FALSE,'
    f"{ADDRESS},Caf\u00e9\n"
    "Ana,ana,26253,2026-01-15 12:38:00 EST,Photo,0,0,0,0,TRUE,"
    "https://www.instagram.com/p/DTiAAAAAAAA/,\n"
)
GRAPH_MEDIUM = {
    "id": "17988179075034983",
    "caption": "two\nlines",
    "comments_count": 7,
    "like_count": 1234,
    "media_type": "CAROUSEL_ALBUM",
    "media_product_type": "FEED",
    "permalink": ADDRESS,
    "timestamp": "2026-04-15T17:38:00+0000",
}
GRAPH_API = json.dumps(
    {"username": "ana", "id": "17841400000000001", "followers_count": 900, "follows_count": 9,
     "media": {"data": [GRAPH_MEDIUM, GRAPH_MEDIUM | {"permalink": ADDRESS.replace("/p/", "/p/B"),
                                                       "like_count": None}]}}
)  # fmt: skip
APIFY = json.dumps(
    [{"error": "not_found"},
     {"caption": "two\nlines", "ownerUsername": "Ana", "url": ADDRESS, "commentsCount": 7,
      "likesCount": 1234, "timestamp": "2026-04-15T17:38:00.000Z"},
     {"caption": "", "ownerUsername": "Ana", "url": ADDRESS.replace("/p/", "/p/B"),
      "commentsCount": 7, "likesCount": -1, "timestamp": "2026-04-15T17:38:00.000Z"}]
)  # fmt: skip
APIFY_LINES = "\n".join(json.dumps(item) for item in json.loads(APIFY))
APIFY_CSV = (
    "caption,commentsCount,likesCount,ownerId,ownerUsername,shortCode,timestamp,type,url\n"
    f"hi,7,1234,42,ana,{CODE},2026-04-15T17:38:00.000Z,Sidecar,{ADDRESS}\n"
)


def values(**told: object) -> dict[str, object]:
    return {name.replace("_", " "): {"value": str(value)} for name, value in told.items()}


DOWNLOAD = json.dumps(
    {"organic_insights_posts": [
        {"media_map_data": {"Media Thumbnail": {
            "uri": "media/other/411112211_10607_17985024668544738.jpg",
            "title": "Caf\u00e9 ☕".encode().decode("latin-1")}},
         "string_map_data": values(Likes="1,234", Comments=7, Saves=8, Shares="--")
            | {"Creation Timestamp": {"timestamp": int(MOMENT.timestamp())},
               "Accounts reached": {"value": "800"}}},
        {"media_map_data": {"Media Thumbnail": {"uri": "media/other/4_17985024668544739.jpg"}},
         "string_map_data": values(Likes="--", Comments="--")
            | {"Creation Timestamp": {"timestamp": int(MOMENT.timestamp())}}}]}
)  # fmt: skip
INSTALOADER = json.dumps(
    {"node": {"shortcode": CODE, "__typename": "GraphSidecar",
              "taken_at_timestamp": int(MOMENT.timestamp()),
              "edge_media_preview_like": {"count": 1234}, "edge_media_to_comment": {"count": 7},
              "edge_media_to_caption": {"edges": [{"node": {"text": "two\nlines"}}]},
              "owner": {"id": "42", "username": "ana"}},
     "instaloader": {"version": "4.13", "node_type": "Post"}}
)  # fmt: skip
INSTALOADER_PROFILE = json.dumps(
    {"node": {"id": "42", "username": "ana", "edge_followed_by": {"count": 900},
              "edge_follow": {"count": 9}},
     "instaloader": {"version": "4.13", "node_type": "Profile"}}
)  # fmt: skip
BRIGHT_DATA = json.dumps(
    {"account": "ana", "followers": 900, "following": 9, "timestamp": "2026-05-01",
     "posts": [{"caption": "two\nlines", "likes": 1234, "comments": 7,
                "datetime": "2026-04-15T17:38:00.000Z", "id": "1", "url": ADDRESS}]}
)  # fmt: skip
FIVETRAN = (
    "_fivetran_id,_fivetran_synced,caption,carousel_album_id,created_time,id,is_story,media_type,"
    "permalink,shortcode,user_id,username\n"
    f"a,2026-05-01T00:00:00,hi,,2026-04-15T17:38:00,1,false,CAROUSEL_ALBUM,{ADDRESS},{CODE},42,ana\n"
    f"b,2026-05-01T00:00:00,,1,2026-04-15T17:38:00,2,false,IMAGE,{ADDRESS},x,42,ana\n"
)
