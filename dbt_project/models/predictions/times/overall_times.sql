{{ select_overall_times("select 'UTC' as timezone", ref("week_cells")) }}
