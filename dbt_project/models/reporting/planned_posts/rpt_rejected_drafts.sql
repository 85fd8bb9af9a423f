select
    rejected.source_file,
    {{ shown_file("rejected.source_file", "parse_filename(rejected.source_file)") }} as file_name,
    rejected.record_number,
    rejected.draft_id,
    case
        when answered.draft_id is not null and rejected.reason like 'is planned for%'
            then 'was answered before; its time has passed'
        else rejected.reason
    end as reason,
    count(*) over () as n_rejected

from {{ ref("rejected_drafts") }} as rejected

left join (select distinct draft_id from {{ ref("draft_log") }}) as answered
    on rejected.draft_id = answered.draft_id

qualify row_number() over (order by rejected.source_file, rejected.record_number) <= 50
