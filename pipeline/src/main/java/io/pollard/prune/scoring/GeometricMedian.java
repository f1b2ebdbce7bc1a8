package io.pollard.prune.scoring;

import com.google.auto.service.AutoService;
import io.pollard.prune.structure.Block;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.Groups;
import io.pollard.spec.Summary;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Distance from the geometric median: {@code score = sum_k ||F_j - F_k||} over the filters of the
 * same layer that are still there, with the filters of coupled layers one behind the other. The
 * filter nearest to the geometric median, which the others can stand in for best, scores lowest,
 * whatever its norm. {@code w [out,in,kh,kw] -> score [out]}. Range [0, inf); 0 for what is pruned;
 * NaN where a weight is NaN. Compares within a layer. Needs no data; out^2 times the size of a
 * filter.
 *
 * <p>Source: He, Liu, Wang, Hu, Yang (2019), "Filter pruning via geometric median for deep
 * convolutional neural networks acceleration", equation 8.
 */
@Summary("distance of a channel's filters from the others' geometric median (He et al. 2019)")
@AutoService(ScoringRule.class)
public record GeometricMedian() implements ScoringRule {

  @Override
  public boolean ofChannels() {
    return true;
  }

  @Override
  public float[] groups(Subject subject, Groups groups, Sums sums) {
    float[] scores = new float[groups.count()];
    int first = 0;
    for (Block block : groups.blocks()) {
      List<ChannelGroup> channels = ChannelLayers.channels(this, block).groups();
      int from = first;
      int[] there =
          IntStream.range(0, channels.size()).filter(j -> block.kept(j, subject.mask())).toArray();
      List<double[]> filters =
          IntStream.of(there).mapToObj(j -> filter(channels.get(j), subject.weights())).toList();
      for (int j = 0; j < there.length; j++) {
        double sum = 0.0;
        for (double[] other : filters) {
          sum += distance(filters.get(j), other);
        }
        scores[from + there[j]] = (float) sum;
      }
      first += channels.size();
    }
    return scores;
  }

  private static double[] filter(ChannelGroup group, float[] weights) {
    return group
        .filters()
        .flatMapToInt(
            part -> {
              IntStream.Builder indices = IntStream.builder();
              part.span().forEach(indices::add);
              return indices.build();
            })
        .mapToDouble(i -> weights[i])
        .toArray();
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0.0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Override
  public float[] finish(Subject subject, double[] sums, long examples) {
    throw Activations.notOfElements(this);
  }
}
