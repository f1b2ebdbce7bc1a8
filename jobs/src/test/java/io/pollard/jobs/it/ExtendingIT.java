package io.pollard.jobs.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pollard.network.Mask;
import io.pollard.network.Slice;
import io.pollard.store.Checkpoint;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scoring rule that docs/extending.md shows, from a jar of its own, chosen by its name. */
class ExtendingIT {
  private static final Pattern SOURCE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final String CLASS = "org.example.RelativeMagnitude";
  private static final String FAMILY = "io.pollard.prune.scoring.ScoringRule";

  private static final String EXPERIMENT =
      """
      experiment: extended
      dataset: {name: fashion-mnist-8k, trainLimit: 600, testLimit: 200}
      network: lenet-300-100
      training: {optimizer: {adam: {learningRate: 1.2e-3}}, batchSize: 60, iterations: 20}
      arms:
        - name: relative
          prune:
            scoring: {relative-magnitude: {power: 0.5}}
            scheduling: {one-shot: {sparsity: 0.9}}
            finetuning: none
      """;

  @TempDir private static Path folder;
  private static Path jar;

  @BeforeAll
  static void build() throws IOException {
    Path source = Files.writeString(folder.resolve("RelativeMagnitude.java"), shown());
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compile(source, classes);
    jar = folder.resolve("relative-magnitude.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      String name = CLASS.replace('.', '/') + ".class";
      entries.putNextEntry(new JarEntry(name));
      entries.write(Files.readAllBytes(classes.resolve(name)));
      entries.putNextEntry(new JarEntry("META-INF/services/" + FAMILY));
      entries.write((CLASS + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
      entries.closeEntry();
    }
  }

  /** The one piece of Java on that page. */
  private static String shown() throws IOException {
    Matcher found = SOURCE.matcher(Files.readString(Pollard.root().resolve("docs/extending.md")));
    assertThat(found.find()).isTrue();
    String source = found.group(1);
    assertThat(found.find()).as("a second piece of Java on that page").isFalse();
    return source;
  }

  private static void compile(Path source, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units = files.getJavaFileObjects(source);
      List<String> options =
          List.of(
              "--release",
              "17",
              "-proc:none",
              "-cp",
              System.getProperty("java.class.path"),
              "-d",
              classes.toString());
      assertThat(compiler.getTask(messages, files, null, options, null, units).call())
          .as("%s", messages)
          .isTrue();
    }
    assertThat(messages.toString()).isEmpty();
  }

  private static Running.Ended pollard(List<Path> besides, String... arguments) {
    try (Running running = Pollard.start(besides, List.of(arguments))) {
      return running.ended();
    }
  }

  @Test
  void itPrunesAsItsFormulaSays() {
    Path location = folder.resolve("warehouse");

    Running.Ended ended =
        pollard(
            List.of(jar),
            "run",
            Sweep.write(folder, EXPERIMENT).toString(),
            "--warehouse",
            location.toString(),
            "--master",
            "local[1]");

    assertThat(ended.code()).as("%s", ended).isZero();
    Warehouse warehouse = Warehouse.open(location.toString());
    StepRow pruned = step(warehouse, 1);
    assertThat(pruned.step().specJson()).contains("\"relative-magnitude\":{\"power\":0.5}");
    Checkpoint checkpoint = warehouse.checkpoint(pruned.stepId());
    Checkpoint trained = warehouse.checkpoint(parent(warehouse, pruned));
    assertThat(checkpoint.mask()).contains(expected(trained));
  }

  private static StepRow step(Warehouse warehouse, int level) {
    return warehouse.rows(Tables.STEPS, "extended").stream()
        .filter(row -> row.use().level() == level)
        .findFirst()
        .orElseThrow();
  }

  /** The parent that was trained. */
  private static String parent(Warehouse warehouse, StepRow row) {
    return row.step().parents().stream()
        .filter(id -> warehouse.checkpoint(id).state().iteration() == 20)
        .findFirst()
        .orElseThrow();
  }

  /** The formula once more: the lowest nine tenths of |w| / sqrt(mean |w| of the tensor). */
  private static Mask expected(Checkpoint trained) {
    float[] weights = trained.state().parameters();
    float[] scores = new float[weights.length];
    for (Slice slice : trained.layout().prunable()) {
      double sum = 0.0;
      for (int i = slice.offset(); i < slice.end(); i++) {
        sum += Math.abs(weights[i]);
      }
      double mean = sum / slice.length();
      for (int i = slice.offset(); i < slice.end(); i++) {
        scores[i] = (float) (Math.abs(weights[i]) / Math.pow(mean, 0.5));
      }
    }
    int[] candidates =
        trained.layout().prunable().stream()
            .flatMapToInt(slice -> IntStream.range(slice.offset(), slice.end()))
            .toArray();
    boolean[] gone = new boolean[weights.length];
    Arrays.stream(candidates)
        .boxed()
        .sorted(
            (a, b) ->
                scores[a] == scores[b]
                    ? Integer.compare(a, b)
                    : Float.compare(scores[a], scores[b]))
        .limit(Math.round(0.9 * candidates.length))
        .forEach(i -> gone[i] = true);
    return Mask.of(weights.length, i -> !gone[i]);
  }

  @Test
  void itsMistakesAreReportedLikeThoseOfAnyOther() {
    Path wrong = Sweep.write(folder, EXPERIMENT.replace("0.5", "1.5"));

    Running.Ended ended =
        pollard(List.of(jar), "plan", wrong.toString(), "--warehouse", folder.toString());

    assertThat(ended.code()).as("%s", ended).isEqualTo(2);
    assertThat(ended.err()).contains("power lies in [0, 1], found 1.5").contains("line 8");
  }

  @Test
  void itIsListedWithItsKeys() {
    assertThat(pollard(List.of(jar), "methods").out()).contains("  relative-magnitude", "power: ");
  }

  @Test
  void withoutItsJarItIsUnknown() {
    Path file = Sweep.write(folder, EXPERIMENT);

    Running.Ended ended =
        pollard(List.of(), "plan", file.toString(), "--warehouse", folder.toString());

    assertThat(ended.code()).as("%s", ended).isEqualTo(2);
    assertThat(ended.err()).contains("'relative-magnitude'").contains("magnitude");
  }
}
