"""Sweeps of Pollard through spark-submit.

Every experiment file of a run goes its own way: train, sensitivity, run, compact, report. The connection `spark_default`
says where Spark is (and in its extra field "deploy-mode" whether the driver runs there too); everything else is a parameter
of the run. Nothing is kept on a worker between tasks: files lie where every machine can read them (hdfs://, s3a://, a mount).
"""

import pollard_common as common
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import Param, chain, dag, task, task_group


def submission(command, arguments):
    return SparkSubmitOperator(
        task_id=command,
        name="pollard " + command,
        application="{{ params.jar }}",
        java_class=common.main_class(command),
        application_args=arguments,
        properties_file="{{ params.properties }}",
        # Airflow 3.3 would look for the driver of the try before, and refuses YARN's cluster mode without access to the
        # ResourceManager. Submitting again is as good: what is committed is not run again.
        durable=False,
    )


@dag(
    **common.SETTINGS,
    params={
        **common.params("hdfs:///pollard/"),
        "jar": common.text("hdfs:///apps/pollard.jar", "Pollard's jar."),
        "properties": Param("", type="string", description="File with Spark's settings, such as conf/spark/yarn.conf."),
    },
    doc_md=__doc__,
)
def pollard_sweep():
    @task
    def sweeps(params):
        return common.sweeps(params)

    @task_group
    def sweep(file, report):
        chain(*(submission(*each) for each in common.commands(file, report).items()))

    sweep.expand_kwargs(sweeps())


pollard_sweep()
