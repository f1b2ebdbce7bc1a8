package io.pollard.udfs;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;

/** Values of functions as Spark has them, and the other way. */
final class Rows {
  private Rows() {}

  static @Nullable Object ofSpark(@Nullable Object value) {
    if (value instanceof Struct struct) {
      return RowFactory.create(each(struct.fields()).toArray());
    }
    if (value instanceof List<?> list) {
      return JavaConverters.asScalaBuffer(each(list)).toSeq();
    }
    return value;
  }

  static @Nullable Object fromSpark(@Nullable Object value) {
    return value instanceof scala.collection.Seq<?> list
        ? new ArrayList<Object>(JavaConverters.seqAsJavaList(list))
        : value;
  }

  private static List<@Nullable Object> each(List<?> values) {
    List<@Nullable Object> converted = new ArrayList<>();
    for (Object value : values) {
      converted.add(ofSpark(value));
    }
    return converted;
  }
}
