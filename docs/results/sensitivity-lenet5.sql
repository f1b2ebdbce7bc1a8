-- Validation accuracy (%) with one layer pruned, against the share of its weights that is kept (%).
select layer as series,
       100.0 * (1.0 - sparsity) as x,
       100.0 * top1 as y,
       cast(null as double) as deviation
from sensitivity
where experiment = 'dense-lenet5' and split = 'validation' and structure = 'weight' and scoring = 'magnitude' and samples = population
order by position, sparsity
