package io.pollard.udfs;

import io.pollard.UserException;
import io.pollard.udfs.RowFunction.Argument;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.aggregate.ScalaUDAF;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.JavaConverters;

/** Calls of functions as Spark's expressions. Arguments are cast to the declared types. */
final class Calls {
  private Calls() {}

  static Expression ofRow(RowFunction function, List<Expression> given) {
    require(function.name(), function.arguments(), given.size());
    Column[] columns =
        IntStream.range(0, given.size())
            .mapToObj(
                i ->
                    new Column(given.get(i))
                        .cast(DataType.fromDDL(function.arguments().get(i).type())))
            .toArray(Column[]::new);
    return udf(new Body(function), DataType.fromDDL(function.result()), columns.length)
        .withName(function.name())
        .apply(columns)
        .expr();
  }

  static Expression ofGroup(GroupFunction function, List<Expression> given) {
    require(function.name(), function.arguments(), given.size());
    return new ScalaUDAF(
        JavaConverters.asScalaBuffer(given).toSeq(), function, 0, 0, Option.apply(function.name()));
  }

  private static void require(String name, List<Argument> wanted, int found) {
    if (wanted.size() != found) {
      throw new UserException(
          "Cannot call %s: it takes %d arguments (found=%d); write %s%s"
              .formatted(name, wanted.size(), found, name, RowFunction.signature(wanted)));
    }
  }

  private static UserDefinedFunction udf(Body body, DataType result, int arguments) {
    return switch (arguments) {
      case 1 -> functions.udf((UDF1<?, ?>) body, result);
      case 2 -> functions.udf((UDF2<?, ?, ?>) body, result);
      case 3 -> functions.udf((UDF3<?, ?, ?, ?>) body, result);
      default -> throw new IllegalArgumentException("no function has " + arguments + " arguments");
    };
  }

  /** A function in Spark's shape. */
  private record Body(RowFunction function)
      implements UDF1<Object, @Nullable Object>,
          UDF2<Object, Object, @Nullable Object>,
          UDF3<Object, Object, Object, @Nullable Object>,
          Serializable {

    @Override
    public @Nullable Object call(Object a) {
      return apply(a);
    }

    @Override
    public @Nullable Object call(Object a, Object b) {
      return apply(a, b);
    }

    @Override
    public @Nullable Object call(Object a, Object b, Object c) {
      return apply(a, b, c);
    }

    private @Nullable Object apply(@Nullable Object... values) {
      return Rows.ofSpark(
          function.apply(Arrays.stream(values).<@Nullable Object>map(Rows::fromSpark).toList()));
    }
  }
}
