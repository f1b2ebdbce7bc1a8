package io.pollard.prune.structure;

import io.pollard.network.Mask;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Channels that are made by the same layers. One of them always stays, so that no layer is emptied.
 *
 * @param groups at least one, all with the same first layer
 * @param multiple how many stay is rounded up to a multiple of this
 */
public record Channels(List<ChannelGroup> groups, int multiple) implements Block {

  public Channels {
    groups = List.copyOf(groups);
    if (groups.isEmpty() || multiple < 1) {
      throw new IllegalArgumentException(groups.size() + " channels in multiples of " + multiple);
    }
  }

  @Override
  public String layer() {
    return groups.get(0).layer();
  }

  @Override
  public String name() {
    return "the channels of " + layer();
  }

  @Override
  public int count() {
    return groups.size();
  }

  @Override
  public int size() {
    return 0;
  }

  @Override
  public int floor() {
    return 1;
  }

  @Override
  public boolean kept(int group, Mask mask) {
    return groups.get(group).isKept(mask);
  }

  @Override
  public void forEachOwn(int group, IntConsumer index) {
    groups.get(group).filters().forEach(part -> part.span().forEach(index));
  }

  @Override
  public void forEachPruned(int group, IntConsumer index) {
    groups.get(group).forEachPruned(index);
  }

  @Override
  public void aggregate(float[] elements, float[] scores, int first) {
    for (int group = 0; group < groups.size(); group++) {
      scores[first + group] = (float) groups.get(group).sum(elements);
    }
  }
}
