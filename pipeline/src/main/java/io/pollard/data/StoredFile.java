package io.pollard.data;

import io.pollard.data.place.Address;
import java.io.Serializable;

/**
 * A {@link Source} on its way to another process: the address of its place.
 *
 * @param address of the file
 * @param compressed whether gzip was applied
 */
record StoredFile(Address address, boolean compressed) implements Serializable {

  static StoredFile of(Source source) {
    return new StoredFile(Address.of(source.file()), source.compressed());
  }

  Source source() {
    return new Source(address.place(), compressed);
  }
}
