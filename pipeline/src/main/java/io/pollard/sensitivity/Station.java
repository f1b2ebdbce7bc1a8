package io.pollard.sensitivity;

import io.pollard.data.Samples;
import io.pollard.engine.CompiledNetwork;
import io.pollard.engine.Engine;
import io.pollard.engine.Variant;
import io.pollard.engine.Variations;
import io.pollard.measure.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A run of neighbouring cells, ready to be asked about examples: the network computes a batch once,
 * and every cell goes on from there. Memory: the network's own, its values in front of the sites
 * for one batch, and the exchanged parameters of the cells. Used by one thread at a time.
 */
public final class Station implements AutoCloseable {
  private final CompiledNetwork compiled;
  private final Variations variations;
  private final int first;
  private final int classes;
  private final int exampleSize;
  private final float[] features;
  private final float[] logits;

  /**
   * Compiles.
   *
   * @param parameters of the network as it is
   * @param first number of the first cell
   * @param end number behind the last
   */
  public Station(Engine engine, Grid grid, float[] parameters, int batchSize, int first, int end) {
    this.first = first;
    classes = grid.network().classes();
    exampleSize = grid.network().input().size();
    features = new float[Math.multiplyExact(batchSize, exampleSize)];
    logits = new float[Math.multiplyExact(batchSize, classes)];
    compiled = engine.compile(grid.network(), batchSize);
    compiled.parameters(parameters);
    variations = compiled.variations(variants(grid.cells().subList(first, end), parameters));
  }

  private List<Variant> variants(List<Cell> cells, float[] parameters) {
    int multiple = compiled.channelMultiple();
    SmallerCells smaller = new SmallerCells(compiled.network(), Math.max(1, multiple));
    List<Variant> variants = new ArrayList<>();
    for (Cell cell : cells) {
      variants.add(cell.variant(parameters, multiple == 0 ? Optional.empty() : smaller.of(cell)));
    }
    return variants;
  }

  /**
   * The tallies of a portion: for every block the network as it is and every cell.
   *
   * @param cancelled asked between two batches
   * @throws CancellationException if cancelled
   */
  public List<Tally> run(Samples samples, Portion portion, BooleanSupplier cancelled) {
    List<Tally> tallies = new ArrayList<>();
    int[] examples = portion.examples();
    for (int from = 0, block = portion.firstBlock();
        from < examples.length;
        from += portion.blockSize(), block++) {
      int to = Math.min(examples.length, from + portion.blockSize());
      Count[] counts = new Count[portion.cells().length + 1];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = new Count(portion.strataCount());
      }
      for (int at = from; at < to; at += compiled.batchSize()) {
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("the analysis was cancelled");
        }
        batch(samples, portion, at, Math.min(to, at + compiled.batchSize()), counts);
      }
      for (int i = 0; i < counts.length; i++) {
        int cell = i == 0 ? Tally.UNPRUNED : portion.cells()[i - 1];
        tallies.add(counts[i].tally(cell, block));
      }
    }
    return tallies;
  }

  private void batch(Samples samples, Portion portion, int from, int to, Count[] counts) {
    take(samples, portion.examples(), from, to);
    counts[0].add(samples, portion, from, to);
    for (int i = 0; i < portion.cells().length; i++) {
      variations.logits(portion.cells()[i] - first, logits);
      counts[i + 1].add(samples, portion, from, to);
    }
  }

  private void take(Samples samples, int[] examples, int from, int to) {
    for (int i = from; i < to; i++) {
      samples.copy(examples[i], features, (i - from) * exampleSize);
    }
    variations.examples(features, to - from, logits);
  }

  /** How the network as it is does on each example. */
  public List<Standing> standings(Samples samples, int[] examples) {
    List<Standing> standings = new ArrayList<>();
    for (int from = 0; from < examples.length; from += compiled.batchSize()) {
      int to = Math.min(examples.length, from + compiled.batchSize());
      take(samples, examples, from, to);
      for (int i = from; i < to; i++) {
        int label = samples.label(examples[i]);
        int row = (i - from) * classes;
        standings.add(
            new Standing(
                examples[i],
                Verdict.place(logits, row, classes, label),
                Verdict.margin(logits, row, classes, label),
                Verdict.loss(logits, row, classes, label)));
      }
    }
    return standings;
  }

  /** Counts while batches go by, each stratum for itself. */
  private final class Count {
    private final List<Running> strata;

    Count(int strata) {
      this.strata = Stream.generate(Running::new).limit(strata).toList();
    }

    void add(Samples samples, Portion portion, int from, int to) {
      for (int i = from; i < to; i++) {
        int label = samples.label(portion.examples()[i]);
        strata.get(portion.strata()[i]).add((i - from) * classes, label);
      }
    }

    Tally tally(int cell, int block) {
      return new Tally(cell, block, strata.stream().map(Running::outcome).toList());
    }
  }

  /** Sums while examples go by. */
  private final class Running {
    private int examples;
    private int top1;
    private int top5;
    private double loss;

    void add(int row, int label) {
      int place = Verdict.place(logits, row, classes, label);
      examples++;
      top1 += place == 0 ? 1 : 0;
      top5 += place < Verdict.FEW ? 1 : 0;
      loss += Verdict.loss(logits, row, classes, label);
    }

    Outcome outcome() {
      return new Outcome(examples, top1, top5, loss);
    }
  }

  /** How many cells are computed without the channels that they remove. */
  public int smaller() {
    return variations.smaller();
  }

  /** Bytes that the values in front of the sites and the exchanged parameters take. */
  public long bytes() {
    return variations.bytes();
  }

  @Override
  public void close() {
    variations.close();
    compiled.close();
  }
}
