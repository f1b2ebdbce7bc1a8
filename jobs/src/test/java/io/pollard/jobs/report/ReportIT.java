package io.pollard.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pollard.UserException;
import io.pollard.jobs.report.Chromium.Shown;
import io.pollard.udfs.PollardExtensions;
import io.pollard.udfs.Views;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report in a real browser. */
class ReportIT {
  private static final String ATTACK =
      "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">{{data}}";
  private static final List<String> FIGURES =
      List.of("tradeoff", "lottery", "pareto", "layers", "sensitivity", "speed", "time");

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static String html;

  @BeforeAll
  static void write() {
    new SomeResults(folder.resolve("warehouse")).commit().fail(ATTACK, ATTACK);
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.extensions", PollardExtensions.class.getName())
            .config(Views.WAREHOUSE, folder.resolve("warehouse").toString())
            .getOrCreate();
    // Of the session, and so before those of the warehouse: the figures take what the tables hold.
    spark.sql(
        "create or replace temp view pollard_sensitivity as select 'mine' as experiment, layer,"
            + " 'weight' as structure, 'magnitude' as scoring, sparsity, 100 as samples,"
            + " 0.98 - sparsity * sparsity / 2 as top1, 0.5D as loss, 0.97 - sparsity * sparsity / 2"
            + " as top1_low, 0.99 - sparsity * sparsity / 2 as top1_high, 0.98 as unpruned_top1, 0 as position from values ('conv'),"
            + " ('<b>fc</b>') as l(layer), (values (0.0D), (0.3D), (0.6D), (0.9D)) as s(sparsity)");
    spark.sql(
        "create or replace temp view pollard_latency as select 'mine' as experiment, 'ticket' as"
            + " arm, 1L as replicate, level, 'onnxruntime' as runtime, 1 as batch, 1 as threads,"
            + " 'here' as host, double(ms) as latency_median_ms from values (0, 4.0), (3, 2.0) as"
            + " t(level, ms)");
    html = new Report(spark, "mine", "test", Optional.of("experiment: mine\n# " + ATTACK)).html();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void everyFigureDrawsAndTheConsoleStaysEmpty(int width) throws Exception {
    Optional<Chromium> chromium = Chromium.find(folder);
    assumeThat(chromium).as("chromium, as of Debian's package, on the PATH").isPresent();

    Shown shown = chromium.orElseThrow().open(write(html), width);

    assertThat(shown.consoleMessages()).isEmpty();
    assertThat(shown.dom()).contains("data-ready=\"true\"");
    for (String figure : FIGURES) {
      String section = section(shown.dom(), figure);
      assertThat(section).as(figure).contains("data-drawn=\"true\"").contains("<td");
      assertThat(Pattern.compile("class=\"(dot|bar|cell)\"").matcher(section).results())
          .as(figure)
          .hasSizeGreaterThan(2);
      assertThat(section).as(figure).doesNotContain("NaN").doesNotContain("undefined");
    }
    assertThat(section(shown.dom(), "sensitivity"))
        .contains("class=\"cell\"")
        .contains("class=\"band\"");
    assertThat(section(shown.dom(), "speed")).contains("measured").contains("2×");
    assertThat(section(shown.dom(), "failures")).contains("diverged");
  }

  @Test
  void whatUsersWriteIsTextWhereverItStands() throws Exception {
    Optional<Chromium> chromium = Chromium.find(folder);
    assumeThat(chromium).as("chromium, as of Debian's package, on the PATH").isPresent();

    Shown shown = chromium.orElseThrow().open(write(html), 1280);

    assertThat(shown.dom()).contains("<title>Pollard: mine</title>");
    assertThat(shown.dom())
        .contains("&lt;img src=x onerror=")
        .doesNotContain("<img")
        .doesNotContain("<b>");
    assertThat(section(shown.dom(), "again")).contains("{{data}}");
  }

  @Test
  void needsNothingFromElsewhereAndIsTheSameEveryTime() {
    assertThat(html).doesNotContainPattern("(src|href)=\"(https?:)?//").doesNotContain("@import");
    assertThat(html).contains("default-src 'none'").contains("d3js.org v7");
    assertThat(
            new Report(spark, "mine", "test", Optional.of("experiment: mine\n# " + ATTACK)).html())
        .isEqualTo(html);
  }

  @Test
  void saysThatThereIsNothing() {
    assertThatThrownBy(() -> new Report(spark, "other", "test", Optional.empty()).html())
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot report on experiment 'other': no network of it has been evaluated (split=test); run it, or choose other examples with --split");
  }

  private static Path write(String page) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "report", ".html"), page);
  }

  private static String section(String dom, String id) {
    Matcher found =
        Pattern.compile("<section id=\"" + id + "\".*?</section>", Pattern.DOTALL).matcher(dom);
    assertThat(found.find()).as(id).isTrue();
    return found.group();
  }
}
