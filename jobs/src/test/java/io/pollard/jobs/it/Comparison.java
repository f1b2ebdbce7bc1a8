package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares warehouses. */
final class Comparison {
  private Comparison() {}

  /** Every checkpoint bit for bit, and every other row but for who ran it and when. */
  static void assertSame(WarehouseContents actual, WarehouseContents expected) {
    assertThat(expected.checkpoints()).isNotEmpty();
    expected
        .rows()
        .forEach(
            (table, rows) ->
                assertThat(actual.table(table))
                    .as("table %s", table)
                    .containsExactlyEntriesOf(rows));
  }
}
