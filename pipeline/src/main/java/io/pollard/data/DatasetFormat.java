package io.pollard.data;

import io.pollard.data.place.Place;
import io.pollard.spec.Extension;
import java.util.Optional;

/**
 * How a data set is stored. An open family: an implementation reads everything into memory, in an
 * order that depends on the content alone, and reports what is wrong with a file by name.
 */
public interface DatasetFormat extends Extension {

  /**
   * Looks at the settings before anything is read.
   *
   * @param name of the data set, as in the experiment file
   * @param path where it lies, as in the experiment file
   * @throws IllegalArgumentException if this format cannot serve them
   */
  default void validate(String name, Optional<String> path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("format " + name() + " needs a path");
    }
  }

  /**
   * Where the data lies.
   *
   * @param path with its variables replaced
   */
  default Place place(String name, Optional<String> path) {
    return Place.of(path.orElseThrow());
  }

  /**
   * Reads the whole data set.
   *
   * @throws io.pollard.UserException if a file or folder is not there or must not be read
   * @throws io.pollard.DataException if a file does not hold what the format says
   */
  RawDataset read(Place place);
}
