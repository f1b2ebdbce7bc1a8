package io.pollard.bench;

import io.pollard.jobs.cluster.SparkScores;
import io.pollard.prune.sharded.Cutoff;
import io.pollard.prune.sharded.ExactRanks;
import io.pollard.prune.sharded.ScoreChunk;
import io.pollard.prune.sharded.ShardedScores.Tally;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * One way to the threshold of {@code bench threshold}: {@code exact|read|sort|approx COUNT
 * PARTITIONS ROUNDS}. The scores are generated in each partition, every time anew, and never
 * stored. Prints a line of JSON per round.
 */
final class Threshold {
  private static final double SHARE = 0.9;

  private final JavaSparkContext spark;
  private final SparkSession session;
  private final long count;
  private final int partitions;
  private final AtomicLong shuffled = new AtomicLong();
  private final AtomicLong returned = new AtomicLong();

  private Threshold(SparkSession session, long count, int partitions) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.count = count;
    this.partitions = partitions;
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                shuffled.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
                returned.addAndGet(end.taskMetrics().resultSize());
              }
            });
  }

  public static void main(String... args) throws Exception {
    String way = args[0];
    long count = Long.parseLong(args[1]);
    int partitions = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("threshold")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.sql.shuffle.partitions", Integer.toString(partitions));
    try (SparkSession session = SparkSession.builder().config(conf).getOrCreate()) {
      new Threshold(session, 1_000_000, partitions).run(way);
      Threshold threshold = new Threshold(session, count, partitions);
      for (int round = 0; round < rounds; round++) {
        threshold.report(way);
      }
    }
  }

  private void report(String way) throws InterruptedException, TimeoutException {
    List<MemoryPoolMXBean> pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    System.gc();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    shuffled.set(0);
    returned.set(0);
    long begin = System.nanoTime();
    double value = run(way);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long peak = pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    spark.sc().listenerBus().waitUntilEmpty();
    long below = way.equals("approx") ? scores().count(new Below((float) value)).count : 0;
    System.out.printf(
        Locale.ROOT,
        "{\"seconds\": %.4f, \"shuffled\": %d, \"returned\": %d, \"peak\": %d, \"value\": \"%s\", \"rank\": %d, \"wanted\": %d}%n",
        seconds,
        shuffled.get(),
        returned.get(),
        peak,
        Float.toHexString((float) value),
        below,
        wanted());
  }

  /** How many of the lowest scores go. */
  private long wanted() {
    return (long) Math.floor(SHARE * count + 0.5);
  }

  private double run(String way) {
    return switch (way) {
      case "exact" -> {
        Cutoff cutoff = new ExactRanks(scores()).lowest(wanted());
        yield cutoff.score();
      }
      case "read" -> scores().count(new Below(0.25f)).count;
      case "sort" -> sorted(wanted() - 1);
      case "approx" ->
          frame()
              .agg(
                  functions.percentile_approx(
                      functions.col("value"), functions.lit(SHARE), functions.lit(10000)))
              .first()
              .getFloat(0);
      default -> throw new IllegalArgumentException("no way " + way);
    };
  }

  private JavaRDD<SparkScores.Source> sources() {
    List<SparkScores.Source> sources = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      sources.add(new Generated(count * i / partitions, count * (i + 1) / partitions));
    }
    return spark.parallelize(sources, partitions);
  }

  private SparkScores scores() {
    return new SparkScores(sources());
  }

  /** The same scores, generated by Spark SQL. */
  private Dataset<Float> frame() {
    return session
        .range(0, count, 1, partitions)
        .selectExpr("(id + 1) * %dL AS z".formatted(0x9E3779B97F4A7C15L))
        .selectExpr("(z ^ shiftrightunsigned(z, 30)) * %dL AS z".formatted(0xBF58476D1CE4E5B9L))
        .selectExpr("(z ^ shiftrightunsigned(z, 27)) * %dL AS z".formatted(0x94D049BB133111EBL))
        .selectExpr("z ^ shiftrightunsigned(z, 31) AS z")
        .selectExpr(
            "abs(float(int(z)) * float('4.656612873077393E-10')"
                + " * (float(int(shiftrightunsigned(z, 32))) * float('4.656612873077393E-10')))"
                + " AS value")
        .as(Encoders.FLOAT());
  }

  /** Sorts, counts each sorted partition, and looks into the one where the position lies. */
  private float sorted(long position) {
    JavaRDD<Float> sorted = frame().sort("value").javaRDD();
    List<Long> sizes = sorted.mapPartitions(Threshold::size).collect();
    long left = position;
    int partition = 0;
    while (left >= sizes.get(partition)) {
      left -= sizes.get(partition++);
    }
    int wanted = partition;
    long skip = left;
    return sorted
        .mapPartitionsWithIndex(
            (index, values) -> index == wanted ? at(values, skip) : List.<Float>of().iterator(),
            true)
        .collect()
        .get(0);
  }

  private static Iterator<Long> size(Iterator<Float> values) {
    long size = 0;
    while (values.hasNext()) {
      values.next();
      size++;
    }
    return List.of(size).iterator();
  }

  private static Iterator<Float> at(Iterator<Float> values, long position) {
    long left = position;
    while (values.hasNext()) {
      Float value = values.next();
      if (left-- == 0) {
        return List.of(value).iterator();
      }
    }
    throw new IllegalStateException("no position " + position);
  }

  /** How many scores are below one: the cheapest reading there is, and a rank. */
  private static final class Below implements Tally<Below> {
    private static final long serialVersionUID = 1L;

    private final float bound;
    private long count;

    Below(float bound) {
      this.bound = bound;
    }

    @Override
    public void add(ScoreChunk chunk) {
      float[] scores = chunk.scores();
      int below = 0;
      for (int i = 0; i < chunk.count(); i++) {
        below += scores[i] < bound ? 1 : 0;
      }
      count += below;
    }

    @Override
    public void merge(Below other) {
      count += other.count;
    }
  }

  /**
   * Scores as heavy-tailed as saliencies are: |a b| with a and b uniform in [-1, 1), from
   * SplitMix64 of the index.
   *
   * @param from first index
   * @param to behind the last
   */
  private record Generated(long from, long to) implements SparkScores.Source {
    private static final int CHUNK = 1 << 16;

    @Override
    public void forEach(Consumer<ScoreChunk> consumer) {
      float[] chunk = new float[CHUNK];
      for (long first = from; first < to; first += CHUNK) {
        int size = (int) Math.min(CHUNK, to - first);
        for (int i = 0; i < size; i++) {
          chunk[i] = score(first + i);
        }
        consumer.accept(new ScoreChunk("generated", first, chunk, size, Optional.empty()));
      }
    }

    private static float score(long index) {
      long z = (index + 1) * 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      return Math.abs((int) z * 0x1p-31f * ((int) (z >>> 32) * 0x1p-31f));
    }
  }
}
