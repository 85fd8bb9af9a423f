-- Made-up posts in the Kaggle schema, with the dirt of a real export and effects that
-- are known, because they are planted here. Every value is a function of a row number
-- and the seed: the same posts on every machine, for any number of them.
--
-- Variables set by make_sample.py: n_posts, n_accounts, seed, and days_earlier: the same posts as
-- they stood so many days before the newest of them, those that were not there yet left out.

-- A uniform number in (0, 1) and a standard normal one (Box and Muller, 1958).
create or replace temp macro uniform(id, salt) as
    (hash(id, salt, getvariable('seed')) % 1000000007 + 0.5) / 1000000007;

create or replace temp macro normal(id, salt) as
    sqrt(-2 * ln(uniform(id, salt))) * cos(2 * pi() * uniform(id, salt || '2'));

create or replace temp macro pick(choices, id, salt) as
    choices[1 + cast(floor(uniform(id, salt) * len(choices)) as integer)];

-- Instagram's shortcode: milliseconds since its epoch and 23 low bits, in base 64.
create or replace temp macro shortcode(posted_at, id) as
    array_to_string(
        list_transform(
            range(10, -1, -1),
            lambda place: substr(
                'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
                1 + cast(
                    (
                        ((epoch_ms(posted_at) - 1314220021721) * 8388608 + id % 8388608)
                        >> (6 * place)
                    ) & 63 as integer
                ),
                1
            )
        ),
        ''
    );

create or replace temp macro csv_field(field) as
    case
        when field is null then ''
        when regexp_matches(field, '[",\r\n]') then '"' || replace(field, '"', '""') || '"'
        else field
    end;

set variable ends_at = timestamp '2026-06-30 18:00:00';
set variable read_at = getvariable('ends_at') - to_days(getvariable('days_earlier'));

create or replace temp table sample_accounts as
select
    account,
    cast(1000003 + account * 7919 as varchar) as owner_id,
    case
        when account = 7 then 'sample_$price$_<b>'
        else
            'sample_'
            || pick(
                ['bakery', 'museum', 'surf', 'books', 'garden', 'ceramics', 'cycling', 'choir'],
                account, 'trade'
            )
            || '_' || account
    end as owner_name,
    cast(greatest(12, exp(9.2 + 2.0 * normal(account, 'followers'))) as bigint) as n_followers,
    cast(greatest(0, exp(6.0 + 1.0 * normal(account, 'following'))) as bigint) as n_following,
    -- The account decides most: a spread of 0.9 against 0.6 between its own posts.
    -4.4 - 0.25 * (ln(n_followers) - 9.2) + 0.9 * normal(account, 'level') as level,
    uniform(account, 'has_followers') < 0.8 as has_followers
from (select unnest(range(getvariable('n_accounts'))) as account);

create or replace temp table sample_posts as
with drawn as (
    select
        id,
        cast(floor(getvariable('n_accounts') * pow(uniform(id, 'account'), 1.3)) as bigint)
            as account,
        getvariable('ends_at')
        - to_seconds(cast(86400 * 500 * pow(uniform(id, 'age'), 3) as bigint)) as posted_at,
        pick(['image', 'image', 'carousel', 'carousel', 'video'], id, 'media') as media_type,
        uniform(id, 'question') < 0.3 as has_question,
        cast(floor(10 * pow(uniform(id, 'hashtags'), 2)) as integer) as n_hashtags,
        cast(floor(4 * pow(uniform(id, 'emoji'), 2)) as integer) as n_emoji,
        hour(posted_at) between 17 and 21 as is_evening
    from (select unnest(range(getvariable('n_posts'))) as id)
)
select
    drawn.*,
    accounts.* exclude (account),
    -- The planted effects. Nothing else about a post matters: not video, emoji,
    -- mentions, capitals, links, location or the day of the week.
    accounts.level
    + 0.45 * (media_type = 'carousel')::integer
    + 0.35 * has_question::integer
    - 0.35 * ln(n_hashtags + 1)
    + 0.25 * is_evening::integer
    + 0.60 * normal(id, 'noise') as log_rate,
    -- A young post is still collecting.
    1 - exp(-(epoch(getvariable('read_at')) - epoch(posted_at)) / 86400 / 1.5)
        as collected_share,
    cast(round(n_followers * exp(log_rate) * collected_share) as bigint) as n_engagements,
    cast(round(n_engagements * 0.06 * uniform(id, 'comments')) as bigint) as n_comments,
    shortcode(posted_at, id) as shortcode,
    case
        when id = 11 then '<script>alert("sample")</script></style> & $x$ \ ‮drawkcab'
        when id = 12 then '=cmd|'' /C calc''!A0'
        when id = 13 then ''
        else concat(
            pick(['New today', 'Behind the scenes', 'Our favourite', 'Throwback', 'Coming soon',
                'Work in progress', 'Une belle journée', 'Neues aus der Werkstatt', '今日の一枚'], id, 'opening'),
            pick([', made with care', ' by the harbour', ' and "almost" ready', ', at last', ' before sunrise'], id, 'middle'),
            case when has_question then pick(['. Which one is yours?', '. Guess where?', ' – what do you think?'], id, 'ask') else '.' end,
            pick(['', '', E'\n', E'\r', E'\r\n\r\n'], id, 'break'),
            pick(['', '', '', ' We stay open late this week and the kettle is always on.',
                ' Thanks to everyone who came by, it meant a lot to all of us here.'], id, 'more'),
            pick(['', '', '', '', ' Tag a friend', ' Link in bio', ' SALE NOW ON', ' with @sample_guest'], id, 'extra'),
            repeat(pick(['🌿', '👩‍🎨', '👍🏽', '🇵🇹'], id, 'sign'), n_emoji),
            case when n_hashtags > 0 then
                ' #' || array_to_string(list_transform(range(n_hashtags), lambda tag:
                    ['sample', 'local', 'handmade', 'summer', 'daily', 'craft', 'été', 'weekend', 'new', 'shop'][1 + tag]), ' #')
            else '' end
        )
    end as caption,
    case
        when uniform(id, 'location') < 0.15
            then '{''id'': ''' || (500 + id % 40) || ''', ''has_public_page'': True, ''name'': "Maker''s Yard, Sampleton", ''slug'': ''makers-yard''}'
        when uniform(id, 'location') < 0.4
            then '{''id'': ''' || (900 + id % 40) || ''', ''has_public_page'': True, ''name'': ''Old Harbour'', ''slug'': ''old-harbour''}'
    end as location
from drawn
inner join sample_accounts as accounts using (account)
where posted_at <= getvariable('read_at');

-- Lines of the file. The second part repeats an eighth of the posts behind the marks
-- of a merge that nobody resolved; a few of the repeats were read later and count more.
create or replace temp table sample_lines as
with versions as (
    select 1 as part, id, n_engagements as n_seen, * exclude (id) from sample_posts
    union all
    select 3, id, n_engagements + (id % 31 = 0)::integer, * exclude (id)
    from sample_posts where uniform(id, 'repeated') < 0.125
)
select
    part,
    uniform(id, 'order') as place,
    array_to_string(list_transform([
        owner_id, owner_name, shortcode,
        case when media_type = 'video' then 'True' else 'False' end,
        nullif(caption, ''), n_comments::varchar, (n_seen - n_comments)::varchar,
        epoch(posted_at)::bigint || '.0', location, null,
        case when media_type = 'carousel' then 'True' else 'False' end,
        case when has_followers then owner_name end,
        case when has_followers then n_followers || '.0' end,
        case when has_followers then n_following || '.0' end
    ], lambda field: csv_field(field)), ',') as line
from versions
union all
select 0, 0, 'owner_id,owner_username,shortcode,is_video,caption,comments,likes,created_at,location,imageUrl,multiple_images,username,followers,following'
union all
select 2, 0, '======='
union all
-- The tail of a record whose head was lost in the merge.
select 2, 1, '📸 @sample_guest",3,41,1750000000.0,,,False,,,,,,,'
union all
select 2, 2, '9999991,sample_hidden_1,SAMPLEhidden,False,Likes are hidden here,4,-1,1750000000.0,,,False,,,'
union all
select 4, 0, '>>>>>>> other-branch';
