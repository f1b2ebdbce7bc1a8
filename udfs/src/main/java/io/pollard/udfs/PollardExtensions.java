package io.pollard.udfs;

import io.pollard.udfs.RowFunction.Argument;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.Option;
import scala.Tuple3;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * What {@code spark.sql.extensions=io.pollard.udfs.PollardExtensions} brings into a session: the
 * functions, and views over the warehouse that {@code spark.pollard.warehouse} names.
 */
public final class PollardExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

  /** As Spark makes it. */
  public PollardExtensions() {}

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (RowFunction function : Functions.ofRows()) {
      inject(
          extensions,
          function.name(),
          RowFunction.class,
          function.usage(),
          function.arguments(),
          arguments -> Calls.ofRow(function, arguments));
    }
    for (GroupFunction function : Functions.ofGroups()) {
      inject(
          extensions,
          function.name(),
          function.getClass(),
          function.usage(),
          function.arguments(),
          arguments -> Calls.ofGroup(function, arguments));
    }
    extensions.injectResolutionRule(
        new AbstractFunction1<>() {
          @Override
          public Rule<LogicalPlan> apply(SparkSession spark) {
            return new WarehouseViews(spark);
          }
        });
    return BoxedUnit.UNIT;
  }

  private interface Builder {
    Expression of(List<Expression> arguments);
  }

  private static void inject(
      SparkSessionExtensions extensions,
      String name,
      Class<?> owner,
      String usage,
      List<Argument> arguments,
      Builder builder) {
    ExpressionInfo info =
        new ExpressionInfo(
            owner.getName(),
            "",
            name,
            "_FUNC_%s - %s.".formatted(RowFunction.signature(arguments), usage),
            "",
            "",
            "",
            "",
            "",
            "",
            "java_udf");
    extensions.injectFunction(
        new Tuple3<>(
            new FunctionIdentifier(name, Option.empty()),
            info,
            new AbstractFunction1<>() {
              @Override
              public Expression apply(Seq<Expression> given) {
                return builder.of(JavaConverters.seqAsJavaList(given));
              }
            }));
  }
}
