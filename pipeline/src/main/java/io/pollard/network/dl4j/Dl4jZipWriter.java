package io.pollard.network.dl4j;

import io.pollard.network.Network;
import io.pollard.network.ParameterLayout;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes networks as DL4J zips, which DL4J's ModelSerializer and {@link Dl4jZip} read. */
public final class Dl4jZipWriter {
  /** The earliest that a zip can say; fixed, so that the same network gives the same bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Dl4jZipWriter() {}

  /**
   * Writes a network with its parameters, without an updater.
   *
   * @param parameters over the network's layout, statistics included
   * @param out stays open
   * @throws io.pollard.DataException if the parameters do not fit the network
   * @throws IOException if writing fails
   */
  public static void write(Network network, float[] parameters, OutputStream out)
      throws IOException {
    write(network.name(), network.configuration(), network.layout(), parameters, out);
  }

  /**
   * Writes a network of which only the configuration is at hand.
   *
   * @param name for messages
   * @param configuration DL4J's JSON
   * @param layout of its parameters
   * @param parameters over the layout, statistics included
   * @param out stays open
   * @throws io.pollard.DataException if the parameters do not fit the layout
   * @throws IOException if writing fails
   */
  public static void write(
      String name,
      String configuration,
      ParameterLayout layout,
      float[] parameters,
      OutputStream out)
      throws IOException {
    layout.requireFits(parameters, "parameters of " + name);
    ZipOutputStream zip = new ZipOutputStream(out);
    // Weights hardly get smaller, except for pruned ones, and those do at any level.
    zip.setLevel(Deflater.BEST_SPEED);
    begin(zip, ModelZip.CONFIGURATION);
    zip.write(configuration.getBytes(StandardCharsets.UTF_8));
    begin(zip, ModelZip.COEFFICIENTS);
    DataOutputStream values = new DataOutputStream(zip);
    Coefficients.write(parameters, values);
    values.flush();
    zip.finish();
  }

  private static void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
  }
}
