package io.pollard.data;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * An image that is still encoded.
 *
 * @param location what messages call it
 * @param content reads it; called once
 */
record ImageFile(String location, Supplier<byte[]> content) {

  /** Whether a file's name is that of an image in a format that is read. */
  static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
  }
}
