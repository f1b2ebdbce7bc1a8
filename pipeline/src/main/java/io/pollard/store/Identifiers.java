package io.pollard.store;

import io.pollard.UserException;
import java.util.regex.Pattern;

/**
 * Names that become parts of paths. An experiment's name is a partition value ({@code
 * experiment=<name>}), so it must need no escaping, hide no file (Spark skips names that start with
 * {@code _} or {@code .}) and lead nowhere else.
 */
public final class Identifiers {
  private static final int LONGEST = 128;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern STEP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_]*");

  private Identifiers() {}

  /**
   * The name itself.
   *
   * @throws UserException if it cannot be an experiment's name
   */
  public static String experiment(String name) {
    return require("experiment", name);
  }

  /**
   * The name itself.
   *
   * @throws UserException if it cannot be an arm's name
   */
  public static String arm(String name) {
    return require("arm", name);
  }

  /**
   * The id itself. Ids are made by the planner, so one that does not fit is a bug.
   *
   * @throws IllegalArgumentException if it cannot be part of a file's name
   */
  static String step(String id) {
    if (id.length() > LONGEST || !STEP.matcher(id).matches()) {
      throw new IllegalArgumentException("not a step id: " + id);
    }
    return id;
  }

  /** Whether a name can be an experiment's or an arm's. */
  static boolean fits(String name) {
    return name.length() <= LONGEST && NAME.matcher(name).matches();
  }

  private static String require(String what, String name) {
    if (!fits(name)) {
      throw new UserException(
          "Cannot use the name of the %s: it becomes part of a path (name=%s); use 1 to %d letters, digits, '.', '_' or '-', starting with a letter or digit"
              .formatted(what, name, LONGEST));
    }
    return name;
  }
}
