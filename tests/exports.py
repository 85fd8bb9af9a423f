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
FIVETRAN_COUNTS = (
    "_fivetran_id,_fivetran_synced,comment_count,id,like_count,video_photo_reach,"
    "carousel_album_reach\n"
    "a,2026-05-01T00:00:00,6,1,1233,,799\na,2026-05-02T00:00:00,7,1,1234,,800\n"
)
BRIGHT_DATA_CSV = (
    "account,followers,following,posts,timestamp\n"
    'ana,900,9,"' + json.dumps(json.loads(BRIGHT_DATA)["posts"]).replace('"', '""')
    + '",2026-05-01\n'
)  # fmt: skip
BRIGHT_DATA_POSTS = (
    "url,user_posted,description,hashtags,num_comments,date_posted,likes,photos,post_id,shortcode,"
    "content_type,pk,followers,video_play_count,timestamp\n"
    f'{ADDRESS},ana,hi,"[""#a""]",7,2026-04-15T17:38:00.000Z,1234,"[""x""]",3,{CODE},Carousel,3,900,'
    "900,2026-05-01T00:00:00.000Z\n"
)
AIRBYTE_RECORD = GRAPH_MEDIUM | {
    "ig_id": "3", "shortcode": CODE, "username": "ana", "business_account_id": "17841400000000001",
    "timestamp": "2026-04-15T17:38:00+00:00",
}  # fmt: skip
AIRBYTE = json.dumps(
    {"_airbyte_ab_id": "x", "_airbyte_emitted_at": 1777593600000, "_airbyte_data": AIRBYTE_RECORD}
)
AIRBYTE_RAW = (
    "_airbyte_raw_id,_airbyte_data,_airbyte_extracted_at\n"
    'x,"' + json.dumps(AIRBYTE_RECORD).replace('"', '""') + '",2026-05-01T00:00:00Z\n'
)  # fmt: skip
AIRBYTE_FLAT = (
    "_airbyte_raw_id,_airbyte_extracted_at,id,ig_id,caption,username,timestamp,like_count,"
    "media_type,permalink,shortcode,comments_count,business_account_id\n"
    f"x,2026-05-01T00:00:00Z,17988179075034983,3,hi,ana,2026-04-15T17:38:00+00:00,1234,"
    f"CAROUSEL_ALBUM,{ADDRESS},{CODE},7,17841400000000001\n"
)
AIRBYTE_USERS = (
    "_airbyte_raw_id,_airbyte_extracted_at,id,ig_id,username,followers_count,follows_count\n"
    "x,2026-05-01T00:00:00Z,17841400000000001,42,ana,900,9\n"
)
APIFY_PROFILE = json.dumps(
    [{"username": "ana", "id": "42", "followersCount": 900, "followsCount": 9,
      "latestPosts": [
          {"id": "3", "type": "Sidecar", "shortCode": CODE, "caption": "hi", "url": ADDRESS,
           "commentsCount": 7, "likesCount": 1234, "timestamp": "2026-04-15T17:38:00.000Z",
           "ownerUsername": "ana", "ownerId": "42"}]}]
)  # fmt: skip
GRAPH_INSIGHTS = json.dumps(
    {"data": [GRAPH_MEDIUM | {"username": "ana", "insights": {"data": [
        {"name": name, "period": "lifetime", "values": [{"value": value}]}
        for name, value in {"reach": 800, "saved": 8, "shares": 5, "views": 900}.items()]}}]}
)  # fmt: skip
INSTALOADER_COMMENTS = json.dumps(
    [{"id": 1, "created_at": 1776274680, "text": "nice", "likes_count": 0, "answers": [],
      "owner": {"id": "7", "username": "bo"}}]
)  # fmt: skip
INSTALOADER_ITERATOR = json.dumps(
    {"node": {"query_hash": "x", "query_variables": {}, "total_index": 12, "remaining_data": {}},
     "instaloader": {"version": "4.13", "node_type": "FrozenNodeIterator"}}
)  # fmt: skip


def mojibake(text: str) -> str:
    """As Meta writes it in a download."""
    return text.encode().decode("latin-1")


SECOND = int(MOMENT.timestamp())
CONTENT = json.dumps(
    [{"media": [{"uri": "media/posts/1.jpg", "creation_timestamp": SECOND - 5, "title": ""},
                {"uri": "media/posts/2.mp4", "creation_timestamp": SECOND - 4, "title": ""}],
      "title": mojibake("Café, the whole of it"), "creation_timestamp": SECOND},
     {"media": [{"uri": "media/posts/3.mp4", "creation_timestamp": SECOND + 86400,
                 "title": "a film"}]},
     {"media": [{"uri": "media/posts/4.jpg", "creation_timestamp": SECOND + 172800,
                 "title": "a picture"}]}]
)  # fmt: skip
INSIGHTS = json.dumps(
    {"organic_insights_posts": [
        {"media_map_data": {mojibake(thumbnail): {
            "uri": f"media/other/4_1798502466854473{day}.jpg", "title": "Caf",
            "creation_timestamp": SECOND + 86400 * day}},
         "string_map_data": {
            mojibake(name): {"value": value} for name, value in told.items()
         } | {when: {"timestamp": SECOND + 86400 * day}}}
        for day, thumbnail, when, told in (
            (0, "Media Thumbnail", "Creation Timestamp", {"Likes": "1,234", "Comments": "7"}),
            (1, "Media Thumbnail", "Creation Timestamp", {"J'aime": "5", "Commentaires": "6"}),
            (2, "Media Thumbnail", "Creation Timestamp",
             {"Likes": "8", "Comments": "9", "Comptes touchés": "800"}))]}
)  # fmt: skip
PERSONAL = json.dumps(
    {"profile_user": [{"media_map_data": {}, "string_map_data": {
        "Email": {"value": "x"}, mojibake("Nom d’utilisateur"): {"value": "ana"}}}]}
)  # fmt: skip
AUDIENCE = json.dumps(
    {"organic_insights_audience": [{"string_map_data": {
        "Followers": {"value": "26,253"}, "Follower Percentage by City": {"value": "Ulm: 2%"}}}]}
)  # fmt: skip
# A complete download, as it lies in its zip.
WHOLE_DOWNLOAD = {
    "logged_information/past_instagram_insights/posts.json": INSIGHTS,
    "logged_information/past_instagram_insights/audience_insights.json": AUDIENCE,
    "logged_information/past_instagram_insights/profiles_reached.json": json.dumps(
        {"organic_insights_reach": [{"string_map_data": {"Accounts reached": {"value": "1"}}}]}),
    "your_instagram_activity/content/posts_1.json": CONTENT,
    "your_instagram_activity/likes/liked_posts.json": json.dumps(
        {"likes_media_likes": [{"title": "bo", "string_list_data": [{"href": "x"}]}]}),
    "personal_information/personal_information/personal_information.json": PERSONAL,
    "connections/followers_and_following/followers_1.json": json.dumps(
        [{"title": "", "string_list_data": [{"href": "x", "value": "bo", "timestamp": 1}]}]),
}  # fmt: skip
