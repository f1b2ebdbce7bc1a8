package io.pollard.jobs.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes.
 *
 * @param out results, for people and pipes
 * @param err messages
 * @param live whether a person watches {@code out}, so that a line of it may be painted over
 */
record Terminal(PrintWriter out, PrintWriter err, boolean live) {

  /** The process's own. */
  @SuppressWarnings("SystemConsoleNull") // Only from JDK 22 on is there always a console.
  static Terminal system() {
    return of(System.out, System.err, System.console() != null);
  }

  /** The same without anything that is painted over, for output that a program reads. */
  Terminal quiet() {
    return new Terminal(out, err, false);
  }

  static Terminal of(OutputStream out, OutputStream err, boolean live) {
    return new Terminal(
        new PrintWriter(out, true, StandardCharsets.UTF_8),
        new PrintWriter(err, true, StandardCharsets.UTF_8),
        live);
  }
}
