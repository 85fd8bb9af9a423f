{#- The promises of all tables that a build made, in a few queries at its end: a test of each table
    takes most of its time in dbt. They are tests all the same, which `dbt build` and `dbt test` run
    one by one; asked here are those of a build that leaves all of these out. -#}
{% macro keep_promises(results) -%}
    {%- if execute and "test_name:promises" in invocation_args_dict.exclude | string -%}
        {%- set made, promised, broken = [], [], [] -%}
        {%- for result in results if result.status == "success" -%}
            {%- do made.append(result.node.unique_id) -%}
        {%- endfor -%}
        {%- for test in graph.nodes.values() if test.resource_type == "test" -%}
            {%- if test.attached_node in made and (test.test_metadata or {}).name == "promises" -%}
                {%- do promised.append(test) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set names = names_by_table() if promised else {} -%}
        {#- Some at a time, which bounds the memory. -#}
        {%- for tests in promised | batch(20) -%}
            {%- for row in run_query(broken_tests(tests, names)).rows -%}
                {%- do broken.extend(run_query(breaches(graph.nodes[row[0]], names)).rows) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- if broken -%}
            {{ exceptions.raise_compiler_error(broken | map(attribute=0) | join("; ")) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- The tests whose table breaks a promise. -#}
{% macro broken_tests(tests, names) -%}
    {%- for test in tests %}
        select '{{ test.unique_id }}' as test
        where exists ({{ is_promise_broken(**arguments_of(test, names)) }})
        {%- if not loop.last %}
        union all
        {%- endif %}
    {%- endfor -%}
{%- endmacro %}

{#- How many rows of a table break its promises, and the first of them, in a sentence. -#}
{% macro breaches(test, names) -%}
    {%- set table = graph.nodes[test.attached_node] %}
    select
        'the test promises of {{ table.schema }}.{{ table.name }} found '
        || count(*) || ' rows, the first with ' || left(min(to_json(broken)::varchar), 300)
        || ' ({{ test.original_file_path }})' as sentence
    from ({{ broken_promises(**arguments_of(test, names)) }}) as broken
{%- endmacro %}

{#- What a test asks of its table. Of a parent that nobody made, since only some tables were asked
    for, nothing can be said. -#}
{% macro arguments_of(test, names) -%}
    {%- set table = graph.nodes[test.attached_node] -%}
    {%- set arguments, parents = dict(test.test_metadata.kwargs), {} -%}
    {%- for column, parent in (arguments.parents or {}).items() -%}
        {%- set relation = relation_named(parent, test) -%}
        {%- if relation.schema ~ "." ~ relation.identifier in names -%}
            {%- do parents.update({column: relation}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do arguments.update({
        "model": table.relation_name, "names": names[table.schema ~ "." ~ table.alias], "parents": parents
    }) -%}
    {{ return(arguments) }}
{%- endmacro %}

{#- The names of every table's columns. Asking one by one takes longer than the answers. -#}
{% macro names_by_table() -%}
    {%- set names = {} -%}
    {%- for row in run_query(
        "select schema_name || '.' || table_name, column_name from duckdb_columns()"
        ~ " where database_name = current_database() order by column_index"
    ).rows -%}
        {%- do names.setdefault(row[0], []).append(row[1]) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{#- The table that `ref('name')`, as a test has it in its arguments, stands for. -#}
{% macro relation_named(text, test) -%}
    {%- for key in test.depends_on.nodes if "ref('" ~ graph.nodes[key].name ~ "')" == text -%}
        {%- set node = graph.nodes[key] -%}
        {{ return(api.Relation.create(node.database, node.schema, node.alias)) }}
    {%- endfor -%}
{%- endmacro %}
