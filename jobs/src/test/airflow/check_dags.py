"""Loads the DAGs of a folder as Airflow does and prints what they come to as JSON; ends with 1 if one cannot be loaded."""

import json
import pathlib
import sys

from airflow.dag_processing.dagbag import BundleDagBag

folder = pathlib.Path(sys.argv[1])
bag = BundleDagBag(dag_folder=folder, bundle_path=folder, bundle_name="dags")
for file, error in bag.import_errors.items():
    print(file, error, sep=": ", file=sys.stderr)


def describe(dag):
    return {
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "params": {name: dag.params.get_param(name).schema for name in dag.params},
        "tasks": {task.task_id: describe_task(task) for task in dag.tasks},
    }


def describe_task(task):
    return {
        "operator": task.task_type,
        "retries": task.retries,
        "mapped": task.get_closest_mapped_task_group() is not None,
        "upstream": sorted(task.upstream_task_ids),
        "application": getattr(task, "template_spec", None),
    }


pathlib.Path(sys.argv[2]).write_text(
    json.dumps({name: describe(dag) for name, dag in bag.dags.items()}, default=str)
)
sys.exit(1 if bag.import_errors else 0)
