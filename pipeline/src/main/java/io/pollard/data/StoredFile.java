package io.pollard.data;

import io.pollard.data.place.Place;
import java.io.Serializable;

/**
 * A {@link Source} on its way to another process: the text of its place.
 *
 * @param path of the file
 * @param compressed whether gzip was applied
 */
record StoredFile(String path, boolean compressed) implements Serializable {

  static StoredFile of(Source source) {
    return new StoredFile(source.file().toString(), source.compressed());
  }

  Source source() {
    return new Source(Place.of(path), compressed);
  }
}
