package io.pollard.bench;

import io.pollard.data.Dataset;
import io.pollard.data.DatasetSpec;
import io.pollard.data.Datasets;
import io.pollard.data.Samples;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Engines;
import io.pollard.engine.Variant.Replacement;
import io.pollard.measure.Verdict;
import io.pollard.network.Mask;
import io.pollard.network.Network;
import io.pollard.network.dl4j.Dl4jNetworks;
import io.pollard.plan.Work;
import io.pollard.prune.scoring.Subject;
import io.pollard.prune.scoring.Sums;
import io.pollard.prune.structure.Structure;
import io.pollard.sensitivity.Analysis;
import io.pollard.sensitivity.Cell;
import io.pollard.sensitivity.Choices;
import io.pollard.sensitivity.Estimate;
import io.pollard.sensitivity.Examiner;
import io.pollard.sensitivity.Grid;
import io.pollard.sensitivity.Portion;
import io.pollard.sensitivity.Standing;
import io.pollard.sensitivity.Station;
import io.pollard.sensitivity.Survey;
import io.pollard.sensitivity.Tally;
import io.pollard.spec.Binder;
import io.pollard.store.Checkpoint;
import io.pollard.store.StepRow;
import io.pollard.store.Tables;
import io.pollard.store.Warehouse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pollard's side of {@code bench sensitivity}, on one thread. Arguments: {@code WAREHOUSE
 * EXPERIMENT STRUCTURE EXAMPLES BATCH}. Commands on standard input, answered by one line of JSON
 * each:
 *
 * <ul>
 *   <li>{@code facts}: cells, how many of them run without the channels that they remove, the bound
 *       of prefix reuse, bytes of a station
 *   <li>{@code reuse FROM TO}: every cell on these examples, prefixes computed once; seconds by
 *       both clocks, right answers by cell
 *   <li>{@code naive FROM TO}: the same with a full forward pass per cell
 *   <li>{@code sampled WITHIN SEED}: every cell until it is known so well; seconds, examples a
 *       cell, and for each cell the interval
 * </ul>
 */
final class Sensitivity {
  private final Engine engine = Engines.named("onednn");
  private final int batch;
  private final Samples samples;
  private final int examples;
  private final Grid grid;
  private final float[] parameters;
  private final Station station;
  private final CompiledNetwork whole;

  private Sensitivity(
      Warehouse warehouse, String experiment, String structure, int examples, int batch) {
    this.batch = batch;
    this.examples = examples;
    StepRow row =
        warehouse.rows(Tables.STEPS, experiment).stream()
            .max(Comparator.comparing((StepRow r) -> r.contents().resultRows()))
            .orElseThrow();
    Checkpoint checkpoint = warehouse.checkpoint(row.stepId());
    Work work = Binder.read(row.step().specJson(), Work.class, "a step");
    Dataset dataset = Datasets.load(limited(work.setting().dataset(), examples));
    samples = dataset.test();
    Network network =
        Dl4jNetworks.fromJson(checkpoint.network(), checkpoint.configuration(), dataset.shape());
    parameters = checkpoint.state().parameters();
    Analysis defaults = new Analysis();
    Analysis analysis =
        new Analysis(
            work.setting().dataset(),
            dataset.fingerprint(),
            Analysis.Split.TEST,
            row.stepId(),
            List.of(Binder.read(structure, Structure.class, "a structure")),
            defaults.scorings(),
            defaults.sparsities(),
            batch,
            1,
            Optional.empty(),
            engine.name(),
            engine.arithmetic());
    List<Cell.Choice> choices =
        Choices.of(
            analysis,
            new Subject(network, parameters, parameters, Mask.dense(parameters.length), 1),
            (rule, subject) -> Sums.NONE);
    grid = Grid.of(network, choices);
    station = new Station(engine, grid, parameters, batch, 0, grid.cells().size());
    whole = engine.compile(network, batch);
    whole.parameters(parameters);
  }

  /** The data with a random choice of so many test images: some sets lie class by class. */
  private static DatasetSpec limited(DatasetSpec spec, int examples) {
    return new DatasetSpec(
        spec.name(),
        spec.path(),
        spec.format(),
        spec.validation(),
        spec.splitSeed(),
        spec.normalization(),
        spec.trainLimit(),
        Optional.of(examples));
  }

  public static void main(String[] arguments) throws IOException {
    Sensitivity side =
        new Sensitivity(
            Warehouse.open(arguments[0]),
            arguments[1],
            arguments[2],
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(side.answer(line.strip().split(" ")));
      System.out.flush();
    }
  }

  private String answer(String[] words) {
    Start start = new Start();
    return switch (words[0]) {
      case "facts" ->
          "{\"cells\": %d, \"smaller\": %d, \"bound\": %s, \"megabytes\": %.1f, \"arithmetic\": \"%s\"}"
              .formatted(
                  grid.cells().size(),
                  station.smaller(),
                  grid.bound(),
                  station.bytes() / 1e6,
                  engine.arithmetic());
      case "reuse" -> counts(reuse(range(words)), start);
      case "naive" -> counts(naive(range(words)), start);
      case "sampled" -> sampled(Double.parseDouble(words[1]), Long.parseLong(words[2]), start);
      default -> throw new IllegalArgumentException("unknown command " + words[0]);
    };
  }

  private static int[] range(String[] words) {
    return IntStream.range(Integer.parseInt(words[1]), Integer.parseInt(words[2])).toArray();
  }

  private static String counts(int[] right, Start start) {
    return "{%s, \"right\": %s}".formatted(start.spent(), Arrays.toString(right));
  }

  private int[] reuse(int[] some) {
    int cells = grid.cells().size();
    int[] right = new int[cells];
    Portion portion = new Portion(0, cells, IntStream.range(0, cells).toArray(), 0, batch, some);
    for (Tally tally : station.run(samples, portion, () -> false)) {
      if (tally.cell() != Tally.UNPRUNED) {
        right[tally.cell()] += tally.all().top1();
      }
    }
    return right;
  }

  private int[] naive(int[] some) {
    int classes = grid.network().classes();
    int size = grid.network().input().size();
    List<float[]> batches = new ArrayList<>();
    for (int from = 0; from < some.length; from += batch) {
      float[] features = new float[Math.min(batch, some.length - from) * size];
      for (int i = 0; i * size < features.length; i++) {
        samples.copy(some[from + i], features, i * size);
      }
      batches.add(features);
    }
    int[] right = new int[grid.cells().size()];
    float[] logits = new float[batch * classes];
    for (int cell = 0; cell < right.length; cell++) {
      float[] pruned = parameters.clone();
      for (Replacement r : grid.cells().get(cell).replacements(parameters)) {
        System.arraycopy(r.values(), 0, pruned, r.slice().offset(), r.values().length);
      }
      whole.parameters(pruned);
      double loss = 0.0;
      int at = 0;
      for (float[] features : batches) {
        int count = features.length / size;
        whole.logits(features, count, logits);
        for (int i = 0; i < count; i++) {
          int label = samples.label(some[at++]);
          right[cell] += Verdict.place(logits, i * classes, classes, label) == 0 ? 1 : 0;
          loss += Verdict.loss(logits, i * classes, classes, label);
        }
      }
      if (Double.isNaN(loss)) {
        throw new IllegalStateException("the network gives no numbers");
      }
    }
    return right;
  }

  private String sampled(double within, long seed, Start start) {
    Survey survey = new Survey(grid, examples, batch, new Alone());
    Survey.Findings found = survey.sampled(new Analysis.Sampling(0.95, within), seed);
    String spent = start.spent();
    List<String> cells = new ArrayList<>();
    for (Estimate cell : found.cells()) {
      cells.add(
          String.format(Locale.ROOT, "[%d, %s, %s]", cell.samples(), cell.low(), cell.high()));
    }
    return "{%s, \"cells\": [%s]}".formatted(spent, String.join(", ", cells));
  }

  /** When a command began, by both clocks. */
  private static final class Start {
    private final long wall = System.nanoTime();
    private final long cpu = cpu();

    /** Seconds since, as JSON. */
    String spent() {
      return "\"wall\": %s, \"cpu\": %s"
          .formatted((System.nanoTime() - wall) / 1e9, (cpu() - cpu) / 1e9);
    }

    private static long cpu() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
  }

  /** Looks at everything itself, at one station. */
  private final class Alone implements Examiner {
    @Override
    public int slots() {
      return 1;
    }

    @Override
    public List<Tally> tallies(List<Portion> portions) {
      List<Tally> tallies = new ArrayList<>();
      portions.forEach(p -> tallies.addAll(station.run(samples, p, () -> false)));
      return tallies;
    }

    @Override
    public List<Standing> standings(List<Portion> portions) {
      List<Standing> standings = new ArrayList<>();
      portions.forEach(p -> standings.addAll(station.standings(samples, p.examples())));
      return standings;
    }
  }
}
