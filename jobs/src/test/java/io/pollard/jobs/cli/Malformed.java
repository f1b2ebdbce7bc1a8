package io.pollard.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An input that cannot be used.
 *
 * @param what is wrong with it
 * @param code exit code of the command that meets it
 * @param says what the message contains
 * @param command makes the input in a folder and tells the command that meets it
 */
record Malformed(String what, int code, String says, Making command) {

  /** Makes an input. */
  interface Making {
    String[] in(Path folder) throws IOException;
  }

  @Override
  public String toString() {
    return what;
  }
}
