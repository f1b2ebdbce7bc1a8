package io.pollard.udfs;

import io.pollard.UserException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.collection.JavaConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Resolves the names {@code pollard_<table>} that nothing else in the session has. Every query sees
 * what is committed when it is analysed.
 */
final class WarehouseViews extends Rule<LogicalPlan> {
  private final SparkSession spark;

  WarehouseViews(SparkSession spark) {
    this.spark = spark;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.resolveOperatorsUp(
        new AbstractPartialFunction<>() {
          @Override
          public boolean isDefinedAt(LogicalPlan node) {
            return node instanceof UnresolvedRelation relation && names(relation);
          }

          @Override
          public LogicalPlan apply(LogicalPlan node) {
            return view(name((UnresolvedRelation) node));
          }
        });
  }

  private static boolean names(UnresolvedRelation relation) {
    return relation.multipartIdentifier().size() == 1 && Views.names().contains(name(relation));
  }

  private static String name(UnresolvedRelation relation) {
    return relation.multipartIdentifier().last().toLowerCase(Locale.ROOT);
  }

  private LogicalPlan view(String name) {
    if (!spark.conf().contains(Views.WAREHOUSE)) {
      throw new UserException(
          "Cannot read %s: the session does not know where the warehouse is (%s is not set); run SET %s=<folder>, or give it with --conf"
              .formatted(name, Views.WAREHOUSE, Views.WAREHOUSE));
    }
    LogicalPlan rows =
        Views.named(spark, spark.conf().get(Views.WAREHOUSE), name).queryExecution().analyzed();
    return new SubqueryAlias(
        new AliasIdentifier(name, JavaConverters.asScalaBuffer(List.<String>of()).toSeq()), rows);
  }
}
