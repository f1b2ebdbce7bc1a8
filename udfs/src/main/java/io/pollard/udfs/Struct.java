package io.pollard.udfs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a struct, in the order of its type.
 *
 * @param fields values of the kinds that {@link RowFunction} names
 */
record Struct(List<@Nullable Object> fields) {

  Struct {
    fields = Collections.unmodifiableList(new ArrayList<>(fields));
  }

  static Struct of(@Nullable Object... fields) {
    return new Struct(Arrays.asList(fields));
  }
}
