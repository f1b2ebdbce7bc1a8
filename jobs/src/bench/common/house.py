"""Where Pollard is built, and the commands that run our side and PyTorch's."""

import glob
import os
import re
import shutil
import subprocess
import sys

ROOT = os.environ["POLLARD_ROOT"]
BENCH = os.path.join(ROOT, "jobs", "src", "bench")
TARGET = os.path.join(ROOT, "jobs", "target")
POLLARD = os.path.join(ROOT, "bin", "pollard")
PEER_PYTHON = os.environ.get("POLLARD_PEER_PYTHON", "/usr/bin/python3")

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

# What glibc does with large blocks by default (give them back at once, fault them in again) costs
# PyTorch a lot; these settings keep them.
TUNED_MALLOC = {
    "MALLOC_TRIM_THRESHOLD_": "4294967296",
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TOP_PAD_": "134217728",
}


def mnist():
    """MNIST's folder where tests look for it; None if it is not there."""
    root = os.environ.get("POLLARD_DATA", os.path.join(ROOT, "..", "shared", "data"))
    folder = os.path.realpath(os.path.join(root, "mnist"))
    return folder if os.path.isdir(folder) else None


def java():
    home = os.environ.get("JAVA_HOME")
    return os.path.join(home, "bin", "java") if home else "java"


def _read(name):
    with open(os.path.join(TARGET, name), encoding="utf-8") as file:
        return file.read()


def class_path():
    return os.path.join(TARGET, "classes") + ":" + _read("classpath.txt").strip()


def compiled_benchmarks():
    """The folder of the benchmarks' own classes, compiled if they are older than their sources."""
    folder = os.path.join(TARGET, "bench")
    sources = glob.glob(os.path.join(BENCH, "java", "**", "*.java"), recursive=True)
    stamp = os.path.join(folder, "built")
    newest = max(map(os.path.getmtime, sources + [os.path.join(TARGET, "launcher", "built")]))
    if not os.path.exists(stamp) or os.path.getmtime(stamp) < newest:
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        javac = [os.path.join(os.path.dirname(java()), "javac"), "--release", "17", "-proc:none"]
        subprocess.run(javac + ["-d", folder, "-cp", class_path()] + sources, check=True)
        with open(stamp, "w", encoding="utf-8"):
            pass
    return folder


def onnx_runtime():
    """The jar of ONNX Runtime that Pollard is compiled against; it lies where the other jars lie."""
    with open(os.path.join(ROOT, "pom.xml"), encoding="utf-8") as file:
        found = re.search(r"<artifactId>onnxruntime</artifactId>\s*<version>([^<]+)<", file.read())
    here = next(jar for jar in class_path().split(":") if "/org/slf4j/" in jar)
    folder = os.path.join(here.split("/org/slf4j/")[0], *"com/microsoft/onnxruntime/onnxruntime".split("/"))
    return os.path.join(folder, found.group(1), f"onnxruntime-{found.group(1)}.jar")


def java_command(main, *arguments, jars=()):
    """Runs a class of ours as the launcher runs Pollard, without Spark's options."""
    options = _read(os.path.join("launcher", "native.options")).split()
    path = ":".join([compiled_benchmarks(), class_path(), *jars])
    return [java(), "-Xmx4g", *options, "-cp", path, main, *arguments]


def peer_command(program, *arguments):
    """Runs a program of jobs/src/bench/peers with the Python that has PyTorch."""
    return [PEER_PYTHON, os.path.join(BENCH, "peers", program), *arguments]


def peer_version():
    """PyTorch's version, or None where there is none."""
    code = "import torch; print(torch.__version__)"
    try:
        run = subprocess.run([PEER_PYTHON, "-c", code], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    if run.returncode != 0:
        print(f"no PyTorch in {PEER_PYTHON}: measuring Pollard alone", file=sys.stderr)
        return None
    return run.stdout.strip()


def environment(extra=None, without=()):
    """This process's environment with one thread for everybody."""
    made = {**os.environ, **ONE_THREAD, **(extra or {})}
    for name in without:
        made.pop(name, None)
    return made
