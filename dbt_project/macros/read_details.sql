{#- What other files of a folder tell of its posts, written into `raw_parts`: a download has its
    posts' likes in one file, their kind and caption in a second, and the account's name in a third. -#}
{% macro add_details(files) -%}
    {%- if files -%}
        {%- do read_files(files, post_columns(), post_aliases(), "raw_details") -%}
        {%- do run_query(add_content_of_download()) -%}
        {%- do run_query(add_account_of_download("download_profile", "owner_name")) -%}
        {%- do run_query(add_account_of_download("download_audience", "followers")) -%}
        {%- do run_query(add_counts_of_fivetran()) -%}
    {%- endif -%}
{%- endmacro %}

{#- The folder whose files tell of each other: the root of a download, else the file's own. -#}
{% macro folder_of_details(source_file) -%}
    {%- set root = "nullif(regexp_extract(" ~ source_file ~ ", '^(.*?)(?:[/\\\\](?:logged_information|your_instagram_activity|personal_information))?[/\\\\](?:past_instagram_insights|content|media|personal_information)[/\\\\][^/\\\\]*$', 1), '')" -%}
    {{ return("coalesce(" ~ root ~ ", " ~ own_folder(source_file) ~ ")") }}
{%- endmacro %}

{% macro own_folder(source_file) -%}
    {{ return("regexp_replace(" ~ source_file ~ ", '[/\\\\]?[^/\\\\]*$', '')") }}
{%- endmacro %}

{#- Two posts of one second cannot be told apart. -#}
{% macro add_content_of_download() -%}
    update raw_parts
    set media_type = content.media_type, caption = coalesce(content.caption, raw_parts.caption)
    from (
        select
            {{ folder_of_details("source_file") }} as folder,
            created_at,
            min(caption) as caption,
            min(case
                when multiple_images is not null then 'carousel'
                when lower(thumbnail) like '%.mp4' then 'video'
                else 'image'
            end) as media_type
        from raw_details
        where source_format = 'download_content' and created_at is not null
        group by all
        having count(distinct concat_ws(' ', thumbnail, caption)) = 1
    ) as content
    where
        raw_parts.source_format = 'download_your_information'
        and {{ folder_of_details("raw_parts.source_file") }} = content.folder
        and raw_parts.created_at = content.created_at
{%- endmacro %}

{% macro add_account_of_download(source_format, column) -%}
    update raw_parts
    set {{ column }} = account.told
    from (
        select
            {{ folder_of_details("source_file") }} as folder,
            min({{ column }}) as told
        from raw_details
        where source_format = '{{ source_format }}'
        group by all
        having count(distinct {{ column }}) = 1
    ) as account
    where
        raw_parts.source_format = 'download_your_information'
        and {{ folder_of_details("raw_parts.source_file") }} = account.folder
{%- endmacro %}

{#- The counts are those of the newest reading, whichever version of the post they stand beside. -#}
{% macro add_counts_of_fivetran() -%}
    {%- set counts = ["likes", "comments", "reach", "saves", "shares", "views", "observed_at"] -%}
    update raw_parts
    set
        {%- for column in counts %}
        {{ column }} = counted.{{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from (
        select *
        from raw_details
        where source_format = 'fivetran_counts'
        qualify row_number() over (
            partition by {{ folder_of_details("source_file") }}, post_number
            order by observed_at desc, source_file, record_number
        ) = 1
    ) as counted
    where
        raw_parts.source_format = 'fivetran'
        and {{ folder_of_details("raw_parts.source_file") }} = {{ folder_of_details("counted.source_file") }}
        and raw_parts.post_number = counted.post_number
{%- endmacro %}
