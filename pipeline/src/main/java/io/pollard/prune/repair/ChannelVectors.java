package io.pollard.prune.repair;

import io.pollard.network.Network;
import io.pollard.network.Role;
import io.pollard.prune.structure.ChannelGroup;
import io.pollard.prune.structure.ChannelGroup.Kind;
import io.pollard.prune.structure.Span;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The values of a channel as vectors. */
final class ChannelVectors {
  private ChannelVectors() {}

  /** The weights that make a channel, in index order. */
  static double[] filter(ChannelGroup group, float[] weights) {
    return values(group.filters().map(ChannelGroup.Part::span).toList(), weights);
  }

  /** What the layers behind take from a channel, in index order. */
  static double[] columns(ChannelGroup group, float[] weights) {
    return values(group.parts(Kind.COLUMN).map(ChannelGroup.Part::span).toList(), weights);
  }

  private static double[] values(List<Span> spans, float[] weights) {
    double[] values = new double[spans.stream().mapToInt(Span::size).sum()];
    int[] next = {0};
    spans.forEach(span -> span.forEach(i -> values[next[0]++] = weights[i]));
    return values;
  }

  /** Replaces what the layers behind take from a channel. */
  static void setColumns(ChannelGroup group, double[] columns, float[] weights) {
    int[] next = {0};
    group
        .parts(Kind.COLUMN)
        .map(ChannelGroup.Part::span)
        .forEach(span -> span.forEach(i -> weights[i] = (float) columns[next[0]++]));
  }

  /**
   * Adds what the layers behind take from one channel, times a factor, to what they take from
   * another.
   */
  static void addColumns(ChannelGroup from, double factor, ChannelGroup to, float[] weights) {
    double[] added = columns(from, weights);
    double[] sum = columns(to, weights);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * added[i];
    }
    setColumns(to, sum, weights);
  }

  /** Where the bias of a channel lies, if its layer has biases. */
  static OptionalInt bias(Network network, ChannelGroup group) {
    return network.layout().find(group.layer(), Role.BIAS).stream()
        .mapToInt(slice -> slice.offset() + group.channel())
        .findFirst();
  }

  static double bias(Network network, ChannelGroup group, float[] weights) {
    OptionalInt bias = bias(network, group);
    return bias.isPresent() ? weights[bias.getAsInt()] : 0.0;
  }

  static double norm(double[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  static double dot(double[] a, double[] b) {
    double sum = 0.0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** A vector with one more element. */
  static double[] with(double[] vector, double last) {
    double[] longer = Arrays.copyOf(vector, vector.length + 1);
    longer[vector.length] = last;
    return longer;
  }
}
