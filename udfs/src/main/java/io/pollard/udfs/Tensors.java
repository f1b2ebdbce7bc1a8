package io.pollard.udfs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.decode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.inline;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * The parameters of stored networks, a row per tensor (and part of a large one): what the functions
 * of masks and tensors take. The optimiser's state and the texts of checkpoints are left out.
 */
final class Tensors {
  private static final DataType LAYOUT =
      DataType.fromDDL("array<struct<layer:string,role:string,shape:array<int>,prunable:boolean>>");

  private Tensors() {}

  static Dataset<Row> of(Dataset<Row> checkpoints) {
    Dataset<Row> slices =
        checkpoints
            .where("tensor = 'checkpoint.layout'")
            .select(
                col("step_id"), inline(from_json(decode(col("values"), "UTF-8"), LAYOUT, Map.of())))
            .select(
                col("step_id"),
                expr("concat(layer, '.', role)").as("tensor"),
                col("layer"),
                col("role"),
                col("prunable"));
    return checkpoints
        .join(slices, new String[] {"step_id", "tensor"}, "inner")
        .select(
            col("step_id"),
            col("tensor"),
            col("layer"),
            col("role"),
            col("part"),
            col("shape"),
            expr("cast(octet_length(values) div 4 as bigint)").as("elements"),
            col("prunable"),
            col("values"),
            col("mask"));
  }
}
