package io.pollard.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pollard.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SessionsTest {
  @TempDir private Path folder;

  @Test
  void runsHereOnAllCoresUnlessTold() {
    SparkConf conf = conf();

    assertThat(conf.get("spark.master")).isEqualTo("local[*,4]");
    assertThat(conf.get("spark.app.name")).isEqualTo("test");
    assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
    assertThat(conf.get("spark.sql.session.timeZone")).isEqualTo("UTC");
    assertThat(conf.get("spark.sql.sources.partitionColumnTypeInference.enabled"))
        .isEqualTo("false");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("1");
    assertThat(conf.contains("spark.serializer")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local;local[1,4]",
        "local[2];local[2,4]",
        "local[*];local[*,4]",
        "local[3,1];local[3,1]"
      })
  void givesTasksOfLocalMastersMoreThanOneChance(String asked, String used) {
    assertThat(conf("--master", asked).get("spark.master")).isEqualTo(used);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[0]", "local[two]", "local[2", "locally"})
  void refusesWhatIsNoMaster(String asked) {
    assertThatThrownBy(() -> conf("--master", asked))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot start Spark: not a master (--master=%s); give local, local[2] or local[*], or a cluster's URL"
                .formatted(asked));
  }

  @Test
  void refusesClustersThatNobodySubmittedTo() {
    assertThatThrownBy(() -> conf("--master", "spark://somewhere:7077"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot start on a cluster from inside a process: it was not submitted there (--master=spark://somewhere:7077); use bin/pollard, or give --master to spark-submit");
  }

  @Test
  void leavesTheMasterOfSparkSubmitAlone() {
    SparkConf conf = conf("--conf", "spark.master=yarn");

    assertThat(conf.get("spark.master")).isEqualTo("yarn");
    assertThat(conf.contains("spark.ui.enabled")).isFalse();
  }

  @Test
  void settingsWinOverThePropertiesFileWhichWinsOverOurs() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("spark.conf"),
            """
            # comment
            spark.ui.enabled   true
            spark.sql.shuffle.partitions=3
            other.key = ignored
            """);

    SparkConf conf =
        conf("--properties-file", file.toString(), "--conf", "spark.sql.shuffle.partitions=5");

    assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.sql.shuffle.partitions")).isEqualTo("5");
    assertThat(conf.contains("other.key")).isFalse();
  }

  @Test
  void missingPropertiesFileIsNamed() {
    Path file = folder.resolve("nowhere.conf");

    assertThatThrownBy(() -> conf("--properties-file", file.toString()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read properties file: there is no such file (path=%s); check the path"
                .formatted(file));
  }

  private static SparkConf conf(String... args) {
    SparkOptions options = new SparkOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("spark", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .parseArgs(args);
    return Sessions.conf("test", options);
  }
}
