package io.pollard.udfs;

import io.pollard.udfs.RowFunction.Argument;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hive.ql.exec.UDFArgumentException;
import org.apache.hadoop.hive.ql.exec.UDFArgumentLengthException;
import org.apache.hadoop.hive.ql.metadata.HiveException;
import org.apache.hadoop.hive.ql.udf.generic.GenericUDF;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspector;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspectorConverters;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspectorConverters.Converter;
import org.apache.hadoop.hive.serde2.objectinspector.ObjectInspectorUtils;
import org.apache.hadoop.hive.serde2.typeinfo.TypeInfoUtils;
import org.jspecify.annotations.Nullable;

/**
 * A function of one row in Hive's shape, which is the one that {@code CREATE FUNCTION ... USING
 * JAR} takes in a session with Hive. Nothing else needs Hive.
 */
public abstract class HiveFunction extends GenericUDF {
  /** Whoever copies this object makes it anew by its class. */
  private final transient RowFunction function;

  private transient Converter[] converters = new Converter[0];

  HiveFunction(RowFunction function) {
    this.function = function;
  }

  @Override
  public ObjectInspector initialize(ObjectInspector[] found) throws UDFArgumentException {
    List<Argument> wanted = function.arguments();
    if (found.length != wanted.size()) {
      throw new UDFArgumentLengthException(
          "Cannot call %s: it takes %d arguments (found=%d); write %s"
              .formatted(function.name(), wanted.size(), found.length, function.signature()));
    }
    converters = new Converter[found.length];
    for (int i = 0; i < found.length; i++) {
      converters[i] = ObjectInspectorConverters.getConverter(found[i], java(wanted.get(i).type()));
    }
    return TypeInfoUtils.getStandardWritableObjectInspectorFromTypeInfo(
        TypeInfoUtils.getTypeInfoFromTypeString(function.result()));
  }

  private static ObjectInspector java(String type) {
    return TypeInfoUtils.getStandardJavaObjectInspectorFromTypeInfo(
        TypeInfoUtils.getTypeInfoFromTypeString(type));
  }

  @Override
  public @Nullable Object evaluate(DeferredObject[] given) throws HiveException {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      values.add(converters[i].convert(given[i].get()));
    }
    // Of constant arguments Hive makes a constant of writables: results have to be writables too.
    return ObjectInspectorUtils.copyToStandardObject(
        ofHive(function.apply(values)),
        java(function.result()),
        ObjectInspectorUtils.ObjectInspectorCopyOption.WRITABLE);
  }

  private static @Nullable Object ofHive(@Nullable Object value) {
    if (value instanceof Struct struct) {
      return each(struct.fields());
    }
    return value instanceof List<?> list ? each(list) : value;
  }

  private static List<@Nullable Object> each(List<?> values) {
    List<@Nullable Object> converted = new ArrayList<>();
    for (Object value : values) {
      converted.add(ofHive(value));
    }
    return converted;
  }

  @Override
  public String getDisplayString(String[] arguments) {
    return getStandardDisplayString(function.name(), arguments);
  }
}
