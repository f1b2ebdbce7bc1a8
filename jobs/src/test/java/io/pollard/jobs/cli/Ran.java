package io.pollard.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command left, run in this process. */
record Ran(int code, String out, String err) {

  static Ran pollard(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Cli.execute(Terminal.of(out, err, false), args);
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The lines of its output. */
  List<String> words() {
    return out.lines().toList();
  }
}
