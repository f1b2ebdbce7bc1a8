package io.pollard.jobs.cli;

import io.pollard.execute.FactFinder;
import io.pollard.jobs.cluster.ExecutorLocal;
import io.pollard.jobs.cluster.Standing;
import io.pollard.plan.Experiment;
import io.pollard.plan.Facts;
import io.pollard.plan.Plan;
import io.pollard.plan.Planner;
import io.pollard.store.Warehouse;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;

/**
 * An experiment and where it stands.
 *
 * @param experiment what the file says
 * @param facts what its data and network say
 * @param plan its steps
 * @param warehouse where their results go
 * @param standing which of them are there
 */
record Prepared(
    Experiment experiment, Facts facts, Plan plan, Warehouse warehouse, Standing standing) {

  /**
   * Looks at data, network and warehouse; runs nothing.
   *
   * @param conf whose {@code spark.hadoop.*} settings are Hadoop's
   * @throws io.pollard.UserException if something named in the file is not there or does not fit
   * @throws io.pollard.DataException if data or a network file is damaged
   */
  static Prepared of(Experiment experiment, WarehouseOption option, SparkConf conf) {
    return of(experiment, option, conf, plan -> plan);
  }

  /** The same, of a part of the plan. */
  static Prepared of(
      Experiment experiment, WarehouseOption option, SparkConf conf, UnaryOperator<Plan> part) {
    Warehouse warehouse = option.open(conf);
    Facts facts = FactFinder.find(experiment, ExecutorLocal.workshop(conf));
    Plan plan = part.apply(Planner.plan(experiment, facts));
    return new Prepared(experiment, facts, plan, warehouse, Standing.of(plan, warehouse));
  }

  /** Whether every step has all its rows in this experiment: then there is nothing to do. */
  boolean isComplete() {
    return standing.here().size() == plan.steps().size();
  }
}
