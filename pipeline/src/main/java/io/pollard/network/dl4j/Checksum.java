package io.pollard.network.dl4j;

import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/** The checksum of a zip's entry, which java.util.zip.ZipFile does not verify. */
final class Checksum {
  private Checksum() {}

  static void require(ZipEntry entry, byte[] bytes) throws ZipException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (entry.getCrc() != crc.getValue()) {
      throw new ZipException("the checksum of " + entry.getName() + " does not match");
    }
  }
}
