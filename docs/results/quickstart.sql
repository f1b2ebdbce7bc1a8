-- Mean test accuracy (%) and its sample standard deviation over replicates, against the share of weights kept (%).
select arm as series,
       100.0 * avg(prunable_nonzero / prunable_total) as x,
       100.0 * avg(top1) as y,
       100.0 * stddev_samp(top1) as deviation
from results
where experiment = 'quickstart' and split = 'test'
group by arm, level
order by arm desc, level
