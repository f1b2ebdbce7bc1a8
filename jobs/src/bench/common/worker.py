"""A process that measures when it is told to, and sleeps otherwise, so that others can measure."""

import json
import subprocess


class Worker:
    """One line of text per command, one line of JSON per answer."""

    def __init__(self, command, environment):
        self.command = command
        self.process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(
                f"Cannot measure: a worker ended at '{command}' with status"
                f" {self.process.wait()} (command={' '.join(self.command[-4:])}); see above"
            )
        return json.loads(line)

    def rate(self, seconds, clock):
        """Examples per second of wall or processor time."""
        answer = self.ask(f"run {seconds}")
        return answer["examples"] / answer[clock]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
