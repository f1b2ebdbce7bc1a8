package io.pollard.spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 of content.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record ContentHash(String hex) {

  /**
   * @throws IllegalArgumentException if {@code hex} is not 64 lower-case hexadecimal digits
   */
  public ContentHash {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a hash has 64 lower-case hexadecimal digits, found '" + hex + "'");
    }
  }

  /**
   * The hash of a list of texts. Each is preceded by its length (bytes of UTF-8, as 8 bytes, most
   * significant first), so that different lists never run into the same bytes.
   *
   * @throws IllegalArgumentException if a text holds half a surrogate pair: it has no UTF-8
   */
  public static ContentHash of(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      ByteBuffer bytes = utf8(part);
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bytes.remaining()));
      digest.update(bytes);
    }
    return of(digest);
  }

  /** The hash of bytes as they are. */
  public static ContentHash ofBytes(byte[] bytes) {
    MessageDigest digest = sha256();
    digest.update(bytes);
    return of(digest);
  }

  /** The hash of what is left in a stream, which stays open. */
  public static ContentHash ofStream(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return of(digest);
  }

  @Override
  public String toString() {
    return hex;
  }

  private static ContentHash of(MessageDigest digest) {
    return new ContentHash(HexFormat.of().formatHex(digest.digest()));
  }

  private static ByteBuffer utf8(String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text holds half a surrogate pair", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
