package io.pollard.data;

import io.pollard.UserException;
import io.pollard.data.place.Place;
import io.pollard.spec.Extension;
import java.util.Map;
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
   * @param settings of Hadoop, over those of its files
   */
  default Place place(String name, Optional<String> path, Map<String, String> settings) {
    return Place.of(path.orElseThrow(), settings);
  }

  /**
   * Reads the whole data set.
   *
   * @throws io.pollard.UserException if a file or folder is not there or must not be read
   * @throws io.pollard.DataException if a file does not hold what the format says
   */
  RawDataset read(Place place);

  /**
   * The same in pieces, for data sets that no single process holds: looks at headers, names and
   * labels, not at values. Where a piece begins and ends depends on the files alone.
   *
   * @param place where it lies
   * @throws io.pollard.UserException as {@link #read}, or if files of this format are only read
   *     whole
   * @throws io.pollard.DataException as {@link #read}, as far as it shows
   */
  default Pieces pieces(Place place) {
    throw new UserException(
        "Cannot share out the data in %s: format %s is read as a whole only; store them as idx, image-folder, image-tar (not gzipped) or parquet"
            .formatted(place, name()));
  }
}
