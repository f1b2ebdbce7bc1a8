package io.pollard.store;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/** Columns as Parquet types, in the form that Spark and Hive read without any setting. */
final class ParquetSchema {
  /** Names of the inner groups of the standard three-level list. */
  static final String LIST = "list";

  static final String ELEMENT = "element";

  private ParquetSchema() {}

  static MessageType of(Table<?> table) {
    return new MessageType(table.name(), table.columns().stream().map(ParquetSchema::of).toList());
  }

  static Type of(Column column) {
    Repetition repetition = column.nullable() ? Repetition.OPTIONAL : Repetition.REQUIRED;
    return switch (column.type()) {
      case INT_LIST, LONG_LIST, STRING_LIST ->
          Types.list(repetition).element(element(column.type())).named(column.name());
      case BOOLEAN, INT, LONG, DOUBLE, STRING, TIMESTAMP, BINARY ->
          primitive(column.type(), repetition, column.name());
    };
  }

  /** Whether a file's column holds what ours holds; it may differ in having no value. */
  static boolean sameType(Type ours, Type theirs) {
    if (ours.isPrimitive() != theirs.isPrimitive()) {
      return false;
    }
    if (ours.isPrimitive()) {
      return ours.asPrimitiveType().getPrimitiveTypeName()
          == theirs.asPrimitiveType().getPrimitiveTypeName();
    }
    List<Type> ourFields = ours.asGroupType().getFields();
    List<Type> theirFields = theirs.asGroupType().getFields();
    return ourFields.size() == theirFields.size()
        && ourFields.get(0).getRepetition() == theirFields.get(0).getRepetition()
        && sameType(ourFields.get(0), theirFields.get(0));
  }

  private static Type element(ColumnType type) {
    ColumnType element =
        switch (type) {
          case INT_LIST -> ColumnType.INT;
          case LONG_LIST -> ColumnType.LONG;
          default -> ColumnType.STRING;
        };
    return primitive(element, Repetition.REQUIRED, ELEMENT);
  }

  private static PrimitiveType primitive(ColumnType type, Repetition repetition, String name) {
    return switch (type) {
      case BOOLEAN -> Types.primitive(BOOLEAN, repetition).named(name);
      case INT -> Types.primitive(INT32, repetition).named(name);
      case LONG -> Types.primitive(INT64, repetition).named(name);
      case DOUBLE -> Types.primitive(DOUBLE, repetition).named(name);
      case STRING -> Types.primitive(BINARY, repetition).as(stringType()).named(name);
      case TIMESTAMP ->
          Types.primitive(INT64, repetition).as(timestampType(true, TimeUnit.MILLIS)).named(name);
      case BINARY -> Types.primitive(BINARY, repetition).named(name);
      case INT_LIST, LONG_LIST, STRING_LIST ->
          throw new IllegalArgumentException("not primitive: " + type);
    };
  }
}
