package io.pollard.store;

/** The types of columns. */
public enum ColumnType {
  BOOLEAN("boolean"),
  /** 32 bits, signed. */
  INT("int"),
  /** 64 bits, signed. */
  LONG("bigint"),
  DOUBLE("double"),
  /** UTF-8. */
  STRING("string"),
  /** An instant in UTC with milliseconds. */
  TIMESTAMP("timestamp"),
  BINARY("binary"),
  INT_LIST("array<int>"),
  LONG_LIST("array<bigint>"),
  STRING_LIST("array<string>");

  private final String sql;

  ColumnType(String sql) {
    this.sql = sql;
  }

  /** The type's name in Spark SQL and in docs/tables.md. */
  public String sql() {
    return sql;
  }
}
