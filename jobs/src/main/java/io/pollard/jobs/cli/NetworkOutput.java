package io.pollard.jobs.cli;

import io.pollard.network.Network;
import io.pollard.network.dl4j.Dl4jZipWriter;
import java.nio.file.Path;

/** Writes networks to files, so that nobody ever sees half a file. */
final class NetworkOutput {
  private NetworkOutput() {}

  /** A DL4J zip. */
  static void write(Path target, Network network, float[] parameters) {
    write(target, out -> Dl4jZipWriter.write(network, parameters, out));
  }

  /**
   * Whatever a network is written as.
   *
   * @throws io.pollard.UserException if the system refuses
   */
  static void write(Path target, OutputFile.Writer content) {
    OutputFile.write(target, "network", content);
  }
}
