{#- Everything that a table promises of its rows, in one test. Returns each row that breaks a
    promise, and which ones it breaks.

    key: the columns that no two rows share; [] for a table of at most one row.
    nullable: those of the key that may be null; the others never are.
    not_null: further columns that never are.
    ranges: {column: [lowest, highest]}, ends included, null where there is no end.
    accepted: {column: [values]}.
    parents: {column: ref('table')}: each value is one of the column of that name there.

    What a name promises (n_posts, p_high, view_share) is tested without being written down. -#}
{% test promises(
    model, key, nullable=[], not_null=[], ranges={}, accepted={}, parents={}
) %}
    {{ broken_promises(model, column_names(model), key, nullable, not_null, ranges, accepted, parents) }}
{% endtest %}
