"""What sweeps have in common, whatever starts them."""

import datetime
import posixpath

from airflow.sdk import Param

SETTINGS = {
    "schedule": None,
    "start_date": datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
    "catchup": False,
    "max_active_runs": 1,
    "max_active_tasks": 4,
    # Each retry goes on with what is missing: a step that is committed is never run again.
    "default_args": {
        "retries": 2,
        "retry_delay": datetime.timedelta(minutes=1),
        "retry_exponential_backoff": True,
        "max_retry_delay": datetime.timedelta(minutes=15),
    },
    "tags": ["pollard"],
}


def text(default, description):
    return Param(default, type="string", minLength=1, description=description)


def params(root):
    """The parameters of a run; root is where its files lie, such as hdfs:///."""
    return {
        "experiments": Param(
            [root + "experiments/lottery-lenet-300-100.yaml"],
            type="array",
            items={"type": "string", "minLength": 1},
            minItems=1,
            uniqueItems=True,
            description="Experiment files.",
        ),
        "warehouse": text(root + "warehouse", "Root of the tables."),
        "reports": text(root + "reports", "Folder for the reports."),
    }


def sweeps(params):
    """Each experiment file with the place of its report."""
    return [
        {"file": file, "report": posixpath.join(params["reports"], stem(file) + ".html")}
        for file in params["experiments"]
    ]


def stem(file):
    return posixpath.splitext(posixpath.basename(file))[0]


def commands(file, report):
    """The commands of a sweep in their order, each with its arguments."""
    warehouse = ["--warehouse", "{{ params.warehouse }}"]
    return {
        "train": [file, *warehouse],
        "sensitivity": [file, *warehouse],
        "run": [file, *warehouse],
        "compact": ["--file", file, *warehouse],
        "report": ["--file", file, "--to", report, *warehouse],
    }


def main_class(command):
    return f"io.pollard.jobs.cli.{command.capitalize()}Job"
