package io.pollard.prune.repair;

import io.pollard.network.Mask;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Reconstructs what the layers make that read channels which go: layer by layer from input to
 * output, each from what reaches it in the network pruned and repaired so far, towards what it
 * makes in the whole network. So each makes up for the errors of the layers before too; and where
 * its result is added to others (residual sums), for what those lack.
 *
 * <p>Where one layer alone makes the channels of a block, which of them stay is chosen at the first
 * layer that reads them; channels that several layers make together go as selected. In network
 * order, so that the choice sees what is left of the layers before.
 */
final class Reconstruction {
  private final Damage damage;
  private final List<Channels> blocks;
  private final ChannelChoice choice;
  private final LayerFit fit;
  private final float[] weights;
  private final Set<Integer> undecided = new TreeSet<>();
  private Mask mask;

  /**
   * @param blocks of the damaged network
   * @param choice of the channels that stay
   * @param fit of the layers that read them
   */
  Reconstruction(Damage damage, List<Channels> blocks, ChannelChoice choice, LayerFit fit) {
    this.damage = damage;
    this.blocks = blocks;
    this.choice = choice;
    this.fit = fit;
    weights = damage.masked();
    mask = damage.before();
    IntStream.range(0, blocks.size())
        .filter(block -> damage.gone(blocks.get(block)).length > 0)
        .forEach(undecided::add);
  }

  /**
   * The network after repair.
   *
   * @param examples number of training examples
   * @param positions pixels of a layer's result that are sampled in each
   */
  Repaired repaired(Examples data, int examples, int positions) {
    Set<Integer> broken = Set.copyOf(undecided);
    List<Reader> readers = Reader.all(damage.network());
    try (Examples.Probe whole = data.probe(damage.weights(), damage.before())) {
      for (int number = 0; number < readers.size(); number++) {
        Reader reader = readers.get(number);
        boolean concerned =
            reader.members(blocks, damage.before()).stream()
                .anyMatch(member -> broken.contains(member.block()));
        if (concerned) {
          try (Examples.Probe now = data.probe(weights, mask)) {
            Samples samples = new Samples(reader, damage.seed(), number, positions);
            Optional<KeptSamples> kept =
                fit.looksThroughRelu() && reader.isRectified()
                    ? Optional.of(new KeptSamples())
                    : Optional.empty();
            NormalEquations sums = samples.sum(whole, now, data.shards(examples), weights, kept);
            repair(reader, new LayerFit.Sums(sums, kept));
          }
        }
      }
    }
    for (int block : undecided) {
      mask = Damage.without(mask, blocks.get(block), damage.gone(blocks.get(block)));
    }
    return new Repaired(weights, mask);
  }

  private void repair(Reader reader, LayerFit.Sums sums) {
    List<Member> members = reader.members(blocks, mask);
    for (int block : members.stream().mapToInt(Member::block).distinct().toArray()) {
      if (undecided.remove(block)) {
        Channels channels = blocks.get(block);
        int[] gone =
            isMadeAlone(channels)
                ? chosen(block, members, reader, sums.equations())
                : damage.gone(channels);
        mask = Damage.without(mask, channels, gone);
        IntStream.of(gone).forEach(g -> Damage.dropColumns(channels.groups().get(g), weights));
      }
    }
    fit.fit(reader, sums, reader.members(blocks, mask), weights);
  }

  private static boolean isMadeAlone(Channels channels) {
    ChannelGroup first = channels.groups().get(0);
    return first.filters().count() == 1;
  }

  /** Numbers of the groups of a block that go by the choice. */
  private int[] chosen(int block, List<Member> members, Reader reader, NormalEquations sums) {
    List<Member> own = members.stream().filter(member -> member.block() == block).toList();
    int[] selected =
        IntStream.range(0, own.size())
            .filter(i -> blocks.get(block).kept(own.get(i).group(), damage.mask()))
            .toArray();
    Contributions contributions =
        Contributions.of(
            sums,
            own,
            others(own, reader.layer().columns()),
            reader.matrix(weights),
            reader.biases(weights));
    boolean[] stays = new boolean[own.size()];
    Arrays.stream(choice.choose(contributions, selected)).forEach(i -> stays[i] = true);
    return IntStream.range(0, own.size())
        .filter(i -> !stays[i])
        .map(i -> own.get(i).group())
        .toArray();
  }

  /** The elements of a patch that are none of some channels'. */
  static int[] others(List<Member> members, int columns) {
    boolean[] own = new boolean[columns];
    members.forEach(member -> Arrays.stream(member.columns()).forEach(c -> own[c] = true));
    return IntStream.range(0, columns).filter(c -> !own[c]).toArray();
  }

  /**
   * Least squares over all weights: every output's weights on what is left, and a constant.
   *
   * @param ridge added to the diagonal, as a share of its mean
   */
  static LayerFit ofWeights(double ridge) {
    return (reader, sums, stay, weights) -> {
      int[] used = used(reader, sums.equations(), stay, weights);
      write(reader, sums.equations(), used, sums.equations().solve(used, ridge), weights);
    };
  }

  /** The inputs that a fit may use: what is left, and a constant where one can be added. */
  static int[] used(Reader reader, NormalEquations sums, List<Member> stay, float[] weights) {
    IntStream constant = reader.takesConstants() ? IntStream.of(sums.columns()) : IntStream.empty();
    return IntStream.concat(Arrays.stream(left(reader, stay, weights)), constant).toArray();
  }

  /** Puts fitted weights, {@code [outputs, used]}, into the network. */
  static void write(
      Reader reader, NormalEquations sums, int[] used, double[][] fitted, float[] weights) {
    for (int row = 0; row < sums.rows(); row++) {
      for (int i = 0; i < used.length; i++) {
        if (used[i] < sums.columns()) {
          weights[reader.layer().index(0, row, used[i])] = (float) fitted[row][i];
        } else {
          reader.addConstant(row, fitted[row][i] - reader.bias(row, weights), weights);
        }
      }
    }
  }

  /** What a layer still reads: the channels that stay, and inputs that are no channel's. */
  private static int[] left(Reader reader, List<Member> stay, float[] weights) {
    double[][] matrix = reader.matrix(weights);
    return IntStream.range(0, reader.layer().columns())
        .filter(
            column ->
                stay.stream().anyMatch(m -> Arrays.binarySearch(m.columns(), column) >= 0)
                    || Arrays.stream(matrix).anyMatch(row -> row[column] != 0.0))
        .toArray();
  }

  /**
   * Least squares over one factor for each channel that stays.
   *
   * @param ridge added to the diagonal, as a share of its mean
   */
  static LayerFit ofFactors(double ridge) {
    return (reader, sums, stay, weights) -> {
      Contributions contributions =
          Contributions.of(
              sums.equations(),
              stay,
              others(stay, sums.equations().columns()),
              reader.matrix(weights),
              reader.biases(weights));
      int[] all = IntStream.range(0, stay.size()).toArray();
      double[] factors = contributions.factors(all, ridge);
      for (int i : all) {
        for (int column : stay.get(i).columns()) {
          for (int row = 0; row < sums.equations().rows(); row++) {
            weights[reader.layer().index(0, row, column)] *= (float) factors[i];
          }
        }
      }
    };
  }
}
