package io.pollard.engine.sparse;

import java.util.Arrays;
import java.util.List;

/**
 * A layer with weights, or none at a chain's beginning, and what follows it channel by channel.
 * Each channel goes through all stages before the next one, while it is in the cache.
 *
 * @param stages all but the first keep to one channel
 */
record Segment(List<Stage> stages) {
  private Stage first() {
    return stages.get(0);
  }

  Values values() {
    return stages.get(stages.size() - 1).values();
  }

  void forward(float[] parameters) {
    Values to = values();
    for (int channel = 0; channel < to.channels(); channel++) {
      if (first().isConstant(channel)) {
        float value = 0f;
        for (Stage stage : stages) {
          value = stage.constant(parameters, channel, value);
        }
        Arrays.fill(to.activations(), to.start(channel), to.start(channel + 1), value);
      } else {
        for (Stage stage : stages) {
          stage.forward(parameters, channel);
        }
      }
    }
  }

  void backward(float[] parameters, float[] gradient) {
    stages.forEach(Stage::beginBackward);
    Values from = values();
    for (int channel = 0; channel < from.channels(); channel++) {
      if (first().isConstant(channel)) {
        float value = from.activations()[from.start(channel)];
        float delta = Runs.sum(from.deltas(), from.deltaStart(channel), from.plane());
        for (int i = stages.size() - 1; i >= 0; i--) {
          delta = stages.get(i).constantBack(channel, value, delta, gradient);
        }
      } else {
        for (int i = stages.size() - 1; i >= 0; i--) {
          stages.get(i).backward(parameters, gradient, channel);
        }
      }
    }
  }
}
