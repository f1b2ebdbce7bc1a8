package io.pollard.data.place;

import java.io.Serializable;
import java.util.Map;

/**
 * A {@link Place} on its way to another process.
 *
 * @param path its text
 * @param settings of Hadoop that it needs; they may be secret and are never shown
 */
public record Address(String path, Map<String, String> settings) implements Serializable {

  public static Address of(Place place) {
    return new Address(
        place.toString(), place instanceof HadoopPlace hadoop ? hadoop.settings() : Map.of());
  }

  public Place place() {
    return Place.of(path, settings);
  }

  @Override
  public String toString() {
    return path;
  }
}
