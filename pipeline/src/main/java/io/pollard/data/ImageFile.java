package io.pollard.data;

import java.io.Serializable;
import java.util.Locale;

/**
 * An image that is still encoded.
 *
 * @param location what messages call it
 * @param content reads it
 */
record ImageFile(String location, Content content) implements Serializable {

  /** The bytes of an image, or where they lie. */
  @FunctionalInterface
  interface Content extends Serializable {
    byte[] bytes();
  }

  /** Whether a file's name is that of an image in a format that is read. */
  static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
  }
}
