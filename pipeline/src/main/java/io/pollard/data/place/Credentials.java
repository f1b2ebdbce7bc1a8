package io.pollard.data.place;

import io.pollard.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of paths. A path goes where people look: into the settings of steps, messages,
 * logs and reports. So one that holds a password is refused before it gets anywhere.
 */
public final class Credentials {
  /** {@code scheme://user:password@host}, and signatures and tokens behind a question mark. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(?<=://)[^/@\\s]*:[^/@\\s]*(?=@)|(?<=[?&](sig|signature|token|secret|password|key|x-amz-signature)=)[^&\\s]+");

  private Credentials() {}

  /**
   * The path as it is.
   *
   * @throws UserException if it holds a password; the message does not
   */
  public static String refuse(String path) {
    Matcher secret = SECRET.matcher(path);
    if (secret.find()) {
      throw new UserException(
          "Cannot use a path: it holds a password (path=%s); leave it out, and give it as a setting of Hadoop, such as spark.hadoop.fs.s3a.secret.key, or in a credential provider"
              .formatted(secret.replaceAll("***")));
    }
    return path;
  }
}
