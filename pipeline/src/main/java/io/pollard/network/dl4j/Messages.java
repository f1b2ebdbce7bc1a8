package io.pollard.network.dl4j;

/** Texts of foreign exceptions, made short enough for a message of ours. */
final class Messages {
  private Messages() {}

  /** The first line of the innermost cause that says anything. */
  static String firstLine(Throwable thrown) {
    String text = thrown.getClass().getSimpleName();
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      String message = at.getMessage();
      if (message != null && !message.isBlank()) {
        text = message.strip().lines().findFirst().orElse(text);
      }
    }
    return text;
  }
}
