package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void alignsTextLeftAndNumbersRight() {
    TextTable table =
        new TextTable("arm", "top1", "n")
            .row("dense", "0.97 ± 0.01", "1")
            .row("winning-ticket", "0.9 ± -", "12,345");

    assertThat(print(table))
        .isEqualTo(
            """
            arm                    top1       n
            --------------  -----------  ------
            dense           0.97 ± 0.01       1
            winning-ticket      0.9 ± -  12,345
            """);
  }

  @Test
  void columnWithOneTextIsText() {
    assertThat(print(new TextTable("x").row("1").row("1.2.3")))
        .isEqualTo(
            """
            x
            -----
            1
            1.2.3
            """);
  }

  @Test
  void cellsStayOnTheirLine() {
    assertThat(print(new TextTable("message").row("a\nb\tc")))
        .isEqualTo(
            """
            message
            -------
            a\\nb c
            """);
  }

  @Test
  void withoutRowsOnlyTheHead() {
    assertThat(print(new TextTable("a", "b"))).isEqualTo("a  b\n-  -\n");
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    TextTable table = new TextTable("a", "b");

    assertThatThrownBy(() -> table.row(List.of("1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row has 1 cells, the table 2 columns");
  }

  private static String print(TextTable table) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    table.print(out);
    out.flush();
    return text.toString();
  }
}
