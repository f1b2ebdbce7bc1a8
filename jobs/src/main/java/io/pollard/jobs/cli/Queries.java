package io.pollard.jobs.cli;

import io.pollard.DataException;
import io.pollard.UserException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs a user's query and tells the user's mistakes from damaged files. */
final class Queries {
  private static final Pattern FILE = Pattern.compile("[a-z0-9]+:/\\S+?\\.parquet");
  private static final String EXPRESSIONS = "org.apache.spark.sql.catalyst.expressions.";
  private static final int LONGEST_CHAIN = 50;

  private Queries() {}

  /**
   * Runs a query.
   *
   * @param consumer gets its rows, before they are computed
   * @throws UserException if the query is not SQL, names what is not there, or fails on values it
   *     computes itself
   * @throws DataException if a file of the warehouse cannot be read
   */
  static void run(SparkSession spark, String query, Consumer<Dataset<Row>> consumer) {
    try {
      consumer.accept(spark.sql(query));
    } catch (Exception e) { // Spark's are checked exceptions, but Scala does not declare them.
      throw explain(e);
    }
  }

  private static RuntimeException explain(Exception e) {
    if (e instanceof AnalysisException mistake) {
      return new UserException(
          "Cannot run the query: %s; mend it, 'describe results' lists columns"
              .formatted(oneLine(mistake.message())),
          e);
    }
    if (chain(e).anyMatch(Queries::isFromParquet)) {
      String file = files(e).findFirst().orElse("unknown");
      return new DataException(
          "Cannot read the warehouse: %s (file=%s); 'pollard doctor' says what else is damaged"
              .formatted(oneLine(message(root(e))), file),
          e);
    }
    Optional<Throwable> users = chain(e).filter(Queries::isUsers).findFirst();
    if (users.isPresent()) {
      return new UserException(
          "Cannot run the query: %s; mend it".formatted(oneLine(message(users.get()))), e);
    }
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }

  /** An error that Spark's documentation names, or one thrown while computing an expression. */
  private static boolean isUsers(Throwable e) {
    if (e instanceof SparkThrowable known) {
      return Optional.ofNullable(known.getErrorClass())
          .filter(name -> !name.startsWith("_LEGACY") && !known.isInternalError())
          .isPresent();
    }
    return Arrays.stream(e.getStackTrace())
        .limit(1)
        .anyMatch(frame -> frame.getClassName().startsWith(EXPRESSIONS));
  }

  private static boolean isFromParquet(Throwable e) {
    return Arrays.stream(e.getStackTrace())
        .anyMatch(frame -> frame.getClassName().startsWith("org.apache.parquet."));
  }

  /** The files that messages name, the outermost message first. */
  private static Stream<String> files(Throwable e) {
    return chain(e)
        .map(cause -> FILE.matcher(message(cause)))
        .filter(Matcher::find)
        .map(Matcher::group);
  }

  private static Stream<Throwable> chain(Throwable e) {
    return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
        .limit(LONGEST_CHAIN);
  }

  private static Throwable root(Throwable e) {
    return chain(e).reduce((outer, inner) -> inner).orElse(e);
  }

  private static String message(Throwable e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.toString());
  }

  /**
   * Without the query and the plan, which Spark appends after an empty line or on lines of their
   * own.
   */
  private static String oneLine(String message) {
    return message
        .split("\\R\\s*\\R|\\R(?===|'|\\+-)", 2)[0]
        .replaceAll("\\s+", " ")
        .strip()
        .replaceFirst("\\.\\z", "");
  }
}
