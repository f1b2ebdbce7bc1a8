"""What a measurement was made on and with."""

import platform
import re
import subprocess

from common import house


def _field(text, name):
    found = re.search(rf"^{name}\s*:\s*(.*)$", text, re.MULTILINE)
    return found.group(1).strip() if found else "unknown"


def has(extension):
    """Whether the processor has an extension of its instruction set."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return extension in _field(file.read(), "flags").split()


def facts():
    """Processor, system and versions, in the order in which they are printed."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        cpu = file.read()
    flags = set(_field(cpu, "flags").split())
    extensions = [f for f in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if f in flags]
    version = subprocess.run([house.java(), "-version"], capture_output=True, text=True, check=True)
    commit = subprocess.run(
        ["git", "-C", house.ROOT, "log", "-1", "--format=%h"],
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "processor": "%s, family %s model %s, %d cores, %s"
        % (
            _field(cpu, "model name"),
            _field(cpu, "cpu family"),
            _field(cpu, "model"),
            len(re.findall(r"^processor\s*:", cpu, re.MULTILINE)),
            " ".join(extensions),
        ),
        "system": f"{platform.system()} {platform.machine()}, {' '.join(platform.libc_ver())}",
        "java": version.stderr.splitlines()[0],
        "python": platform.python_version(),
        "pytorch": house.peer_version() or "none",
        "pollard": commit.stdout.strip() or "unknown",
    }
