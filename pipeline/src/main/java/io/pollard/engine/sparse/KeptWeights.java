package io.pollard.engine.sparse;

import io.pollard.network.Mask;
import io.pollard.prune.structure.Weights;

/**
 * The kept weights of a tensor, filter by filter.
 *
 * @param starts where each filter's weights begin, and where the last one's end
 * @param inputs input channel of each weight
 * @param positions place in the window of each weight
 * @param indices place in the flat vector of each weight
 */
record KeptWeights(int[] starts, int[] inputs, int[] positions, int[] indices) {

  static KeptWeights of(Weights weights, Mask mask) {
    int count = mask.kept(weights.slice());
    int[] starts = new int[weights.outputs() + 1];
    int[] inputs = new int[count];
    int[] positions = new int[count];
    int[] indices = new int[count];
    int next = 0;
    for (int output = 0; output < weights.outputs(); output++) {
      for (int input = 0; input < weights.inputs(); input++) {
        for (int position = 0; position < weights.window(); position++) {
          int index = weights.index(output, input, position);
          if (mask.kept(index)) {
            inputs[next] = input;
            positions[next] = position;
            indices[next] = index;
            next++;
          }
        }
      }
      starts[output + 1] = next;
    }
    return new KeptWeights(starts, inputs, positions, indices);
  }

  /** Whether a filter has no weight left. */
  boolean isEmpty(int output) {
    return starts[output] == starts[output + 1];
  }
}
