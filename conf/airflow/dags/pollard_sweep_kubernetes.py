"""Sweeps of Pollard through the Spark operator of Kubernetes.

The same as `pollard_sweep`; each command is the SparkApplication of conf/kubernetes (POLLARD_SPARK_APPLICATION names the file)
with its own main class and arguments.
"""

import copy
import os
import pathlib

import pollard_common as common
import yaml
from airflow.providers.cncf.kubernetes.operators.spark_kubernetes import SparkKubernetesOperator
from airflow.sdk import chain, dag, task, task_group

HERE = pathlib.Path(__file__).resolve().parent
APPLICATION = yaml.safe_load(
    pathlib.Path(
        os.environ.get("POLLARD_SPARK_APPLICATION", HERE.parents[1] / "kubernetes" / "spark-application.yaml")
    ).read_text()
)


def application(command, arguments):
    spark = copy.deepcopy(APPLICATION)
    spark["spec"] |= {"mainClass": common.main_class(command), "arguments": arguments}
    return {"spark": spark}


def submission(command, arguments):
    return SparkKubernetesOperator(
        task_id=command,
        name="pollard-" + command,
        namespace=APPLICATION["metadata"]["namespace"],
        template_spec=application(command, arguments),
    )


@dag(**common.SETTINGS, params=common.params("s3a://pollard/"), doc_md=__doc__)
def pollard_sweep_kubernetes():
    @task
    def sweeps(params):
        return common.sweeps(params)

    @task_group
    def sweep(file, report):
        chain(*(submission(*each) for each in common.commands(file, report).items()))

    sweep.expand_kwargs(sweeps())


pollard_sweep_kubernetes()
