package io.pollard.data;

import io.pollard.data.place.Place;
import java.util.Map;

/** Loads data sets. */
public final class Datasets {
  private Datasets() {}

  /**
   * Reads, hashes, splits and normalises a data set. A pure function of the settings and the
   * content. Memory: one byte a pixel (four a number), whatever the splits; labels and indices
   * beside it.
   *
   * @throws io.pollard.UserException if a variable of the path is not set, a file is not there or
   *     must not be read, or the settings do not fit the content
   * @throws io.pollard.DataException if a file does not hold what the format says
   */
  public static Dataset load(DatasetSpec spec) {
    return load(spec, Map.of());
  }

  /**
   * As {@link #load(DatasetSpec)}.
   *
   * @param settings of Hadoop, over those of its files
   */
  public static Dataset load(DatasetSpec spec, Map<String, String> settings) {
    DatasetSpec located = spec.located(System.getenv());
    Place place = located.format().place(located.name(), located.path(), settings);
    return of(located, located.format().read(place));
  }

  /** A data set whose content is at hand already. */
  public static Dataset of(DatasetSpec spec, RawDataset raw) {
    Splits splits = Splits.of(spec, raw.train().size(), raw.test().size());
    Normalizer normalizer =
        Normalizer.of(
            spec.normalization(), spec.name(), raw.train().values(), raw.shape(), splits.train());
    return new Dataset(
        spec.name(),
        Fingerprint.of(raw),
        raw.shape(),
        raw.classes(),
        normalizer.apply(raw.train(), splits.train()),
        normalizer.apply(raw.train(), splits.validation()),
        normalizer.apply(raw.test(), splits.test()));
  }
}
