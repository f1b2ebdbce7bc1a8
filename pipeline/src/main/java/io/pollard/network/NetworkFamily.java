package io.pollard.network;

import io.pollard.spec.Extension;
import java.util.Optional;

/** A network that an experiment file chooses by name. An open family. */
public interface NetworkFamily extends Extension {

  /** What people call the network: the name, or that of the file it comes from. */
  default String title() {
    return name();
  }

  /**
   * The architecture for given data. A pure function, apart from reading files that its settings
   * name.
   *
   * @param input shape of one example
   * @param classes number of classes
   * @throws io.pollard.UserException if the network cannot take such data
   * @throws io.pollard.DataException if a file that the settings name is damaged
   */
  Network build(Shape input, int classes);

  /** How initial values are drawn, where {@link #storedParameters} gives none. */
  Initialization initialization();

  /**
   * Values that come with the network, over its layout, to start from instead of drawing; empty for
   * architectures.
   *
   * @param network what {@link #build} gave
   */
  default Optional<float[]> storedParameters(Network network) {
    return Optional.empty();
  }

  /**
   * A hash of content that the settings only point at (a file's), to be a part of a step's identity
   * beside the settings; empty where the settings say it all.
   */
  default Optional<String> fingerprint() {
    return Optional.empty();
  }
}
