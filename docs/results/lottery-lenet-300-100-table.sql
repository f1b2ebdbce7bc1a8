select level,
       max(prunable_nonzero) as weights,
       round(100.0 * max(prunable_nonzero / prunable_total), 2) as kept_pct,
       concat(format_number(100 * avg(case when arm = 'winning-ticket' then top1 end), 2), ' ± ', format_number(100 * stddev_samp(case when arm = 'winning-ticket' then top1 end), 2)) as ticket,
       concat(format_number(100 * avg(case when arm = 'random-reinit' then top1 end), 2), ' ± ', format_number(100 * stddev_samp(case when arm = 'random-reinit' then top1 end), 2)) as reinit,
       concat(format_number(100 * avg(case when arm = 'random-mask' then top1 end), 2), ' ± ', format_number(100 * stddev_samp(case when arm = 'random-mask' then top1 end), 2)) as mask,
       concat(format_number(avg(case when arm = 'winning-ticket' then early_stop_iteration end), 0), ' ± ', format_number(stddev_samp(case when arm = 'winning-ticket' then early_stop_iteration end), 0)) as ticket_stop,
       concat(format_number(avg(case when arm = 'random-reinit' then early_stop_iteration end), 0), ' ± ', format_number(stddev_samp(case when arm = 'random-reinit' then early_stop_iteration end), 0)) as reinit_stop,
       concat(format_number(avg(case when arm = 'random-mask' then early_stop_iteration end), 0), ' ± ', format_number(stddev_samp(case when arm = 'random-mask' then early_stop_iteration end), 0)) as mask_stop
from results
where experiment = 'lottery-lenet-300-100' and split = 'test'
group by level order by level
