package io.pollard.udfs;

import io.pollard.udfs.RowFunction.Argument;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.MutableAggregationBuffer;
import org.apache.spark.sql.expressions.UserDefinedAggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * An SQL aggregate that looks at all rows of a group together. Rows with a null in any argument are
 * left out; without a row the result is null. The result does not depend on the order of the rows.
 * Memory: the arguments of a group.
 *
 * <p>Spark's older interface of aggregates, because it is the one that both a session's extensions
 * and {@code CREATE FUNCTION ... USING JAR} take, with and without Hive.
 */
@SuppressWarnings("deprecation")
public abstract class GroupFunction extends UserDefinedAggregateFunction {
  private final String name;
  private final String usage;
  private final List<Argument> arguments;
  private final String result;

  GroupFunction(String name, String usage, List<Argument> arguments, String result) {
    this.name = name;
    this.usage = usage;
    this.arguments = List.copyOf(arguments);
    this.result = result;
  }

  /**
   * The result of a group.
   *
   * @param rows one or more, in any order, each with a value for every argument
   */
  abstract @Nullable Object of(List<List<Object>> rows);

  final String name() {
    return name;
  }

  final String usage() {
    return usage;
  }

  final List<Argument> arguments() {
    return arguments;
  }

  @Override
  public final StructType inputSchema() {
    List<StructField> fields = new ArrayList<>();
    for (Argument argument : arguments) {
      fields.add(
          DataTypes.createStructField(argument.name(), DataType.fromDDL(argument.type()), true));
    }
    return DataTypes.createStructType(fields);
  }

  /** The rows so far, of which the first {@code used} bytes count: see {@link Tuples}. */
  @Override
  public final StructType bufferSchema() {
    return new StructType().add("rows", DataTypes.BinaryType).add("used", DataTypes.IntegerType);
  }

  @Override
  public final DataType dataType() {
    return DataType.fromDDL(result);
  }

  @Override
  public final boolean deterministic() {
    return true;
  }

  @Override
  public final void initialize(MutableAggregationBuffer buffer) {
    buffer.update(0, new byte[0]);
    buffer.update(1, 0);
  }

  @Override
  public final void update(MutableAggregationBuffer buffer, Row input) {
    List<Object> row = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (input.isNullAt(i)) {
        return;
      }
      row.add(input.get(i));
    }
    byte[] bytes = Tuples.encode(row);
    append(buffer, bytes, bytes.length);
  }

  @Override
  public final void merge(MutableAggregationBuffer buffer, Row other) {
    append(buffer, other.getAs(0), other.getInt(1));
  }

  private static void append(MutableAggregationBuffer buffer, byte[] bytes, int count) {
    int used = buffer.getInt(1);
    buffer.update(0, Tuples.append(buffer.getAs(0), used, bytes, count));
    buffer.update(1, used + count);
  }

  @Override
  public final @Nullable Object evaluate(Row buffer) {
    int used = buffer.getInt(1);
    List<String> types = arguments.stream().map(Argument::type).toList();
    return used == 0 ? null : Rows.ofSpark(of(Tuples.decode(buffer.getAs(0), used, types)));
  }
}
